"""Three humidifiers: boiler, open tray (heated or passive) and ultrasonic.

Each step reads the incubator as it was and leaves its flows as attributes: `vapour_kg_s` and
`fog_kg_s` into the hood, `steam_w` sensible heat of steam into the supply air, `base_w` heat into
the base, `power_w` drawn. `tank_kg` is the water left, `water_c` the heated water's temperature.
A dry tank cuts the power, as the dry-boil thermostat does.
"""

from sim.world.plant.psychrometry import (
    EVAPORATION_J_KG,
    humidity_ratio,
    saturation_kpa,
)

_WATER_J_KG_K = 4186.0
_BOILING_C = 100.0
# Feed water of 25 degC heated (75 K) and evaporated at 100 degC.
_BOILING_J_KG = 2.571e6
# What steam brings beyond the latent heat of vapour in the hood: it arrives at 100 degC.
_STEAM_J_KG = _BOILING_J_KG - EVAPORATION_J_KG
# Evaporation from a tray in still air, as a share of that at nominal flow.
_TRAY_STILL = 0.15


class Humidifier:
    """What the three have in common: a tank, and no flow unless a kind makes one."""

    heat_j_k = 0.0  # heat capacity of the heated water

    def __init__(self, parameters: dict, room_c: float):
        self.tank_kg = parameters["tank_kg"]
        self.water_c = room_c
        self.vapour_kg_s = 0.0
        self.fog_kg_s = 0.0
        self.steam_w = 0.0
        self.base_w = 0.0
        self.power_w = 0.0


class Boiler(Humidifier):
    """A small electric boiler, refilled from the tank: nothing until 100 degC, then steam."""

    def __init__(self, parameters: dict, room_c: float):
        super().__init__(parameters, room_c)
        self._full_w = parameters["humidifier_w"]
        self._base_w_k = parameters["boiler_base_w_k"]
        self.heat_j_k = parameters["boiler_kg"] * _WATER_J_KG_K

    def step(self, dt_s, drives, incubator):
        """Advance by `dt_s`; heat beyond 100 degC evaporates feed water."""
        power_w = 0.0
        if drives.mains and drives.water and self.tank_kg > 0.0:
            power_w = self._full_w * drives.humidifier * drives.supply_ratio * drives.supply_ratio
        base_w = self._base_w_k * (self.water_c - incubator.supply.base_c)
        water_c = self.water_c + dt_s * (power_w - base_w) / self.heat_j_k
        boiled_kg = 0.0
        if water_c > _BOILING_C:
            boiled_kg = (water_c - _BOILING_C) * self.heat_j_k / _BOILING_J_KG
            boiled_kg = min(boiled_kg, self.tank_kg) if drives.water else 0.0
            water_c -= boiled_kg * _BOILING_J_KG / self.heat_j_k
        self.water_c = water_c
        self.tank_kg -= boiled_kg
        self.vapour_kg_s = boiled_kg / dt_s
        self.steam_w = self.vapour_kg_s * _STEAM_J_KG
        self.base_w = base_w
        self.power_w = power_w


class Tray(Humidifier):
    """Open water in the air stream, heated from below; passive when it is not driven."""

    def __init__(self, parameters: dict, room_c: float):
        super().__init__(parameters, room_c)
        self._full_w = parameters["humidifier_w"]
        self._base_w_k = parameters["tray_base_w_k"]
        self._evaporation_kg_s = parameters["tray_m2"] * parameters["tray_kg_m2_s"]
        self.heat_j_k = parameters["tray_kg"] * _WATER_J_KG_K

    def step(self, dt_s, drives, incubator):
        """Advance by `dt_s`; cold water under moist air gains vapour instead of losing it."""
        power_w = 0.0
        evaporated_kg = 0.0
        water_c = self.water_c
        if drives.water and self.tank_kg > 0.0:
            if drives.mains:
                ratio = drives.supply_ratio
                power_w = self._full_w * drives.humidifier * ratio * ratio
            speed = _TRAY_STILL + (1.0 - _TRAY_STILL) * incubator.supply.forced
            excess = humidity_ratio(saturation_kpa(water_c)) - incubator.moisture.vapour_ratio
            evaporated_kg = dt_s * self._evaporation_kg_s * speed * excess
            evaporated_kg = min(evaporated_kg, self.tank_kg)
        base_w = self._base_w_k * (water_c - incubator.supply.base_c)
        gained_j = dt_s * (power_w - base_w) - evaporated_kg * EVAPORATION_J_KG
        self.water_c = water_c + gained_j / self.heat_j_k
        self.tank_kg -= evaporated_kg
        self.vapour_kg_s = evaporated_kg / dt_s
        self.base_w = base_w
        self.power_w = power_w


class Ultrasonic(Humidifier):
    """An atomiser: cold fog, whose evaporation cools the hood air. Its own watts are neglected."""

    def __init__(self, parameters: dict, room_c: float):
        super().__init__(parameters, room_c)
        self._full_kg_s = parameters["ultrasonic_kg_s"]

    def step(self, dt_s, drives, incubator):
        """Advance by `dt_s`."""
        fog_kg = 0.0
        if drives.mains and drives.water:
            fog_kg = dt_s * self._full_kg_s * drives.humidifier
            fog_kg = min(fog_kg, self.tank_kg)
        self.tank_kg -= fog_kg
        self.fog_kg_s = fog_kg / dt_s


KINDS = {"boiler": Boiler, "tray": Tray, "ultrasonic": Ultrasonic}
