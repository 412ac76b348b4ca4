"""How long heater, fan, filter and machine have worked: told to people, waited for by nobody."""

import struct

from micropython import const

from control import limits
from control.outputs import OUTPUTS

HEATER = const(0)  # at full power: an hour at half of it is half an hour
FAN = const(1)
FILTER = const(2)  # of the fan, since the filter was changed
LIFE = const(3)  # with power
# The outputs whose work is counted. What was added since the first version stands behind life.
_COUNTED = tuple([row for row in OUTPUTS if row[-1]])
NAMES = ("heater", "fan", "filter", "life") + tuple([row[2] for row in _COUNTED[1:]])

# Three months of a fan that never stands, after which filters of incubators are changed as a rule.
FILTER_DUE_H = const(2_000)

_HOUR_S = const(3_600)
_GAP_MAX_S = const(60)
_MOST_S = const(0x3FFF_FFFF)  # 34 years
_KEEP_EVERY_S = const(900)  # what a cut may lose; 96 writes a day wear out no flash
_BODY = ">{}I"
_SIZE = const(4)  # of one


class Hours:
    """due: they are to be written. reset: somebody waits for that, for the filter was changed.

    replaced_h: what the filter had that was changed, until that is in the log; -1: it is.
    """

    def __init__(self):
        self._s = [0] * len(NAMES)
        self._part = [0] * len(_COUNTED)  # of a second in full
        self._uptime_s = 0
        self._kept_s = 0  # of life
        self.reset = False
        self.replaced_h = -1

    @property
    def due(self) -> bool:
        """Whether they are to be written."""
        return self.reset or self._s[LIFE] - self._kept_s >= _KEEP_EVERY_S

    @property
    def filter_due(self) -> bool:
        """Whether the filter is to be changed."""
        return self.of(FILTER) >= FILTER_DUE_H

    def of(self, what: int) -> int:
        """Whole hours of HEATER, FAN, FILTER or LIFE."""
        return self._s[what] // _HOUR_S

    def note(self, controller, readings) -> None:
        """Every period: count the seconds since the last."""
        uptime_s = controller.alarms.uptime_s
        seconds = min(uptime_s - self._uptime_s, _GAP_MAX_S)
        if seconds <= 0:
            return
        self._uptime_s = uptime_s
        self._count(LIFE, seconds)
        if limits.fan_runs(readings.fan_rpm):
            self._count(FAN, seconds)
            self._count(FILTER, seconds)
        for index in range(len(_COUNTED)):
            row = _COUNTED[index]
            worked = self._part[index] + getattr(controller.outputs, row[0]) * seconds
            self._count(LIFE + index if index else HEATER, worked // row[-1])
            self._part[index] = worked % row[-1]

    def change_filter(self) -> None:
        """The filter has been changed: its hours begin anew."""
        self.replaced_h = self.of(FILTER)
        self._s[FILTER] = 0
        self.reset = True

    def load(self, stored: bytes) -> None:
        """At start: go on from what pack() gave, of whatever version."""
        count = min(len(stored) // _SIZE, len(NAMES))
        for what, seconds in enumerate(struct.unpack_from(_BODY.format(count), stored, 0)):
            self._s[what] = min(seconds, _MOST_S)
        self._kept_s = self._s[LIFE]

    def pack(self) -> bytes:
        """The bytes to be written now."""
        self._kept_s = self._s[LIFE]
        self.reset = False
        return struct.pack(_BODY.format(len(NAMES)), *self._s)

    def _count(self, what: int, seconds: int) -> None:
        self._s[what] = min(self._s[what] + seconds, _MOST_S)
