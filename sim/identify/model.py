"""The built-in plant as a linear model: empty, dry and closed, with the fan at a given speed.

It is linearised where a warm hood is, by asking the plant itself, so that there is one physics.
Each step is exact for inputs that hold still in it, however long it is.
"""

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from sim.world.drives import Drives
from sim.world.plant.plant import Plant
from sim.world.sensors import STILL_LAG_FACTOR

Numbers = NDArray[np.float64]

# Whose attribute each state of the plant is.
_STATES = (
    ("supply", "element_c"),
    ("supply", "base_c"),
    ("incubator", "air_c"),
    ("incubator", "wall_inner_c"),
    ("incubator", "wall_outer_c"),
    ("incubator", "mattress_c"),
    ("humidifier", "water_c"),
)
ELEMENT, BASE, AIR, WALL_INNER, WALL_OUTER, MATTRESS, WATER = range(len(_STATES))
BEAD = len(_STATES)  # what the element's own sensor feels
FIRST_SENSOR = BEAD + 1  # the first air sensor's; the others' follow
INPUTS = 3  # heater (share of full power), room (degC), and 1 for what is always there
_ABOVE_AIR_K = np.array((30.0, 0.0, 0.0, -2.0, -5.0, -1.0, 0.0))
_ROOM_C = 24.0
_HEATER = 0.3
_STEP_K = 1.0
_STEP_HEATER = 0.1
_TAYLOR = 9  # terms; the first left out is below 1e-12


# Rates of the states by states and by inputs, and the supply air by the same.
Physics = tuple[Numbers, Numbers, Numbers, Numbers]


class Sensors:
    """How each air sensor lies: its lag, and its share of the way from hood to supply air."""

    def __init__(self, lag_s: list[float], in_supply: list[float], element_lag_s: float) -> None:
        self.lag_s = lag_s
        self.in_supply = in_supply
        self.element_lag_s = element_lag_s


def transition(
    physics: Physics, sensors: Sensors, fan: float, held: bool, step_s: float
) -> tuple[Numbers, Numbers]:
    """(A, B) with which a state goes on by one step: A state + B inputs.

    held: the hood's air stays as it is, for it is known.
    """
    rates, gains, supply, supply_gains = physics
    count = FIRST_SENSOR + len(sensors.lag_s)
    a = np.zeros((count + INPUTS, count + INPUTS))
    a[:BEAD, :BEAD] = rates
    a[:BEAD, count:] = gains
    a[BEAD, [ELEMENT, BEAD]] = np.array([1.0, -1.0]) / sensors.element_lag_s
    slower = min(STILL_LAG_FACTOR, max(fan, 1e-3) ** -0.5)
    for place, (lag_s, share) in enumerate(zip(sensors.lag_s, sensors.in_supply, strict=True)):
        row = FIRST_SENSOR + place
        a[row, :BEAD] = share * supply
        a[row, count:] = share * supply_gains
        a[row, AIR] += 1.0 - share
        a[row, row] = -1.0
        a[row] /= lag_s * slower
    if held:
        a[AIR] = 0.0
    whole = _exponential(a * step_s)
    return whole[:count, :count], whole[:count, count:]


def _exponential(matrix: Numbers) -> Numbers:
    """exp of a matrix, by squaring that of a small part of it: exact to rounding.

    SciPy's starts threads, which cost more than they bring for a matrix so small.
    """
    halvings = max(0, int(np.ceil(np.log2(max(np.abs(matrix).sum(axis=1).max(), 1e-9)))) + 3)
    part = matrix / 2**halvings
    whole = np.eye(len(matrix))
    for order in range(_TAYLOR, 0, -1):
        whole = np.eye(len(matrix)) + part @ whole / order
    for _ in range(halvings):
        whole = whole @ whole
    return whole


def linear(machine: dict[str, Any], fan: float, air_c: float) -> Physics:
    """`machine`, as a scenario has it, around a hood of that air."""
    room = {"temperature_c": _ROOM_C, "humidity_pct": 0.0}
    plant: Any = Plant({"room": room, "infant": None, "machine": machine})
    at = np.array([*_ABOVE_AIR_K + air_c, _HEATER, _ROOM_C])
    steps = np.array([_STEP_K] * BEAD + [_STEP_HEATER, _STEP_K])
    here = _rates(plant, fan, at)
    slopes = np.empty((BEAD + 1, len(at)))
    for place, step in enumerate(steps):
        there = at.copy()
        there[place] += step
        slopes[:, place] = (_rates(plant, fan, there) - here) / step
    always = here - slopes @ at
    gains = np.column_stack((slopes[:, BEAD:], always))
    return slopes[:BEAD, :BEAD], gains[:BEAD], slopes[BEAD, :BEAD], gains[BEAD]


def _rates(plant: Any, fan: float, at: Numbers) -> Numbers:
    """K/s of each state, and the supply air in degC, as the plant has them at a state."""
    drives = cast(Any, Drives)()
    drives.heater, drives.room_c = float(at[BEAD]), float(at[BEAD + 1])
    drives.room_rh, drives.fan = 0.0, fan
    drives.water = False  # its heat is there, and nothing evaporates
    parts = {
        "incubator": plant.incubator,
        "supply": plant.incubator.supply,
        "humidifier": plant.humidifier,
    }
    parts["supply"].fan = fan
    for (part, name), value in zip(_STATES, at, strict=False):
        setattr(parts[part], name, float(value))
    parts["supply"].supply_c = float(at[AIR]) + 10.0  # only a draught asks for the former one
    plant.step(1.0, drives)
    after = [getattr(parts[part], name) for part, name in _STATES]
    return np.array([*(np.array(after) - at[:BEAD]), parts["supply"].supply_c])
