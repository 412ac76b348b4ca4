"""Says how fast the virtual board's simulated time may pass."""

import time

_MICROSECONDS = 1_000_000


class Pace:
    """A clock on the wall that runs `speed` times as fast as real time."""

    def __init__(self, speed: float):
        self._speed = speed
        self._mark_us = 0
        self._mark_s = time.monotonic()

    def restart(self, now_us: int) -> None:
        """From here on: it is `now_us` now."""
        self._mark_us = now_us
        self._mark_s = time.monotonic()

    def now_us(self) -> int:
        """What time it is."""
        return self._mark_us + self.simulated_us(time.monotonic() - self._mark_s)

    def simulated_us(self, real_s: float) -> int:
        """How much simulated time passes in so much real time."""
        return int(real_s * self._speed * _MICROSECONDS)

    def until_s(self, moment_us: int) -> float:
        """Real seconds until then, 0 if it is past."""
        return max(moment_us - self.now_us(), 0) / (self._speed * _MICROSECONDS)
