"""Does the humidifier have voltage when it is asked to run, and only then?

A line senses the voltage across it, behind switch, relay and cut-out. A humidifier that runs
unasked matters because of its mist, which cools the hood as long as it lasts, and no longer.
"""

from control import alarm_table as table
from control.outputs import Outputs
from control.records import Readings
from control.report import Report

# What the line says for this long is true: it bridges the gaps of a slow PWM for less, and relay
# K1 closes sooner.
_CERTAIN_MS = 5_000
# A humidifier that ran unasked counts as stuck for this long after it stopped. By then the heat
# that stood against its mist is gone, and a loose contact has had time to show itself again.
_RESTED_MS = 300_000
# A humidifier that regulation runs all the time rests for a moment this often, to show that it
# can.
_OFF_EVERY_MS = 60_000
# A humidifier that is not needed runs for a moment this often, or a dead line would go unnoticed.
_ON_EVERY_MS = 600_000
# A humidifier that nobody has seen for this long, as long as a sound one may hide that it is
# stuck, may run unasked.
_UNSEEN_MS = 60_000
_FULL_PM = 1_000


class HumidifierCheck:
    """stuck_on: it runs unasked, or did within 5 min. dead: it does not run, or is not seen to.

    dead ends when it is seen to run; while it is not needed nobody tries again.
    """

    __slots__ = (
        "_fitted",
        "_off_ms",
        "_on_ms",
        "_silent_ms",
        "_unasked_ms",
        "_unseen_ms",
        "dead",
        "stuck_on",
    )

    def __init__(self, fitted: bool) -> None:
        self._fitted = fitted
        self.stuck_on = False
        self.dead = False
        self._on_ms = 0  # since it last was off
        self._off_ms = (
            _ON_EVERY_MS if fitted else 0
        )  # since it last ran: it has to prove itself first
        self._unasked_ms = 0  # that it has run since it was last asked to
        self._silent_ms = 0  # that it has been asked to run, and has not
        self._unseen_ms = 0  # that the line was not read

    def update(self, readings: Readings, known: bool, outputs: Outputs, dt_ms: int) -> None:
        """Judge one period. `outputs`: those of the period that has just ended.

        known: the line was read not long ago.
        """
        if not (outputs.arm and self._fitted):
            return  # the relay is open, or nothing is there: nothing can be said
        if known:
            self._unseen_ms = 0
            self._see(readings, outputs, dt_ms)
        else:
            self._unseen_ms = min(self._unseen_ms + dt_ms, _UNSEEN_MS)

    @property
    def may_run(self) -> bool:
        """Whether it runs unasked, or does for all that anybody has seen of late."""
        return self.stuck_on or self._unseen_ms == _UNSEEN_MS

    def _see(self, readings: Readings, outputs: Outputs, dt_ms: int) -> None:
        asked = outputs.humidifier_pm > 0
        if readings.humidifier_on:
            self._off_ms = 0
            self._silent_ms = 0
            self._on_ms = min(self._on_ms + dt_ms, _OFF_EVERY_MS)
            self._unasked_ms = 0 if asked else min(self._unasked_ms + dt_ms, _CERTAIN_MS)
            self.dead = False
            self.stuck_on = self.stuck_on or self._unasked_ms == _CERTAIN_MS
        else:
            self._on_ms = 0
            self._unasked_ms = 0
            self._off_ms = min(self._off_ms + dt_ms, _ON_EVERY_MS)
            self._silent_ms = min(self._silent_ms + dt_ms, _CERTAIN_MS) if asked else 0
            self.dead = self.dead or self._silent_ms == _CERTAIN_MS
            self.stuck_on = self.stuck_on and self._off_ms < _RESTED_MS

    def report(self, found: Report) -> None:
        """Tell the alarms."""
        if self.stuck_on:
            found.hold(table.HUMIDIFIER_STUCK_ON)
        if self.dead:
            found.hold(table.HUMIDIFIER_FAULT)

    def ask(self, demand_pm: int, armed: bool) -> int:
        """What the humidifier is to be asked for: the demand, or the opposite for a moment.

        armed: the relay is closed, without which it cannot run.
        """
        if self._on_ms == _OFF_EVERY_MS:
            return 0
        if armed and self._off_ms == _ON_EVERY_MS and not self.dead:
            return _FULL_PM
        return demand_pm
