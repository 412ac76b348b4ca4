"""The calibration: two copies of a record in flash, with a field for each sensor."""

import struct

from control.calibration import Calibration
from control.quantities import QUANTITY_NAMES
from firmware.storage import timestamp
from firmware.storage.cells import FileCells
from firmware.storage.pair import OldCopies, Pair

# A field: points, time and name of a sensor; what another version adds behind them is passed over.
_SENSOR = ">4iH5B12s"
_SENSOR_SIZE = struct.calcsize(_SENSOR)
_OLD_SENSORS = ("air", "air2", "skin", "skin2", "element", "humidity")  # of the first version

COLUMNS = "sensor,low_raw,low_true,high_raw,high_true,by,time"


class CalibrationFile:
    """What is in flash of a `calibration`; and how a technician changes that and reads it.

    lost: flash has a calibration that cannot be read. blank: flash has none. stored: flash has the
    one in force. failed: flash does not take what is written to it.
    files: as files.py. clock: a Ds3231, as last read.
    """

    def __init__(self, files, clock, calibration: Calibration):
        cells = FileCells(files)
        self._clock = clock
        self._calibration = calibration
        old = OldCopies(cells, "calibration", len(_OLD_SENSORS) * _SENSOR_SIZE)
        self._pair = Pair(cells, "calibration", old)
        self._changes = 0
        self._fields: dict = {}
        self.lost = False
        self.blank = False
        self._due = False

    def load(self) -> None:
        """At start: calibrate as was stored last; without that nothing is corrected."""
        pair = self._pair
        pair.load()
        self._fields = dict(pair.fields)
        if pair.old_body:
            for index in range(len(_OLD_SENSORS)):
                at = index * _SENSOR_SIZE
                self._fields[_OLD_SENSORS[index]] = pair.old_body[at : at + _SENSOR_SIZE]
        self.blank = pair.blank
        for sensor in QUANTITY_NAMES:
            if sensor not in self._fields:
                self._fields[sensor] = _bytes(getattr(self._calibration, sensor))
        self.lost = pair.lost or not _apply(self._fields, Calibration())
        if not self.lost:
            _apply(self._fields, self._calibration)
        self._due = not self.lost and not self.blank
        self._changes = self._calibration.changes

    def save(self) -> None:
        """Write one copy of the record, if one is not as the calibration in force. Never raises.

        Takes some 0.1 s when it does: to be called right after a period, while no sound is due.
        """
        calibration = self._calibration
        changed = self._changes != calibration.changes
        if changed:
            self._changes = calibration.changes
            for sensor in QUANTITY_NAMES:
                field = _bytes(getattr(calibration, sensor))
                if self._fields.get(sensor, b"")[:_SENSOR_SIZE] != field:
                    self._fields[sensor] = field
            self._due = True
        if self._due:
            body = b"".join([self._fields[sensor][:_SENSOR_SIZE] for sensor in _OLD_SENSORS])
            self._pair.save(self._fields, body, changed, 1)
            self._due = not self._pair.stored

    @property
    def due(self) -> bool:
        """The calibration in force is not in flash yet."""
        return self._due or self._changes != self._calibration.changes

    @property
    def stored(self) -> bool:
        """Flash has the calibration in force."""
        return self._pair.stored

    @property
    def failed(self) -> bool:
        """Flash did not take what we wrote last."""
        return self._pair.failed

    def set(self, *chosen) -> str:
        """Calibrate, now: what Calibration.set takes, but for the time. Returns why not, or ""."""
        clock = self._clock
        when: tuple = ()
        if not clock.lost:
            when = (clock.year, clock.month, clock.day, clock.hour, clock.minute, clock.second)
        return self._calibration.set(*(chosen + (when,)))

    def lines(self):
        """Generate what is in force as lines of comma-separated values; milli-degC, per mille."""
        yield COLUMNS
        for sensor in QUANTITY_NAMES:
            one = getattr(self._calibration, sensor)
            time = timestamp.words(*one.when) if one.by else ""
            yield "{},{},{},{},{},{},{}".format(
                sensor, one.low_raw, one.low_true, one.high_raw, one.high_true, one.by, time
            )


def _bytes(one) -> bytes:
    points = (one.low_raw, one.low_true, one.high_raw, one.high_true)
    return struct.pack(_SENSOR, *(points + one.when + (one.by.encode(),)))


def _apply(fields: dict, calibration: Calibration) -> bool:
    """Whether every correction in these fields is allowed; if so they are now in force.

    Through the same door as a technician: no byte in flash corrects more than he may.
    """
    for sensor in QUANTITY_NAMES:
        if len(fields[sensor]) < _SENSOR_SIZE:
            return False
        record = struct.unpack_from(_SENSOR, fields[sensor], 0)
        by = "".join([chr(byte) for byte in record[10] if byte])
        if by and calibration.set(
            sensor, record[0], record[1], record[2], record[3], by, record[4:10]
        ):
            return False
    return True
