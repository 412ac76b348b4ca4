"""May heat flow? Protection only ever says no, and says why.

It reads estimates, settings and what the machine reports, and shares no state with regulation.
"""

from control import alarm_table as table
from control import limits
from control.checks import Checks
from control.records import Permits, Readings
from control.report import Report
from control.sensing import Estimates
from control.settings import AIR, SKIN, Settings

# Reasons against heat: one bit each, lowest first in every listing.
AIR_CUTOUT = 1 << 0
SKIN_CUTOUT = 1 << 1
ELEMENT_HOT = 1 << 2
HARDWARE_CUTOUT = 1 << 3
AIR_SENSOR = 1 << 4
AIR_DISAGREE = 1 << 5
SKIN_SENSOR = 1 << 6
SKIN_HOT = 1 << 7
ELEMENT_SENSOR = 1 << 8
FAN = 1 << 9
MAINS = 1 << 10
LATE = 1 << 11
HEATER_STUCK_ON = 1 << 12
AIRFLOW = 1 << 13
SKIN_PROBE_OFF = 1 << 14
AIR_ABOVE_SET = 1 << 15
SELF_TEST = 1 << 16
SYSTEM_FAULT = 1 << 17
OVERRIDE_ENDED = 1 << 18

# Their names, by the position of the bit.
REASON_NAMES = (
    "air-cutout",
    "skin-cutout",
    "element-over-temperature",
    "thermal-cutout",
    "air-sensor-fault",
    "air-sensors-disagree",
    "skin-probe-fault",
    "skin-above-set",
    "element-sensor-fault",
    "fan-fault",
    "mains-lost",
    "period-late",
    "heater-stuck-on",
    "airflow-blocked",
    "skin-probe-off",
    "air-above-set",
    "self-test",
    "system-fault",
    "override-ended",
)

# Reasons that are no alarm of their own; every other one is the alarm of its name (report).
SPOKEN_FOR = (
    # air-high and skin-high come at no greater distance, unless a lower set point explains it.
    "air-above-set",
    "skin-above-set",
    "period-late",  # once is nothing; system-fault is for more
    "override-ended",  # the operator's own deed: the hood cools
    "self-test",  # heat waits for it; what fails in it has its own alarm
)
AWAITED_AT_START = AIR_SENSOR | SKIN_SENSOR | ELEMENT_SENSOR

LATCHED = AIR_CUTOUT | SKIN_CUTOUT | ELEMENT_HOT | HEATER_STUCK_ON

# A late period weighs as much as this many punctual ones; three in a row are a system fault.
_LATE_WEIGHT = 20
_LATE_FAULT = 50
_LATE_MAX = 100


def each_reason() -> list:
    """(bit, name) of each; made anew, so that none stays in RAM."""
    return [(1 << position, REASON_NAMES[position]) for position in range(len(REASON_NAMES))]


