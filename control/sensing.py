"""From readings to estimates: which numbers may be believed, and how far.

A channel that is silent, out of range or jumping is invalid: never its last good number.
"""

from control import limits
from control.quantities import QUANTITIES
from control.records import Readings, Sample

_UC = 1_000  # micro-degrees in a milli-degree: a lag of minutes is still felt in a period
_AGE_MAX_MS = 3_600_000  # ages stop counting here; keeps the product with a rate inside 2^30


class Channel:
    """One measured quantity: its last good `value`, and whether it may still be used.

    row: of QUANTITIES. In it low, high: what the sensor can truly see. rate_per_s: the fastest
    true change; a reading farther from the last good one than that allows is not good. max_age_ms:
    how long a good reading stays good. same_max_ms: how long a value that never changes is
    believed; 0: for ever.
    hot: the last good reading, or what the sensor said before a correction lowered it; the
    cut-outs look at this one. The allowed distance grows with age, so a sensor that comes back, or
    a quantity that truly moved, is believed again after a time in proportion to the jump.
    """

    __slots__ = (
        "_row",
        "_same_ms",
        "age_ms",
        "fresh",
        "hot",
        "valid",
        "value",
    )

    def __init__(self, row):
        self._row = row
        self._same_ms = 0
        self.value = 0
        self.hot = 0
        self.age_ms = _AGE_MAX_MS
        self.fresh = False  # a good reading came this period
        self.valid = False

    def update(self, sample: Sample, dt_ms: int) -> None:
        """Take this period's sample; dt_ms since the last period, 0..60,000."""
        self.age_ms = age_ms = min(self.age_ms + dt_ms, _AGE_MAX_MS)
        self.fresh = sample.fresh and self._plausible(sample.value, age_ms)
        if self._row.same_max_ms and self.fresh:
            self.fresh = self._moves(sample.value, age_ms)
        if self.fresh:
            self.value = sample.value
            self.hot = sample.hot
            self.age_ms = age_ms = 0
        self.valid = age_ms <= self._row.max_age_ms and not sample.fault

    def _moves(self, value: int, age_ms: int) -> bool:
        """Whether the value has changed lately."""
        if value != self.value:
            self._same_ms = 0
        else:
            self._same_ms = min(self._same_ms + age_ms, self._row.same_max_ms + 1)
        return self._same_ms <= self._row.same_max_ms

    def _plausible(self, value: int, age_ms: int) -> bool:
        row = self._row
        if not row.low <= value <= row.high:
            return False
        if age_ms >= _AGE_MAX_MS:
            return True  # nothing to compare with
        # At least one second's change, for periods are shorter than a sensor's own.
        allowed = row.rate_per_s * max(age_ms // 100, 10) // 10
        return -allowed <= value - self.value <= allowed


class Course:
    """Where a slower sensor of the same air may be now, by what this one has shown.

    Each end of the band follows the reading outward at once, and back with lag_ms, that of the
    slower sensor in still air. A sensor that lags no more than that, and no less than this one,
    reads within the band.
    """

    __slots__ = ("_high_uc", "_known", "_lag_ms", "_low_uc")

    def __init__(self, lag_ms: int) -> None:
        self._lag_ms = lag_ms
        self._low_uc = 0
        self._high_uc = 0
        self._known = False

    def update(self, channel: Channel, dt_ms: int) -> None:
        """Take one period's estimate. One that was not valid begins anew."""
        value_uc = channel.value * _UC
        if not (channel.valid and self._known):
            self._low_uc = self._high_uc = value_uc
            self._known = channel.valid
        elif dt_ms > 0:
            periods = max(self._lag_ms // dt_ms, 1)
            self._low_uc = min(self._low_uc + (value_uc - self._low_uc) // periods, value_uc)
            self._high_uc = max(self._high_uc + (value_uc - self._high_uc) // periods, value_uc)

    def distance_mc(self, value_mc: int, below_mc: int, above_mc: int) -> int:
        """How far a reading lies outside the band, widened by so much on either side."""
        value_uc = value_mc * _UC
        too_high_uc = value_uc - self._high_uc - above_mc * _UC
        too_low_uc = self._low_uc - below_mc * _UC - value_uc
        return max(too_high_uc, too_low_uc, 0) // _UC


class Estimates:
    """What is believed this period, from every sensor.

    channels: a Channel for each of QUANTITIES, in their order; the first of them have names.
    incubator: a description as in boards/incubators/.
    air2_lead_mc: how much warmer the second air channel is for feeling some of the supply air. The
    element over the air tells how warm that is, whatever was before; unseen it is at its most.
    """

    __slots__ = (
        "_air2_rise_mc",
        "_course",
        "_course2",
        "_disagree_ms",
        "_element_rise_mc",
        "air",
        "air2",
        "air2_lead_mc",
        "air_differ",
        "air_disagree",
        "air_hottest_mc",
        "channels",
        "element",
        "humidity",
        "skin",
        "skin2",
        "switches_age_ms",
        "switches_known",
        "warm_foot_mc",
    )

    def __init__(self, incubator) -> None:
        self._air2_rise_mc = incubator.AIR2_RISE_MC
        self._element_rise_mc = incubator.HEATER_W * incubator.ELEMENT_RISE_MC_PER_W
        self.channels = channels = tuple([Channel(row) for row in QUANTITIES])
        self.air, self.air2, self.skin, self.skin2, self.element, self.humidity = channels[:6]
        self.air2_lead_mc = 0
        self.air_hottest_mc = 0  # the hotter of the valid air channels: what cut-outs look at
        self.air_differ = False
        self.air_disagree = False
        # The peripheral probe's value while it is warmer than the air, so that blood warms it;
        # else 0. Blood is warmest at the trunk: the central probe should show no less.
        self.warm_foot_mc = 0
        # The switches of hood, water and humidifier, which one chip reads.
        self.switches_age_ms = _AGE_MAX_MS
        self.switches_known = False
        self._disagree_ms = 0
        lag_ms = incubator.AIR_LAG_S * limits.AIR_EXPLAINED_LAGS * 1_000
        self._course = Course(lag_ms)
        self._course2 = Course(lag_ms)

    def update(self, readings: Readings, dt_ms: int) -> None:
        """Take one period's readings; dt_ms since the last, not negative."""
        channels = self.channels
        samples = readings.samples
        for index in range(len(channels)):
            channels[index].update(samples[index], dt_ms)
        age_ms = 0 if readings.switches_fresh else self.switches_age_ms + dt_ms
        self.switches_age_ms = min(age_ms, _AGE_MAX_MS)
        self.switches_known = age_ms <= limits.SWITCHES_MAX_AGE_MS
        self._follow_supply()
        self._compare_air(dt_ms)
        self._feel_foot()

    def _follow_supply(self) -> None:
        lead_mc = self._air2_rise_mc
        if self.element.valid and self.air.valid:
            rise_mc = max(self.element.value - self.air.value, 0)
            lead_mc = min(rise_mc * self._air2_rise_mc // self._element_rise_mc, lead_mc)
        self.air2_lead_mc = lead_mc

    def _compare_air(self, dt_ms: int) -> None:
        air = self.air
        air2 = self.air2
        course = self._course
        course2 = self._course2
        course.update(air, dt_ms)
        course2.update(air2, dt_ms)
        if air.valid and air2.valid:
            self.air_hottest_mc = max(air.hot, air2.hot)
            # What the other's lag explains parts them in truth; which one is slower is not known.
            lead_mc = self.air2_lead_mc * (1_000 + limits.SUPPLY_RISE_UNCERTAIN_PM) // 1_000
            difference = min(
                course.distance_mc(air2.value, 0, lead_mc),
                course2.distance_mc(air.value, lead_mc, 0),
            )
        else:
            self.air_hottest_mc = air.hot if air.valid else air2.hot
            difference = 0  # one alone cannot disagree; that it is alone is protection's business
        self.air_differ = difference > limits.AIR_DIFFER_MC
        if difference > limits.AIR_DISAGREE_MC:
            self._disagree_ms = min(self._disagree_ms + dt_ms, limits.AIR_DISAGREE_AFTER_MS)
        else:
            self._disagree_ms = 0
        self.air_disagree = self._disagree_ms >= limits.AIR_DISAGREE_AFTER_MS

    def _feel_foot(self) -> None:
        foot = self.skin2
        warmer = foot.value > self.air_hottest_mc + limits.FOOT_ABOVE_AIR_MC
        known = foot.valid and (self.air.valid or self.air2.valid)
        self.warm_foot_mc = foot.value if known and warmer else 0
