"""Describes a scenario's incubator to the firmware, as an engineer would who has measured it.

A preset has its description in boards/incubators/. For an incubator that differs from its preset
each figure of that is changed in the proportion in which the physics computed here changes. Who
measures errs: the scenario's [machine.description] says by how much, as a share of what is true.
"""

from sim.world.plant.parameters import machine_parameters
from sim.world.sensors import DEFAULT as SENSORS

# What is measured; the rest is read off a plate or chosen.
MEASURED = (
    "ELEMENT_RISE_MC_PER_W",
    "ELEMENT_LAG_S",
    "BASE_LAG_S",
    "AIR_RISE_MC",
    "AIR_LAG_S",
    "AIR2_RISE_MC",
    "HUMIDITY_RISE_PM_PER_MIN",
    "HUMIDIFIER_MIST_W",
    "MIST_RISE_MC_PER_W",
)
# How far such a figure may be off, as a share of what is true.
BOUNDS = (0.5, 2.0)

_MIST_W_PER_KG_S = 0.68 * 3.6e6  # what a humidifier's mist takes from the air
_STEAM_J_KG = 2.571e6  # what a boiler needs for its steam
_BELOW_BIMETAL_K = 10  # the element's limit lies so far below the temperature that opens it
_AIR_J_M3_K = 1_150.0  # heat capacity of air


class Described:
    """Holds a description like that of a module of boards/incubators/."""


def described(machine: dict):
    """The description of a scenario's `machine`; the preset's module where nothing differs."""
    preset = machine.get("preset") or "single_300w"
    written = __import__("boards.incubators." + preset, None, None, ["NAME"])
    told = machine.get("description") or {}
    own = _figures(machine_parameters(machine), machine.get("sensors") or {})
    usual = _figures(machine_parameters({"preset": preset}), {})
    figures = {}
    for name, value in own.items():
        of_preset = getattr(written, name)
        share = told.get(name, 1.0)
        if value != usual[name] or share != 1.0:
            scale = of_preset / usual[name] if name in _IN_PROPORTION else 1.0
            figures[name] = round(value * scale * share)
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
    "AIR2_RISE_MC",
    "HUMIDITY_RISE_PM_PER_MIN",
    "MIST_RISE_MC_PER_W",
)


def _figures(parameters: dict, sensors: dict) -> dict:
    """Each figure by physics; of those in _IN_PROPORTION only the proportion is meant."""
    own = dict(SENSORS)
    own.update(sensors)
    mist_w = 0
    water_kg_s = parameters["humidifier_w"] / _STEAM_J_KG
    if parameters["humidifier"] == "ultrasonic":
        water_kg_s = parameters["ultrasonic_kg_s"]
        mist_w = water_kg_s * _MIST_W_PER_KG_S
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
        "AIR_LAG_S": max(own["air_lag_s"], own["air2_lag_s"]),
        "AIR2_RISE_MC": own["air2_in_supply"] * parameters["heater_w"] * 1_000 / supply_w_k,
        "HUMIDITY_RISE_PM_PER_MIN": water_kg_s / parameters["air_m3"],
        "MIST_RISE_MC_PER_W": 1_000 / hood_w_k,
    }
