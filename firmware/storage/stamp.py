"""Every 5 s the clock is read, and stamped as long as mains is there: the next start reads how old
the stamp is.
"""

from control import limits
from control.alarm_table import CLOCK_LOST
from drivers.ds3231 import UNKNOWN
from firmware.storage.resume import STAMP_EVERY_S

_STAMP_PERIODS = STAMP_EVERY_S * 1000 // limits.PERIOD_MS


class Stamp:
    """clock: a Ds3231. report: of control/, told whether the clock has lost the time."""

    def __init__(self, clock, report):
        self._clock = clock
        self._report = report
        self._wait = 0  # periods until the clock is read; the first period stamps at once
        self._mains = False  # in the last period

    def outage_s(self) -> int:
        """At start: seconds since the last stamp, or UNKNOWN."""
        try:
            outage_s = self._clock.outage_s()
        except OSError:
            outage_s = UNKNOWN
        self._report.stand(CLOCK_LOST, outage_s == UNKNOWN and self._clock.lost)
        return outage_s

    def after_period(self, mains: bool) -> None:
        """Stamp when it is time; not on battery: there the infant goes cold as in the dark."""
        if mains and not self._mains:
            self._wait = 0
        self._mains = mains
        if self._wait:
            self._wait -= 1
        else:
            self._wait = _STAMP_PERIODS
            try:
                if mains:
                    self._clock.stamp()
                else:
                    self._clock.read()
                self._report.stand(CLOCK_LOST, self._clock.lost)
            except OSError:
                self._report.stand(CLOCK_LOST, True)