class Protection:
    """The hand that may only take heat away.

    incubator: a description as in boards/incubators/.
    override_limits: the higher cut-outs of override hold: while it is on, and after it without
    heat until the hood has cooled below the ordinary ones. Leaving override breaks nothing.
    """

    __slots__ = (
        "_air_above_set",
        "_element_limit_mc",
        "_fan_slow_ms",
        "_foot_hot",
        "_latched",
        "_lateness",
        "_mist_rise_mc",
        "_override_left_ms",
        "_skin_above_set",
        "_stuck_before",
        "override_limits",
    )

    def __init__(self, incubator, restarted_by_fault: bool):
        self._element_limit_mc = incubator.ELEMENT_LIMIT_MC
        self._mist_rise_mc = incubator.HUMIDIFIER_MIST_W * incubator.MIST_RISE_MC_PER_W
        self._latched = 0
        self._stuck_before = False  # HEATER_STUCK_ON is of an earlier life
        self._air_above_set = False
        self._foot_hot = False
        self._skin_above_set = False
        self._fan_slow_ms = limits.FAN_FAULT_AFTER_MS  # not running until it is seen to run
        # A program that its watchdog had to start again was late indeed.
        self._lateness = _LATE_MAX if restarted_by_fault else 0
        self._override_left_ms = 0
        self.override_limits = False

    def update(
        self,
        estimates: Estimates,
        settings: Settings,
        readings: Readings,
        checks: Checks,
        dt_ms: int,
        permits: Permits,
    ) -> None:
        """Fill `permits` for this period; dt_ms since the last, not negative."""
        self._follow_override(estimates, settings, dt_ms)
        reasons = self._hot(estimates, settings) | _checked(checks)
        self._latched |= reasons & LATCHED
        if reasons & HEATER_STUCK_ON:
            self._stuck_before = False
        reasons |= self._latched
        reasons |= self._blind(estimates, settings)
        reasons |= self._machine(readings, dt_ms)
        permits.reasons = reasons
        permits.heat = not reasons
        excused = SELF_TEST
        if checks.self_test.opens_cutout():
            excused |= HARDWARE_CUTOUT
        permits.pulse = not reasons & ~excused
        permits.hold_cutout = reasons & LATCHED != 0
        # Relay and cut-out stand before both: a boiler heats the hood as well.
        permits.humidify = (
            permits.heat
            and settings.can_humidify
            and estimates.switches_known
            and not readings.water_low
            and not checks.humidifier.stuck_on
            and estimates.humidity.valid
        )
        self._set_ceilings(estimates, settings, checks.humidifier.may_run, permits)

    def report(
        self,
        estimates: Estimates,
        readings: Readings,
        reasons: int,
        heater_most_ma: int,
        found: Report,
    ) -> None:
        """Tell the alarms of these reasons. heater_most_ma: what may flow for the demand."""
        if not reasons:
            return
        self._report_hot(estimates, reasons, found)
        _report_blind(estimates, reasons, found)
        _report_machine(readings, reasons, found)
        if reasons & HEATER_STUCK_ON:
            found.hold(table.HEATER_STUCK_ON, readings.heater_ma.value, heater_most_ma)
        if reasons & AIRFLOW:
            found.hold(table.AIRFLOW_BLOCKED)
        if reasons & SKIN_PROBE_OFF:
            found.hold(table.SKIN_PROBE_OFF, estimates.skin.value, estimates.air.value)

    def _report_hot(self, estimates: Estimates, reasons: int, found: Report) -> None:
        if reasons & AIR_CUTOUT:
            limit_mc = limits.air_cutout_mc(self.override_limits)
            found.hold(table.AIR_CUTOUT, estimates.air_hottest_mc, limit_mc)
        if reasons & SKIN_CUTOUT:
            limit_mc = limits.skin_cutout_mc(self.override_limits)
            found.hold(table.SKIN_CUTOUT, estimates.skin.hot, limit_mc)
        if reasons & ELEMENT_HOT:
            hot_mc = estimates.element.hot
            found.hold(table.ELEMENT_OVER_TEMPERATURE, hot_mc, self._element_limit_mc)

    @property
    def latched(self) -> int:
        """The trips that hold the heat off until somebody resets them: bits of LATCHED."""
        return self._latched

    def restore(self, trips: int) -> None:
        """Before the first update: what was latched in the last life holds in this one."""
        self._latched |= trips & LATCHED
        self._stuck_before = self._latched & HEATER_STUCK_ON != 0

    def reset_cutouts(self, estimates: Estimates) -> int:
        """The operator's reset: let go of each latched trip whose cause is gone. Returns the rest.

        A cause counts as gone once it is clear by CUTOUT_RESET_MARGIN_MC and can be measured. A
        heater that was stuck on is let go only after a restart: in the life that found it the
        start-up test is over, and the test of the next life has to pass first.
        """
        if self._stuck_before:
            self._latched &= ~HEATER_STUCK_ON
        margin_mc = limits.CUTOUT_RESET_MARGIN_MC
        if (
            estimates.air.valid or estimates.air2.valid
        ) and estimates.air_hottest_mc <= limits.air_cutout_mc(self.override_limits) - margin_mc:
            self._latched &= ~AIR_CUTOUT
        if (
            not estimates.skin.valid
            or estimates.skin.hot <= limits.skin_cutout_mc(self.override_limits) - margin_mc
        ):
            self._latched &= ~SKIN_CUTOUT  # a probe taken off cannot be waited for
        if estimates.element.valid and estimates.element.hot <= self._element_limit_mc - margin_mc:
            self._latched &= ~ELEMENT_HOT
        return self._latched

    def _set_ceilings(
        self, estimates: Estimates, settings: Settings, mist_unasked: bool, permits: Permits
    ) -> None:
        """Air and mist may be such that the air stays below its cut-out if the mist ends now."""
        cutout_mc = limits.air_cutout_mc(settings.override)
        most_mc = cutout_mc
        if settings.mode == SKIN:
            most_mc = limits.skin_mode_air_max_mc(settings.override)
        if mist_unasked:
            cool_mc = cutout_mc - self._mist_rise_mc
            most_mc = min(most_mc, max(cool_mc, limits.SKIN_MODE_AIR_MIN_MC))
        permits.air_most_mc = most_mc
        permits.heat_most_mc = most_mc + limits.AIR_MOST_MARGIN_MC
        if estimates.air_differ:
            # One of them lies: should it be the steered one, the other holds the air.
            permits.heat_most_mc = (
                min(most_mc, settings.air_mc) if settings.mode == AIR else most_mc
            )
        air_mc = estimates.air_hottest_mc
        permits.moisture_heat_pm = limits.moisture_most_pm(
            air_mc, cutout_mc + limits.MIST_HEAT_MARGIN_MC, self._mist_rise_mc
        )
        permits.moisture_most_pm = limits.moisture_most_pm(
            air_mc, cutout_mc + limits.MIST_MOST_MARGIN_MC, self._mist_rise_mc
        )

    def _follow_override(self, estimates: Estimates, settings: Settings, dt_ms: int) -> None:
        if settings.override:
            self._override_left_ms = limits.OVERRIDE_COOLING_MS
        else:
            self._override_left_ms = max(self._override_left_ms - dt_ms, 0)
            air_hot = estimates.air_hottest_mc > limits.AIR_CUTOUT_MC - limits.AIR_CLEAR_MC
            skin = estimates.skin
            skin_hot = skin.valid and skin.hot > limits.SKIN_CUTOUT_MC - limits.SKIN_CLEAR_MC
            if not (air_hot or (settings.mode == SKIN and skin_hot)):
                self._override_left_ms = 0
        self.override_limits = self._override_left_ms > 0

    def _hot(self, estimates: Estimates, settings: Settings) -> int:
        reasons = OVERRIDE_ENDED if self.override_limits and not settings.override else 0
        if (
            estimates.air.valid or estimates.air2.valid
        ) and estimates.air_hottest_mc >= limits.air_cutout_mc(self.override_limits):
            reasons |= AIR_CUTOUT
        skin = estimates.skin
        if settings.mode == AIR and estimates.air.valid:
            limit_mc = settings.air_mc + limits.AIR_ABOVE_SET_MC
            if self._air_above_set:
                limit_mc -= limits.AIR_ABOVE_SET_CLEAR_MC
            self._air_above_set = estimates.air.value > limit_mc
            if self._air_above_set:
                reasons |= AIR_ABOVE_SET
        if settings.mode == SKIN and skin.valid:
            if skin.hot >= limits.skin_cutout_mc(self.override_limits):
                reasons |= SKIN_CUTOUT
            limit_mc = settings.skin_mc + limits.FOOT_ABOVE_SET_MC
            foot_mc = estimates.warm_foot_mc
            if self._foot_hot and estimates.skin2.valid:
                limit_mc -= limits.FOOT_ABOVE_SET_CLEAR_MC
                foot_mc = estimates.skin2.value  # warmer air makes it no cooler
            self._foot_hot = foot_mc > limit_mc
            limit_mc = settings.skin_mc + limits.SKIN_ABOVE_SET_MC
            if self._skin_above_set:
                limit_mc -= limits.SKIN_ABOVE_SET_CLEAR_MC
            self._skin_above_set = skin.value > limit_mc
            if self._foot_hot or self._skin_above_set:
                reasons |= SKIN_HOT
        if estimates.element.valid and estimates.element.hot >= self._element_limit_mc:
            reasons |= ELEMENT_HOT
        return reasons

    def _blind(self, estimates: Estimates, settings: Settings) -> int:
        reasons = 0
        if not (estimates.air.valid and estimates.air2.valid):
            reasons |= AIR_SENSOR
        if estimates.air_disagree:
            reasons |= AIR_DISAGREE
        if settings.mode == SKIN and not estimates.skin.valid:
            reasons |= SKIN_SENSOR
        if not estimates.element.valid:
            reasons |= ELEMENT_SENSOR
        return reasons

    def _machine(self, readings: Readings, dt_ms: int) -> int:
        reasons = 0
        if readings.cutout_tripped:
            reasons |= HARDWARE_CUTOUT
        was_slow = self._fan_slow_ms >= limits.FAN_FAULT_AFTER_MS
        if limits.fan_runs(readings.fan_rpm, was_slow):
            self._fan_slow_ms = 0
        else:
            self._fan_slow_ms = min(self._fan_slow_ms + dt_ms, limits.FAN_FAULT_AFTER_MS)
        if self._fan_slow_ms >= limits.FAN_FAULT_AFTER_MS:
            reasons |= FAN
        if not readings.mains:
            reasons |= MAINS
        if dt_ms > limits.PERIOD_LATE_MS:
            reasons |= LATE
            self._lateness = min(self._lateness + _LATE_WEIGHT, _LATE_MAX)
        else:
            self._lateness = max(self._lateness - 1, 0)
        if self._lateness >= _LATE_FAULT:
            reasons |= SYSTEM_FAULT
        return reasons


