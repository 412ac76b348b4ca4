"""MicroPython's `time` as it behaves on an ESP32, on the clock of the attached hardware.

Ticks wrap at 2^30, on every host: the board's arithmetic, not the PC's.
Under MicroPython the PC's own clock stays reachable as `utime`.
"""

import machine

from sim.mcu import boundary
from sim.mcu.boundary import lift_locks, restore_locks

TICKS_PERIOD = 1 << 30  # small integers of the ESP32 have 31 bits (MICROPY_PY_TIME_TICKS_PERIOD)
_MASK = TICKS_PERIOD - 1
_HALF = TICKS_PERIOD // 2


def ticks_ms() -> int:
    """Milliseconds, 0 to 2^30 - 1, then 0 again (after 12.4 days)."""
    clock = machine.hardware.clock
    return (clock.start_us + clock.now_us) // 1000 & _MASK


def ticks_us() -> int:
    """Microseconds, 0 to 2^30 - 1, then 0 again (after 17.9 minutes)."""
    clock = machine.hardware.clock
    return clock.start_us + clock.now_us & _MASK


def ticks_diff(end: int, start: int) -> int:
    """Ticks from start to end, -2^29 to 2^29 - 1."""
    return ((end - start + _HALF) & _MASK) - _HALF


def ticks_add(ticks: int, delta: int) -> int:
    """The ticks `delta` later; OverflowError when delta is not within -2^29 to 2^29 - 1."""
    if not -_HALF <= delta < _HALF:
        raise OverflowError("ticks interval overflow")
    return (ticks + delta) & _MASK


def sleep_ms(duration_ms: int) -> None:
    """Let simulated time pass; a negative duration passes none."""
    if duration_ms > 0:
        _advance_us(duration_ms * 1000)


def sleep_us(duration_us: int) -> None:
    """Let simulated time pass; a negative duration passes none."""
    if duration_us > 0:
        _advance_us(duration_us)


def _advance_us(duration_us):
    clock = machine.hardware.clock
    if not boundary.mishap.armed and clock.skip_us(duration_us):
        return  # as nearly always
    locks = lift_locks()
    try:
        clock.advance_us(duration_us)
    finally:
        restore_locks(locks)
