"""Random incubators: the machine that a life happens to, as the scenario's `machine` has it.

"preset" draws among presets, "random" around them: each of their numbers up to half more or half
less, the sensors elsewhere and of other lags, another heater at another supply; and whoever
described it measured each figure a tenth too high or too low. What comes of it is one that
somebody could have built: it can hold a hood warm, its element has a switch above the temperature
of full power, its sensors stand where they measure the hood.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from sim.scenario.load import BOARDS, HUMIDIFIERS, OWN, WALLS, preset_machine
from sim.world.description import MEASURED
from sim.world.plant.parameters import PRESETS, machine_parameters
from sim.world.sensors import DEFAULT as SENSORS

Machine = dict[str, Any]

_PLAIN_PRESETS = ("single_300w", "double_300w")
_SPREAD = 0.5  # so large a share a number may lie above or below its preset's
_TOLERANCE = 0.1  # by so large a share a heater may give more or less than its watts
_MISMEASURED = 0.1  # and a figure of the description be off
_DRAWN_APART = ("heater_share", "supply_v", "bimetal_opens_c", "bimetal_closes_c")
_SENSORS = {
    "air_lag_s": (8.0, 25.0),
    "air2_lag_s": (15.0, 45.0),
    "air2_in_supply": (0.0, 0.08),
    "temperature_noise_k": (0.0, 0.02),
    "rh_noise_pct": (0.0, 0.4),
}
_HELD_APART = ("skin_in_air", "skin2_in_air")  # the probe's, not the incubator's
_DIGITS = 4  # that a number has, so that people can read it

_HOLDS_C = 37.0
_ROOM_C = 20.0
_TO_SPARE = 1.3  # times the power that holds the hood warm: a heater has as much at least
_HOTTEST_ELEMENT_C = 140.0  # at full power
_ABOVE_ELEMENT_K = 25.0  # of the bimetal over the element at full power; the limit lies between
_HYSTERESIS_K = 30.0
_COLDEST_SWITCH_C = 130.0
_MOST_A = 33.0  # the sensor measures up to 41 A: a high supply and a fault must show as well
_MOST_APART_K = 1.6  # the two air sensors at full power

_AIR_J_M3_K = 1_150.0
_PMMA_W_M_K = 0.19
_MIST_J_KG = 2.45e6


def _of_preset(random: Random) -> Machine:
    board = random.choice(BOARDS)
    return {
        **preset_machine(random.choice(_PLAIN_PRESETS)),
        "board": board,
        "walls": random.choice((None, *WALLS)),
        "humidifier": random.choice((None, *HUMIDIFIERS)),
    }


def _around_a_preset(random: Random) -> Machine:
    while True:
        machine = _of_preset(random)
        machine["preset"] = random.choice(sorted(PRESETS))
        if around(random, machine):
            return machine


def around(random: Random, machine: Machine) -> bool:
    """Give `machine` numbers around those of its preset; whether such a one could be built."""
    preset = machine_parameters({**machine, "parameters": {}})
    own = machine["parameters"]
    for name in OWN:
        if name not in _DRAWN_APART:
            own[name] = _near(random, preset[name], _SPREAD)
    own["heater_w"] = float(round(own["heater_w"]))
    own["heater_share"] = _near(random, 1.0, _TOLERANCE)
    own["supply_v"] = _near(random, preset["supply_v"], _SPREAD)
    if not finished(machine):
        return False
    _, supply_k = _at_full_power({**preset, **own})
    machine["sensors"] = _sensors(random, supply_k)
    machine["description"] = {name: _near(random, 1.0, _MISMEASURED) for name in MEASURED}
    return True


def finished(machine: Machine) -> bool:
    """Give `machine` the switch that fits its element; whether such a one could be built."""
    own = machine["parameters"]
    parameters = machine_parameters(machine)
    element_c, _ = _at_full_power(parameters)
    own["bimetal_opens_c"] = _short(max(_COLDEST_SWITCH_C, element_c + _ABOVE_ELEMENT_K))
    own["bimetal_closes_c"] = _short(own["bimetal_opens_c"] - _HYSTERESIS_K)
    return element_c <= _HOTTEST_ELEMENT_C and _holds(parameters)


def _sensors(random: Random, supply_k: float) -> dict[str, float]:
    own = {
        name: _short(random.uniform(*_SENSORS[name]))
        if name in _SENSORS
        else _near(random, value, _SPREAD)
        for name, value in SENSORS.items()
        if name not in _HELD_APART
    }
    own["air2_in_supply"] = min(own["air2_in_supply"], _short(_MOST_APART_K / supply_k))
    return own


def _at_full_power(parameters: dict[str, Any]) -> tuple[float, float]:
    """Element's temperature in a warm hood, and how much warmer than the hood the supply air is.

    The base is warm by then and takes up half of what it did.
    """
    power_w = parameters["heater_w"] * parameters["heater_share"]
    air_w_k = _AIR_J_M3_K * (parameters["circulation_m3_s"] + parameters["fresh_air_m3_s"])
    supply_k = power_w / (air_w_k + parameters["duct_base_w_k"] / 2)
    return _HOLDS_C + supply_k + power_w / parameters["heater_air_w_k"], supply_k


def _holds(parameters: dict[str, Any]) -> bool:
    """Whether the heater holds the hood, with mist or without, and its current can be measured."""
    power_w = parameters["heater_w"] * parameters["heater_share"]
    if parameters["walls"] == "double":
        wall_m2_k_w = 1 / parameters["gap_w_m2_k"]
    else:
        wall_m2_k_w = parameters["wall_m"] / _PMMA_W_M_K
    films_m2_k_w = 1 / parameters["wall_air_w_m2_k"] + 1 / parameters["wall_room_w_m2_k"]
    lost_w_k = (
        parameters["wall_m2"] / (films_m2_k_w + wall_m2_k_w)
        + parameters["fresh_air_m3_s"] * _AIR_J_M3_K
        + parameters["base_room_w_k"] * 1.5  # for the base is warmer than the hood
    )
    holds_w = lost_w_k * (_HOLDS_C - _ROOM_C)
    mist_w = parameters["ultrasonic_kg_s"] * _MIST_J_KG
    mist_w *= parameters["humidifier"] == "ultrasonic"
    least_w = max(_TO_SPARE * holds_w, holds_w + mist_w)
    return bool(least_w <= power_w <= _MOST_A * parameters["supply_v"])


def _near(random: Random, value: float, spread: float) -> float:
    return _short(value * random.uniform(1 - spread, 1 + spread))


def _short(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


DRAWS: dict[str, Callable[[Random], Machine]] = {
    "preset": _of_preset,
    "random": _around_a_preset,
}
DEFAULT_DRAW = "random"


def draw(random: Random, incubators: str | Machine) -> Machine:
    """A machine of "preset" or "random" incubators, or the one given; `random` alone decides."""
    if isinstance(incubators, str):
        return DRAWS[incubators](random)
    return {**incubators, "board": incubators["board"] or random.choice(BOARDS)}
