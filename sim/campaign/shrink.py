"""Makes a life that breaks a law smaller, as long as it still breaks that law."""

from collections.abc import Callable, Iterator
from typing import Any

from sim.scenario.load import DEFAULT_BOARD, DEFAULT_PRESET, preset_machine
from sim.scenario.timetable import interruption

Scenario = dict[str, Any]

_MOST_RUNS = 50  # so many smaller lives are tried, so that a campaign ends
_AFTERWARDS_S = 60  # so much of a life stays after the moment in which the law broke
_SHORTEST_S = 60
_ROUND_S = (600, 60, 10)  # what times are rounded down to, the roundest first
_PLAIN_MACHINE = {**preset_machine(DEFAULT_PRESET), "board": DEFAULT_BOARD}
_PLAIN_ROOM = {"temperature_c": 24.0, "humidity_pct": 45.0}
_PLAIN_INFANT = {"weight_g": 1500, "gestation_weeks": 31.0, "age_days": 3}


def shrink(scenario: Scenario, breaks: Callable[[Scenario], int | None]) -> Scenario:
    """The smallest life found; `breaks` says when a life breaks the law, None if it does not."""
    runs = 0

    def when(candidate: Scenario) -> int | None:
        nonlocal runs
        runs += 1
        return breaks(candidate)

    at_s = when(scenario)
    if at_s is None:
        return scenario
    smaller = True
    while smaller and runs < _MOST_RUNS:
        smaller = False
        for candidate in _candidates(scenario, at_s):
            if runs >= _MOST_RUNS:
                break
            broken_s = when(candidate)
            if broken_s is not None:
                scenario, at_s, smaller = candidate, broken_s, True
                break
    return scenario


def _candidates(scenario: Scenario, at_s: int) -> Iterator[Scenario]:
    """Smaller lives, the greatest steps first. None is the life itself."""
    end_s = max(at_s + _AFTERWARDS_S, _SHORTEST_S)
    if end_s < scenario["duration_s"]:
        yield _ending(scenario, end_s)
    things = _things(scenario["timetable"])
    for count in (len(things) // 2, 1):
        for first in range(0, len(things), max(count, 1)):
            left = things[:first] + things[first + max(count, 1) :]
            if len(left) < len(things):
                yield _with(scenario, left)
    for key, plain in (
        ("machine", _PLAIN_MACHINE),
        ("room", _PLAIN_ROOM),
        ("infant", None),
        ("infant", _PLAIN_INFANT),
    ):
        if scenario[key] not in (plain, None):
            yield {**scenario, key: plain}
    machine = scenario["machine"]
    for key in ("parameters", "sensors", "description"):
        if machine[key]:
            yield {**scenario, "machine": {**machine, key: {}}}
    if scenario["start"]["humidity_pm"]:
        yield {**scenario, "start": {**scenario["start"], "humidity_pm": 0}}
    for step_s in _ROUND_S:
        rounded = [_rounded(thing, step_s) for thing in things]
        if rounded != things:
            yield _with(scenario, rounded)


def _ending(scenario: Scenario, end_s: int) -> Scenario:
    return {
        **scenario,
        "duration_s": end_s,
        "timetable": [action for action in scenario["timetable"] if action["at_s"] <= end_s],
    }


def _things(timetable: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The actions of a timetable, what begins together with what ends it."""
    things: list[list[dict[str, Any]]] = []
    open_things: dict[str, list[dict[str, Any]]] = {}
    for action in timetable:
        key, begins = _kind(action)
        if not begins and key in open_things:
            open_things.pop(key).append(action)
            continue
        thing = [action]
        things.append(thing)
        if begins:
            open_things[key] = thing
    return things


def _kind(action: dict[str, Any]) -> tuple[str, bool]:
    """What an action is about, and whether it begins something that another one may end."""
    do, value = action["do"], action["value"]
    name, begins = interruption(action)
    if name:
        return name, begins
    pairs = {"fault": "clear", "press": "release"}
    for first, last in pairs.items():
        if do in (first, last):
            return f"{first} {value}", do == first
    return do, False


def _with(scenario: Scenario, things: list[list[dict[str, Any]]]) -> Scenario:
    actions = [action for thing in things for action in thing]
    return {**scenario, "timetable": sorted(actions, key=lambda action: int(action["at_s"]))}


def _rounded(thing: list[dict[str, Any]], step_s: int) -> list[dict[str, Any]]:
    """A thing begun at a rounder time, and lasting as long."""
    earlier_s = thing[0]["at_s"] % step_s
    return [{**action, "at_s": action["at_s"] - earlier_s} for action in thing]
