"""The type tests: what each asks, how it is made here, and how it is judged.

Numbers, limits and procedures as public sources have IEC 60601-2-19; no copy of it was at hand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray

from control.alarm_table import HIGH, LATCHED, MEDIUM, NAMES, PRIORITY_OF
from sim.conformance.bench import Course
from sim.conformance.jobs import (
    AIR_S,
    BATHS_C,
    CORNER_STEP_S,
    CORNERS,
    CUTS_APART_S,
    CUTS_FROM_S,
    CUTS_S,
    DISCLOSED_S,
    FAN_FAULTS,
    HIGH_C,
    INFANTS,
    LOW_C,
    MAINS_AT_S,
    MAINS_FOR_S,
    OPENED_S,
    OVERRIDE_S,
    PANEL_S,
    PORTS_S,
    PROBE_FAULTS,
    SKIN_S,
    STEP_S,
    corner,
    first,
)
from sim.conformance.jobs import BETWEEN_S as OPENINGS_APART_S
from sim.conformance.measure import Measure

Courses = dict[tuple[str, str], Course]
Judge = Callable[[Courses, str], list[Measure]]

_STEADY_S = 3_600  # the incubator temperature varies by at most 1 degC within it
_WARM_S = 600  # after a fault of the air, until the heater must be off
# In the course "killed": program and heat have stopped by then, and no new program has begun.
_DEAD_S = (606, 608)
_SETTLED_K = 0.2  # of skin mode's responses: within so much of the new set point
# Warm-up times in minutes that each incubator's papers would declare, in a room of 23 degC with
# humidity at its most: the rise of 11 degC.
DECLARED_MIN = {
    "single_300w": 20.0,
    "double_300w": 17.0,
    "heavy_450w": 12.0,
    "low_cost_200w": 18.5,
    "transport_120w": 22.5,
}
_PRIORITY = dict(zip(NAMES, PRIORITY_OF, strict=True))
_LATCHING = {name for name, latched in zip(NAMES, LATCHED, strict=True) if latched}


@dataclass(frozen=True)
class TypeTest:
    """shows: the courses that its picture draws, by job and way, each from a second on."""

    id: str
    title: str
    clause: str
    method: str
    judge: Judge
    shows: tuple[tuple[str, str, int], ...]
    once: bool = False  # it depends on the controller alone


def of(preset: str) -> list[TypeTest]:
    """The tests that are made with an incubator."""
    return [test for test in TESTS if not test.once or preset == first()]


def _mean(values: NDArray[np.float64]) -> float:
    return float(np.mean(values)) if len(values) else nan


def _last(course: Course, name: str, end_s: int | None = None) -> NDArray[np.float64]:
    """A column in the hour before end_s, or before its end."""
    end_s = len(course.t_s) if end_s is None else end_s
    return course.part(name, max(0, end_s - _STEADY_S), end_s)


def _steady(name: str, air: NDArray[np.float64]) -> Measure:
    return Measure(f"{name}: steady, range of M in 60 min", float(np.ptp(air)), 1.0, "K")


def _stability(course: Course, name: str, end_s: int | None = None) -> list[Measure]:
    air = _last(course, "air", end_s)
    off = float(np.abs(air - air.mean()).max())
    return [_steady(name, air), Measure(f"{name}: M from its mean, at most", off, 0.5, "K")]


def _t01(courses: Courses, _preset: str) -> list[Measure]:
    low = _stability(courses["steady", "begin"], f"{LOW_C:g} degC", STEP_S)
    return low + _stability(courses["steady", "step"], f"{HIGH_C:g} degC")


def _t03(courses: Courses, _preset: str) -> list[Measure]:
    found = []
    for name, way in ((f"{LOW_C:g} degC", "begin"), (f"{HIGH_C:g} degC", "step")):
        course = courses["steady", way]
        end_s = STEP_S if way == "begin" else None
        off = _mean(_last(course, "air_shown", end_s)) - _mean(_last(course, "air", end_s))
        found.append(Measure(f"{name}: shown less M, means", abs(off), 0.8, "K"))
    return found


def _t04(courses: Courses, _preset: str) -> list[Measure]:
    off = _mean(_last(courses["steady", "step"], "air")) - HIGH_C
    return [Measure("mean of M from the control temperature", abs(off), 1.5, "K")]


def _t05(courses: Courses, _preset: str) -> list[Measure]:
    found = []
    for bath_c in BATHS_C:
        shown = courses[f"bath {bath_c:g}", "begin"].part("skin_shown", 180)
        off = float(np.abs(shown - bath_c).max())
        found.append(Measure(f"bath of {bath_c:g} degC: shown less bath, at most", off, 0.3, "K"))
    return found


def _t06(courses: Courses, _preset: str) -> list[Measure]:
    shown = _last(courses["free", "begin"], "skin_shown")
    off = float(np.abs(shown - 36.0).max())
    return [
        _steady("probe in the air", _last(courses["free", "begin"], "air")),
        Measure("shown from the control temperature, at most", off, 0.7, "K"),
    ]


def _t07(courses: Courses, preset: str) -> list[Measure]:
    air = courses["warm-up", "begin"]["air"]
    risen = np.flatnonzero(air >= air[0] + 11.0)
    minutes = float(risen[0] + 1) / 60 if len(risen) else None
    declared = DECLARED_MIN.get(preset)
    if declared is None:  # a machine of the tester's own
        return [Measure("rise of 11 degC, to be declared", minutes, None, "min")]
    return [
        Measure("declared", declared, None, "min"),
        Measure("rise of 11 degC", minutes, 1.2 * declared, "min"),
    ]


def _overshoot(course: Course, step_s: int, name: str = "") -> list[Measure]:
    air = course.part("air", step_s)
    over = float(air.max() - HIGH_C)
    mean = _mean(air[-_STEADY_S:])
    found = [
        Measure(f"{name}M above {HIGH_C:g} degC, at most", over, 2.0, "K"),
        Measure(f"{name}M above its new mean, at most", float(air.max() - mean), 2.0, "K"),
    ]
    passed = np.flatnonzero(air >= HIGH_C)
    spread = None
    if len(passed):
        begin = passed[0] + 900
        hour = air[begin : begin + _STEADY_S]
        spread = float(np.ptp(hour)) if len(hour) == _STEADY_S else None
    what = f"{name}range of M in the hour from 15 min after {HIGH_C:g} degC was passed"
    return [*found, Measure(what, spread, 1.0, "K")]


def _t08(courses: Courses, _preset: str) -> list[Measure]:
    return _overshoot(courses["steady", "step"], STEP_S)


def _t09(courses: Courses, _preset: str) -> list[Measure]:
    course = courses["humid", "begin"]
    off = course.part("rh_shown", -1_800) - course.part("rh", -1_800)
    return [Measure("shown less true, at most", float(np.abs(off).max()), 10.0, "% RH")]


def _surfaces(course: Course, name: str, from_s: int = 0) -> list[Measure]:
    return [
        Measure(f"{name}: mattress", float(course.part("mattress", from_s).max()), 40.0, "degC"),
        Measure(f"{name}: wall", float(course.part("wall", from_s).max()), 43.0, "degC"),
    ]


def _t13(courses: Courses, _preset: str) -> list[Measure]:
    found = _surfaces(courses["steady", "step"], "normal use")
    for job, way, name in (
        ("air", "fan-stopped", "fan stopped"),
        ("air", "cut-out", "heater full on"),
        ("skin", "off", "skin probe off"),
    ):
        found += _surfaces(courses[job, way], name)
    return found


def _t14(courses: Courses, _preset: str) -> list[Measure]:
    course = courses["air", "opening"]
    closed_s = OPENED_S + PORTS_S
    panel_s = closed_s + OPENINGS_APART_S + PANEL_S
    found = []
    for name, at_s, end_s in (
        ("ports 60 s", closed_s, closed_s + OPENINGS_APART_S),
        ("panel 5 min", panel_s, len(course.t_s)),
    ):
        air = course.part("air", at_s, end_s)
        near = np.abs(air - HIGH_C) <= 1.0
        back = float(len(air) - np.argmax(~near[::-1])) if not near.all() else 0.0
        back_min = back / 60 if near[-1] else None
        found.append(Measure(f"{name}: within 1 degC for good after", back_min, 15.0, "min"))
        over = float(max(0.0, air.max() - HIGH_C))
        found.append(Measure(f"{name}: above the control temperature", over, 2.0, "K"))
    latched = [name for name in course.alarms[-1] if name in _LATCHING]
    return [*found, Measure("alarms that stay latched", float(len(latched)), 0.0)]


def _cut_out(course: Course, at_s: int, name: str, limit_c: float) -> list[Measure]:
    """The heater forced on at at_s: is it off, alarmed, and does the alarm stay?"""
    air = course.part("air", at_s)
    told_s = _first_of(course, at_s, HIGH)
    heat = np.flatnonzero(course.part("watts", at_s) > 0)
    last_s = float(heat[-1] + 1) if len(heat) else 0.0
    stays = any(_PRIORITY[alarm] == HIGH for alarm in course.alarms[-1])
    return [
        Measure(f"{name}: M, at most", float(air.max()), limit_c, "degC"),
        Measure(f"{name}: a HIGH alarm after", told_s, 30.0, "s"),
        Measure(f"{name}: the last heat after", last_s, 600.0, "s"),
        Measure(f"{name}: a HIGH alarm at the end, once cooled", float(stays), 1.0, "", True),
    ]


def _first_of(course: Course, from_s: int, priority: int) -> float | None:
    """Seconds after from_s until an alarm of that priority or a higher one is shown."""
    names = tuple(name for name, own in _PRIORITY.items() if own >= priority)
    told_s = course.first_alarm_s(from_s, names)
    return None if told_s is None else float(told_s - from_s)


def _t20(courses: Courses, _preset: str) -> list[Measure]:
    found = _cut_out(courses["air", "cut-out"], AIR_S, "air mode", 38.0)
    found += _cut_out(courses["override", "cut-out"], OVERRIDE_S, "override", 40.0)
    found += _cut_out(courses["skin", "cut-out"], SKIN_S, "skin mode", 40.0)
    low = courses["air", "low"].part("air", AIR_S)
    return [*found, Measure("control sensor 3 K low: M, at most", float(low.max()), 38.0, "degC")]


def _t21(courses: Courses, _preset: str) -> list[Measure]:
    found = []
    for name, job, way, at_s in (
        ("sensor freezes as it warms up", "warming", "frozen", 600),
        ("sensor drifts by 5 degC", "air", "drift", AIR_S),
    ):
        course = courses[job, way]
        found.append(
            Measure(f"{name}: M, at most", float(course.part("air", at_s).max()), 38.0, "degC")
        )
        told_s = _first_of(course, at_s, MEDIUM)
        found.append(Measure(f"{name}: an alarm after", told_s, 3_300.0, "s"))
    watts = float(courses["warming", "killed"].part("watts", *_DEAD_S).sum())
    found.append(Measure("program killed at full power: heat once it is dead", watts, 0.0, "J"))
    return found


def _deviation(course: Course, at_s: int, name: str, hot: bool, limit_k: float) -> list[Measure]:
    """How far air (in skin mode: skin) is from its set point when that is alarmed."""
    skin = bool(course["mode"][at_s] > 1.5)
    shown = course["skin_shown" if skin else "air_shown"]
    off = shown - course["set_skin" if skin else "set_air"]
    sign = 1.0 if hot else -1.0
    reached = float(np.nanmax(sign * off[at_s:]))
    kind = ("skin-" if skin else "air-") + ("high" if hot else "low")
    told_s = course.first_alarm_s(at_s, (kind, "skin-cutout", "air-cutout"))
    at_alarm = None if told_s is None else float(np.nanmax(sign * off[at_s:told_s]))
    beyond = sign * off[at_s:] > limit_k
    watts = course.part("watts", at_s)[beyond]
    found = [
        Measure(f"{name}: reached", reached, limit_k, "K", True),
        Measure(f"{name}: alarm at a deviation of", at_alarm, limit_k, "K"),
    ]
    if hot:
        most_w = float(watts.max()) if len(watts) else nan
        return [*found, Measure(f"{name}: heat beyond {limit_k:g} K", most_w, 0.0, "W")]
    least_w = float(watts.min()) if len(watts) else nan
    return [*found, Measure(f"{name}: heat beyond {limit_k:g} K", least_w, 1.0, "W", True)]


def _t22(courses: Courses, _preset: str) -> list[Measure]:
    hot = _deviation(courses["hot", "hot"], AIR_S, "too warm", True, 3.0)
    return hot + _deviation(courses["air", "cold"], AIR_S, "too cold", False, 3.0)


def _t23(courses: Courses, _preset: str) -> list[Measure]:
    hot = _deviation(courses["skin", "hot"], SKIN_S, "too warm", True, 1.0)
    return hot + _deviation(courses["skin", "cold"], SKIN_S, "too cold", False, 1.0)


def _t24(courses: Courses, _preset: str) -> list[Measure]:
    found = []
    for name in PROBE_FAULTS:
        course = courses["skin", name]
        told_s = course.first_alarm_s(SKIN_S)
        # That it hangs in the air is seen where that is colder than the skin was.
        within_s = {"drifting": 1_500.0, "off": None}.get(name, 30.0)
        seconds = None if told_s is None else float(told_s - SKIN_S)
        found.append(Measure(f"{name}: an alarm after", seconds, within_s, "s"))
        if name in ("open", "short"):
            most_w = float(course.part("watts", told_s + 3).max()) if told_s else None
            found.append(Measure(f"{name}: heat once alarmed", most_w, 0.0, "W"))
        core = float(course.part("core", SKIN_S).max())
        found.append(Measure(f"{name}: core, at most", core, 38.0, "degC"))
    return found


def _t25(courses: Courses, _preset: str) -> list[Measure]:
    found = []
    for name in FAN_FAULTS:
        course = courses["air", name]
        told_s = course.first_alarm_s(AIR_S)
        seconds = None if told_s is None else float(told_s - AIR_S)
        if name == "air-inlet-blocked":  # "when possible": its filter is checked otherwise
            found.append(Measure(f"{name}: an alarm after", seconds, None, "s"))
        else:
            found.append(Measure(f"{name}: an alarm after", seconds, 300.0, "s"))
            watts = course.part("watts", AIR_S + 310) if told_s else np.array([nan])
            found.append(Measure(f"{name}: heat after that", float(watts.max()), 0.0, "W"))
        found += _surfaces(course, name, AIR_S)
    return found


def _t26(courses: Courses, _preset: str) -> list[Measure]:
    course = courses["mains", "begin"]
    end_s = MAINS_AT_S + MAINS_FOR_S
    heard = np.flatnonzero(course.part("heard", MAINS_AT_S, end_s)) + 1
    lit = np.flatnonzero(course.part("red", MAINS_AT_S, end_s)) + 1
    found = []
    for name, at in (("heard", heard), ("lit", lit)):
        gaps = np.diff(np.concatenate(([0], at, [MAINS_FOR_S])))
        found.append(Measure(f"longest time not {name} in 10 min", float(gaps.max()), 15.0, "s"))
    return found


def _t27(courses: Courses, _preset: str) -> list[Measure]:
    course = courses["return", "begin"]
    before = CUTS_FROM_S - 1
    found = []
    for place, for_s in enumerate(CUTS_S):
        after = CUTS_FROM_S + place * CUTS_APART_S + for_s + 30
        changed = [
            name
            for name in ("mode", "set_air", "set_skin", "set_rh", "override")
            if course[name][before] != course[name][after]
        ]
        what = f"dark for {for_s} s: settings that changed"
        found.append(Measure(what, float(len(changed)), 0.0))
    return found


def _t28(courses: Courses, _preset: str) -> list[Measure]:
    course = courses["silence", "begin"]
    heard, yellow, red = course["heard"], course["yellow"], course["red"]

    def again_s(from_s: int) -> float | None:
        at = np.flatnonzero(heard[from_s:])
        return float(at[0] + 1) if len(at) else None

    told_s = course.first_alarm_s(660, ("fan-fault",)) or 0
    return [
        Measure("MEDIUM paused: sound within the pause", float(heard[633:659].sum()), 0.0, "s"),
        Measure(
            "MEDIUM paused: its lamp lit, of 26 s", float(yellow[633:659].sum()), 8.0, "s", True
        ),
        Measure("a new alarm in the pause is heard after", again_s(told_s - 1), 3.0, "s"),
        Measure("HIGH paused: sound within 110 s", float(heard[693:800].sum()), 0.0, "s"),
        Measure("HIGH paused: its lamp lit, of 107 s", float(red[693:800].sum()), 30.0, "s", True),
        Measure("HIGH paused: heard again after", again_s(693), 130.0, "s"),
    ]


def _t29(courses: Courses, _preset: str) -> list[Measure]:
    course = courses["limit", "begin"]
    usual_c = float(course["set_air"][course["override"] == 0].max())
    most_c = float(course["set_air"].max())
    return [
        Measure("set without the special action", usual_c, 37.0, "degC"),
        Measure("set with it, at most", most_c, 39.0, "degC"),
        Measure("set with it, at least", most_c, 37.1, "degC", True),
    ]


def _t30(courses: Courses, _preset: str) -> list[Measure]:
    course = courses["alarm-test", "begin"]
    told_s = course.first_alarm_s(106, ("fan-fault",)) or len(course.t_s)
    heard = float(course.part("heard", 60, 72).sum())
    red = float(course.part("red", 60, 72).sum())
    return [
        Measure("operator's test: heard", heard, 1.0, "s", True),
        Measure("operator's test: lit red", red, 1.0, "s", True),
        Measure("alarms shown by it", float(len(course.alarms[70])), 0.0),
        Measure("a real alarm meanwhile is shown after", float(told_s - 106), 10.0, "s"),
    ]


def _t31(courses: Courses, _preset: str) -> list[Measure]:
    found = []
    for room_c, supply in CORNERS:
        name = corner(room_c, supply)
        course = courses[name, "step"]
        found += _stability(course, name)
        found += _overshoot(course, CORNER_STEP_S, f"{name}: ")
        found += _cut_out(courses[name, "cut-out"], CORNER_STEP_S, name, 38.0)
    return found


def _disclosed(courses: Courses, _preset: str) -> list[Measure]:
    """Command 36.0 to 36.5 degC: nothing is judged but that it settles."""
    found = []
    for name in INFANTS:
        course = courses[f"disclosed {name}", "step"]
        skin = course.part("skin_shown", DISCLOSED_S)
        begin_c, end_c = float(course["skin_shown"][DISCLOSED_S - 1]), 36.5
        risen = np.flatnonzero(skin >= begin_c + 0.9 * (end_c - begin_c))
        outside = np.flatnonzero(np.abs(skin - end_c) > _SETTLED_K)
        settles = float(outside[-1] + 1) / 60 if len(outside) else 0.0
        last = skin[-_STEADY_S:]
        air_c = float(course.part("air", DISCLOSED_S).max())
        found += [
            Measure(
                f"{name}: response, 90 % of the step",
                float(risen[0] + 1) / 60 if len(risen) else None,
                None,
                "min",
            ),
            Measure(f"{name}: settled within {_SETTLED_K:g} degC after", settles, 115.0, "min"),
            Measure(f"{name}: overshoot", float(max(0.0, skin.max() - end_c)), None, "K"),
            Measure(f"{name}: steady deviation, mean", float(last.mean() - end_c), None, "K"),
            Measure(
                f"{name}: steady deviation, at most", float(np.abs(last - end_c).max()), 0.3, "K"
            ),
            Measure(f"{name}: air, at most", air_c, None, "degC"),
        ]
    return found


_STEADY = (("steady", "step", 0),)
TESTS = (
    TypeTest(
        "T-01",
        "Stability",
        "201.12.1.101",
        "Air mode at 32, then 36 degC, in 23 degC; M, the hood's air, each second of an hour.",
        _t01,
        _STEADY,
    ),
    TypeTest(
        "T-03",
        "Indication of the air temperature",
        "201.12.1.105",
        "The same run: what the display shows beside M.",
        _t03,
        _STEADY,
    ),
    TypeTest(
        "T-04", "Accuracy of air mode", "201.12.1.106", "The same run, at 36 degC.", _t04, _STEADY
    ),
    TypeTest(
        "T-05",
        "Accuracy of the skin sensor",
        "201.12.1.103",
        "Probe, converter and indication in baths of 33, 36 and 38 degC; the last 2 of 5 min.",
        _t05,
        (("bath 36", "begin", 0),),
        True,
    ),
    TypeTest(
        "T-06",
        "Accuracy of skin mode",
        "201.12.1.104",
        "Nobody in the hood, the probe in its air: air mode, then skin mode at 36 degC; the last "
        "of 1.5 h.",
        _t06,
        (("free", "begin", 0),),
    ),
    TypeTest(
        "T-07",
        "Warm-up",
        "201.12.1.107",
        "From cold in 23 degC, set to 35 degC and 95 % RH; not more than 20 % over the declared.",
        _t07,
        (("warm-up", "begin", 0),),
    ),
    TypeTest(
        "T-08",
        "Overshoot",
        "201.12.1.108",
        "Steady at 32 degC, then set to 36 degC.",
        _t08,
        (("steady", "step", STEP_S - 600),),
    ),
    TypeTest(
        "T-09",
        "Indication of humidity",
        "201.12.1.109",
        "34 degC and 60 % RH set; the last half hour of 1.5 h.",
        _t09,
        (("humid", "begin", 0),),
    ),
    TypeTest(
        "T-13",
        "Surfaces",
        "201.11.1",
        "Mattress and inner wall in normal use and with each single fault.",
        _t13,
        (("air", "cut-out", AIR_S - 300),),
    ),
    TypeTest(
        "T-14",
        "Opened ports and panel",
        "of this project",
        "Steady at 36 degC: ports open for 60 s, half an hour later the panel for 5 min.",
        _t14,
        (("air", "opening", AIR_S - 300),),
    ),
    TypeTest(
        "T-20",
        "Thermal cut-out",
        "201.15.4.2.1 aa), bb)",
        "Heater switch and safety relay stuck on and their current unseen, from steady air mode, "
        "override and skin mode; and the control sensor 3 K low.",
        _t20,
        (("air", "cut-out", AIR_S - 300), ("override", "cut-out", OVERRIDE_S - 300)),
    ),
    TypeTest(
        "T-21",
        "Independence of the cut-out",
        "201.15.4.2.1 aa)",
        "The control sensor freezes during the warm-up, or drifts by 5 degC; the program is "
        "killed at full power.",
        _t21,
        (("warming", "frozen", 0), ("air", "drift", AIR_S - 300)),
    ),
    TypeTest(
        "T-22",
        "Deviation of the air",
        "201.15.4.2.1 dd)",
        "From steady: the room to 42 degC at 30 degC set; the room to 0 degC and a weak supply at "
        "36 degC. Heat off on the warm side only. The alarm's own limit is 1.5 K.",
        _t22,
        (("hot", "hot", AIR_S - 300), ("air", "cold", AIR_S - 300)),
    ),
    TypeTest(
        "T-23",
        "Deviation of the skin",
        "201.15.4.2.1 ee)",
        "From steady at 36.5 degC, 1.5 kg: sun in a room of 40 degC; a room of 0 degC and a weak "
        "supply. The alarm's own limit is 0.5 K.",
        _t23,
        (("skin", "hot", SKIN_S - 300), ("skin", "cold", SKIN_S - 300)),
    ),
    TypeTest(
        "T-24",
        "Faults of the skin sensor",
        "201.12.3.102",
        "From steady skin mode: leads open, shorted, in loose contact; a drift of 1 degC in "
        "10 min; the probe off the skin.",
        _t24,
        (("skin", "open", SKIN_S - 300), ("skin", "off", SKIN_S - 300)),
    ),
    TypeTest(
        "T-25",
        "Fan and air passages",
        "201.12.3.101",
        "From steady at 36 degC: fan stopped, fan slow, outlet blocked, inlet blocked.",
        _t25,
        (("air", "fan-stopped", AIR_S - 300), ("air", "air-outlet-blocked", AIR_S - 300)),
    ),
    TypeTest(
        "T-26",
        "Loss of the mains",
        "201.12.3.103",
        "The mains is cut for 10 min.",
        _t26,
        (("mains", "begin", 0),),
        True,
    ),
    TypeTest(
        "T-27",
        "Return of the mains",
        "201.11.8",
        "With a flat battery, in override: dark for 1 s, 29 s, 5 min, 9 min 50 s.",
        _t27,
        (("return", "begin", 0),),
        True,
    ),
    TypeTest(
        "T-28",
        "Silence",
        "201.12.3.104",
        "SILENCE at a MEDIUM alarm; a HIGH one in its pause; SILENCE again.",
        _t28,
        (("silence", "begin", 0),),
        True,
    ),
    TypeTest(
        "T-29",
        "Override",
        "201.15.4.2.2.101",
        "Keys: up from 36.8 degC; then the special action, and up again.",
        _t29,
        (("limit", "begin", 0),),
        True,
    ),
    TypeTest(
        "T-30",
        "Test of the alarms",
        "201.12.3.105",
        "The operator's test, and a real alarm during another one.",
        _t30,
        (("alarm-test", "begin", 0),),
        True,
    ),
    TypeTest(
        "T-31",
        "Worst rooms and supply",
        "201.5.3",
        "T-01, T-08 and T-20 in 20 and 30 degC with 10 % less and more voltage (from 33 degC "
        "where the room is at 30).",
        _t31,
        tuple((corner(*at), "step", CORNER_STEP_S - 600) for at in CORNERS),
    ),
    TypeTest(
        "1-10",
        "Responses of skin mode",
        "IEC 60601-1-10, to be disclosed",
        "Set from 36.0 to 36.5 degC: 700 g of 26 weeks at 80 % RH; 1.5 kg of 31 weeks and 3.5 kg "
        "of 40 weeks at 60 %. What the probe feels.",
        _disclosed,
        tuple((f"disclosed {name}", "step", DISCLOSED_S - 600) for name in INFANTS),
    ),
)
