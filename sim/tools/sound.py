"""`make sound`: the alarm sounds as they are heard, measured against IEC 60601-1-8.

Three short runs, each with a fault of one priority, leave their sound.wav; everything in the table
is measured on those samples. The limits are those of tables 3 and 4 of the standard.
"""

import wave
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import RunError
from sim.launch import launch
from sim.results.sound import Samples, write_sound
from sim.results.trace import read_trace
from sim.scenario.load import REFERENCE, load_scenario

PRIORITIES = ("low", "medium", "high")
# What brings an alarm of each priority, at once and for good.
_FAULTS = {
    "low": "clock-silent",
    "medium": "element-sensor-open",
    "high": "air-sensor-silent",
}
_FAULT_S = 60
_DURATION_S = 200

_WINDOW_MS = 10  # of the envelope: five periods of the lowest note
_APART_MS = 2_000  # pulses farther from each other belong to two bursts
_ALARM_MS = 40  # what is shorter answers a key
_HALF, _LOW, _HIGH = 0.5, 0.1, 0.9  # of the greatest amplitude: a pulse's length, and its rise
_TONE_HZ = (150, 1000)
_HARMONICS_HZ = (300, 4000)
_HARMONICS_DB = 15.0
_HARMONICS = 4


@dataclass(frozen=True)
class Pulse:
    """A pulse as measured: at half of its amplitude; `rise_share` from 10 to 90 % of it."""

    begin_ms: float
    end_ms: float
    rise_share: float
    amplitude: float
    tone_hz: float
    harmonics: int

    @property
    def lasts_ms(self) -> float:
        return self.end_ms - self.begin_ms


@dataclass(frozen=True)
class Row:
    """A line of the table. Figures of one priority, each of which must lie within the limits."""

    priority: str
    name: str
    figures: list[float]
    unit: str
    least: float
    most: float

    @property
    def passed(self) -> bool:
        return bool(self.figures) and all(self.least <= x <= self.most for x in self.figures)


def record(priority: str, folder: Path) -> tuple[Samples, int]:
    """Let a run be alarmed with a priority; its samples and their rate. Files stay in `folder`."""
    scenario = load_scenario(REFERENCE) | {
        "duration_s": _DURATION_S,
        "timetable": [{"at_s": _FAULT_S, "do": "fault", "value": _FAULTS[priority]}],
    }
    folder.mkdir(parents=True, exist_ok=True)
    launch(scenario, "cpython", 1, folder, None)
    heard = set(read_trace(folder / "trace.csv").words["audio"]) - {""}
    if heard != {priority} or not write_sound(folder):
        raise RunError(f"{_FAULTS[priority]} should sound {priority}, it sounded {heard}")
    with wave.open(str(folder / "sound.wav")) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32_768
        return samples, file.getframerate()


