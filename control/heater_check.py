"""Does the heater do what it is told? An independent check, from public readings only.

Two witnesses: the current that flows against the duty that was asked, and the element's rise over
the air (rise_check.py).
"""

from control import alarm_table as table
from control import limits
from control.records import Readings
from control.report import Report
from control.rise_check import RiseCheck
from control.sensing import Estimates

# The sensor averages the current over most of a period, which may reach into the period before. So
# the current is compared with what was asked in both.
_CURRENT_MARGIN_PM = 80  # of full current: duty steps inside the averaging time
_STUCK_ON_AFTER_MS = 1_000  # two samples have shown it by then
_CURRENT_ENOUGH_PM = 650  # of what was asked: half power shows, a supply 20 % low does not
_NO_CURRENT_ABOVE_PM = 150  # of a smaller ask half the current lies within the margin
_NO_CURRENT_AFTER_MS = 10_000
# Of whatever ask the mean tells, over time: the charge that flowed against the charge that was
# asked for, once that comes to full current for so long (at a tenth of the power 10 min).
_CHARGE_ASKED_MS = 60_000


_SUPPLY_LOW_PM = 850  # of nominal: below this, full power no longer keeps the hood warm
_SUPPLY_HIGH_PM = 1_150
_SUPPLY_AFTER_MS = 5_000
_POWER_SENSOR_LOST_AFTER_MS = 5_000


class HeaterCheck:
    """What two witnesses say of the heater, period after period.

    incubator: a description as in boards/incubators/.
    stuck_on: heat without demand. no_heat: demand without (enough) heat. airflow_blocked: heat
    that is not carried off. supply_out_of_range, sensor_lost: of the witness itself.
    most_ma, least_ma: what may and what must flow for the demand; supply_limit_mv: the end of its
    range that the supply is nearer to; each as of the last reading.
    """

    __slots__ = (
        "_asked_before_pm",
        "_asked_charge",
        "_charge_low",
        "_flowed_charge",
        "_full_ma",
        "_lost_ms",
        "_no_current_ms",
        "_rise",
        "_stuck_ms",
        "_supply_ms",
        "_supply_mv",
        "airflow_blocked",
        "least_ma",
        "most_ma",
        "no_heat",
        "sensor_lost",
        "stuck_on",
        "supply_limit_mv",
        "supply_out_of_range",
    )

    def __init__(self, incubator):
        self._rise = RiseCheck(incubator)
        self._supply_mv = incubator.HEATER_SUPPLY_MV
        self._full_ma = incubator.HEATER_W * 1_000_000 // incubator.HEATER_SUPPLY_MV
        self._asked_before_pm = 0
        self._asked_charge = 0  # share of full current in pm, times ms
        self._flowed_charge = 0
        self._charge_low = False  # over the last whole stretch
        self._stuck_ms = 0
        self._no_current_ms = 0
        self._supply_ms = 0
        self._lost_ms = 0
        self.most_ma = 0
        self.least_ma = 0
        self.supply_limit_mv = 0
        self.stuck_on = False
        self.no_heat = False
        self.airflow_blocked = False
        self.supply_out_of_range = False
        self.sensor_lost = False

    def update(self, readings: Readings, estimates: Estimates, asked_pm: int, dt_ms: int) -> None:
        """Judge one period; asked_pm: the duty of the period that has just ended, 0..1000."""
        if readings.heater_ma.fresh:
            self._lost_ms = 0
            self._judge_current(readings.heater_ma.value, asked_pm, dt_ms)
            self._judge_charge(readings.heater_ma.value, asked_pm, dt_ms)
            self._judge_supply(readings, dt_ms)
        else:
            self._lost_ms = min(self._lost_ms + dt_ms, _POWER_SENSOR_LOST_AFTER_MS)
        self.sensor_lost = self._lost_ms >= _POWER_SENSOR_LOST_AFTER_MS
        self._asked_before_pm = asked_pm
        self._rise.update(readings, estimates, asked_pm, dt_ms)
        self.stuck_on = self._stuck_ms >= _STUCK_ON_AFTER_MS
        self.no_heat = (
            self._no_current_ms >= _NO_CURRENT_AFTER_MS or self._charge_low or self._rise.no_rise
        )
        self.airflow_blocked = self._rise.blocked

    def report(self, readings: Readings, starting: bool, found: Report) -> None:
        """Tell the alarms. starting: so soon after a start a sensor may still be silent.

        What stands against heat, stuck_on and airflow_blocked, protection tells.
        """
        if self.no_heat:
            found.hold(table.NO_HEAT, readings.heater_ma.value, self.least_ma)
        if self.supply_out_of_range:
            found.hold(table.SUPPLY_VOLTAGE, readings.supply_mv.value, self.supply_limit_mv)
        if self.sensor_lost and not starting:
            found.hold(table.CURRENT_SENSOR_FAULT, readings.heater_ma.fault)

    def _judge_current(self, heater_ma: int, asked_pm: int, dt_ms: int) -> None:
        most_asked_pm = max(asked_pm, self._asked_before_pm)
        least_asked_pm = min(asked_pm, self._asked_before_pm)
        # A supply above nominal drives more current through the same duty.
        most_pm = most_asked_pm * _SUPPLY_HIGH_PM // 1000 + _CURRENT_MARGIN_PM
        least_pm = least_asked_pm * _CURRENT_ENOUGH_PM // 1000 - _CURRENT_MARGIN_PM // 2
        self.most_ma = most_pm * self._full_ma // 1000
        self.least_ma = max(least_pm, 0) * self._full_ma // 1000
        if heater_ma > self.most_ma:
            self._stuck_ms = min(self._stuck_ms + dt_ms, _STUCK_ON_AFTER_MS)
        else:
            self._stuck_ms = 0
        if least_asked_pm > _NO_CURRENT_ABOVE_PM:
            if heater_ma < self.least_ma:
                self._no_current_ms = min(self._no_current_ms + dt_ms, _NO_CURRENT_AFTER_MS)
            else:
                self._no_current_ms = 0

    def _judge_charge(self, heater_ma: int, asked_pm: int, dt_ms: int) -> None:
        if dt_ms > limits.LEASE_MS:
            return  # the heat had ended by itself
        self._asked_charge += asked_pm * dt_ms
        flows_pm = min(max(heater_ma, 0), 2 * self._full_ma) * 1_000 // self._full_ma
        self._flowed_charge += flows_pm * dt_ms
        if self._asked_charge >= _CHARGE_ASKED_MS * 1_000:
            enough = self._asked_charge // 1_000 * _CURRENT_ENOUGH_PM
            self._charge_low = self._flowed_charge < enough
            self._asked_charge = self._flowed_charge = 0

    def _judge_supply(self, readings: Readings, dt_ms: int) -> None:
        supply_mv = readings.supply_mv.value
        lowest_mv = self._supply_mv * _SUPPLY_LOW_PM // 1000
        highest_mv = self._supply_mv * _SUPPLY_HIGH_PM // 1000
        self.supply_limit_mv = lowest_mv if supply_mv < self._supply_mv else highest_mv
        if readings.mains and not lowest_mv <= supply_mv <= highest_mv:
            self._supply_ms = min(self._supply_ms + dt_ms, _SUPPLY_AFTER_MS)
        else:
            self._supply_ms = 0
        self.supply_out_of_range = self._supply_ms >= _SUPPLY_AFTER_MS
