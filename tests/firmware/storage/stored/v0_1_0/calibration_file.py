"""The calibration: two copies in flash, so that one spoilt cell does not lose it."""

import struct

from micropython import const

from control.calibration import Calibration
from firmware.storage import timestamp
from firmware.storage.crc16 import crc16

SENSORS = ("air", "air2", "skin", "skin2", "element", "humidity")
_NAMES = ("calibration0", "calibration1")

# A copy: version, sequence number, for each sensor its points, time and name; checksum.
_VERSION = const(1)
_HEAD = ">BH"
_HEAD_SIZE = struct.calcsize(_HEAD)
_SENSOR = ">4iH5B12s"
_SENSOR_SIZE = struct.calcsize(_SENSOR)
_CRC = _HEAD_SIZE + len(SENSORS) * _SENSOR_SIZE
_CRC_SIZE = const(2)
_SIZE = _CRC + _CRC_SIZE
_SEQUENCE_MASK = const(0xFFFF)

_RETRY_AFTER = const(120)  # saves: flash that failed is not worn out by trying


COLUMNS = "sensor,low_raw,low_true,high_raw,high_true,by,time"


class CalibrationFile:
    """What is in flash of a `calibration`; and how a technician changes that and reads it.

    lost: there were copies at start, and none was whole. failed: flash does not take a copy.
    files: as firmware/storage/files.py. clock: a Ds3231, as last read.
    """

    def __init__(self, files, clock, calibration: Calibration):
        self._files = files
        self._clock = clock
        self._calibration = calibration
        self._copy = bytearray(_SIZE)
        self._check = bytearray(_SIZE)
        self._sequence = 0
        self._slot = 0  # the next to be written
        self._due = 0  # copies
        self._changes = 0
        self._wait = 0
        self.lost = False
        self.failed = False

    def load(self) -> None:
        """At start: calibrate as the newest whole copy says; without one nothing is corrected."""
        whole = 0  # copies that are as the newest
        for slot in range(len(_NAMES)):
            if not self._read(slot) or not _apply(self._check, Calibration()):
                continue
            if self._check == self._copy:
                whole += 1
                continue
            sequence = struct.unpack_from(_HEAD, self._check, 0)[1]
            # Sequence numbers count round: of two copies that differ one is a step ahead.
            if not whole or (sequence - self._sequence) & _SEQUENCE_MASK < 0x8000:
                self._sequence = sequence
                self._slot = 1 - slot
                self._copy[:] = self._check
            whole = 1
        if whole:
            self.lost = False
            self._due = len(_NAMES) - whole
            _apply(self._copy, self._calibration)
        self._changes = self._calibration.changes

    def save(self) -> None:
        """Write one copy, if one is not what it should be. Never raises.

        Takes some 0.1 s when it does: to be called right after a period, while no sound is due.
        """
        if self._wait:
            self._wait -= 1
            return
        if self._changes != self._calibration.changes:
            self._changes = self._calibration.changes
            self._sequence = (self._sequence + 1) & _SEQUENCE_MASK
            _fill(self._copy, self._sequence, self._calibration)
            self._due = len(_NAMES)
        if not self._due:
            return
        self.failed = not self._write(self._slot)
        if self.failed:
            self._wait = _RETRY_AFTER
        else:
            self._due -= 1
            self._slot = 1 - self._slot

    def set(
        self,
        sensor: str,
        low_shown: object,
        low_true: object,
        high_shown: object,
        high_true: object,
        by: str,
    ) -> str:
        """Calibrate, now, as Calibration.set says. Returns why not, or an empty string."""
        clock = self._clock
        when: tuple = ()
        if not clock.lost:
            when = (clock.year, clock.month, clock.day, clock.hour, clock.minute, clock.second)
        return self._calibration.set(sensor, low_shown, low_true, high_shown, high_true, by, when)

    def lines(self):
        """Generate what is in force as lines of comma-separated values; milli-degC, per mille."""
        yield COLUMNS
        for sensor in SENSORS:
            one = getattr(self._calibration, sensor)
            time = timestamp.words(*one.when) if one.by else ""
            yield "{},{},{},{},{},{},{}".format(
                sensor, one.low_raw, one.low_true, one.high_raw, one.high_true, one.by, time
            )

    def _read(self, slot: int) -> bool:
        """Read a copy to be checked; whether there is one of the right length."""
        try:
            size = self._files.size(_NAMES[slot])
            self.lost = self.lost or size > 0
            return size == _SIZE and self._files.read_into(_NAMES[slot], 0, self._check) == _SIZE
        except OSError:
            self.lost = True
            return False

    def _write(self, slot: int) -> bool:
        try:
            self._files.replace(_NAMES[slot], self._copy)
            self._files.read_into(_NAMES[slot], 0, self._check)
        except OSError:
            return False
        return self._check == self._copy


def _fill(copy: bytearray, sequence: int, calibration: Calibration) -> None:
    struct.pack_into(_HEAD, copy, 0, _VERSION, sequence)
    at = _HEAD_SIZE
    for sensor in SENSORS:
        one = getattr(calibration, sensor)
        points = (one.low_raw, one.low_true, one.high_raw, one.high_true)
        struct.pack_into(_SENSOR, copy, at, *(points + one.when + (one.by.encode(),)))
        at += _SENSOR_SIZE
    struct.pack_into(">H", copy, _CRC, crc16(copy, _CRC))


def _apply(copy: bytearray, calibration: Calibration) -> bool:
    """Whether the copy is whole and every correction in it is allowed; if so they are in force.

    Through the same door as a technician: no byte in flash corrects more than he may.
    """
    if crc16(copy, _SIZE) != 0 or copy[0] != _VERSION:
        return False
    at = _HEAD_SIZE
    for sensor in SENSORS:
        record = struct.unpack_from(_SENSOR, copy, at)
        at += _SENSOR_SIZE
        by = "".join([chr(byte) for byte in record[10] if byte])
        if by and calibration.set(
            sensor, record[0], record[1], record[2], record[3], by, record[4:10]
        ):
            return False
    return True
