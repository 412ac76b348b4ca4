"""Which alarm conditions hold this period, and the numbers behind each.

A condition is a function of what is known this period and of whether it held in the last (the
hysteresis), no more: when it becomes an alarm, and what is heard of it, is decided elsewhere.
"""

from control import alarm_table as table
from control import limits, protection
from control.findings import Findings
from control.grace import Grace
from control.records import Readings
from control.sensing import Channel, Estimates
from control.settings import AIR, HUMIDITY_OFF, STANDBY, Settings

_BATTERY_CLEAR_MV = 200
# A probe counts as lost for this long, and the alarm latches. After that it is merely not there.
_LOST_FOR_MS = 60_000

# Reasons against heat that are no alarm of their own.
SPOKEN_FOR = (
    # air-high and skin-high come at no greater distance, unless a lower set point explains it.
    "air-above-set",
    "skin-above-set",
    "period-late",  # once is nothing; system-fault is for more
    "override-ended",  # the operator's own deed: the hood cools
    "self-test",  # heat waits for it; what fails in it has its own alarm
)
# Every other reason is shown as the alarm of the same name.
_OF_REASONS = tuple(
    [(bit, table.NAMES.index(name)) for bit, name in protection.REASONS if name not in SPOKEN_FOR]
)
# What the program found out counts in every mode.
_OF_FINDINGS = (
    ("switch_shorted", table.HEATER_STUCK_ON),
    ("no_heat", table.NO_HEAT),
    ("supply_out_of_range", table.SUPPLY_VOLTAGE),
    ("supply_dips", table.SUPPLY_VOLTAGE),
    ("humidifier_stuck_on", table.HUMIDIFIER_STUCK_ON),
    ("humidifier_dead", table.HUMIDIFIER_FAULT),
    ("heater_test_failed", table.HEATER_TEST_FAILED),
    ("cutout_test_failed", table.CUTOUT_TEST_FAILED),
    ("relay_test_failed", table.RELAY_TEST_FAILED),
    ("system_fault", table.SYSTEM_FAULT),
    ("settings_lost", table.SETTINGS_LOST),
    ("skin_in_doubt", table.SKIN_IN_DOUBT),
    ("therapy_interrupted", table.THERAPY_INTERRUPTED),
    ("clock_lost", table.CLOCK_LOST),
    ("key_stuck", table.KEY_STUCK),
    ("panel_lost", table.PANEL_FAULT),
    ("log_fault", table.LOG_FAULT),
    ("update_failed", table.UPDATE_FAILED),
)
_AWAITED_AT_START = protection.AIR_SENSOR | protection.SKIN_SENSOR | protection.ELEMENT_SENSOR
_NONE = bytearray(table.COUNT)


