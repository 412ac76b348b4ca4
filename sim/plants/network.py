"""What the other incubators have in common: bodies of heat, what joins them, infant and water.

Not a plant by itself: two_zones.py, long_duct.py and open_flow.py are. They share the infant with
the built-in plant, for it is the hood that is to be another, and nothing else with it.
"""

from math import sqrt

from sim.world.plant.infant import Infant, NoInfant
from sim.world.plant.psychrometry import (
    AIR_HEAT_J_KG_K,
    EVAPORATION_J_KG,
    humidity_ratio,
    saturation_kpa,
    vapour_kpa,
)

_AIR_J_M3_K = 1_150.0
_AIR_KG_M3 = 1.145
_PARTS = 4  # of a second: the lightest body answers within two seconds
_FAN_LAG_S = 2.0
_FAN_RPM = 3000.0
_DRAUGHT = 0.05  # of the flow, that warm air makes without a fan, at 20 K
_FORCED_EXPONENT = 0.8
_STEAM_KG_S = 0.280 / 3600
_STEAM_LAG_S = 120.0
_FLOAT_KG = 0.05
# W/K through an opening: of the buoyancy at 12 K, and of what the fan blows out.
_PORT_W_K, _PANEL_W_K = 1.9, 17.0
_PORT_SPILL, _PANEL_SPILL = 0.05, 0.20
_LAMP_ABSORBED = 0.4
_MATTRESS_M2 = 0.23


class _Moisture:
    vapour_kpa = 0.0


class _Supply:
    forced = 0.0


