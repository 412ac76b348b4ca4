"""The incubator: hood air, wall, mattress and openings, on top of its supply of warm air.

Equations and sources: docs/plant.md. Every flow is computed once and taken from one side as it is
given to the other, so heat and water are conserved. Explicit Euler; that the light supply air is
eliminated makes 1 s stable.
"""

from math import sqrt

from sim.world.plant.moisture import Moisture
from sim.world.plant.psychrometry import AIR_HEAT_J_KG_K, ZERO_C_K, saturation_kpa
from sim.world.plant.supply import Supply

_AIR_KG_K_M3 = 353.0  # density of air times its temperature, at sea level
# The air in the hood keeps its mass, that of 35 degC, so that heat and water are conserved.
_HOOD_AIR_KG_M3 = _AIR_KG_K_M3 / (35.0 + ZERO_C_K)

# Buoyancy exchange through an opening of area A and height H: Cd/3 A sqrt(g H dT/T), Cd 0.6.
_DISCHARGE = 0.6
_GRAVITY_M_S2 = 9.81
_PORT_M3_S = _DISCHARGE / 3 * 0.03 * sqrt(_GRAVITY_M_S2 * 0.20)  # 0.03 m2, 0.20 m high
_PANEL_M3_S = _DISCHARGE / 3 * 0.225 * sqrt(_GRAVITY_M_S2 * 0.30)  # 0.225 m2, 0.30 m high
# Air that the fan throws out through an opening, share of circulation.
_PORT_SPILL = 0.05
_PANEL_SPILL = 0.20
# More of the hood's air than this in one step would not be resolved, nor be stable.
_MOST_EXCHANGED = 0.4

_MATTRESS_STILL = 0.4  # convection when the fan stands, share of nominal
_LAMP_ABSORBED = 0.4  # of the radiant flux on the mattress

# PMMA.
_PMMA_W_M_K = 0.19
_PMMA_J_M3_K = 1190.0 * 1465.0