def pulses_of(samples: Samples, rate_hz: int) -> list[Pulse]:
    """The alarm's pulses; what is too short to be one is passed over."""
    window = np.hanning(rate_hz * _WINDOW_MS // 1000)
    quiet = np.zeros(len(window))  # so that a tone has an end even where the recording ends in it
    samples = np.concatenate((quiet, samples, quiet))
    envelope = np.sqrt(np.convolve(samples**2, window / window.sum(), "same"))
    edges = np.flatnonzero(np.diff(envelope > envelope.max() * _HALF)).reshape(-1, 2)
    return [
        _pulse(samples, envelope, begin, end, rate_hz)
        for begin, end in edges
        if (end - begin) * 1000 > _ALARM_MS * rate_hz
    ]


def _pulse(samples: Samples, envelope: Samples, begin: int, end: int, rate_hz: int) -> Pulse:
    top = float(np.median(envelope[(begin + end) // 2 : end - rate_hz // 100]))
    before = envelope[:end]
    low = np.flatnonzero(before[:begin] < top * _LOW)[-1]
    high = low + np.flatnonzero(before[low:] > top * _HIGH)[0]
    middle = samples[(begin + end) // 2 : end - rate_hz // 100]
    tone_hz, harmonics = _spectrum(middle, rate_hz)
    return Pulse(
        begin * 1000 / rate_hz,
        end * 1000 / rate_hz,
        (high - low) / (end - begin),
        top,
        tone_hz,
        harmonics,
    )


def _spectrum(samples: Samples, rate_hz: int) -> tuple[float, int]:
    """The fundamental, and how many of its harmonics are nearly as loud."""
    size = 1 << 15
    loud = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), size))
    hertz = np.fft.rfftfreq(size, 1 / rate_hz)
    tone_hz = float(hertz[np.argmax(loud)])  # of a pulse train the fundamental is the loudest
    fundamental = _peak(loud, hertz, tone_hz)
    harmonics = 0
    for order in range(2, int(_HARMONICS_HZ[1] / tone_hz) + 1):
        at_hz = tone_hz * order
        near = 20 * np.log10(_peak(loud, hertz, at_hz) / fundamental) >= -_HARMONICS_DB
        harmonics += bool(near and at_hz >= _HARMONICS_HZ[0])
    return tone_hz, harmonics


def _peak(loud: Samples, hertz: NDArray[np.floating[Any]], at_hz: float) -> float:
    return float(loud[np.abs(hertz - at_hz) < at_hz * 0.02].max())


def bursts_of(pulses: list[Pulse]) -> list[list[Pulse]]:
    """Pulses in groups, as they are heard; the last group may be cut short."""
    bursts: list[list[Pulse]] = []
    for pulse in pulses:
        if not bursts or pulse.begin_ms - bursts[-1][-1].end_ms > _APART_MS:
            bursts.append([])
        bursts[-1].append(pulse)
    return bursts


def rows_of(priority: str, pulses: list[Pulse]) -> list[Row]:
    """The table's lines of one priority. All its whole bursts count, not the last."""
    bursts = bursts_of(pulses)[:-1]
    heard = [pulse for burst in bursts for pulse in burst]
    gaps = [[b.begin_ms - a.end_ms for a, b in pairwise(burst)] for burst in bursts]
    between = [b[0].begin_ms - a[-1].end_ms for a, b in pairwise(bursts)]
    loudest = max((pulse.amplitude for pulse in heard), default=1.0)
    high = priority == "high"

    def row(name: str, figures: list[float], unit: str, least: float, most: float) -> Row:
        return Row(priority, name, figures, unit, least, most)

    count = {"low": (1, 2), "medium": (3, 3), "high": (10, 10)}[priority]
    lasts_ms = (75, 200) if high else (125, 250)
    rows = [
        row("pulses a burst", [float(len(burst)) for burst in bursts], "", *count),
        row("pulse", [pulse.lasts_ms for pulse in heard], "ms", *lasts_ms),
        row("rise, of the pulse", [100 * pulse.rise_share for pulse in heard], "%", 10, 40),
        row("fundamental", [pulse.tone_hz for pulse in heard], "Hz", *_TONE_HZ),
        row(
            "harmonics within 15 dB",
            [float(pulse.harmonics) for pulse in heard],
            "",
            _HARMONICS,
            float("inf"),
        ),
        row(
            "below the loudest pulse",
            [20 * np.log10(loudest / pulse.amplitude) for pulse in heard],
            "dB",
            0,
            10,
        ),
    ]
    if high:
        short_ms = [gap for burst in gaps for at, gap in enumerate(burst) if at not in (2, 4, 7)]
        x_ms = float(np.mean(short_ms))
        long_ms = 2 * x_ms + heard[0].lasts_ms
        rows += [
            row("gap within a group", short_ms, "ms", 50, 125),
            row(
                "gap 3-4 and 8-9 (2x + td)",
                [burst[at] for burst in gaps for at in (2, 7)],
                "ms",
                0.95 * long_ms,
                1.05 * long_ms,
            ),
            row("gap 5-6", [burst[4] for burst in gaps], "ms", 350, 1300),
            row("between bursts", between, "ms", 2500, 15_000),
        ]
    else:
        between_ms = (15_000, float("inf")) if priority == "low" else (2500, 30_000)
        rows += [
            row("gap", [gap for burst in gaps for gap in burst], "ms", 125, 250),
            row("between bursts", between, "ms", *between_ms),
        ]
    return rows


def table(rows: list[Row]) -> str:
    """The figures for people, a line each: from the least to the greatest that was measured."""
    lines = [f"{'':<38}{'measured':>20}  {'standard':<18}"]
    for row in rows:
        least, most = min(row.figures, default=0.0), max(row.figures, default=0.0)
        limit = f"{row.least:.5g} or more" if row.most == float("inf") else _range(row)
        measured = f"{least:.5g}" if most - least < 0.05 else f"{least:.4g} to {most:.4g}"
        lines.append(
            f"{row.priority + ': ' + row.name:<38}{measured + ' ' + row.unit:>20}  "
            f"{limit:<18}{'pass' if row.passed else 'FAIL'}"
        )
    return "\n".join(lines)


def _range(row: Row) -> str:
    return f"{row.least:.4g} to {row.most:.5g}" if row.least != row.most else f"{row.least:.4g}"


def measure(out: Path) -> tuple[str, bool]:
    """Record, measure and draw all three; the table, and whether the standard is met."""
    # Imported here: it takes longer than the start of any other command.
    from sim.results.sound_plot import plot_sounds  # noqa: PLC0415

    rows: list[Row] = []
    sounds = {}
    for priority in PRIORITIES:
        samples, rate_hz = record(priority, out / priority)
        pulses = pulses_of(samples, rate_hz)
        rows += rows_of(priority, pulses)
        first = bursts_of(pulses)[0]
        begin = max(int((first[0].begin_ms - 100) * rate_hz / 1000), 0)
        end = int((first[-1].end_ms + 150) * rate_hz / 1000)
        sounds[priority] = samples[begin:end]
    plot_sounds(out / "sounds.png", sounds, rate_hz)
    return table(rows), all(row.passed for row in rows)
