"""What is latched outlives every reset: trips against heat, and alarms nobody has acknowledged."""

from control import protection
from control.alarm_table import COUNT, LATCHED, NAMES
from firmware.storage.pair import Pair

# What is kept of an alarm, under its name. A trip has the name of its alarm.
_SHOWN = 1  # it is latched, and nobody has acknowledged it
_TRIPPED = 2  # it holds the heat off until somebody resets it
_FLAGS = (b"", b"\x01", b"\x02", b"\x03")


class Latches:
    """What is latched now and in flash; failed: flash did not take it. cells: as cells.py."""

    def __init__(self, cells):
        self._pair = Pair(cells, "latched")
        self._trips = tuple(
            [
                (bit, _row(name))
                for bit, name in protection.each_reason()
                if bit & protection.LATCHED
            ]
        )
        self._now = bytearray(COUNT)  # flags of each row of the alarm table
        self._last = bytearray(COUNT)  # flags that we last tried to store
        self._any = False  # an alarm was shown or a trip latched at the last look

    def restore(self, controller) -> bool:
        """Before the first period: latch again what was. False if something may be forgotten.

        That is so if flash cannot be read, or if another version has latched the heat for a reason
        that this one does not know: then nobody may go on without looking.
        """
        pair = self._pair
        pair.load()
        known = not pair.lost
        for name in pair.fields:
            flags = pair.fields[name][0] if pair.fields[name] else 0
            row = _row(name)
            if row < 0:
                known = known and not flags & _TRIPPED
            elif flags & _SHOWN:
                controller.alarms.restore(row)
        for bit, row in self._trips:
            flags = pair.fields.get(NAMES[row])
            if flags and flags[0] & _TRIPPED:
                controller.protection.restore(bit)
        self.note(controller)
        return known

    def note(self, controller) -> None:
        """Every period: look what is latched."""
        alarms = controller.alarms
        latched = controller.protection.latched
        now = self._now
        if self._any:
            for row in range(COUNT):
                now[row] = 0
        self._any = alarms.count > 0 or latched != 0
        for position in range(alarms.count):
            row = alarms.listed[position]
            if LATCHED[row] and not alarms.acknowledged[row]:
                now[row] = _SHOWN
        for bit, row in self._trips:
            if latched & bit:
                now[row] |= _TRIPPED

    @property
    def changed(self) -> bool:
        """Something is latched or let go that we have not tried to store."""
        return self._now != self._last

    def save(self, at_once: bool = False) -> bool:
        """Write what is not in flash yet. True if it has written or tried to. Never raises."""
        pair = self._pair
        changed = self.changed
        if not changed and (pair.stored or pair.blank):
            return False
        fields = {}
        for row in range(COUNT):
            self._last[row] = self._now[row]
            if self._now[row]:
                fields[NAMES[row]] = _FLAGS[self._now[row]]
        return pair.save(fields, b"", at_once or changed)

    @property
    def failed(self) -> bool:
        """Flash did not take what we wrote last."""
        return self._pair.failed


def _row(name: str) -> int:
    """The row of an alarm in the alarm table; -1 if this version has no such alarm."""
    for row in range(COUNT):
        if NAMES[row] == name:
            return row
    return -1
