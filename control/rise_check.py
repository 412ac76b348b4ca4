"""Does the heat that was asked for warm the element, and does the air carry it off?

The element's rise over the air follows power, but how far and how fast differs from hood to hood,
from hour to hour, and with what was before the program began. So no rise is expected: a band is,
and an element outside it is at fault. Its upper end falls as slowly as the slowest element cools
and rises as fast as the fastest warms; its lower end does the opposite. What is not known,
because the program has just begun, a sensor was silent or the fan stood, is taken as measured,
and from there the band narrows by the element's own lag.

An opened hood cools the air at once, and the base and ducts around the element over half an hour.
So too hot is told against the surroundings: they follow the air upward, and downward as slowly as
the base. (After Klipper's verify_heater: it must gain when it should, and not when not.)
"""

from control.limits import AIR_CUTOUT_OVERRIDE_MC, FAN_MIN_RPM
from control.records import Readings
from control.sensing import Estimates

# How far from the incubator's figures they may be, in either direction. Of the rise no more is
# allowed than lets blocked air show before the element reaches its own limit, at full power.
_RISE_UNCERTAIN_PM = 250
_LAG_UNCERTAIN_PM = 500
# Heat in the base: so much of the rise at full power may be due to it, and outlast the power.
_STORED_PM = 333

_MARGIN_MC = 8_000  # sensors, the fan's own heat, steam
_BLOCKED_AFTER_MS = 10_000
_NO_RISE_PM = 350  # of the expected rise: less than the uncertainty and a cold base explain
_NO_RISE_ABOVE_W = 60  # a power that must show
_NO_RISE_AFTER_MS = 60_000

_UK = 1_000  # micro-kelvin in a milli-kelvin: lags of an hour are still felt in a period


class RiseCheck:
    """blocked: the element is hotter than power and history explain. no_rise: colder.

    incubator: a description as in boards/incubators/; its HEATER_W times ELEMENT_RISE_MC_PER_W is
    200,000 at most.
    """

    __slots__ = (
        "_around_uk",
        "_base_lag_ms",
        "_blocked_ms",
        "_fast_ms",
        "_heater_w",
        "_known",
        "_least_uk",
        "_most_uk",
        "_no_rise_ms",
        "_rise_mc_per_w",
        "_slow_ms",
        "blocked",
        "no_rise",
    )

    def __init__(self, incubator):
        self._heater_w = incubator.HEATER_W
        self._rise_mc_per_w = incubator.ELEMENT_RISE_MC_PER_W
        self._fast_ms = incubator.ELEMENT_LAG_S * (1_000 - _LAG_UNCERTAIN_PM)
        self._slow_ms = incubator.ELEMENT_LAG_S * (1_000 + _LAG_UNCERTAIN_PM)
        self._base_lag_ms = incubator.BASE_LAG_S * (1_000 + _LAG_UNCERTAIN_PM)
        self._known = False  # what the element had before
        self._most_uk = 0  # rise that power explains
        self._least_uk = 0  # rise that power must cause
        self._around_uk = 0  # the warmest that the surroundings may be
        self._blocked_ms = 0
        self._no_rise_ms = 0
        self.blocked = False
        self.no_rise = False

    def update(self, readings: Readings, estimates: Estimates, asked_pm: int, dt_ms: int) -> None:
        """Judge one period; asked_pm: the duty of the period that has just ended, 0..1000."""
        if not (estimates.element.valid and estimates.air.valid):
            self._known = self.blocked = self.no_rise = False
            self._blocked_ms = self._no_rise_ms = 0
            return
        air_uk = estimates.air.value * _UK
        element_uk = estimates.element.value * _UK
        # Where no air moves nothing is carried off; that has alarms of its own.
        if not readings.mains or readings.fan_rpm < FAN_MIN_RPM:
            self._known = False
        if self._known:
            self._follow(asked_pm * self._heater_w * self._rise_mc_per_w, air_uk, dt_ms)
        else:
            self._begin(air_uk, max(element_uk - air_uk, 0))
        too_hot = element_uk > self._around_uk + self._most_uk + _MARGIN_MC * _UK
        self._blocked_ms = min(self._blocked_ms + dt_ms, _BLOCKED_AFTER_MS) if too_hot else 0
        self.blocked = self._blocked_ms >= _BLOCKED_AFTER_MS
        must_show = self._least_uk > _NO_RISE_ABOVE_W * self._rise_mc_per_w * _NO_RISE_PM
        too_cold = must_show and element_uk - air_uk < self._least_uk
        self._no_rise_ms = min(self._no_rise_ms + dt_ms, _NO_RISE_AFTER_MS) if too_cold else 0
        self.no_rise = self._no_rise_ms >= _NO_RISE_AFTER_MS

    def _begin(self, air_uk: int, rise_uk: int) -> None:
        """The element is as it is: by power that has ended, or by a base that is warm.

        The base may be as warm as the hood was before it was opened.
        """
        stored_uk = self._heater_w * self._rise_mc_per_w * _STORED_PM
        self._most_uk = rise_uk
        self._least_uk = 0
        warmest_uk = max(air_uk, AIR_CUTOUT_OVERRIDE_MC * _UK) + stored_uk
        self._around_uk = min(air_uk + rise_uk, warmest_uk)
        self._known = True

    def _follow(self, expected_uk: int, air_uk: int, dt_ms: int) -> None:
        """expected_uk: the rise, were it settled at this duty."""
        most_uk = expected_uk // 1_000 * (1_000 + _RISE_UNCERTAIN_PM)
        lag_ms = self._fast_ms if most_uk > self._most_uk else self._slow_ms
        self._most_uk = _towards(self._most_uk, most_uk, lag_ms, dt_ms)
        least_uk = expected_uk // 1_000 * _NO_RISE_PM
        lag_ms = self._slow_ms if least_uk > self._least_uk else self._fast_ms
        self._least_uk = _towards(self._least_uk, least_uk, lag_ms, dt_ms)
        if air_uk >= self._around_uk:
            self._around_uk = air_uk
        else:
            self._around_uk = _towards(self._around_uk, air_uk, self._base_lag_ms, dt_ms)


def _towards(value: int, target: int, lag_ms: int, dt_ms: int) -> int:
    """First order, over one period."""
    if dt_ms <= 0:
        return value
    return value + (target - value) // max(lag_ms // dt_ms, 1)
