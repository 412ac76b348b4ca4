"""Random lives: what an incubator may go through in some hours, as a compiled scenario.

A life follows from its seed and number alone, so that every campaign can be run again.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from sim.campaign.incubators import DEFAULT_DRAW, Machine, draw
from sim.world.faults import FAULTS

Scenario = dict[str, Any]
Actions = list[dict[str, Any]]
Care = Callable[[Random, Scenario, int], Actions]

NOISE_SEEDS = 1_000_000_000

# Faults that show nothing until something else goes wrong or is asked for. A life with two faults
# has one of these.
DORMANT = (
    "battery-flat",
    "clock-ahead",
    "clock-back",
    "clock-stopped",
    "current-sensor-frozen",
    "current-sensor-silent",
    "cutout-dead",
    "element-sensor-frozen",
    "flash-failing",
    "hood-switch-stuck-closed",
    "key-silence-stuck",
    "keys-silent",
    "relay-welded",
    "skin2-probe-frozen",
    "skin2-probe-open",
    "speaker-dead",
)
# By group of faults: second faults that take away what stands against these. Half of the lives
# with two faults have one.
DEFEATS = {
    "sensors": ("cutout-dead", "current-sensor-frozen", "skin2-probe-frozen"),
    "probes": ("skin2-probe-frozen", "skin2-probe-open", "element-sensor-frozen"),
    "buses": ("relay-welded", "cutout-dead"),
    "heater": ("relay-welded", "cutout-dead", "current-sensor-silent", "current-sensor-frozen"),
    "airflow": ("element-sensor-frozen", "cutout-dead", "relay-welded"),
    "humidifier": ("relay-welded", "cutout-dead"),
    "hood": ("element-sensor-frozen", "speaker-dead"),
    "power": ("battery-flat", "clock-stopped", "clock-back", "flash-failing"),
    "program": ("relay-welded", "flash-failing", "clock-stopped"),
    "clock": ("battery-flat", "flash-failing"),
    "keys and sound": ("speaker-dead", "keys-silent"),
    "surroundings": ("relay-welded", "cutout-dead"),
    "display": ("speaker-dead", "keys-silent"),
}
# Faults that happen to a machine that is whole: it must go on as before.
INTERRUPTIONS = ("brown-out", "mains-cut")
# Faults that grow, or do their harm, so slowly that two hours show little: some of their lives are
# long, with the fault there from the beginning.
_SLOW = ("-creeping", "-drifting", "-drifting-up", "-offset-low", "-offset-high")
_LONG_SHARE = 0.25
_LONG_LIFE_S = 5 * 3_600

_DOUBLE_SHARE = 0.4
_FROM_THE_START_SHARE = 0.15  # broken before power comes
_FOR_EVER_SHARE = 0.4
_SHORTEST_FAULT_S = 2
_LONGEST_FAULT_S = 3_600
_BEFORE_THE_END_S = 900  # a fault has time to show

_LIFE_S = 7_200
_LONGER_S = 600  # a life may be up to so much longer than _LIFE_S
_QUIET_LIFE_S = 8 * 3_600
_FIRST_HOURS_S = 4 * 3_600
_OPENED_S = (5_400, 9_000)  # when, once it is warm
_CUT_S = (9_600, 12_600)
_EMPTY_SHARE = 0.1  # incubators without an infant
_STANDBY_SHARE = 0.05
_SKIN_SHARE = 0.45
_HUMID_SHARE = 0.7
_MASHED = 12  # keys in a row
_OPEN_SHARE = 0.5  # of the pauses in standby: with the panel open
_SHORTEST_CUT_S = 5
_LONGEST_CUT_S = 600


def life(seed: int, number: int, incubators: str | Machine = DEFAULT_DRAW) -> tuple[Scenario, int]:
    """A life with one fault or two and the seed of its noise. In turn every fault is the first.

    incubators: as in incubators.py.
    """
    random = Random(f"{seed} {number}")
    first = FAULTS[number % len(FAULTS)]
    long = first.name.endswith(_SLOW) and random.random() < _LONG_SHARE
    duration_s = (_LONG_LIFE_S if long else _LIFE_S) + random.randrange(_LONGER_S)
    scenario = _beginning(random, f"life {number}", duration_s, incubators)
    actions = _care(random, scenario, random.randrange(6 if long else 4), _CARE)
    if long:
        actions.append(_action(0, "fault", first.name))
    else:
        actions += fault(random, first.name, duration_s)
    if random.random() < _DOUBLE_SHARE:
        others = random.choice((DORMANT, DEFEATS[first.group]))
        second = random.choice([name for name in others if name != first.name])
        actions += fault(random, second, duration_s)
    scenario["timetable"] = in_order(actions)
    return scenario, random.randrange(NOISE_SEEDS)


def quiet_life(
    seed: int, number: int, incubators: str | Machine = DEFAULT_DRAW
) -> tuple[Scenario, int]:
    """A life without a fault, but with interruptions, and the seed of its noise."""
    random = Random(f"quiet {seed} {number}")
    scenario = _beginning(random, f"quiet life {number}", _QUIET_LIFE_S, incubators)
    scenario["timetable"] = in_order(
        _care(random, scenario, random.randrange(6, 20), (*_CARE, _brown_out))
    )
    return scenario, random.randrange(NOISE_SEEDS)


def first_hours(
    seed: int, number: int, incubators: str | Machine = DEFAULT_DRAW
) -> tuple[Scenario, int]:
    """A warm-up, an opened panel and a cut of the mains, without a fault; the noise's seed too."""
    random = Random(f"first hours {seed} {number}")
    scenario = _beginning(random, f"first hours {number}", _FIRST_HOURS_S, incubators)
    if scenario["start"]["mode"] == "standby":
        scenario["start"]["mode"] = "air"
    opened = _panel(random, scenario, random.randrange(*_OPENED_S))
    cut = _mains_cut(random, scenario, random.randrange(*_CUT_S))
    scenario["timetable"] = in_order(opened + cut)
    return scenario, random.randrange(NOISE_SEEDS)


