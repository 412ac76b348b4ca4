"""What was heard in a run: sound.wav, made of the edges of the speaker's PWM in tones.csv.

The coil gets pulses: a tone of f hertz and duty d has the harmonics n f with amplitudes
2 sin(pi n d) / (pi n). They are added up to below half the sample rate, so nothing is folded.
What a real speaker and its hood make of it is not modelled.
"""

import csv
import wave
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000
# Nobody listens to hours of nothing: a longer silence is cut to this. LOW repeats every 20 s.
SILENCE_MAX_S = 25.0
LONGEST_S = 600.0  # of the file; what comes later is in tones.csv only
_US_PER_S = 1_000_000
_FULL_DUTY = 65_536
_FULL_SCALE = 26_000  # room above for the overshoot of a pulse without its highest harmonics

Samples = NDArray[np.float64]


@dataclass(frozen=True)
class Tone:
    """The speaker from one change to the next: hz 0 is silence, duty 0..1."""

    begin_s: float
    end_s: float
    hz: int
    duty: float


def read_tones(path: Path) -> list[Tone]:
    """The tones of a run in their order; the last change, to silence or not, is only an end."""
    with path.open(encoding="ascii", newline="") as file:
        rows = [tuple(map(int, row)) for row in list(csv.reader(file))[1:]]
    return [
        Tone(t_us / _US_PER_S, end_us / _US_PER_S, hz, duty / _FULL_DUTY)
        for (t_us, hz, duty), (end_us, _, _) in pairwise(rows)
    ]


def waveform(tones: list[Tone], rate_hz: int = RATE_HZ) -> Samples:
    """-1..1, from the first tone on, silences shortened to SILENCE_MAX_S."""
    pieces: list[Samples] = []
    length_s = 0.0
    phase_s, phase_hz = 0.0, 0  # a change of loudness goes on with the tone, a new tone begins
    for tone in tones:
        lasts_s = tone.end_s - tone.begin_s
        if not tone.hz:
            lasts_s = min(lasts_s, SILENCE_MAX_S)
        if length_s + lasts_s > LONGEST_S:
            break
        begin, end = round(length_s * rate_hz), round((length_s + lasts_s) * rate_hz)
        if tone.hz != phase_hz:
            phase_s, phase_hz = 0.0, tone.hz
        pieces.append(_pulses(tone, phase_s, end - begin, rate_hz))
        phase_s += lasts_s
        length_s += lasts_s
    return np.concatenate(pieces) if pieces else np.zeros(0)


def _pulses(tone: Tone, phase_s: float, count: int, rate_hz: int) -> Samples:
    if not tone.hz:
        return np.zeros(count)
    orders = np.arange(1, (rate_hz // 2 - 1) // tone.hz + 1)
    amplitudes = 2 / (np.pi * orders) * np.sin(np.pi * orders * tone.duty)
    times_s = phase_s + np.arange(count) / rate_hz
    samples: Samples = np.cos(2 * np.pi * tone.hz * np.outer(times_s, orders)) @ amplitudes
    return samples


def write_sound(folder: Path) -> bool:
    """Write sound.wav beside tones.csv in `folder`; False, and no file, if all was silent."""
    samples = waveform(read_tones(folder / "tones.csv"))
    if not samples.any():
        return False
    with wave.open(str(folder / "sound.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes((samples * _FULL_SCALE).astype("<i2").tobytes())
    return True
