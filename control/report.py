"""What is wrong this period, with the numbers behind it: each check writes its own alarms here.

A condition is a function of what is known this period and of whether it held in the last (the
hysteresis), no more: when it becomes an alarm, and what is heard of it, is decided in alarms.py.
"""

from control.alarm_table import COUNT


class Report:
    """active: a byte for each row of the alarm table, 1 while its condition holds.

    values, limits: the numbers behind it, as last found while the condition held, in the unit of
    the quantity; 0 where there is none.
    """

    __slots__ = ("_before", "_standing", "active", "limits", "values")

    def __init__(self) -> None:
        self._before = bytearray(COUNT)
        self._standing = bytearray(COUNT)
        self.active = bytearray(COUNT)
        self.values = [0] * COUNT
        self.limits = [0] * COUNT

    def begin(self) -> None:
        """A new period: nothing is wrong with it yet but what stands."""
        self._before, self.active = self.active, self._before
        if self.active != self._standing:
            for row in range(COUNT):
                self.active[row] = self._standing[row]

    def stand(self, row: int, holds: bool) -> None:
        """For what is not looked at every period: from the next on it holds, or does not."""
        self._standing[row] = holds

    def hold(self, row: int, value: int = 0, limit: int = 0) -> None:
        """The condition holds this period."""
        self.active[row] = 1
        self.values[row] = value
        self.limits[row] = limit

    def above(self, row: int, value: int, limit: int, clear: int) -> None:
        """It holds above the limit, and then until the value is no more than `limit - clear`."""
        if value > (limit - clear if self._before[row] else limit):
            self.hold(row, value, limit)

    def below(self, row: int, value: int, limit: int, clear: int) -> None:
        """It holds below the limit, and then until the value is no less than `limit + clear`."""
        if value < (limit + clear if self._before[row] else limit):
            self.hold(row, value, limit)
