"""Parameters of the built-in incubators. Sources and ranges: docs/plant.md, "Parameters"."""

# The default incubator: single wall, 300 W.
_DEFAULT = {
    "heater_w": 300.0,  # as it is sold, at the nominal supply
    "heater_share": 1.0,  # what it really gives of that
    "supply_v": 24.0,
    "heater_j_k": 900.0,  # element and fins
    "heater_air_w_k": 8.0,  # at nominal flow: the element runs near 100 degC at full power
    "heater_base_w_k": 0.25,
    "bimetal_opens_c": 130.0,
    "bimetal_closes_c": 100.0,
    "air_m3": 0.20,
    "circulation_m3_s": 7e-3,
    "fresh_air_m3_s": 20e-3 / 60,  # 20 L/min
    "fan_w": 6.0,
    "fan_lag_s": 2.0,
    "base_j_k": 16e3,  # base, duct and deck: sets warm-up and the overshoot after a door
    "duct_base_w_k": 14.0,
    "base_room_w_k": 2.0,
    "walls": "single",
    "wall_m2": 1.7,
    "wall_m": 6e-3,
    "inner_panel_m": 3e-3,  # of a double wall
    "gap_w_m2_k": 7.0,  # between the panels of a double wall
    "wall_air_w_m2_k": 9.0,  # at nominal flow
    "wall_still_air_w_m2_k": 2.5,
    "wall_room_w_m2_k": 7.5,  # 2.5 convection, 5 radiation
    "mattress_j_k": 1500.0,
    "mattress_m2": 0.23,
    "mattress_air_w_m2_k": 5.0,
    "mattress_wall_w_m2_k": 5.5,  # radiation
    "mattress_base_w_k": 1.0,
    "humidifier": "boiler",
    "humidifier_w": 200.0,  # boiler and tray
    "boiler_kg": 0.080,
    "boiler_base_w_k": 0.1,
    "tray_kg": 0.5,
    "tray_m2": 0.04,
    "tray_kg_m2_s": 0.020,  # evaporation per unit of humidity ratio, at nominal flow
    "tray_base_w_k": 2.0,
    "ultrasonic_kg_s": 0.120 / 3600,  # 120 g/h
    "fog_lag_s": 20.0,
    "tank_kg": 1.0,
}

# What each preset changes.
PRESETS = {
    "single_300w": {},
    "double_300w": {"walls": "double"},
    "heavy_450w": {
        "walls": "double",
        "heater_w": 450.0,
        "heater_j_k": 1350.0,
        "heater_air_w_k": 12.0,
        "base_j_k": 26e3,
        "duct_base_w_k": 18.0,
        "wall_m2": 1.9,
        "circulation_m3_s": 9e-3,
        "air_m3": 0.25,
    },
    "low_cost_200w": {
        "heater_w": 200.0,
        "heater_j_k": 600.0,
        "heater_air_w_k": 5.5,
        "base_j_k": 8e3,
        "wall_m2": 1.4,
        "wall_m": 4e-3,
        "air_m3": 0.15,
        "circulation_m3_s": 6e-3,
        "duct_base_w_k": 9.0,
    },
    "transport_120w": {
        "walls": "double",
        "heater_w": 120.0,
        "heater_j_k": 360.0,
        "heater_air_w_k": 4.0,
        "base_j_k": 6e3,
        "wall_m2": 0.95,
        "wall_m": 4e-3,
        "air_m3": 0.09,
        "circulation_m3_s": 4e-3,
        "duct_base_w_k": 7.0,
        "base_room_w_k": 1.0,
    },
}


# Least and most of those numbers that do not grow with an incubator's size.
_BOUNDS = {
    "heater_share": (0.5, 1.5),
    "supply_v": (5.0, 36.0),  # what the supply's sensor (INA226) can measure
    "bimetal_opens_c": (85.0, 200.0),
    "bimetal_closes_c": (60.0, 190.0),
}


def bounds(name: str) -> tuple:
    """Least and most of a number: half and twice what the presets have. KeyError: no such."""
    if name in _BOUNDS:
        return _BOUNDS[name]
    values = [preset.get(name, _DEFAULT[name]) for preset in PRESETS.values()]
    return min(values) / 2, max(values) * 2


# Every parameter that is a number; walls and humidifier are words.
NUMBERS = tuple([name for name, value in _DEFAULT.items() if not isinstance(value, str)])


def machine_parameters(machine: dict) -> dict:
    """Parameters of the scenario's machine: its preset, then what it has of its own.

    Raises ValueError for an unknown preset, wall, humidifier or parameter.
    """
    preset = machine.get("preset") or "single_300w"
    if preset not in PRESETS:
        raise ValueError(f"preset {preset}: expected one of {', '.join(sorted(PRESETS))}")
    parameters = dict(_DEFAULT)
    parameters.update(PRESETS[preset])
    for choice, allowed in (
        ("walls", ("single", "double")),
        ("humidifier", ("boiler", "tray", "ultrasonic")),
    ):
        value = machine.get(choice)
        if value is not None:
            if value not in allowed:
                raise ValueError(f"{choice} {value}: expected one of {', '.join(allowed)}")
            parameters[choice] = value
    own = machine.get("parameters") or {}
    for name in own:
        if name not in NUMBERS:
            raise ValueError(f"parameter {name}: there is no such number")
    parameters.update(own)
    water_g = machine.get("water_g")
    if water_g is not None:
        parameters["tank_kg"] = water_g / 1000
    return parameters
