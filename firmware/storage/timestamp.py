"""Calendar time in six bytes: year since 2000, month, day, hour, minute, second; 0: unknown."""

from micropython import const

from drivers.ds3231 import days_since_2000

SIZE = const(6)
UNKNOWN = const(-1)
_CENTURY = const(2000)
_MONTHS = const(12)
_DAY = const(1_440)  # minutes


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


def minutes(row, at: int) -> int:
    """The time in a row's bytes from `at` on, in minutes since 2000; UNKNOWN if it is none."""
    month = row[at + 1]
    if not 1 <= month <= _MONTHS:
        return UNKNOWN
    return days_since_2000(row[at], month, row[at + 2]) * _DAY + row[at + 3] * 60 + row[at + 4]


def words(year: int, month: int, day: int, hour: int, minute: int, second: int) -> str:
    """A time in numbers as `text` would show it."""
    return "{}-{:02}-{:02} {:02}:{:02}:{:02}".format(year, month, day, hour, minute, second)
