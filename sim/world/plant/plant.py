"""The built-in incubator with infant: what `--plant FILE.py` replaces (docs/plant.md)."""

from sim.world.plant.humidifier import KINDS
from sim.world.plant.incubator import Incubator
from sim.world.plant.infant import Infant, NoInfant
from sim.world.plant.parameters import machine_parameters

_NOMINAL_RPM = 3000.0  # fan at full duty
_FLOAT_KG = 0.05  # water left in the tank when the float switch falls


class Plant:
    """The physics behind the sensors. A cold start: everything but the infant is at room state.

    True quantities: `air_true skin_true foot_true core_true element_true supply_true` degC,
    `rh_true` %, `heater` W in the element, `fan` rpm; `water_low`: the float has fallen.
    `skin_true` is the abdominal site. Without an infant skin, foot and core follow the air.
    `incubator`, `infant`, `humidifier` hold the rest of the state.
    """

    def __init__(self, scenario: dict):
        room = scenario["room"]
        parameters = machine_parameters(scenario["machine"])
        self.incubator = Incubator(parameters, room["temperature_c"], room["humidity_pct"])
        self.humidifier = KINDS[parameters["humidifier"]](parameters, room["temperature_c"])
        infant = scenario["infant"]
        self._occupied = infant is not None
        if self._occupied:
            self.infant = Infant(infant["weight_g"], infant["gestation_weeks"], infant["age_days"])
        else:
            self.infant = NoInfant()
        self._publish()

    def step(self, dt_s: float, drives):
        """Advance by `dt_s` (1 s; stable below 2 s) under `drives` (sim/world/drives.py)."""
        incubator = self.incubator
        infant = self.infant
        humidifier = self.humidifier
        infant.step(dt_s, drives, incubator)
        humidifier.step(dt_s, drives, incubator)
        incubator.step(dt_s, drives, infant, humidifier)
        self._publish()

    def _publish(self):
        incubator = self.incubator
        supply = incubator.supply
        self.air_true = incubator.air_c
        self.rh_true = incubator.rh
        self.element_true = supply.element_c
        self.supply_true = supply.supply_c
        self.heater = supply.heater_w
        self.fan = _NOMINAL_RPM * supply.fan
        self.water_low = self.humidifier.tank_kg < _FLOAT_KG
        if self._occupied:
            self.skin_true = self.infant.abdomen_c
            self.foot_true = self.infant.foot_c
            self.core_true = self.infant.core_c
        else:
            self.skin_true = self.foot_true = self.core_true = incubator.air_c
