"""Reads back what flash has kept of earlier lives: the trends of a day, the alarms of the history.

Where nothing is kept there is a gap; so there is where the time of a record is not known, or that
of the start: when it was is not guessed.
"""

from micropython import const

from firmware.loop import NOTHING_DUE_MS
from firmware.storage import timestamp

_DAY = const(1_440)  # minutes
_MINUTE_S = const(60)
# For one record: a small read of flash, and its checksum.
_STEP_MS = const(25)


class Recall:
    """A task of firmware/loop.py, whose `loop` says when there is time for a step.

    archive: an Archive, as it is before this life adds to it. view: the View that is told.
    """

    def __init__(self, archive, view, loop):
        self._loop = loop
        self._steps = _recalled(archive.trends.recent(_DAY), archive.events.alarms(), view)

    def next_ms(self, now_ms) -> int:
        """Milliseconds until there is time for the next step, if there is one."""
        if self._steps is None:
            return NOTHING_DUE_MS
        free_ms = self._loop.free_ms(now_ms)
        return 0 if free_ms >= _STEP_MS else max(free_ms, 1)

    def turn(self, now_ms) -> None:
        """Read a record, where there is time."""
        if not self.next_ms(now_ms):
            for _ in self._steps:
                return
            self._steps = None


def _recalled(trends, alarms, view):
    trend = view.trend
    start = _start(view)
    ahead = -_DAY  # the age of the record that follows at once, if one does
    for record in trends:
        if record:
            minutes, skin_mc, air_mc = record
            if start is not None and minutes is not None:
                age = start - minutes
                # Where a minute begins two clocks disagree: one of them says how far apart.
                if -1 <= age - ahead <= 1:
                    age = ahead
                if age >= 0:
                    trend.recall(age, skin_mc, air_mc)
                    ahead = age - 1
        yield
    trend.changes += 1
    for alarm in alarms:
        if alarm:
            row, month, day, minute = alarm
            view.past_before.remember(row, month * 100 + day if month else 0, minute)
        yield


def _start(view):
    """When this life began, in minutes since 2000; None if nobody knows."""
    clock = view.clock
    if clock.lost:
        return None
    row = bytearray(timestamp.SIZE)
    timestamp.put(row, 0, clock)
    return timestamp.minutes(row, 0) - view.alarms.uptime_s // _MINUTE_S
