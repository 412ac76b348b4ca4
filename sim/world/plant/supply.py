"""Fan, heater, supply air and base of the incubator (docs/plant.md, "Supply")."""

from math import sqrt

from sim.world.plant.psychrometry import AIR_HEAT_J_KG_K

# Forced convection goes with Re^0.8.
_FORCED_EXPONENT = 0.8
# Flow by natural draught when the fan stands: share of nominal at 20 K between supply and hood.
_DRAUGHT = 0.05
_DRAUGHT_K = 20.0
# What is left of each exchange when the fan stands, share of nominal.
_ELEMENT_STILL = 0.05
_DUCT_STILL = 0.06


class Supply:
    """Takes air from the hood and the room, and gives it back warmer.

    State: `fan` speed over nominal, `element_c`, `base_c`, `bimetal_closed`. Of the last step:
    `supply_c`; `forced`, the fan's forced-convection factor; `heater_w`, `fan_w`; `hood_w` heat
    given to the hood by all the air, `mattress_w` heat taken from the mattress by the base,
    `room_w` heat lost to the room through the base.
    """

    def __init__(self, parameters: dict, room_c: float):
        self._full_w = parameters["heater_w"] * parameters["heater_share"]
        self.element_j_k = parameters["heater_j_k"]
        self._element_air_w_k = parameters["heater_air_w_k"]
        self._element_base_w_k = parameters["heater_base_w_k"]
        self._bimetal_opens_c = parameters["bimetal_opens_c"]
        self._bimetal_closes_c = parameters["bimetal_closes_c"]
        self._full_fan_w = parameters["fan_w"]
        self._fan_lag_s = parameters["fan_lag_s"]
        self._circulation_m3_s = parameters["circulation_m3_s"]
        self.base_j_k = parameters["base_j_k"]
        self._duct_base_w_k = parameters["duct_base_w_k"]
        self._base_room_w_k = parameters["base_room_w_k"]
        self._mattress_base_w_k = parameters["mattress_base_w_k"]
        self.element_c = self.supply_c = self.base_c = room_c
        self.bimetal_closed = True
        self.fan = 0.0
        self.forced = 0.0
        self.heater_w = 0.0
        self.fan_w = 0.0
        self.hood_w = 0.0
        self.mattress_w = 0.0
        self.room_w = 0.0

    def step(self, dt_s, drives, incubator, humidifier):
        """Advance by `dt_s`, with the incubator as it was."""
        air = incubator.air_c
        element = self.element_c
        base = self.base_c
        room = drives.room_c

        # Fan.
        duty = drives.fan if drives.mains and not drives.fan_stalled else 0.0
        fan = self.fan + dt_s * (duty - self.fan) / self._fan_lag_s
        flow = fan * drives.circulation
        forced = flow**_FORCED_EXPONENT
        rise = self.supply_c - air
        if rise > 0.0:
            flow = max(flow, _DRAUGHT * drives.circulation * sqrt(rise / _DRAUGHT_K))
        fan_w = self._full_fan_w * fan

        # Heater, behind its bimetal switch.
        if self.bimetal_closed:
            self.bimetal_closed = element <= self._bimetal_opens_c
        else:
            self.bimetal_closed = element < self._bimetal_closes_c
        heater_w = 0.0
        if self.bimetal_closed and drives.mains:
            heater_w = self._full_w * drives.heater * drives.supply_ratio * drives.supply_ratio

        # Supply air: so light (22 J/K) that it is always in balance.
        circulating_w_k = incubator.air_kg_m3 * AIR_HEAT_J_KG_K * self._circulation_m3_s * flow
        fresh_w_k = incubator.fresh_kg_s * AIR_HEAT_J_KG_K
        element_w_k = self._element_air_w_k * (_ELEMENT_STILL + (1.0 - _ELEMENT_STILL) * forced)
        duct_w_k = self._duct_base_w_k * (_DUCT_STILL + (1.0 - _DUCT_STILL) * forced)
        supply = (
            circulating_w_k * air
            + fresh_w_k * room
            + duct_w_k * base
            + element_w_k * element
            + fan_w
            + humidifier.steam_w
        ) / (circulating_w_k + fresh_w_k + duct_w_k + element_w_k)

        # Element and base.
        element_supply_w = element_w_k * (element - supply)
        element_base_w = self._element_base_w_k * (element - base)
        supply_base_w = duct_w_k * (supply - base)
        mattress_w = self._mattress_base_w_k * (incubator.mattress_c - base)
        room_w = self._base_room_w_k * (base - room)
        element_w = heater_w - element_supply_w - element_base_w
        base_w = supply_base_w + element_base_w + mattress_w + humidifier.base_w - room_w
        self.element_c = element + dt_s * element_w / self.element_j_k
        self.base_c = base + dt_s * base_w / self.base_j_k

        self.fan = fan
        self.forced = forced
        self.supply_c = supply
        self.heater_w = heater_w
        self.fan_w = fan_w
        self.hood_w = (circulating_w_k + fresh_w_k) * (supply - air)
        self.mattress_w = mattress_w
        self.room_w = room_w
