"""The last day of skin and air in RAM: a byte each, for every minute of the last hour and every
five of the last day.
"""

from micropython import const

from firmware.panel.colours import AIR, SKIN

SERIES = const(2)
FINE = const(60)  # points of a minute
COARSE = const(288)  # points of five minutes: a day
_MINUTE_S = const(60)
_COARSE_MINUTES = const(5)
_UNKNOWN = const(0)
_NOT_KNOWN = b"\0"
_HIGHEST = b"\xff"
# A byte from 1 on: tenths of a degree from 15.0 degC.
_BASE_MC = const(14_900)
_STEP_MC = const(100)
_SPAN_MIN = const(20)  # of what is drawn: 2 degrees, or noise would fill it
_COLOURS = (SKIN, AIR)
_THICK = (3, 1)  # pixels: the lines differ in more than their colour


class Trend:
    """changes: counts the points, for whoever draws them. known: some point is."""

    def __init__(self):
        self._fine = bytearray(SERIES * FINE)
        self._coarse = bytearray(SERIES * COARSE)
        self._fine_next = 0
        self._coarse_next = 0
        self._minute = 0
        # The span that was drawn last, and of what.
        self._low = self._high = 0
        self._spanned = (-1, 0)
        self.changes = 0

    def note(self, estimates, uptime_s: int) -> None:
        """Every period: take what is believed at the end of each minute."""
        minute = uptime_s // _MINUTE_S
        if minute == self._minute:
            return
        self._minute = minute
        self._put(self._fine, self._fine_next, FINE, estimates)
        self._fine_next = (self._fine_next + 1) % FINE
        if not minute % _COARSE_MINUTES:
            self._put(self._coarse, self._coarse_next, COARSE, estimates)
            self._coarse_next = (self._coarse_next + 1) % COARSE
        self.changes += 1

    def recall(self, age: int, skin_mc, air_mc) -> None:
        """Take a minute of an earlier life, which was over `age` minutes before this one began;
        None is not known. Of five the last that is known counts.
        """
        for points, next_at, count, passed, age_there in (
            (self._fine, self._fine_next, FINE, self._minute, age),
            (
                self._coarse,
                self._coarse_next,
                COARSE,
                self._minute // _COARSE_MINUTES,
                age // _COARSE_MINUTES,
            ),
        ):
            if passed + age_there < count:
                at = (next_at - passed - 1 - age_there) % count
                if skin_mc is not None:
                    points[at] = _place(skin_mc)
                if air_mc is not None:
                    points[count + at] = _place(air_mc)

    def _put(self, points: bytearray, at: int, count: int, estimates) -> None:
        points[at] = _degrees(estimates.skin)
        points[count + at] = _degrees(estimates.air)

    def range(self, hours: int) -> tuple:
        """The lowest and the highest temperature drawn, tenths of a degree."""
        low, high = self._span(hours)
        return (low * _STEP_MC + _BASE_MC) // _STEP_MC, (high * _STEP_MC + _BASE_MC) // _STEP_MC

    def draw(self, canvas, seen: int, x: int, y: int, width: int, height: int, hours, ink) -> None:
        """Skin and air of the last hours over a grid of quarters; the newest at the right.

        seen: the width of the canvas. What lies beside it is not drawn: there is much of it.
        """
        low, high = self._span(hours)
        for quarter in range(5):
            canvas.vline(x + (width - 1) * quarter // 4, y, height, ink)
        canvas.hline(x, y, width, ink)
        canvas.hline(x, y + height - 1, width, ink)
        points, first, count, whole = self._window(hours)
        begin = max(-x * count // width - 1, 0)
        end = min((seen - x) * count // width + 2, count)
        for series in (1, 0):  # the skin above the air
            last = -1
            for index in range(begin, end):
                value = points[series * whole + (first + index) % whole]
                if value == _UNKNOWN:
                    last = -1
                    continue
                at = y + height - 4 - (value - low) * (height - 5) // (high - low)
                left = x + width * index // count
                right = x + width * (index + 1) // count
                top = min(at, last) if last >= 0 else at
                bottom = max(at, last) if last >= 0 else at
                thick = _THICK[series]
                colour = _COLOURS[series]
                canvas.fill_rect(left, top, thick, bottom - top + thick, colour)
                canvas.fill_rect(left, at, right - left, thick, colour)
                last = at

    def _window(self, hours: int) -> tuple:
        """The points of these hours: where they are, the first, how many, and of how many."""
        if hours == 1:
            return self._fine, self._fine_next, FINE, FINE
        count = hours * 60 // _COARSE_MINUTES
        return self._coarse, (self._coarse_next + COARSE - count) % COARSE, count, COARSE

    def _span(self, hours: int) -> tuple:
        """The lowest and the highest point of skin and air, _SPAN_MIN apart at least."""
        if self._spanned == (self.changes, hours):
            return self._low, self._high
        points, first, count, whole = self._window(hours)
        low = 255
        high = _UNKNOWN
        for series in range(SERIES):
            of_all = bytes(points[series * whole : (series + 1) * whole])
            last = max(first + count - whole, 0)
            for some in (of_all[first : first + count], of_all[:last]):
                if some:
                    highest = max(some)
                    lowest = min(some.replace(_NOT_KNOWN, _HIGHEST))
                    high = max(high, highest)
                    low = min(low, lowest)
        if high == _UNKNOWN:
            low = high = (36_000 - _BASE_MC) // _STEP_MC
        spare = max(_SPAN_MIN - (high - low), 0)
        self._spanned = (self.changes, hours)
        self._low = low - spare // 2 - 1
        self._high = high + spare // 2 + 1
        return self._low, self._high


def _degrees(channel) -> int:
    return _place(channel.value) if channel.valid else _UNKNOWN


def _place(value_mc: int) -> int:
    return min(max((value_mc - _BASE_MC) // _STEP_MC, 1), 255)
