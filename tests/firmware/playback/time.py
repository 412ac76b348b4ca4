"""A `time` that moves when a period is over."""

now_ms = 0
_MASK = (1 << 30) - 1
_HALF = 1 << 29


def ticks_ms():
    return now_ms


def ticks_add(ticks, delta):
    return (ticks + delta) & _MASK


def ticks_diff(end, start):
    return ((end - start + _HALF) & _MASK) - _HALF


def sleep_us(duration_us):
    pass


def sleep_ms(duration_ms):
    global now_ms  # noqa: PLW0603
    now_ms = ticks_add(now_ms, duration_ms)
