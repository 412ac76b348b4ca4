"""Calendar time in six bytes: year since 2000, month, day, hour, minute, second; 0: unknown."""

from micropython import const

SIZE = const(6)
_CENTURY = const(2000)


def put(row: bytearray, at: int, clock) -> None:
    """Write the time that `clock`, a Ds3231 or like it, had when it was last read."""
    if clock.lost:
        for index in range(SIZE):
            row[at + index] = 0
        return
    row[at] = clock.year - _CENTURY
    row[at + 1] = clock.month
    row[at + 2] = clock.day
    row[at + 3] = clock.hour
    row[at + 4] = clock.minute
    row[at + 5] = clock.second


def text(row, at: int) -> str:
    """The time in a row's bytes from `at` on, as "2026-07-31 23:59:59"; empty if unknown."""
    if not row[at + 1]:
        return ""
    return words(
        _CENTURY + row[at], row[at + 1], row[at + 2], row[at + 3], row[at + 4], row[at + 5]
    )


def words(year: int, month: int, day: int, hour: int, minute: int, second: int) -> str:
    """A time in numbers as `text` would show it."""
    return "{}-{:02}-{:02} {:02}:{:02}:{:02}".format(year, month, day, hour, minute, second)
