"""The event log: alarms, what people changed, starts; kept in flash, exported as a table."""

import struct

from micropython import const

from control import alarm_log
from control.alarm_table import NAMES
from firmware.storage import timestamp
from firmware.storage.journal import CRC_SIZE, Journal

# What happened. Flash keeps the position in EVENTS: add at the end only.
STARTED = const(5)  # subject: why
CHANGED = const(6)  # subject: a setting; its value, and as limit the value before
CALIBRATED = const(7)  # subject: a sensor
CLOCK_SET = const(8)
CRASHED = const(9)  # subject: the exception
UPDATED = const(10)  # subject: the version, which has proved itself after an update
LOST = const(11)  # value: events that found no room since the one before
FAILED = const(12)  # subject: a command of the console and the exception that ended it
EVENTS = alarm_log.EVENTS + (
    "started",
    "changed",
    "calibrated",
    "clock-set",
    "crashed",
    "updated",
    "lost",
    "failed",
)
COLUMNS = "number,time,uptime_s,event,subject,value,limit"

# A row: time, uptime in seconds, event, subject, value, limit, checksum.
SUBJECT_MAX = const(32)  # characters: every alarm's name has room; a longer subject is cut
_BODY = ">IB32sii"
_SIZE = timestamp.SIZE + struct.calcsize(_BODY) + CRC_SIZE
_SUBJECT_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_.+"
_PER_FILE = const(309)  # 16 KB, four blocks of flash
_FILES = const(8)  # 2,163 events at least: months of use
_WAITING_MAX = const(24)


class EventLog:
    """clock: a Ds3231; an event gets the time that it had when last read.

    failed: flash did not take the last batch, as in Journal.
    """

    def __init__(self, files, clock):
        self._clock = clock
        self._row = bytearray(_SIZE)
        self._journal = Journal(files, "events", _SIZE, _PER_FILE, _FILES, _WAITING_MAX)

    @property
    def failed(self) -> bool:
        """Flash did not take what we wrote last."""
        return self._journal.failed

    def note(self, uptime_s: int, event: int, subject: str = "", value: int = 0, limit: int = 0):
        """Note an event; uptime_s of the board when it happened. value, limit: of 32 bits."""
        row = self._row
        timestamp.put(row, 0, self._clock)
        struct.pack_into(
            _BODY, row, timestamp.SIZE, uptime_s, event, subject.encode(), value, limit
        )
        self._journal.add(row)

    def take(self, log: alarm_log.AlarmLog) -> None:
        """Note what the alarms have logged, as far as there is room; the rest can wait there."""
        self._journal.lost += log.lost
        log.lost = 0
        while log.waiting and self._journal.waiting < _WAITING_MAX:
            entry = log.take()
            subject = NAMES[entry.alarm] if entry.alarm >= 0 else ""
            self.note(entry.uptime_s, entry.event, subject, entry.value, entry.limit)

    def flush(self, uptime_s: int) -> None:
        """Write one small batch if anything waits. Never raises.

        Takes some 0.1 s: to be called right after a period, while no sound is due.
        """
        journal = self._journal
        journal.flush()
        if journal.lost and journal.waiting < _WAITING_MAX:
            lost = journal.lost
            journal.lost = 0
            self.note(uptime_s, LOST, "", lost)

    def alarms(self):
        """Generate (row, month, day, minute) of each alarm that has begun, as flash has them now,
        the oldest first. minute: of the day; month 0: the time is not known.

        A None between two means that there is none yet: ask again.
        """
        return _alarms(self._journal.rows(0, self._journal.next_number))

    def lines(self):
        """Generate the log as lines of comma-separated values, the oldest event first.

        A None between two lines means that there is no line yet: ask again.
        """
        yield COLUMNS
        for record in self._journal.rows():
            if record is None:
                yield None
                continue
            number, row = record
            uptime_s, event, subject, value, limit = struct.unpack_from(_BODY, row, timestamp.SIZE)
            yield "{},{},{},{},{},{},{}".format(
                number,
                timestamp.text(row, 0),
                uptime_s,
                EVENTS[event] if event < len(EVENTS) else event,
                _text(subject),
                value,
                limit,
            )


def _alarms(records):
    for record in records:
        found = None
        if record:
            _, row = record
            _, event, subject, _, _ = struct.unpack_from(_BODY, row, timestamp.SIZE)
            name = _text(subject)
            if event == alarm_log.BEGAN and name in NAMES:
                month = row[1] if timestamp.minutes(row, 0) != timestamp.UNKNOWN else 0
                found = (NAMES.index(name), month, row[2], row[3] * 60 + row[4])
        yield found


def _text(subject: bytes) -> str:
    """Whatever the bytes are, a word that breaks no table."""
    return "".join([chr(byte) for byte in subject if chr(byte) in _SUBJECT_CHARACTERS])
