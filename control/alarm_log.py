"""The alarm log's memory: the last events until somebody takes them, to store or to show."""

BEGAN = 0
ENDED = 1  # the condition went; a latched alarm stays
PAUSED = 2
ACKNOWLEDGED = 3
TESTED = 4
EVENTS = ("began", "ended", "paused", "acknowledged", "tested")

_ENTRIES = 64  # all alarms at once, and again half of them
_LOST_MAX = 1_000_000


class Entry:
    """One event. alarm: its row in the alarm table; of a test there is none, and it is -1.

    value, limit: the numbers behind it when it happened; of a test its priority and 0.
    """

    __slots__ = ("alarm", "event", "limit", "uptime_s", "value")

    def __init__(self) -> None:
        self.uptime_s = 0
        self.alarm = -1
        self.event = BEGAN
        self.value = 0
        self.limit = 0


class AlarmLog:
    """A ring. `lost`: entries overwritten before anybody took them."""

    __slots__ = ("_entries", "_next", "lost", "waiting")

    def __init__(self) -> None:
        self._entries = tuple([Entry() for _ in range(_ENTRIES)])
        self._next = 0
        self.waiting = 0
        self.lost = 0

    def write(self, uptime_s: int, alarm: int, event: int, value: int, limit: int) -> None:
        """Note an event; if the ring is full, the oldest goes."""
        entry = self._entries[self._next]
        self._next = (self._next + 1) % _ENTRIES
        if self.waiting < _ENTRIES:
            self.waiting += 1
        else:
            self.lost = min(self.lost + 1, _LOST_MAX)
        entry.uptime_s = uptime_s
        entry.alarm = alarm
        entry.event = event
        entry.value = value
        entry.limit = limit

    def take(self):
        """The oldest entry not yet taken; None if all are. Use it before the next write."""
        if not self.waiting:
            return None
        entry = self._entries[(self._next - self.waiting) % _ENTRIES]
        self.waiting -= 1
        return entry
