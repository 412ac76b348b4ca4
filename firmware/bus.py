"""An I2C bus that is cleared before it is opened, and again when its chips stop answering."""

import time

from machine import I2C, Pin

from drivers.i2c_recovery import recover

_FREQUENCY_HZ = 100_000  # slow edges forgive the wiring of a hood
_TIMEOUT_US = 5_000  # ten times the longest transfer; a stuck bus may not make a period late
_CLEAR_AFTER = 4  # failures in a row: a single chip that is gone must not reset the others


class Bus:
    """One I2C bus by its number, on the GPIOs `pins` {"scl": n, "sda": n}. Drivers hold `i2c`."""

    def __init__(self, number: int, pins: dict):
        self._number = number
        self._pins = pins
        self._failures = 0
        self.i2c = self._open()

    def answered(self) -> None:
        """A chip on this bus answered."""
        self._failures = 0

    def failed(self) -> None:
        """A transfer failed. After some in a row the bus is clocked free and opened again."""
        self._failures += 1
        if self._failures >= _CLEAR_AFTER:
            self._failures = 0
            self.i2c = self._open()

    def _open(self) -> I2C:
        scl = Pin(self._pins["scl"], Pin.OPEN_DRAIN, value=1)
        sda = Pin(self._pins["sda"], Pin.OPEN_DRAIN, value=1)
        try:
            recover(scl, sda, time.sleep_us)
        except OSError:
            pass  # its sensors go stale, and that is what protection acts on
        # A port has one I2C object for each number: opened again it is the drivers' own, revived.
        return I2C(self._number, scl=scl, sda=sda, freq=_FREQUENCY_HZ, timeout=_TIMEOUT_US)