def _beginning(random: Random, name: str, duration_s: int, incubators: str | Machine) -> Scenario:
    infant = None if random.random() < _EMPTY_SHARE else _infant(random)
    return {
        "name": name,
        "duration_s": duration_s,
        "room": {
            "temperature_c": random.randrange(200, 301) / 10,
            "humidity_pct": float(random.randrange(20, 71)),
        },
        "infant": infant,
        "machine": draw(random, incubators),
        "start": {
            "mode": _mode(random, infant is not None),
            "air_mc": random.randrange(300, 371) * 100,
            "skin_mc": random.randrange(355, 371) * 100,
            "humidity_pm": _humidity_pm(random),
        },
        "timetable": [],
    }


def _infant(random: Random) -> dict[str, Any]:
    """600 g to 4 kg, and as old as such an infant is."""
    weight_g = random.randrange(600, 4_001)
    weeks = min(40, 23 + weight_g // 200)
    days = weeks * 7 + random.randrange(7)
    return {
        "weight_g": weight_g,
        "gestation_weeks": days / 7,
        "age_days": random.randrange(29),
    }


def _mode(random: Random, occupied: bool) -> str:
    chance = random.random()
    if chance < _STANDBY_SHARE:
        return "standby"
    return "skin" if occupied and chance < _STANDBY_SHARE + _SKIN_SHARE else "air"


def _humidity_pm(random: Random) -> int:
    return random.randrange(40, 86) * 10 if random.random() < _HUMID_SHARE else 0


def _care(random: Random, scenario: Scenario, count: int, kinds: tuple[Care, ...]) -> Actions:
    """What people do at the hood, and what happens to it: one thing after another."""
    moments = sorted(random.randrange(1, scenario["duration_s"]) for _ in range(count))
    actions: Actions = []
    free_s = 0  # when the thing before is over
    for moment_s in moments:
        if moment_s > free_s:
            actions += random.choice(kinds)(random, scenario, moment_s)
            free_s = max(action["at_s"] for action in actions)
    return [action for action in actions if action["at_s"] <= scenario["duration_s"]]


def _ports(random: Random, _scenario: Scenario, at_s: int) -> Actions:
    return _span(at_s, random.randrange(20, 900), ("ports", 6), ("ports", 0))


def _panel(random: Random, _scenario: Scenario, at_s: int) -> Actions:
    return _span(at_s, random.randrange(20, 400), ("panel", 1), ("panel", 0))


def _hood_long(random: Random, _scenario: Scenario, at_s: int) -> Actions:
    """Ports, panel or both stay open for longer than care should take."""
    for_s = random.randrange(400, 2_400)
    ports = _span(at_s, for_s, ("ports", 6), ("ports", 0))
    panel = _span(at_s, for_s, ("panel", 1), ("panel", 0))
    return random.choice((ports, panel, ports + panel))


def _standby(random: Random, scenario: Scenario, at_s: int) -> Actions:
    """A pause of some minutes, with the panel open or not."""
    for_s = random.randrange(60, 900)
    mode = random.choice(("air", "skin") if scenario["infant"] else ("air",))
    pause = _span(at_s, for_s, ("set_mode", "standby"), ("set_mode", mode))
    if random.random() < _OPEN_SHARE:
        pause += _span(at_s + 5, for_s - 10, ("panel", 1), ("panel", 0))
    return pause


def _mains_cut(random: Random, _scenario: Scenario, at_s: int) -> Actions:
    """A cut of the mains: as many short ones as long ones, none so long that therapy ends."""
    longer = _LONGEST_CUT_S / _SHORTEST_CUT_S
    for_s = round(_SHORTEST_CUT_S * longer ** random.random())
    return _span(at_s, for_s, ("mains", 0), ("mains", 1))


def _brown_out(_random: Random, _scenario: Scenario, at_s: int) -> Actions:
    """A dip of the supply resets the board, as its button does: the program begins anew."""
    return [_action(at_s, "fault", "brown-out")]


def _set_points(random: Random, _scenario: Scenario, at_s: int) -> Actions:
    do, value = random.choice(
        (
            ("set_air_mc", random.randrange(300, 371) * 100),
            ("set_skin_mc", random.randrange(355, 371) * 100),
            ("set_humidity_pm", _humidity_pm(random)),
        )
    )
    return [_action(at_s, do, value)]


def _set_mode(random: Random, scenario: Scenario, at_s: int) -> Actions:
    return [_action(at_s, "set_mode", _mode(random, scenario["infant"] is not None))]


def _room(random: Random, _scenario: Scenario, at_s: int) -> Actions:
    return [_action(at_s, "room_c", random.randrange(200, 301) / 10)]


def _pause(_random: Random, _scenario: Scenario, at_s: int) -> Actions:
    return _press("silence", at_s, 1)


def _acknowledge(_random: Random, _scenario: Scenario, at_s: int) -> Actions:
    return _press("silence", at_s, 4)


def _test_alarm(_random: Random, _scenario: Scenario, at_s: int) -> Actions:
    return _press("left", at_s, 4)


def _reset_cutouts(_random: Random, _scenario: Scenario, at_s: int) -> Actions:
    return _press("right", at_s, 4)


def _mash(random: Random, _scenario: Scenario, at_s: int) -> Actions:
    actions: Actions = []
    for _ in range(_MASHED):
        actions += _press(random.choice(("left", "silence", "up", "down")), at_s, 1)
        at_s += 1 + random.randrange(2)
    return actions


def _override(random: Random, _scenario: Scenario, at_s: int) -> Actions:
    """Unlocked, into override, which a step up confirms; more steps, set; out after a while."""
    actions = _press("left", at_s, 4) + _press("override", at_s + 6, 4)
    at_s += 12
    for _ in range(random.randrange(2, 16)):
        actions += _press("up", at_s, 1)
        at_s += 2
    actions += _press("right", at_s, 1)
    at_s += 2 + random.randrange(2_400)
    return actions + _press("left", at_s, 4) + _press("override", at_s + 6, 4)


_CARE = (
    _ports,
    _ports,
    _panel,
    _hood_long,
    _standby,
    _mains_cut,
    _mains_cut,
    _set_points,
    _set_points,
    _set_mode,
    _room,
    _pause,
    _acknowledge,
    _test_alarm,
    _reset_cutouts,
    _mash,
    _override,
)


def fault(random: Random, name: str, duration_s: int) -> Actions:
    """A fault at a random moment, which may pass again."""
    lasts = next(fault.lasts for fault in FAULTS if fault.name == name)
    at_s = 1 + random.randrange(duration_s - _BEFORE_THE_END_S)
    if lasts and random.random() < _FROM_THE_START_SHARE:
        at_s = 0
    if not lasts or random.random() < _FOR_EVER_SHARE:
        return [_action(at_s, "fault", name)]
    longer = _LONGEST_FAULT_S / _SHORTEST_FAULT_S
    for_s = round(_SHORTEST_FAULT_S * longer ** random.random())  # as many short as long ones
    if at_s + for_s > duration_s:
        return [_action(at_s, "fault", name)]
    return _span(at_s, for_s, ("fault", name), ("clear", name))


def _press(key: str, at_s: int, for_s: int) -> Actions:
    return _span(at_s, for_s, ("press", key), ("release", key))


def _span(at_s: int, for_s: int, begin: tuple[str, Any], end: tuple[str, Any]) -> Actions:
    return [_action(at_s, *begin), _action(at_s + for_s, *end)]


def _action(at_s: int, do: str, value: Any) -> dict[str, Any]:
    return {"at_s": at_s, "do": do, "value": value}


def in_order(actions: Actions) -> Actions:
    return sorted(actions, key=lambda action: int(action["at_s"]))
