"""Lives at the edges: rooms and supply at their bounds, every preset, any two faults, other hoods.

`python -m sim campaign --wide`. A wide life is an ordinary one of which some things are otherwise.
"""

from random import Random
from typing import Any, cast

from sim.campaign.incubators import DEFAULT_DRAW, Machine
from sim.campaign.lives import DEFEATS, DORMANT, Scenario, fault, in_order, life
from sim.scenario.load import BOARDS, ROOT, preset_machine
from sim.world.faults import BY_NAME, FAULTS
from sim.world.plant.parameters import PRESETS
from sim.world.plant.plant import Plant

# Hoods of another structure, which nobody described to the firmware: it takes each for the preset
# that it is most like.
PLANTS = tuple(f"sim/plants/{name}.py" for name in ("two_zones", "long_duct", "open_flow"))
_PLANTS_PRESET = "single_300w"

_ROOMS_C = (20.0, 30.0)
_SUPPLIES = (0.9, 1.1)  # of the nominal voltage
_HEATERS = (0.9, 1.0, 1.1)  # what the heater gives of its watts
_ROOM_SHARE = 0.5
_SUPPLY_SHARE = 0.5
_PAIR_SHARE = 0.7
_PLANT_SHARE = 0.3
_PRESET_SHARE = 0.3


def wide_life(
    seed: int, number: int, incubators: str | Machine = DEFAULT_DRAW
) -> tuple[Scenario, int]:
    """A life at the edges, and the seed of its noise. In turn every fault is the first."""
    scenario, noise_seed = life(seed, number, incubators)
    random = Random(f"wide {seed} {number}")
    scenario["name"] = f"wide {scenario['name']}"
    actions = scenario["timetable"]
    if random.random() < _ROOM_SHARE:
        room_c = random.choice(_ROOMS_C)
        scenario["room"]["temperature_c"] = room_c
        actions = [action for action in actions if action["do"] != "room_c"]
    if isinstance(incubators, str):
        kind = random.random()
        if kind < _PLANT_SHARE:
            scenario["plant"] = random.choice(PLANTS)
            scenario["machine"] = _plain(random, _PLANTS_PRESET)
        elif kind < _PLANT_SHARE + _PRESET_SHARE:
            scenario["machine"] = _plain(random, random.choice(sorted(PRESETS)))
            scenario["machine"]["parameters"] = {"heater_share": random.choice(_HEATERS)}
    supply = random.choice(_SUPPLIES)
    strong = scenario["machine"]["parameters"].get("heater_share", 1.0) > 1.0
    if random.random() < _SUPPLY_SHARE and not (supply > 1.0 and strong):
        actions.insert(0, {"at_s": 0, "do": "supply_ratio", "value": supply})
    if random.random() < _PAIR_SHARE:
        actions = _any_pair(random, actions, scenario["duration_s"], number)
    scenario["timetable"] = in_order(actions)
    return scenario, noise_seed


def _plain(random: Random, preset: str) -> Machine:
    return {**preset_machine(preset), "board": random.choice(BOARDS)}


def _any_pair(
    random: Random, actions: list[dict[str, Any]], duration_s: int, number: int
) -> list[dict[str, Any]]:
    """The life's first fault, and in place of its second any other."""
    first = FAULTS[number % len(FAULTS)].name
    second = random.choice([name for name in sorted(BY_NAME) if name != first])
    kept = [
        action
        for action in actions
        if action["do"] not in ("fault", "clear") or action["value"] == first
    ]
    return kept + fault(random, second, duration_s)


def promised(first: str, second: str) -> bool:
    """Whether each of two faults is to be announced as if it were alone.

    So it is where one of them shows nothing by itself, or takes away what stands against the
    other: such pairs were thought of. Of any other two somebody has to be called, by an alarm of
    either; and heat ends as the laws have it.
    """
    pairs = ((first, second), (second, first))
    return any(two in DORMANT or two in DEFEATS[BY_NAME[one].group] for one, two in pairs)


def plant_class(scenario: Scenario) -> Any:
    """The physics of a life: the built-in plant's, or those of the file that it names."""
    # Imported here: it puts the pretended machine in front of the PC's modules.
    from sim.runs.run import plant_of_file  # noqa: PLC0415

    path = scenario.get("plant")
    return cast(Any, plant_of_file)(str(ROOT / path)) if path else Plant