class Network:
    """Bodies by name, each with its heat capacity; all have stood in the room.

    A plant overrides `links`, which says what joins two bodies now. It has the bodies `element`,
    `supply`, `mattress`, `wall`, and `air`, where the infant lies.
    """

    circulation_m3_s = 7e-3
    fresh_m3_s = 20e-3 / 60
    heater_w = 300.0
    air_m3 = 0.20

    def __init__(self, scenario: dict, bodies: dict):
        room = scenario["room"]
        infant = scenario["infant"]
        self.room_c = room["temperature_c"]
        self._j_k = bodies
        self.c = dict.fromkeys(bodies, self.room_c)
        self.fan_speed = 0.0
        self.flow = 0.0  # of the circulation, over nominal
        self.fresh = 1.0
        self.exchange_w_k = 0.0  # through ports and panel
        self._steam = 0.0
        self._tank_kg = (scenario["machine"].get("water_g") or 1000) / 1000.0
        self._ratio = humidity_ratio(room["humidity_pct"] / 100.0 * saturation_kpa(self.room_c))
        # As the infant looks at it.
        self.moisture = _Moisture()
        self.supply = _Supply()
        self._occupied = infant is not None
        if self._occupied:
            self.infant = Infant(infant["weight_g"], infant["gestation_weeks"], infant["age_days"])
        else:
            self.infant = NoInfant()
        self.heater = 0.0
        self._publish()

    def links(self):
        """(body, body, W/K) of what exchanges heat, and (from, to, W/K) of air that is carried."""
        raise NotImplementedError

    def step(self, dt_s, drives):
        """Advance by `dt_s` under `drives` (docs/plant.md)."""
        self.room_c = drives.room_c
        self._blow(dt_s, drives)
        self.infant.step(dt_s, drives, self)
        self.heater = 0.0
        if drives.mains:
            ratio = drives.supply_ratio
            self.heater = self.heater_w * drives.heater * ratio * ratio
        sources = {
            "element": self.heater,
            "air": self.infant.air_w + drives.sun_w,
            "mattress": self.infant.mattress_w
            + _LAMP_ABSORBED * _MATTRESS_M2 * drives.radiant_w_m2,
            "wall": self.infant.wall_w,
            "supply": 6.0 * self.fan_speed,
        }
        for _ in range(_PARTS):
            self._warm(dt_s / _PARTS, sources)
        self._moisten(dt_s, drives)
        self._publish()

    def _blow(self, dt_s, drives):
        duty = drives.fan if drives.mains and not drives.fan_stalled else 0.0
        self.fan_speed += dt_s * (duty - self.fan_speed) / _FAN_LAG_S
        rise_k = max(0.0, self.c["supply"] - self.c["air"])
        draught = _DRAUGHT * sqrt(rise_k / 20.0)
        self.flow = drives.circulation * max(self.fan_speed, draught)
        self.fresh = drives.fresh_air
        self.supply.forced = (self.fan_speed * drives.circulation) ** _FORCED_EXPONENT
        warmer_k = abs(self.c["air"] - drives.room_c)
        opened = (_PORT_W_K * drives.ports + _PANEL_W_K * drives.panel) * sqrt(warmer_k / 12.0)
        spilt = (_PORT_SPILL * drives.ports + _PANEL_SPILL * drives.panel) * self.circulating_w_k()
        self.exchange_w_k = min(60.0, opened + spilt)

    def circulating_w_k(self):
        """What the circulating air carries."""
        return _AIR_J_M3_K * self.circulation_m3_s * self.flow

    def fresh_w_k(self):
        """What the fresh air carries."""
        return _AIR_J_M3_K * self.fresh_m3_s * self.fresh

    def element_w_k(self, full_w_k):
        """From the fins to the air, of so much at full flow."""
        return full_w_k * (0.05 + 0.95 * self.supply.forced)

    def wall_w_k(self, full_w_k):
        """From the hood's air to a surface, of so much at full flow."""
        return full_w_k * (0.28 + 0.72 * self.supply.forced)

    def _warm(self, dt_s, sources):
        gained_w = dict(sources)
        exchanged, carried = self.links()
        c = self.c
        for one, other, w_k in exchanged:
            flow_w = w_k * (c[one] - (self.room_c if other == "room" else c[other]))
            gained_w[one] = gained_w.get(one, 0.0) - flow_w
            if other != "room":
                gained_w[other] = gained_w.get(other, 0.0) + flow_w
        for source, into, w_k in carried:
            came_c = self.room_c if source == "room" else self.carried_c(source)
            gained_w[into] = gained_w.get(into, 0.0) + w_k * (came_c - c[into])
        for name, watts in gained_w.items():
            c[name] += dt_s * watts / self._j_k[name]

    def carried_c(self, source):
        """How warm the air is that comes from a body."""
        return self.c[source]

    def _moisten(self, dt_s, drives):
        """One store of vapour; what is beyond saturation is lost to the walls."""
        duty = 0.0
        if drives.mains and drives.water and self._tank_kg > 0.0:
            duty = drives.humidifier * drives.supply_ratio * drives.supply_ratio
        self._steam += dt_s * (duty - self._steam) / _STEAM_LAG_S
        steam_kg_s = _STEAM_KG_S * self._steam
        self._tank_kg = max(0.0, self._tank_kg - dt_s * steam_kg_s)
        room_ratio = humidity_ratio(drives.room_rh / 100.0 * saturation_kpa(drives.room_c))
        through_kg_s = (self.fresh_w_k() + self.exchange_w_k) / AIR_HEAT_J_KG_K
        # The coldest wall takes what it can hold no more; a tenth of the hood a second at most.
        dew = humidity_ratio(saturation_kpa(self.c["wall"]))
        share = min(0.1, 9.0 * 1.5 / AIR_HEAT_J_KG_K / (self.air_m3 * _AIR_KG_M3) * dt_s)
        gained_kg_s = steam_kg_s + self.infant.vapour_kg_s
        gained_kg_s -= through_kg_s * (self._ratio - room_ratio)
        self._ratio += dt_s * gained_kg_s / (self.air_m3 * _AIR_KG_M3)
        if self._ratio > dew:
            condensed = share * (self._ratio - dew)
            self._ratio -= condensed
            watts = condensed * self.air_m3 * _AIR_KG_M3 * EVAPORATION_J_KG / dt_s
            self.c["wall"] += dt_s * watts / self._j_k["wall"]
        most = humidity_ratio(saturation_kpa(self.c["air"]))
        self._ratio = max(0.0, min(most, self._ratio))

    def _publish(self):
        c = self.c
        self.air_true = self.air_c = c["air"]
        self.mattress_c = c["mattress"]
        self.wall_inner_c = c["wall"]
        self.element_true = c["element"]
        self.supply_true = c["supply"]
        self.fan = _FAN_RPM * self.fan_speed
        self.moisture.vapour_kpa = vapour_kpa(self._ratio)
        self.rh_true = min(100.0, 100.0 * self.moisture.vapour_kpa / saturation_kpa(c["air"]))
        self.water_low = self._tank_kg < _FLOAT_KG
        if self._occupied:
            self.skin_true = self.infant.abdomen_c
            self.foot_true = self.infant.foot_c
            self.core_true = self.infant.core_c
        else:
            self.skin_true = self.foot_true = self.core_true = self.air_true
