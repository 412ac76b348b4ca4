"""Differences of the 30-bit millisecond count that wraps every 12.4 days."""

_MASK = (1 << 30) - 1  # 2^30 itself is no small integer on the board
_HALF = 1 << 29


def elapsed_ms(now_ms: int, then_ms: int) -> int:
    """Milliseconds from `then_ms` to `now_ms`, across a wrap; negative if `then_ms` is later.

    Both in 0..2^30 - 1. Right within +-6.2 days.
    """
    difference = (now_ms - then_ms) & _MASK
    return difference if difference < _HALF else difference - _HALF - _HALF
