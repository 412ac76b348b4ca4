"""MicroPython's `time` on the pretended chip: the board's clock, with ticks that wrap at 2^30."""

from machine import hardware

from sim.mcu.time import (  # noqa: F401 (this is the module's face)
    sleep_ms,
    sleep_us,
    ticks_add,
    ticks_diff,
    ticks_ms,
    ticks_us,
)

_SECOND_US = 1_000_000


def sleep(duration_s) -> None:
    """Let time pass."""
    sleep_us(int(duration_s * _SECOND_US))


def time() -> int:
    """Seconds since the chip last started: nobody has set its clock."""
    return hardware.clock.now_us // _SECOND_US
