"""One control period: readings and the time go in, outputs and their reasons come out."""

from control.protection import Protection
from control.records import Demand, Outputs, Permits, Readings
from control.regulation import DUTY_MAX_PM, Regulation
from control.sensing import Estimates
from control.settings import STANDBY, Settings
from control.ticks import elapsed_ms

_LONGEST_GAP_MS = 60_000  # a longer silence is no different; keeps timers inside 2^30


class Controller:
    """The decisions, with all they remember. Reads no pin, no clock and no file."""

    def __init__(self, settings: Settings, element_limit_mc: int):
        self.settings = settings
        self.estimates = Estimates()
        self.permits = Permits()
        self.demand = Demand()
        self.outputs = Outputs()
        self.protection = Protection(element_limit_mc)
        self._regulation = Regulation()
        self._last_ms = -1  # no period yet

    def step(self, readings: Readings, now_ms: int) -> Outputs:
        """Decide one period. `now_ms`: 30-bit wrapping milliseconds, later than at the last call.

        Returns `self.outputs`, filled anew.
        """
        dt_ms = self._elapsed(now_ms)
        settings = self.settings
        estimates = self.estimates
        estimates.update(readings, dt_ms)
        self.protection.update(estimates, settings, readings, dt_ms, self.permits)
        self._regulation.update(estimates, settings, readings.hood_open, dt_ms, self.demand)
        self._gate(dt_ms)
        return self.outputs

    def _elapsed(self, now_ms: int) -> int:
        dt_ms = 0 if self._last_ms < 0 else elapsed_ms(now_ms, self._last_ms)
        self._last_ms = now_ms
        # A clock that runs backwards has lost count: as bad as the longest silence.
        return min(dt_ms, _LONGEST_GAP_MS) if dt_ms >= 0 else _LONGEST_GAP_MS

    def _gate(self, dt_ms: int) -> None:
        """Let through what is permitted, and tell the loops what was not."""
        demand = self.demand
        permits = self.permits
        outputs = self.outputs
        outputs.heater_pm = demand.heater_pm if permits.heat else 0
        outputs.humidifier_pm = demand.humidifier_pm if permits.humidify else 0
        # Taken: unless regulation renews its demand, the next period finds none.
        demand.heater_pm = 0
        demand.humidifier_pm = 0
        outputs.fan_pm = DUTY_MAX_PM
        outputs.arm = permits.heat and self.settings.mode != STANDBY
        if not permits.heat:
            self._regulation.heat_gated(self.estimates, dt_ms)
        if not permits.humidify:
            self._regulation.moisture_gated(self.estimates, dt_ms)