class Conditions:
    """active: a byte for each row of the alarm table, 1 while its condition holds.

    values, limits: the numbers behind it, as last found while the condition held, in the unit of
    the quantity; 0 where there is none. `element_limit_mc` comes from the board.
    """

    __slots__ = ("_before", "_element_limit_mc", "active", "limits", "values")

    def __init__(self, element_limit_mc: int):
        self._element_limit_mc = element_limit_mc
        self._before = bytearray(table.COUNT)
        self.active = bytearray(table.COUNT)
        self.values = [0] * table.COUNT
        self.limits = [0] * table.COUNT

    def update(
        self,
        estimates: Estimates,
        settings: Settings,
        readings: Readings,
        findings: Findings,
        grace: Grace,
    ) -> None:
        """Judge this period, to which all five belong."""
        self._before, self.active = self.active, self._before
        if self.active != _NONE:
            for row in range(table.COUNT):
                self.active[row] = 0
        reasons = findings.reasons
        if grace.starting:
            reasons &= ~_AWAITED_AT_START
        if grace.fan:
            reasons &= ~protection.FAN
        if findings.cutout_under_test:
            reasons &= ~protection.HARDWARE_CUTOUT
        if reasons:
            self._judge_reasons(reasons, estimates, readings, findings)
        self._judge_machine(findings, readings)
        if not grace.starting:
            self._judge_secondary_sensors(estimates, readings, findings, grace)
        if settings.mode != STANDBY:
            if settings.mode == AIR:
                self._judge_air_mode(estimates, settings, grace)
            else:
                self._judge_skin_mode(estimates, settings, findings, grace)
            if settings.humidity_pm != HUMIDITY_OFF:
                self._judge_humidity(estimates, settings, readings, grace)
            if readings.hood_open:
                self.active[table.HOOD_OPEN] = 1

    def _judge_reasons(
        self, reasons: int, estimates: Estimates, readings: Readings, findings: Findings
    ) -> None:
        for bit, row in _OF_REASONS:
            if reasons & bit:
                self.active[row] = 1
        override = findings.override_limits
        air = estimates.air
        air2 = estimates.air2
        skin = estimates.skin
        element = estimates.element
        self._note(table.AIR_CUTOUT, estimates.air_hottest_mc, limits.air_cutout_mc(override))
        self._note(table.SKIN_CUTOUT, skin.hot, limits.skin_cutout_mc(override))
        self._note(table.ELEMENT_OVER_TEMPERATURE, element.hot, self._element_limit_mc)
        self._note(table.AIR_SENSOR_FAULT, max(air.age_ms, air2.age_ms), limits.AIR_MAX_AGE_MS)
        self._note(table.AIR_SENSORS_DISAGREE, abs(air.value - air2.value), limits.AIR_DISAGREE_MC)
        self._note(table.SKIN_PROBE_FAULT, skin.age_ms, limits.SKIN_MAX_AGE_MS)
        self._note(table.SKIN_PROBE_OFF, skin.value, air.value)
        self._note(table.ELEMENT_SENSOR_FAULT, element.age_ms, limits.ELEMENT_MAX_AGE_MS)
        fan_limit = limits.FAN_MIN_RPM
        if readings.fan_rpm > limits.FAN_MAX_RPM:
            fan_limit = limits.FAN_MAX_RPM
        self._note(table.FAN_FAULT, readings.fan_rpm, fan_limit)
        self._note(table.MAINS_LOST, readings.battery_mv, limits.BATTERY_LOW_MV)

    def _judge_machine(self, findings: Findings, readings: Readings) -> None:
        for name, row in _OF_FINDINGS:
            if getattr(findings, name):
                self.active[row] = 1
        self._note(table.HEATER_STUCK_ON, readings.heater_ma.value, findings.heater_most_ma)
        self._note(table.NO_HEAT, readings.heater_ma.value, findings.heater_least_ma)
        self._note(table.SUPPLY_VOLTAGE, readings.supply_mv.value, findings.supply_limit_mv)
        self._below(
            table.BATTERY_LOW, readings.battery_mv, limits.BATTERY_LOW_MV, _BATTERY_CLEAR_MV
        )

    def _judge_secondary_sensors(
        self, estimates: Estimates, readings: Readings, findings: Findings, grace: Grace
    ) -> None:
        if findings.power_sensor_lost:
            self._hold(table.CURRENT_SENSOR_FAULT, readings.heater_ma.fault, 0)
        humidity = estimates.humidity
        if not humidity.valid:
            self._hold(table.HUMIDITY_SENSOR_FAULT, humidity.age_ms, limits.HUMIDITY_MAX_AGE_MS)
        # The draught of an open hood parts them, and the warm air of a fan that stands; beyond
        # AIR_DISAGREE_MC it is no excuse.
        if estimates.air_differ and not (readings.hood_open or grace.fan):
            self._hold(
                table.AIR_SENSORS_DIFFER,
                abs(estimates.air.value - estimates.air2.value),
                limits.AIR_DIFFER_MC,
            )

    def _judge_air_mode(self, estimates: Estimates, settings: Settings, grace: Grace) -> None:
        air = estimates.air
        if (air.valid or estimates.air2.valid) and not grace.hot:
            limit_mc = settings.air_mc + limits.AIR_DEVIATION_MC
            self._above(table.AIR_HIGH, estimates.air_hottest_mc, limit_mc, limits.AIR_CLEAR_MC)
        if air.valid and not grace.cold:
            limit_mc = settings.air_mc - limits.AIR_DEVIATION_MC
            self._below(table.AIR_LOW, air.value, limit_mc, limits.AIR_CLEAR_MC)
        if _just_lost(estimates.skin):
            self._hold(
                table.SKIN_PROBE_FAULT_AIR_MODE, estimates.skin.age_ms, limits.SKIN_MAX_AGE_MS
            )

    def _judge_skin_mode(
        self, estimates: Estimates, settings: Settings, findings: Findings, grace: Grace
    ) -> None:
        skin = estimates.skin
        if skin.valid and not grace.hot:
            limit_mc = settings.skin_mc + limits.SKIN_DEVIATION_MC
            skin_mc = max(skin.value, estimates.warm_foot_mc)
            self._above(table.SKIN_HIGH, skin_mc, limit_mc, limits.SKIN_CLEAR_MC)
        if skin.valid and not grace.cold:
            limit_mc = settings.skin_mc - limits.SKIN_DEVIATION_MC
            self._below(table.SKIN_LOW, skin.value, limit_mc, limits.SKIN_CLEAR_MC)
        if estimates.air.valid or estimates.air2.valid:
            # The skin loop moves its target all the time: only the bound means anything here.
            highest_mc = (
                limits.SKIN_MODE_AIR_OVERRIDE_MAX_MC
                if findings.override_limits
                else limits.SKIN_MODE_AIR_MAX_MC
            )
            limit_mc = highest_mc + limits.SKIN_MODE_AIR_ABOVE_MC
            self._above(table.AIR_HIGH, estimates.air_hottest_mc, limit_mc, limits.AIR_CLEAR_MC)
        if _just_lost(estimates.skin2):
            self._hold(table.SECOND_PROBE_FAULT, estimates.skin2.age_ms, limits.SKIN_MAX_AGE_MS)
        if skin.valid:
            limit_mc = skin.value + limits.FOOT_ABOVE_SKIN_MC
            foot_mc = estimates.warm_foot_mc
            self._above(table.SKIN_PROBES_DIFFER, foot_mc, limit_mc, limits.SKIN_CLEAR_MC)

    def _judge_humidity(
        self, estimates: Estimates, settings: Settings, readings: Readings, grace: Grace
    ) -> None:
        humidity = estimates.humidity
        if humidity.valid and not grace.humidity:
            limit_pm = settings.humidity_pm + limits.HUMIDITY_DEVIATION_PM
            self._above(table.HUMIDITY_HIGH, humidity.value, limit_pm, limits.HUMIDITY_CLEAR_PM)
            limit_pm = settings.humidity_pm - limits.HUMIDITY_DEVIATION_PM
            self._below(table.HUMIDITY_LOW, humidity.value, limit_pm, limits.HUMIDITY_CLEAR_PM)
        if readings.water_low:
            self.active[table.WATER_LOW] = 1

    def _above(self, row: int, value: int, limit: int, clear: int) -> None:
        if value > (limit - clear if self._before[row] else limit):
            self._hold(row, value, limit)

    def _below(self, row: int, value: int, limit: int, clear: int) -> None:
        if value < (limit + clear if self._before[row] else limit):
            self._hold(row, value, limit)

    def _hold(self, row: int, value: int, limit: int) -> None:
        self.active[row] = 1
        self.values[row] = value
        self.limits[row] = limit

    def _note(self, row: int, value: int, limit: int) -> None:
        if self.active[row]:
            self.values[row] = value
            self.limits[row] = limit


def _just_lost(probe: Channel) -> bool:
    return not probe.valid and probe.age_ms < _LOST_FOR_MS
