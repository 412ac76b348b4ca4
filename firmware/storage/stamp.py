"""A stamp in the clock chip every 5 s that the board lives: the next start reads how old it is."""

from control import limits
from drivers.ds3231 import UNKNOWN
from firmware.storage.resume import STAMP_EVERY_S

_STAMP_PERIODS = STAMP_EVERY_S * 1000 // limits.PERIOD_MS


class Stamp:
    """clock: a Ds3231. findings: of control/, told whether the clock has lost the time."""

    def __init__(self, clock, findings):
        self._clock = clock
        self._findings = findings
        self._wait = 0  # periods; the first leaves one at once

    def outage_s(self) -> int:
        """At start: seconds since the last stamp, or UNKNOWN."""
        try:
            outage_s = self._clock.outage_s()
        except OSError:
            outage_s = UNKNOWN
        self._findings.clock_lost = outage_s == UNKNOWN and self._clock.lost
        return outage_s

    def after_period(self, mains: bool) -> None:
        """Stamp when it is time; not on battery: there the infant goes cold as in the dark."""
        if self._wait:
            self._wait -= 1
        elif mains:
            self._wait = _STAMP_PERIODS
            try:
                self._clock.stamp()
                self._findings.clock_lost = self._clock.lost
            except OSError:
                self._findings.clock_lost = True
