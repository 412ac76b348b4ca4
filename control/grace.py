"""When is a deviation no surprise? After what the operator just did, for a bounded time.

Only the deviation alarms ask. Cut-outs, sensors, fan and all others never wait for this.
"""

from control import limits
from control.sensing import Estimates
from control.settings import AIR, HUMIDITY_OFF, STANDBY, Settings

_UNKNOWN = -1  # no period yet
# In skin mode the air has arrived where it would have in air mode.
_AIR_NEAR_MC = limits.AIR_DEVIATION_MC - limits.AIR_CLEAR_MC
_STEADY_MS = 300_000  # an infant put into a cold hood is near its set point only for some minutes
_PACE_MS = 300_000  # a pace is measured over this time
_RISE_MC = 200  # what cools towards a lower set point rises by no more than noise


class Settling:
    """Whether a quantity is on its way: from a disturbance until it arrives, GRACE_MS at most, or
    GRACE_RISING_MS for as long as its pace is such that it will arrive by then.

    It has arrived when it stayed near for _STEADY_MS. What has not arrived within its time is not
    excused again by an open hood, nor by another set point unless it is near at last: only a
    change of mode, or having arrived, lets it start anew.
    """

    __slots__ = ("_arrived", "_near_ms", "_pace_ms", "_spent_ms", "_to_go", "left_ms")

    def __init__(self) -> None:
        self.begin()
        self.left_ms = 0

    def begin(self) -> None:
        """A new mode: whatever was, the way begins here."""
        self.left_ms = limits.GRACE_MS
        self._near_ms = 0
        self._arrived = False
        self._spent_ms = 0
        self._pace_ms = 0
        self._to_go = 0

    def disturb(self) -> None:
        """A new set point."""
        if self._arrived or self.left_ms or self._near_ms:
            self.begin()

    def update(self, near: bool, hood_open: bool, dt_ms: int, to_go: int = 0) -> None:
        """One period. An open hood disturbs once: holding it open does not hold the time.

        to_go: how far it is from being near; 0 if its pace does not count.
        """
        if hood_open and self._arrived:
            self.begin()
        self._spent_ms = min(self._spent_ms + dt_ms, limits.GRACE_RISING_MS)
        if self.left_ms:
            self._keep_pace(to_go, dt_ms)
        self.left_ms = max(self.left_ms - dt_ms, 0)
        if hood_open or not near:
            self._near_ms = 0
            return
        self._near_ms = min(self._near_ms + dt_ms, _STEADY_MS)
        if self._near_ms >= _STEADY_MS:
            self._arrived = True
            self.left_ms = 0

    def _keep_pace(self, to_go: int, dt_ms: int) -> None:
        """At the end of each stretch: is it fast enough to be given another one?"""
        if not self._pace_ms:
            self._to_go = to_go
        self._pace_ms += dt_ms
        if self._pace_ms >= _PACE_MS:
            stretches = (limits.GRACE_RISING_MS - self._spent_ms) // _PACE_MS
            if to_go > 0 and (self._to_go - to_go) * stretches >= to_go:
                self.left_ms = max(self.left_ms, _PACE_MS + dt_ms)
            self._pace_ms = 0


