"""Courses of an incubator that passes every test, made up: none of them was lived."""

from functools import lru_cache

import numpy as np

from sim.conformance.bench import _COLUMNS, Course
from sim.conformance.jobs import (
    BATHS_C,
    CUTS_APART_S,
    CUTS_FROM_S,
    CUTS_S,
    DISCLOSED_S,
    INFANTS,
    MAINS_AT_S,
    jobs,
)
from sim.scenario.load import preset_machine

AIR, SKIN = 1, 2


def healthy(preset):
    """A course for each job and way, as the tests take them; to be altered, not their arrays."""
    courses = {}
    for key, made in _made(preset).items():
        courses[key] = course = Course.__new__(Course)
        course.t_s, course.alarms, course.columns = made.t_s, made.alarms, dict(made.columns)
    return courses


@lru_cache
def _made(preset):
    courses = {}
    for name, job in jobs(preset, preset_machine(preset), 1).items():
        for way, duration_s in (
            ("begin", job.setup.duration_s),
            *((way, how.duration_s) for way, how in job.ways.items()),
        ):
            courses[name, way] = _course(name, way, job.setup, duration_s)
    return courses


def _course(name, way, setup, duration_s):
    course = Course.__new__(Course)
    course.t_s = np.arange(1, duration_s + 1)
    course.alarms = [()] * duration_s
    course.columns = {column: np.zeros(duration_s, np.float32) for column in _COLUMNS}
    own = course.columns
    skin = setup.mode == "skin"
    own["mode"][:] = SKIN if skin else AIR
    for column in ("air", "air_shown", "set_air"):
        own[column][:] = setup.air_c
    for column in ("skin", "skin_shown", "set_skin"):
        own[column][:] = setup.skin_c
    own["core"][:] = 37.0
    own["rh"][:] = own["rh_shown"][:] = 60.0
    own["mattress"][:], own["wall"][:] = 36.0, 31.0
    own["watts"][:] = 100.0
    own["runs"][:] = 1.0
    begin_s = setup.duration_s
    after = slice(begin_s, None)
    broken = own["skin_shown" if skin else "air_shown"]
    if way == "step":
        own["set_air"][after] = own["air"][after] = own["air_shown"][after] = 36.0
    elif way in ("cut-out", "frozen", "drift", "killed"):
        own["watts"][after] = 0.0
        tell(course, begin_s + 2, "heater-stuck-on")
    elif way == "hot":
        broken[after] += np.minimum(4.0, np.arange(duration_s - begin_s) / 500)
        own["watts"][after] = 0.0
        tell(course, begin_s + 250, "skin-high" if skin else "air-high")
    elif way == "cold":
        broken[after] -= np.minimum(4.0, np.arange(duration_s - begin_s) / 500)
        tell(course, begin_s + 250, "skin-low" if skin else "air-low")
    elif way not in ("begin", "opening", "low"):  # faults of probe and fan
        own["watts"][after] = 0.0
        tell(course, begin_s + 2, "fan-fault")
    _of_job(name, way, course)
    return course


def _of_job(name, way, course):
    own = course.columns
    seconds = np.arange(len(course.t_s))
    if name == "warm-up":
        own["air"][:] = np.minimum(35.0, 23.0 + seconds / 60.0)
    elif name.startswith("bath"):
        own["skin_shown"][:] = next(c for c in BATHS_C if name.endswith(f"{c:g}"))
    elif name == "free":
        own["skin_shown"][:] = 36.0
    elif name == "mains":
        own["heard"][MAINS_AT_S::5] = own["red"][MAINS_AT_S::2] = 1.0
    elif name == "return":
        for place, for_s in enumerate(CUTS_S):
            begin_s = CUTS_FROM_S + place * CUTS_APART_S
            own["set_air"][begin_s : begin_s + for_s] = 0.0
    elif name == "silence":
        own["yellow"][600:], own["red"][660:] = 1.0, 1.0
        own["heard"][600:632] = own["heard"][660:692] = own["heard"][810:] = 1.0
        tell(course, 661, "fan-fault")
    elif name == "limit":
        own["set_air"][:], own["set_air"][150:], own["override"][66:] = 37.0, 39.0, 1.0
    elif name == "alarm-test":
        own["heard"][64:68] = own["red"][64:70] = 1.0
        tell(course, 110, "fan-fault")
    elif name.removeprefix("disclosed ") in INFANTS:
        settled = 36.5 - 0.5 * np.exp(-np.maximum(0, seconds - DISCLOSED_S) / 900)
        own["skin"][:] = own["skin_shown"][:] = settled
    if way == "begin" and name == "steady":
        own["set_air"][:] = own["air"][:] = own["air_shown"][:] = 32.0


def tell(course, at_s, *names):
    """Alarms from a second on."""
    course.alarms = course.alarms[: at_s - 1] + [names] * (len(course.alarms) - at_s + 1)
