"""The alarm conditions of the hood and of the sensors that protection can do without.

What protection and the checks find, they report themselves (`report` in each).
"""

from control import alarm_table as table
from control import limits
from control.grace import Grace
from control.records import Readings
from control.report import Report
from control.sensing import Channel, Estimates
from control.settings import AIR, HUMIDITY_OFF, STANDBY, Settings

_BATTERY_CLEAR_MV = 200
# A probe counts as lost for this long, and the alarm latches. After that it is merely not there.
_LOST_FOR_MS = 60_000


def report(
    estimates: Estimates,
    settings: Settings,
    readings: Readings,
    override_limits: bool,
    grace: Grace,
    of_chosen: Grace,
    found: Report,
) -> None:
    """Judge this period, to which all of them belong. override_limits: as of protection.

    grace, of_chosen: what is excused of the default limits, and of those that the operator has
    chosen. Where that is excused, the default holds; where the default is, nothing does.
    """
    found.below(table.BATTERY_LOW, readings.battery_mv, limits.BATTERY_LOW_MV, _BATTERY_CLEAR_MV)
    if not grace.starting:
        _secondary_sensors(estimates, readings, grace, found)
    if settings.mode != STANDBY:
        if settings.mode == AIR:
            _air_mode(estimates, settings, grace, of_chosen, found)
        else:
            _skin_mode(estimates, settings, override_limits, grace, of_chosen, found)
        if settings.humidity_pm != HUMIDITY_OFF:
            _humidity(estimates, settings, readings, grace, of_chosen, found)
        if readings.hood_open:
            found.hold(table.HOOD_OPEN)


def _secondary_sensors(
    estimates: Estimates, readings: Readings, grace: Grace, found: Report
) -> None:
    humidity = estimates.humidity
    if not humidity.valid:
        found.hold(table.HUMIDITY_SENSOR_FAULT, humidity.age_ms, limits.HUMIDITY_MAX_AGE_MS)
    # The draught of an open hood parts them, and the warm air of a fan that stands; beyond
    # AIR_DISAGREE_MC it is no excuse.
    if estimates.air_differ and not (readings.hood_open or grace.fan):
        found.hold(
            table.AIR_SENSORS_DIFFER,
            abs(estimates.air.value - estimates.air2.value),
            limits.AIR_DIFFER_MC,
        )


def _air_mode(
    estimates: Estimates, settings: Settings, grace: Grace, of_chosen: Grace, found: Report
) -> None:
    air = estimates.air
    if (air.valid or estimates.air2.valid) and not grace.hot:
        off_mc = limits.AIR_DEVIATION_MC if of_chosen.hot else settings.air_off_mc()
        limit_mc = settings.air_mc + off_mc
        found.above(table.AIR_HIGH, estimates.air_hottest_mc, limit_mc, limits.AIR_CLEAR_MC)
    if air.valid and not grace.cold:
        off_mc = limits.AIR_DEVIATION_MC if of_chosen.cold else settings.air_off_mc()
        limit_mc = settings.air_mc - off_mc
        found.below(table.AIR_LOW, air.value, limit_mc, limits.AIR_CLEAR_MC)
    if _just_lost(estimates.skin):
        found.hold(table.SKIN_PROBE_FAULT_AIR_MODE, estimates.skin.age_ms, limits.SKIN_MAX_AGE_MS)


def _skin_mode(
    estimates: Estimates,
    settings: Settings,
    override_limits: bool,
    grace: Grace,
    of_chosen: Grace,
    found: Report,
) -> None:
    skin = estimates.skin
    if skin.valid and not grace.hot:
        off_mc = limits.SKIN_DEVIATION_MC if of_chosen.hot else settings.skin_off_mc()
        limit_mc = settings.skin_mc + off_mc
        skin_mc = max(skin.value, estimates.warm_foot_mc)
        found.above(table.SKIN_HIGH, skin_mc, limit_mc, limits.SKIN_CLEAR_MC)
    if skin.valid and not grace.cold:
        off_mc = limits.SKIN_DEVIATION_MC if of_chosen.cold else settings.skin_off_mc()
        limit_mc = settings.skin_mc - off_mc
        found.below(table.SKIN_LOW, skin.value, limit_mc, limits.SKIN_CLEAR_MC)
    if estimates.air.valid or estimates.air2.valid:
        # The skin loop moves its target all the time: only the bound means anything here.
        highest_mc = (
            limits.SKIN_MODE_AIR_OVERRIDE_MAX_MC
            if override_limits
            else limits.SKIN_MODE_AIR_MAX_MC
        )
        limit_mc = highest_mc + limits.SKIN_MODE_AIR_ABOVE_MC
        found.above(table.AIR_HIGH, estimates.air_hottest_mc, limit_mc, limits.AIR_CLEAR_MC)
    if _just_lost(estimates.skin2):
        found.hold(table.SECOND_PROBE_FAULT, estimates.skin2.age_ms, limits.SKIN_MAX_AGE_MS)
    if skin.valid:
        limit_mc = skin.value + limits.FOOT_ABOVE_SKIN_MC
        foot_mc = estimates.warm_foot_mc
        found.above(table.SKIN_PROBES_DIFFER, foot_mc, limit_mc, limits.SKIN_CLEAR_MC)


def _humidity(
    estimates: Estimates,
    settings: Settings,
    readings: Readings,
    grace: Grace,
    of_chosen: Grace,
    found: Report,
) -> None:
    humidity = estimates.humidity
    if humidity.valid and not grace.humidity:
        off_pm = limits.HUMIDITY_DEVIATION_PM if of_chosen.humidity else settings.humidity_off_pm()
        limit_pm = settings.humidity_pm + off_pm
        found.above(table.HUMIDITY_HIGH, humidity.value, limit_pm, limits.HUMIDITY_CLEAR_PM)
        limit_pm = settings.humidity_pm - off_pm
        found.below(table.HUMIDITY_LOW, humidity.value, limit_pm, limits.HUMIDITY_CLEAR_PM)
    if readings.water_low:
        found.hold(table.WATER_LOW)


def _just_lost(probe: Channel) -> bool:
    return not probe.valid and probe.age_ms < _LOST_FOR_MS
