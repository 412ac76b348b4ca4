"""Keeps what the display shows: when an alarm has begun, and at a run's end.

sim/results/pictures.py makes pictures of it when the run is over.
"""

from control.alarm_table import COUNT, NAMES
from sim.runs.observer import Observer
from sim.world.clock import Deadline

_NO_ALARMS = bytearray(COUNT)
_MOST = 50  # of alarms; what comes later is in events.csv only
_PAINTED_US = 500_000  # from the second in which events.csv has an alarm until it is on the glass


class Pictures(Observer):
    """Writes NAME.rgb565: of the end `display`, of an alarm `display-SECOND-ALARM`."""

    def __init__(self, folder: str, world, duration_s: int):
        self._folder = folder
        self._duration_s = duration_s
        self._display = world.panel.display
        self._alarms = bytearray(COUNT)
        self._left = _MOST
        self._begun = []  # names of pictures to be taken
        self._clock = world.clock
        self._painted = Deadline(world.clock, self._take)

    def second(self, run, t_s: int) -> None:
        """See which alarms have begun, and whether the run is over."""
        alarms = run.program.controller.alarms.present if run.program else _NO_ALARMS
        if alarms != self._alarms:
            for row in range(COUNT):
                if alarms[row] and not self._alarms[row] and self._left:
                    self._left -= 1
                    self._begun.append("display-%05d-%s" % (t_s, NAMES[row]))
                    self._painted.move(self._clock.now_us + _PAINTED_US)
            self._alarms[:] = alarms
        if t_s == self._duration_s:
            self._begun.append("display")
            self._take()

    def _take(self) -> None:
        words = self._display.words()
        for name in self._begun:
            with open(self._folder + "/" + name + ".rgb565", "wb") as file:
                file.write(words)
        self._begun.clear()
