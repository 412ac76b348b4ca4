"""Every value of the machine, with its name and unit: what the service console and the data port
know of it.
"""

from control.alarm_table import PRIORITIES
from control.controller import Controller
from control.dew_point import condensation_likely
from control.outputs import OUTPUTS
from control.protection import each_reason
from control.quantities import QUANTITIES
from control.records import Readings, Sample
from control.self_test import FAILED, FAULTS, STAGES
from control.sensing import Channel
from control.settings import SETTINGS, Settings
from firmware.service.fixed_point import Quantity

_MC = 1000  # milli-degrees in a degree
_NONE = "none"


def values(settings: Settings, controller: Controller, readings: Readings):
    """Yield (name, value, unit) of each, always the same names in the same order.

    A value is a Quantity, an int, a bool, a str, or None if nothing is known of it now.
    """
    estimates = controller.estimates
    alarms = controller.alarms
    yield "uptime", alarms.uptime_s, "s"
    for row in SETTINGS:
        value = getattr(settings, row.field)
        if row.bounds:  # 0: off
            yield "set_" + row.name, Quantity(value, row.bounds.per_unit), row.bounds.unit
        else:
            yield row.name, row.words[value] if row.words else value, ""
    for row, channel in zip(QUANTITIES, estimates.channels):
        yield row.name, _believed(channel, row.per_unit), row.unit
    yield "air_target", Quantity(controller.demand.air_target_mc, _MC), "degC"
    for attribute, _, name, unit, per_unit, _ in OUTPUTS:
        if name:
            value = getattr(controller.outputs, attribute)
            yield name, Quantity(value, per_unit) if unit else value, unit
    yield "heat_stopped_by", _reasons(controller.permits.reasons), ""
    yield "heater_current", _fresh(readings.heater_ma), "mA"
    yield "supply", _fresh(readings.supply_mv), "mV"
    yield "fan", readings.fan_rpm, "rpm"
    yield "battery", readings.battery_mv, "mV"
    yield "mains", readings.mains, ""
    yield "hood_open", readings.hood_open, ""
    yield "water_low", readings.water_low, ""
    yield "humidifier_on", readings.humidifier_on, ""
    yield "cutout_tripped", readings.cutout_tripped, ""
    yield "self_test", _self_test(controller.checks.self_test), ""
    yield "lamp", PRIORITIES[alarms.lamp_priority] or _NONE, ""
    yield "sound", PRIORITIES[alarms.sounding_priority] or _NONE, ""
    yield "alarm_count", alarms.count, ""
    yield (
        "condensation_likely",
        condensation_likely(estimates.air, settings.humidity_pm),
        "",
    )


def _believed(channel: Channel, per_unit: int):
    return Quantity(channel.value, per_unit) if channel.valid else None


def _fresh(sample: Sample):
    return sample.value if sample.fresh else None


def _reasons(reasons: int) -> str:
    if not reasons:
        return _NONE
    return ";".join([name for bit, name in each_reason() if reasons & bit])


def _self_test(self_test) -> str:
    if self_test.stage == FAILED or self_test.fault:
        return "{}: {}".format(STAGES[self_test.stage], FAULTS[self_test.fault])
    return STAGES[self_test.stage]