class Grace:
    """What is excused this period: of the default limits or, `chosen`, of those of the operator.

    A quantity has arrived where its alarm, if it were one, would end: nearer its set point the
    nearer the limit. So each kind of limit has its own excuses, and whatever is excused of a
    limit that an operator has chosen, the default one holds.
    cold: air or skin below its set point, on the way up after the start of therapy, a change of
    mode, a raised set point or an opened hood. In skin mode the air is on its way too.
    hot: air or skin above a set point that was lowered, or above that of a new mode, while the
    hood cools by itself: about 20 min for 2 K. Never above the old set point plus its allowed
    deviation, nor above where the fall began.
    humidity: both sides, after any of these.
    starting: the first seconds after power-on, in which no sensor has spoken yet.
    fan: it stands for want of mains, or had no time yet to get to its speed.
    """

    __slots__ = (
        "_ceiling_mc",
        "_chosen",
        "_cold",
        "_fan_ms",
        "_hot_left_ms",
        "_humidity",
        "_humidity_pm",
        "_mode",
        "_set_mc",
        "_starting_ms",
        "cold",
        "fan",
        "hot",
        "humidity",
        "starting",
    )

    def __init__(self, chosen: bool = False) -> None:
        self._chosen = chosen
        self._mode = _UNKNOWN
        self._set_mc = 0
        self._humidity_pm = HUMIDITY_OFF
        self._cold = Settling()
        self._humidity = Settling()
        self._hot_left_ms = 0
        self._ceiling_mc = 0  # counts while _hot_left_ms does
        self._starting_ms = limits.STARTING_MS
        self._fan_ms = limits.STARTING_MS
        self.cold = False
        self.fan = True
        self.hot = False
        self.humidity = False
        self.starting = True

    def update(
        self,
        estimates: Estimates,
        settings: Settings,
        air_target_mc: int,
        hood_open: bool,
        mains: bool,
        dt_ms: int,
    ) -> None:
        """One period; dt_ms since the last, 0..60,000. air_target_mc: as in Demand."""
        self._starting_ms = max(self._starting_ms - dt_ms, 0)
        self.starting = self._starting_ms > 0
        self._fan_ms = max(self._fan_ms - dt_ms, 0) if mains else limits.STARTING_MS
        self.fan = self._fan_ms > 0
        if settings.mode == STANDBY:
            self._mode = STANDBY
            self.cold = self.hot = self.humidity = False
            return
        self._follow_temperature(estimates, settings, air_target_mc, hood_open, dt_ms)
        self._follow_humidity(estimates, settings, hood_open, dt_ms)
        self._mode = settings.mode

    def _follow_temperature(
        self,
        estimates: Estimates,
        settings: Settings,
        air_target_mc: int,
        hood_open: bool,
        dt_ms: int,
    ) -> None:
        if settings.mode == AIR:
            set_mc = settings.air_mc
            lowest_mc = estimates.air.value
            highest_mc = estimates.air_hottest_mc
            deviation_mc = settings.air_off_mc() if self._chosen else limits.AIR_DEVIATION_MC
            near_mc = deviation_mc - limits.AIR_CLEAR_MC
            highest_set_mc = limits.AIR_SET_MAX_MC
        else:
            set_mc = settings.skin_mc
            lowest_mc = estimates.skin.value
            highest_mc = max(lowest_mc, estimates.warm_foot_mc)
            deviation_mc = settings.skin_off_mc() if self._chosen else limits.SKIN_DEVIATION_MC
            near_mc = deviation_mc - limits.SKIN_CLEAR_MC
            highest_set_mc = limits.SKIN_SET_MAX_MC
        old_mc = self._set_mc
        self._set_mc = set_mc
        self._hot_left_ms = max(self._hot_left_ms - dt_ms, 0)
        if settings.mode != self._mode:
            self._cold.begin()
            self._hot_left_ms = 0
            # A hood that was warm when the power came back is not one that a person let cool.
            if self._mode != _UNKNOWN:
                self._cool(highest_mc, highest_set_mc + deviation_mc)
        elif set_mc > old_mc:
            self._cold.disturb()
        elif set_mc < old_mc:
            self._cool(highest_mc, old_mc + deviation_mc)
        to_go_mc = max(
            set_mc - near_mc - lowest_mc, air_target_mc - _AIR_NEAR_MC - estimates.air.value
        )
        self._cold.update(to_go_mc <= 0, hood_open, dt_ms, to_go_mc)
        if highest_mc <= set_mc + near_mc:
            self._hot_left_ms = 0
        self.cold = self._cold.left_ms > 0
        self.hot = self._hot_left_ms > 0 and highest_mc <= self._ceiling_mc

    def _cool(self, from_mc: int, ceiling_mc: int) -> None:
        """The set point was lowered. While it cools from an earlier one that ceiling stays."""
        if not self._hot_left_ms:
            self._ceiling_mc = min(ceiling_mc, from_mc + _RISE_MC)
        self._hot_left_ms = limits.GRACE_MS

    def _follow_humidity(
        self, estimates: Estimates, settings: Settings, hood_open: bool, dt_ms: int
    ) -> None:
        set_pm = settings.humidity_pm
        old_pm = self._humidity_pm
        self._humidity_pm = set_pm
        if settings.mode != self._mode or (old_pm == HUMIDITY_OFF and set_pm != HUMIDITY_OFF):
            self._humidity.begin()
        elif set_pm != old_pm:
            self._humidity.disturb()
        distance_pm = abs(estimates.humidity.value - set_pm)
        off_pm = settings.humidity_off_pm() if self._chosen else limits.HUMIDITY_DEVIATION_PM
        self._humidity.update(distance_pm <= off_pm - limits.HUMIDITY_CLEAR_PM, hood_open, dt_ms)
        self.humidity = self._humidity.left_ms > 0
