"""Judges a run by its trace: how far each quantity strayed from what was set, and if that passes.

A campaign of many runs is reported by sim/campaign/report.py.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

from sim.results.trace import Trace
from sim.scenario.bounds import MC_PER_DEGREE, PM_PER_PERCENT
from sim.scenario.timetable import interruption
from sim.world.faults import BY_NAME

# What the reference scenario must hold (degC, %).
STEADY_LIMIT_C = 0.2
HUMIDITY_LIMIT_PCT = 3.0
OVERSHOOT_LIMIT_C = 0.5
# A hold is judged by its last half hour once it lasted long enough to settle.
SHORTEST_HOLD_S = 3600
JUDGED_S = 1800
SAMPLE_EVERY_S = 60
# Warm-up ends this close to the set point; the standard's own measure is a rise of 11 degC.
WARM_WITHIN_C = 0.5
STANDARD_RISE_C = 11.0


@dataclass(frozen=True)
class Result:
    """One line of the table. `value` is None if it never came; `limit` None: for information."""

    name: str
    value: float | None
    unit: str
    limit: float | None = None

    @property
    def passed(self) -> bool | None:
        if self.limit is None:
            return None
        return self.value is not None and self.value <= self.limit

    def as_dict(self) -> dict[str, Any]:
        """For summary.json."""
        return {**asdict(self), "pass": self.passed}


@dataclass(frozen=True)
class Hold:
    """A time without disturbance, and what the operator had asked for in it."""

    start_s: int
    end_s: int
    mode: str
    air_mc: int
    skin_mc: int
    humidity_pm: int


_HELD = ("mode", "air_mc", "skin_mc", "humidity_pm")  # what the operator asks for


@dataclass(frozen=True)
class Interruption:
    """A time in which something was open, off or broken; `what` says so."""

    what: str
    start_s: int
    end_s: int


def interruptions(scenario: dict[str, Any]) -> list[Interruption]:
    """Openings, mains cuts and faults in the order of their ends, those without an end last."""
    began: dict[str, int] = {}
    ended = []
    for action in scenario["timetable"]:
        what, begins, lasts = _interruption(action)
        if begins:
            began[what] = action["at_s"]
        if what in began and not (begins and lasts):
            ended.append(Interruption(what, began.pop(what), action["at_s"]))
    return ended + [Interruption(what, at, scenario["duration_s"]) for what, at in began.items()]


def _interruption(action: dict[str, Any]) -> tuple[str, bool, bool]:
    """What an action interrupts ("" for nothing), whether it begins, and whether that lasts."""
    do, value = action["do"], action["value"]
    if do in ("fault", "clear"):
        return value, do == "fault", BY_NAME[value].lasts
    name, begins = interruption(action)
    if not name:
        return "", False, False
    return f"{name} {'off' if name == 'mains' else 'open'}", begins, True


def holds(scenario: dict[str, Any]) -> Iterator[Hold]:
    """The times between the disturbances, in order."""
    settings = {name: scenario["start"][name] for name in _HELD}
    cuts = interruptions(scenario)
    start_s = 0
    actions = [*scenario["timetable"], {"at_s": scenario["duration_s"], "do": "end", "value": 0}]
    for action in actions:
        end_s = action["at_s"]
        quiet = not any(cut.start_s < end_s and start_s < cut.end_s for cut in cuts)
        if start_s < end_s and quiet:
            yield Hold(start_s, end_s, **settings)
        start_s = end_s
        if action["do"].startswith("set_"):
            name = action["do"].removeprefix("set_")
            if name in settings:
                settings[name] = action["value"]


def evaluate(scenario: dict[str, Any], trace: Trace) -> list[Result]:
    """The results of a run, in the order of the table."""
    results = []
    for hold in holds(scenario):
        if hold.start_s == 0 and hold.mode == "air":
            results += _warm_up(hold, trace)
        if hold.end_s - hold.start_s >= SHORTEST_HOLD_S:
            results += _steady(hold, trace)
    results.append(Result("highest air temperature", _peak(trace["air_true_mc"]), "degC"))
    results.append(Result("highest skin temperature", _peak(trace["skin_true_mc"]), "degC"))
    return results


def _warm_up(hold: Hold, trace: Trace) -> list[Result]:
    """From the start to the first disturbance."""
    air_mc = trace.samples("air_true_mc", hold.start_s, hold.end_s)
    warm_s = _first_at(air_mc, hold.air_mc - WARM_WITHIN_C * MC_PER_DEGREE)
    risen_s = _first_at(air_mc, air_mc[0] + STANDARD_RISE_C * MC_PER_DEGREE)
    overshoot = None
    if warm_s is not None:
        overshoot = round(max(0.0, max(air_mc) - hold.air_mc) / MC_PER_DEGREE, 3)
    return [
        Result(f"warm-up: air within {WARM_WITHIN_C} degC of set after", _minutes(warm_s), "min"),
        Result(f"warm-up: air {STANDARD_RISE_C:g} degC warmer after", _minutes(risen_s), "min"),
        Result("warm-up: air above set, at most", overshoot, "degC", OVERSHOOT_LIMIT_C),
    ]


def _steady(hold: Hold, trace: Trace) -> list[Result]:
    """How far temperature and humidity strayed from set in the judged part of a hold."""
    period = f"{_clock(hold.end_s - JUDGED_S)} to {_clock(hold.end_s)}"
    results = []
    if hold.mode in ("air", "skin"):
        target_mc = hold.air_mc if hold.mode == "air" else hold.skin_mc
        worst = _worst(trace, f"{hold.mode}_true_mc", target_mc, hold, MC_PER_DEGREE)
        name = f"{period}: {hold.mode} off set {target_mc / MC_PER_DEGREE:.1f} degC, at most"
        results.append(Result(name, worst, "degC", STEADY_LIMIT_C))
    if hold.humidity_pm:
        worst = _worst(trace, "rh_true_pm", hold.humidity_pm, hold, PM_PER_PERCENT)
        name = f"{period}: humidity off set {hold.humidity_pm // PM_PER_PERCENT} %, at most"
        results.append(Result(name, worst, "% RH", HUMIDITY_LIMIT_PCT))
    return results


def _worst(trace: Trace, column: str, target: int, hold: Hold, scale: int) -> float | None:
    """The largest distance from the target; None if the trace lacks a sample."""
    samples = trace.samples(column, hold.end_s - JUDGED_S, hold.end_s, SAMPLE_EVERY_S)
    if len(samples) < JUDGED_S // SAMPLE_EVERY_S or not all(map(isfinite, samples)):
        return None
    return round(max(abs(sample - target) for sample in samples) / scale, 3)


def _peak(values_mc: list[float]) -> float | None:
    return max((round(v / MC_PER_DEGREE, 3) for v in values_mc if isfinite(v)), default=None)


def _first_at(values: list[float], threshold: float) -> int | None:
    return next((t_s for t_s, value in enumerate(values) if value >= threshold), None)


def _minutes(seconds: int | None) -> float | None:
    return None if seconds is None else round(seconds / 60, 1)


def _clock(seconds: int) -> str:
    """5400 s is 1:30."""
    minutes = seconds // 60
    return f"{minutes // 60}:{minutes % 60:02}"


def table(results: list[Result]) -> str:
    """The results for people, a line each."""
    rows = [("", "result", "limit", "")]
    for result in results:
        value = "never" if result.value is None else f"{result.value:.2f} {result.unit}"
        limit = "" if result.limit is None else f"{result.limit:g} {result.unit}"
        verdict = {True: "pass", False: "FAIL", None: ""}[result.passed]
        rows.append((result.name, value, limit, verdict))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            (name.ljust(widths[0]), value.rjust(widths[1]), limit.rjust(widths[2]), verdict)
        ).rstrip()
        for name, value, limit, verdict in rows
    )
