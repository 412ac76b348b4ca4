"""Describes a scenario's incubator to the firmware, as an engineer would who has measured it.

A preset has its description in boards/incubators/. For an incubator that differs from its preset
each figure of that is changed in the proportion in which the physics computed here changes.
"""

from sim.world.plant.parameters import machine_parameters

_MIST_W_PER_KG_S = 0.68 * 3.6e6  # what a humidifier's mist takes from the air
_BELOW_BIMETAL_K = 10  # the element's limit lies so far below the temperature that opens it
_AIR_J_M3_K = 1_150.0  # heat capacity of air


class Described:
    """Holds a description like that of a module of boards/incubators/."""


def described(machine: dict):
    """The description of a scenario's `machine`; the preset's module where nothing differs."""
    preset = machine.get("preset") or "single_300w"
    written = __import__("boards.incubators." + preset, None, None, ["NAME"])
    own = _figures(machine_parameters(machine))
    usual = _figures(machine_parameters({"preset": preset}))
    figures = {}
    for name, value in own.items():
        of_preset = getattr(written, name)
        if value != usual[name]:
            in_proportion = value * of_preset / usual[name] if usual[name] else value
            figures[name] = round(in_proportion if name in _IN_PROPORTION else value)
    if not figures:
        return written
    incubator = Described()
    for name in dir(written):
        setattr(incubator, name, getattr(written, name))
    for name, value in figures.items():
        setattr(incubator, name, value)
    return incubator


_IN_PROPORTION = (
    "ELEMENT_RISE_MC_PER_W",
    "ELEMENT_LAG_S",
    "BASE_LAG_S",
    "AIR_RISE_MC",
    "MIST_RISE_MC_PER_W",
)


def _figures(parameters: dict) -> dict:
    """Each figure by physics; of those in _IN_PROPORTION only the proportion is meant."""
    mist_w = 0
    if parameters["humidifier"] == "ultrasonic":
        mist_w = parameters["ultrasonic_kg_s"] * _MIST_W_PER_KG_S
    duct_w_k = parameters["duct_base_w_k"]
    supply_w_k = _AIR_J_M3_K * (parameters["circulation_m3_s"] + parameters["fresh_air_m3_s"])
    supply_w_k += duct_w_k / 2
    fins_w_k = parameters["heater_air_w_k"]
    hood_w_k = parameters["wall_air_w_m2_k"] * parameters["wall_m2"] + duct_w_k
    return {
        "HEATER_W": parameters["heater_w"],
        "HEATER_SUPPLY_MV": parameters["supply_v"] * 1_000,
        "ELEMENT_LIMIT_MC": (parameters["bimetal_opens_c"] - _BELOW_BIMETAL_K) * 1_000,
        "HUMIDIFIER_MIST_W": mist_w,
        "ELEMENT_RISE_MC_PER_W": 1_000 / fins_w_k + 1_000 / supply_w_k,
        "ELEMENT_LAG_S": parameters["heater_j_k"] / fins_w_k,
        "BASE_LAG_S": parameters["base_j_k"] / (duct_w_k + parameters["base_room_w_k"]),
        "AIR_RISE_MC": parameters["heater_w"] * 1_000 / hood_w_k,
        "MIST_RISE_MC_PER_W": 1_000 / hood_w_k,
    }
