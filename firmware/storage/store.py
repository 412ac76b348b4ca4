"""The operator's settings in flash: two copies of a record with a field for each.

Beside them stands what is to be kept as well, and is no reason for a record of its own: whether
sensors are calibrated, what skin mode has learned, hours of work. Each write takes it along.
"""

import struct

from control import limits
from control.settings import SETTINGS, Settings
from firmware.storage.hours import Hours
from firmware.storage.pair import OldCopies, Pair

_OLD_FIELDS = ("mode", "override", "air_mc", "skin_mc", "humidity_pm")  # of the first version
_OLD_BODY = ">BBHHH"  # as version 0.1.0 stores these
_VALUE_SIZE = 4
_CALIBRATED = "calibrated"
_SKIN_AIR = "skin_air_mc"
_HOURS = "hours"
_SKIN_AIR_MOST_MC = limits.SKIN_MODE_AIR_OVERRIDE_MAX_MC
_SKIN_AIR_STEP_MC = 100  # nearer the skin loop finds it soon
_SKIN_AIR_EVERY = 600  # periods: at most 288 writes a day, for which flash is good for decades


class Store:
    """What is in flash of the operator's settings; and whether there is a calibration beside them.

    lost: what was stored last cannot be read. blank: nothing was ever stored. stored: all is in
    flash. failed: flash does not keep what we write to it. calibrated: somebody has calibrated a
    sensor. skin_air_mc: the air that held the skin, as skin mode learned it; 0: unknown. hours: an
    Hours. cells: as cells.py.
    """

    def __init__(self, cells):
        old = OldCopies(cells, "settings", struct.calcsize(_OLD_BODY))
        self._pair = Pair(cells, "settings", old)
        self._last = [-1] * len(SETTINGS)  # the values that we last tried to store
        self.lost = False
        self.blank = False
        self.calibrated = False
        self.hours = Hours()
        self.skin_air_mc = 0
        self._skin_air_kept = 0  # of the last save
        self._skin_air_waits = 0  # periods

    def load(self, settings: Settings) -> None:
        """Set `settings` as they were stored last; where that is not known leave the defaults."""
        pair = self._pair
        pair.load()
        fields = dict(pair.fields)
        if pair.old_body:
            for name, value in zip(_OLD_FIELDS, struct.unpack(_OLD_BODY, pair.old_body)):
                fields[name] = _bytes(value)
        self.blank = pair.blank
        self.lost = pair.lost or not _apply(fields, Settings())
        if not self.lost:
            _apply(fields, settings)
        self.calibrated = _CALIBRATED in fields
        self.hours.load(fields.get(_HOURS, b""))
        skin_air_mc = int.from_bytes(fields.get(_SKIN_AIR, b""), "big")
        self.skin_air_mc = self._skin_air_kept = min(skin_air_mc, _SKIN_AIR_MOST_MC)

    def follow(self, skin_air_mc: int) -> None:
        """Every period: what skin mode has learned, 0 if nothing. Some minutes old will do."""
        if self._skin_air_waits:
            self._skin_air_waits -= 1
        elif skin_air_mc and abs(skin_air_mc - self.skin_air_mc) >= _SKIN_AIR_STEP_MC:
            self.skin_air_mc = skin_air_mc
            self._skin_air_waits = _SKIN_AIR_EVERY

    def changed(self, settings: Settings) -> bool:
        """Whether there is something to store at once that we have not tried to."""
        if self.hours.reset:
            return True
        last = self._last
        for index in range(len(SETTINGS)):
            if last[index] != getattr(settings, SETTINGS[index].field):
                return True
        return False

    @property
    def due(self) -> bool:
        """Whether something is to be stored but for settings that changed."""
        return (
            not self._pair.stored
            or self.calibrated != (_CALIBRATED in self._pair.fields)
            or self.skin_air_mc != self._skin_air_kept
            or self.hours.due
        )

    def save(self, settings: Settings, at_once: bool = False) -> bool:
        """Write what is not in flash yet. True if it has written or tried to. Never raises.

        at_once: even if flash has just failed.
        """
        changed = self.changed(settings)
        if not (changed or self.due):
            return False
        fields = dict(self._pair.fields)  # those of another version stay
        for index in range(len(SETTINGS)):
            field = SETTINGS[index].field
            self._last[index] = int(getattr(settings, field))
            fields[field] = _bytes(self._last[index])
        if self.calibrated:
            fields[_CALIBRATED] = b""
        if self.skin_air_mc:
            fields[_SKIN_AIR] = _bytes(self.skin_air_mc)
        self._skin_air_kept = self.skin_air_mc
        fields[_HOURS] = self.hours.pack()
        return self._pair.save(fields, _old_body(settings), at_once or changed)

    @property
    def stored(self) -> bool:
        """All that we were given to save is in flash."""
        return self._pair.stored

    @property
    def failed(self) -> bool:
        """Flash did not take what we wrote last."""
        return self._pair.failed


def _apply(fields: dict, settings: Settings) -> bool:
    """Whether every setting in these fields is allowed; if so they are now in force.

    Through the same door as an operator: no byte in flash reaches past control/limits.py. A
    setting that has no field, for another version wrote them, stays as it is.
    """
    for row in SETTINGS:
        # The board may have moved to an incubator without a humidifier.
        if row.field in fields and settings.serves(row.field):
            value = int.from_bytes(fields[row.field], "big")
            if settings.set(row.field, value == 1 if type(row.default) is bool else value):
                return False
    return True


def _old_body(settings: Settings) -> bytes:
    """What 0.1.0 reads. By itself, for a variable that a comprehension shares takes memory."""
    return struct.pack(_OLD_BODY, *[int(getattr(settings, field)) for field in _OLD_FIELDS])


def _bytes(value: int) -> bytes:
    return value.to_bytes(_VALUE_SIZE, "big")