class Incubator:
    """State: `air_c wall_inner_c wall_outer_c mattress_c`, `rh` (%); `supply` and `moisture`.

    Of the last step: `fresh_kg_s` air drawn in by the supply, `through_kg_s` air exchanged with
    the room in all, `air_kg_m3` its density, `wall_w_k` convection to the wall, `room_w` sensible
    heat lost to the room, `lamp_w` heat taken from a lamp or the sun.
    """

    def __init__(self, parameters: dict, room_c: float, room_rh: float):
        volume = parameters["air_m3"]
        self._volume_m3 = volume
        self._circulation_m3_s = parameters["circulation_m3_s"]
        self._fresh_m3_s = parameters["fresh_air_m3_s"]
        self.air_kg = volume * _HOOD_AIR_KG_M3
        self.air_j_k = self.air_kg * AIR_HEAT_J_KG_K

        area = parameters["wall_m2"]
        thickness = parameters["wall_m"]
        if parameters["walls"] == "double":
            self.wall_inner_j_k = _PMMA_J_M3_K * parameters["inner_panel_m"] * area
            self.wall_outer_j_k = _PMMA_J_M3_K * thickness * area
            self._wall_w_k = parameters["gap_w_m2_k"] * area
        else:  # two half-thicknesses, whose middles are half a thickness apart
            self.wall_inner_j_k = self.wall_outer_j_k = _PMMA_J_M3_K * thickness / 2 * area
            self._wall_w_k = 2 * _PMMA_W_M_K / thickness * area
        self._wall_still_w_k = parameters["wall_still_air_w_m2_k"] * area
        self._wall_forced_w_k = parameters["wall_air_w_m2_k"] * area - self._wall_still_w_k
        self._wall_room_w_k = parameters["wall_room_w_m2_k"] * area

        mattress_m2 = parameters["mattress_m2"]
        self.mattress_j_k = parameters["mattress_j_k"]
        self._mattress_air_w_k = parameters["mattress_air_w_m2_k"] * mattress_m2
        self._mattress_wall_w_k = parameters["mattress_wall_w_m2_k"] * mattress_m2
        self._mattress_lamp_m2 = _LAMP_ABSORBED * mattress_m2

        # Everything has stood in the room.
        self.supply = Supply(parameters, room_c)
        self.moisture = Moisture(parameters, self.air_kg, room_c, room_rh)
        self.air_c = self.wall_inner_c = self.wall_outer_c = self.mattress_c = room_c
        self.rh = room_rh
        self.air_kg_m3 = 0.0
        self.fresh_kg_s = 0.0
        self.through_kg_s = 0.0
        self.wall_w_k = 0.0
        self.room_w = 0.0
        self.lamp_w = 0.0

    def _exchange_m3_s(self, dt_s, drives):
        """Air exchanged with the room through open ports and the front panel."""
        ports = drives.ports
        panel = drives.panel
        colder = abs(self.air_c - drives.room_c) / (drives.room_c + ZERO_C_K)
        buoyant = (_PORT_M3_S * ports + _PANEL_M3_S * panel) * sqrt(colder)
        spilt = (_PORT_SPILL * ports + _PANEL_SPILL * panel) * self._circulation_m3_s
        most = _MOST_EXCHANGED * self._volume_m3 / dt_s
        return min(most, buoyant + spilt * self.supply.fan * drives.circulation)

    def step(self, dt_s, drives, infant, humidifier):
        """Advance by `dt_s`, with the flows that infant and humidifier had in this step."""
        air = self.air_c
        wall_inner = self.wall_inner_c
        wall_outer = self.wall_outer_c
        mattress = self.mattress_c
        room = drives.room_c
        supply = self.supply
        moisture = self.moisture

        density = _AIR_KG_K_M3 / (air + ZERO_C_K)
        fresh_kg_s = density * self._fresh_m3_s * drives.fresh_air
        through_kg_s = fresh_kg_s
        if drives.ports or drives.panel:
            through_kg_s += density * self._exchange_m3_s(dt_s, drives)
        self.air_kg_m3 = density
        self.fresh_kg_s = fresh_kg_s
        self.through_kg_s = through_kg_s
        supply.step(dt_s, drives, self, humidifier)
        forced = supply.forced

        # Heat flows. The fresh air came in through the supply.
        mattress_w_k = _MATTRESS_STILL + (1.0 - _MATTRESS_STILL) * forced
        mattress_w_k *= self._mattress_air_w_k
        wall_w_k = self._wall_still_w_k + self._wall_forced_w_k * forced
        exchange_w = (through_kg_s - fresh_kg_s) * AIR_HEAT_J_KG_K * (air - room)
        air_wall_w = wall_w_k * (air - wall_inner)
        air_mattress_w = mattress_w_k * (air - mattress)
        mattress_wall_w = self._mattress_wall_w_k * (mattress - wall_inner)
        through_wall_w = self._wall_w_k * (wall_inner - wall_outer)
        wall_room_w = self._wall_room_w_k * (wall_outer - room)
        lamp_w = self._mattress_lamp_m2 * drives.radiant_w_m2
        self.wall_w_k = wall_w_k
        self.lamp_w = lamp_w + drives.sun_w
        self.room_w = supply.room_w + wall_room_w + through_kg_s * AIR_HEAT_J_KG_K * (air - room)

        # Heat balances.
        air_w = (
            supply.hood_w + infant.air_w + drives.sun_w - air_wall_w - air_mattress_w - exchange_w
        )
        inner_w = air_wall_w + mattress_wall_w + infant.wall_w - through_wall_w
        outer_w = through_wall_w - wall_room_w
        mattress_w = air_mattress_w + infant.mattress_w + lamp_w
        mattress_w -= mattress_wall_w + supply.mattress_w
        self.air_c = air + dt_s * air_w / self.air_j_k
        self.wall_inner_c = wall_inner + dt_s * inner_w / self.wall_inner_j_k
        self.wall_outer_c = wall_outer + dt_s * outer_w / self.wall_outer_j_k
        self.mattress_c = mattress + dt_s * mattress_w / self.mattress_j_k

        # Moisture, and its latent heat.
        moisture.step(dt_s, drives, self, infant, humidifier)
        self.air_c += dt_s * moisture.air_w / self.air_j_k
        self.wall_inner_c += dt_s * moisture.wall_w / self.wall_inner_j_k
        self.rh = min(100.0, 100.0 * moisture.vapour_kpa / saturation_kpa(self.air_c))
