"""One control period: readings and the time go in, outputs and their reasons come out."""

from control import conditions, protection
from control.alarm_log import AlarmLog
from control.alarms import AlarmSystem
from control.checks import Checks
from control.grace import Grace
from control.outputs import Gate, Outputs
from control.protection import Protection
from control.records import Permits, Readings
from control.regulation import Regulation
from control.report import Report
from control.sensing import Estimates
from control.settings import Settings
from control.ticks import elapsed_ms

_LONGEST_GAP_MS = 60_000  # a longer silence is no different; keeps timers inside 2^30


class Controller:
    """The decisions, with all they remember. Reads no pin, no clock and no file.

    incubator: a description of what it controls, as boards/incubators/ has them.
    """

    def __init__(
        self,
        settings: Settings,
        incubator,
        restarted_by_fault: bool,
    ):
        self.settings = settings
        settings.can_humidify = incubator.HAS_HUMIDIFIER
        self._incubator = incubator
        self.estimates = Estimates(incubator)
        self.permits = Permits()
        self._gate = Gate(settings, self.estimates, self.permits)
        self.demand = self._gate.demand
        self.outputs = self._gate.outputs
        self.checks = Checks(incubator)
        self.protection = Protection(incubator, restarted_by_fault)
        self._regulation = Regulation(incubator)
        self.log = AlarmLog()
        self._grace = Grace()
        self._grace_of_chosen = Grace(chosen=True)
        self._graces = (self._grace, self._grace_of_chosen)
        self.report = Report()
        self.alarms = AlarmSystem(self.report, self.log)
        self._last_ms = -1  # no period yet

    def step(self, readings: Readings, now_ms: int) -> Outputs:
        """Decide one period. `now_ms`: 30-bit wrapping milliseconds, later than at the last call.

        Returns `self.outputs`, filled anew.
        """
        dt_ms = self._elapsed(now_ms)
        held_open = self.outputs.open_cutout  # as the readings were taken
        settings = self.settings
        estimates = self.estimates
        self._mask(readings)
        estimates.update(readings, dt_ms)
        if not estimates.switches_known:
            readings.hood_open = False  # which excuses nothing
            readings.water_low = False  # its alarm sends for water; that it may be is protection's
        self.checks.update(
            readings, estimates, settings, self.outputs, self.demand.air_target_mc, dt_ms
        )
        self.protection.update(estimates, settings, readings, self.checks, dt_ms, self.permits)
        self._regulation.update(
            estimates,
            settings,
            readings.hood_open,
            readings.supply_mv.value,
            self.permits,
            dt_ms,
            self.demand,
        )
        if not self.checks.self_test.passed():
            shorted = self.permits.reasons & protection.HEATER_STUCK_ON != 0
            hindered = not self.permits.pulse
            self.checks.self_test.update(readings, hindered, shorted, dt_ms, self._gate.pulse)
        self._gate.let_through(self.checks.humidifier, self._regulation, dt_ms)
        for grace in self._graces:
            grace.update(
                estimates,
                settings,
                self.demand.air_target_mc,
                readings.hood_open,
                readings.mains,
                dt_ms,
            )
        self._report(readings, held_open)
        self.alarms.update(dt_ms)
        return self.outputs

    def reset_cutouts(self) -> int:
        """The operator's reset: trips whose cause is gone let go. Returns the rest."""
        return self.protection.reset_cutouts(self.estimates)

    @property
    def skin_air_mc(self) -> int:
        """The air that holds the skin at its set point, as skin mode has learned it, or 0."""
        return self._regulation.skin_air_mc

    def recall(self, skin_air_mc: int) -> None:
        """Before the first period, where therapy goes on: what the last life had learned."""
        self._regulation.skin_air_mc = skin_air_mc

    def _report(self, readings: Readings, held_open: bool) -> None:
        """Let everyone tell the alarms what is wrong, but for what is excused for now."""
        report = self.report
        grace = self._grace
        reasons = self.permits.reasons
        if grace.starting:
            reasons &= ~protection.AWAITED_AT_START
        if grace.fan:
            reasons &= ~protection.FAN
        if self.checks.self_test.opens_cutout() or held_open:  # or is awaited to let go
            reasons &= ~protection.HARDWARE_CUTOUT
        report.begin()
        self.checks.report(readings, grace.starting, report)
        self.protection.report(
            self.estimates, readings, reasons, self.checks.heater.most_ma, report
        )
        conditions.report(
            self.estimates,
            self.settings,
            readings,
            self.protection.override_limits,
            grace,
            self._grace_of_chosen,
            report,
        )

    def _mask(self, readings: Readings) -> None:
        """Take away what no part has shown: an input that leads nowhere means nothing."""
        incubator = self._incubator
        if not incubator.HAS_SECOND_SKIN_PROBE:
            readings.skin2.miss()
        if not incubator.HAS_HUMIDIFIER:
            readings.humidifier_on = False
        if not (incubator.HAS_WATER_SWITCH and incubator.HAS_HUMIDIFIER):
            readings.water_low = False

    def _elapsed(self, now_ms: int) -> int:
        dt_ms = 0 if self._last_ms < 0 else elapsed_ms(now_ms, self._last_ms)
        self._last_ms = now_ms
        # A clock that runs backwards has lost count: as bad as the longest silence.
        return min(dt_ms, _LONGEST_GAP_MS) if dt_ms >= 0 else _LONGEST_GAP_MS
