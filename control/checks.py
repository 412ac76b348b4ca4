"""The checks on the machine itself, made together once a period."""

from control.heater_check import HeaterCheck
from control.humidifier_check import HumidifierCheck
from control.outputs import Outputs
from control.probe_check import ClimbCheck, ProbeCheck
from control.records import Readings
from control.report import Report
from control.self_test import SelfTest
from control.sensing import Estimates
from control.settings import SKIN, Settings


class Checks:
    """heater: current, rise and airflow. humidifier: does it run, and unasked. probe: is it on the
    skin. climb: does the skin need warmer and warmer air. self_test: before any heat.

    incubator: a description as in boards/incubators/.
    """

    __slots__ = ("climb", "heater", "humidifier", "probe", "self_test")

    def __init__(self, incubator):
        self.heater = HeaterCheck(incubator)
        self.humidifier = HumidifierCheck(incubator.HAS_HUMIDIFIER)
        self.probe = ProbeCheck()
        self.climb = ClimbCheck()
        self.self_test = SelfTest(incubator.HEATER_W * 1_000_000 // incubator.HEATER_SUPPLY_MV)

    def update(
        self,
        readings: Readings,
        estimates: Estimates,
        settings: Settings,
        outputs: Outputs,
        air_target_mc: int,
        dt_ms: int,
    ) -> None:
        """Judge one period. `outputs`, `air_target_mc`: those of the one that has just ended."""
        self.heater.update(readings, estimates, outputs.heater_pm, dt_ms)
        self.humidifier.update(readings, estimates.switches_known, outputs, dt_ms)
        if settings.mode == SKIN:
            self.probe.update(estimates, dt_ms)
            self.climb.update(
                estimates, air_target_mc, settings.skin_mc, readings.hood_open, dt_ms
            )
        else:
            self.probe.reset()
            self.climb.reset()

    def report(self, readings: Readings, starting: bool, found: Report) -> None:
        """Tell the alarms what is wrong. starting: as of HeaterCheck.report."""
        self.self_test.report(readings, found)
        self.heater.report(readings, starting, found)
        self.humidifier.report(found)
        self.climb.report(found)
