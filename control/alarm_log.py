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

    __slots__ = (
        "_alarms",
        "_events",
        "_limits",
        "_next",
        "_taken",
        "_uptimes_s",
        "_values",
        "lost",
        "waiting",
    )

    def __init__(self) -> None:
        # A column each: an Entry for each event would take four times the RAM.
        self._uptimes_s = [0] * _ENTRIES
        self._alarms = bytearray(_ENTRIES)  # its row and 1: a test is 0
        self._events = bytearray(_ENTRIES)
        self._values = [0] * _ENTRIES
        self._limits = [0] * _ENTRIES
        self._taken = Entry()
        self._next = 0
        self.waiting = 0
        self.lost = 0

    def write(self, uptime_s: int, alarm: int, event: int, value: int, limit: int) -> None:
        """Note an event; if the ring is full, the oldest goes."""
        at = self._next
        self._next = (at + 1) % _ENTRIES
        if self.waiting < _ENTRIES:
            self.waiting += 1
        else:
            self.lost = min(self.lost + 1, _LOST_MAX)
        self._uptimes_s[at] = uptime_s
        self._alarms[at] = alarm + 1
        self._events[at] = event
        self._values[at] = value
        self._limits[at] = limit

    def take(self):
        """The oldest event not yet taken, until the next is; None if all are."""
        if not self.waiting:
            return None
        at = (self._next - self.waiting) % _ENTRIES
        self.waiting -= 1
        entry = self._taken
        entry.uptime_s = self._uptimes_s[at]
        entry.alarm = self._alarms[at] - 1
        entry.event = self._events[at]
        entry.value = self._values[at]
        entry.limit = self._limits[at]
        return entry
