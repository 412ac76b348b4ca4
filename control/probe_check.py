"""Can the central skin probe be believed? Off the skin it moves with the air, as skin does not.

A probe that reads ever lower is kept at its set point by ever warmer air. The second probe sees
that (skin-probes-differ); without one this climb of the air is all that shows.
"""

from control import alarm_table as table
from control import limits
from control.report import Report
from control.sensing import Estimates

# What moves by this much in a minute, and towards the air, is no skin. An infant's skin changes by
# less than 0.3 K a minute, and a covered probe feels a twelfth of a fall of the air.
_WINDOW_MS = 60_000
_SAMPLES = 6
_MOVED_MC = 700
_LIKE_AIR_MC = 1_000  # from the air: about as warm as it
# A probe is back on the skin once it has been this far from the air for this long.
_UNLIKE_AIR_MC = 1_500
_BACK_AFTER_MS = 60_000


class ProbeCheck:
    """`off`: the central probe moved with the air. Stays until it is clearly back on skin."""

    __slots__ = ("_apart_ms", "_elapsed_ms", "_filled", "_history", "_next", "off")

    def __init__(self) -> None:
        self._history = [0] * _SAMPLES  # skin in mc, one each sixth of the window
        self.reset()

    def reset(self) -> None:
        """Forget: the probe is being put on, or skin mode has just been chosen."""
        self._next = 0
        self._filled = 0
        self._elapsed_ms = 0
        self._apart_ms = 0
        self.off = False

    def update(self, estimates: Estimates, dt_ms: int) -> None:
        """Judge one period."""
        skin = estimates.skin
        air = estimates.air
        if not (skin.valid and air.valid):
            self._filled = 0  # another alarm speaks of that; afterwards begin anew
            return
        apart_mc = abs(skin.value - air.value)
        if self.off:
            self._apart_ms = self._apart_ms + dt_ms if apart_mc > _UNLIKE_AIR_MC else 0
            if self._apart_ms >= _BACK_AFTER_MS:
                self.reset()
            return
        if self._filled == _SAMPLES and apart_mc <= _LIKE_AIR_MC:
            self.off = abs(skin.value - self._history[self._next]) >= _MOVED_MC
        self._elapsed_ms += dt_ms
        if self._elapsed_ms >= _WINDOW_MS // _SAMPLES or not self._filled:
            self._elapsed_ms = 0
            self._history[self._next] = skin.value
            self._next = (self._next + 1) % _SAMPLES
            self._filled = min(self._filled + 1, _SAMPLES)


class ClimbCheck:
    """`doubtful`: with no second probe to tell why, the skin needed warmer and warmer air."""

    __slots__ = ("_above_ms", "_lowest_mc", "_set_mc", "doubtful")

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget: skin mode or another set point has just been chosen."""
        self._set_mc = 0
        self._lowest_mc = limits.CLIMB_FROM_MC
        self._above_ms = 0
        self.doubtful = False

    def update(
        self,
        estimates: Estimates,
        air_target_mc: int,
        set_mc: int,
        hood_open: bool,
        dt_ms: int,
    ) -> None:
        """Judge one period. The skin, to be at set_mc, steered the air to air_target_mc."""
        if set_mc != self._set_mc:
            self.reset()
            self._set_mc = set_mc
            return  # the air is not yet steered for it
        if hood_open:
            self._above_ms = 0  # which explains what the skin asks for
            return
        self._lowest_mc = min(self._lowest_mc, air_target_mc)
        if air_target_mc > self._lowest_mc + limits.CLIMB_MC:
            self._above_ms = min(self._above_ms + dt_ms, limits.CLIMB_AFTER_MS)
        else:
            self._above_ms = 0
        self.doubtful = self._above_ms >= limits.CLIMB_AFTER_MS and not estimates.skin2.valid

    def report(self, found: Report) -> None:
        """Tell the alarms."""
        if self.doubtful:
            found.hold(table.SKIN_IN_DOUBT)