def _checked(checks: Checks) -> int:
    reasons = 0
    if checks.heater.stuck_on:
        reasons |= HEATER_STUCK_ON
    if checks.heater.airflow_blocked:
        reasons |= AIRFLOW
    if checks.probe.off:
        reasons |= SKIN_PROBE_OFF
    if not checks.self_test.passed():
        reasons |= SELF_TEST
    return reasons


def _report_blind(estimates: Estimates, reasons: int, found: Report) -> None:
    air = estimates.air
    air2 = estimates.air2
    if reasons & AIR_SENSOR:
        oldest_ms = max(air.age_ms, air2.age_ms)
        found.hold(table.AIR_SENSOR_FAULT, oldest_ms, limits.AIR_MAX_AGE_MS)
    if reasons & AIR_DISAGREE:
        apart_mc = abs(air.value - air2.value)
        found.hold(table.AIR_SENSORS_DISAGREE, apart_mc, limits.AIR_DISAGREE_MC)
    if reasons & SKIN_SENSOR:
        found.hold(table.SKIN_PROBE_FAULT, estimates.skin.age_ms, limits.SKIN_MAX_AGE_MS)
    if reasons & ELEMENT_SENSOR:
        age_ms = estimates.element.age_ms
        found.hold(table.ELEMENT_SENSOR_FAULT, age_ms, limits.ELEMENT_MAX_AGE_MS)


def _report_machine(readings: Readings, reasons: int, found: Report) -> None:
    if reasons & HARDWARE_CUTOUT:
        found.hold(table.THERMAL_CUTOUT)
    if reasons & FAN:
        too_fast = readings.fan_rpm > limits.FAN_MAX_RPM
        limit_rpm = limits.FAN_MAX_RPM if too_fast else limits.FAN_MIN_RPM
        found.hold(table.FAN_FAULT, readings.fan_rpm, limit_rpm)
    if reasons & MAINS:
        found.hold(table.MAINS_LOST, readings.battery_mv, limits.BATTERY_LOW_MV)
    if reasons & SYSTEM_FAULT:
        found.hold(table.SYSTEM_FAULT)
