"""A chip on a bus, with every failure of it turned into a missing sample."""

from firmware.bus import Bus


class Chip:
    """A driver on a bus: configured when it starts and after each failure, else polled."""

    __slots__ = ("_bus", "_configured", "_driver")

    def __init__(self, driver, bus: Bus):
        self._driver = driver
        self._bus = bus
        self._configured = False

    def poll(self) -> bool:
        """Whether the driver took a fresh sample; no exception of the bus gets past here."""
        try:
            if self._configured:
                fresh = self._driver.poll()
            else:
                self._driver.configure()
                self._configured = True
                fresh = False
        except OSError:
            self._configured = False
            self._bus.failed()
            return False
        self._bus.answered()
        return fresh
