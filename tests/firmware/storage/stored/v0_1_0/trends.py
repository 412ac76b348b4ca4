"""Trends: one record a minute of what was measured, set and done, for two days and more."""

import struct

from micropython import const

from control.settings import MODES, SKIN, STANDBY
from firmware.storage import timestamp
from tests.firmware.storage.stored.v0_1_0.journal import CRC_SIZE, Journal

COLUMNS = (
    "number,time,mode,override,mains,hood_open,alarm,air_mc,air2_mc,skin_mc,skin2_mc,element_mc,"
    "humidity_pm,set_mc,set_humidity_pm,heater_pm"
)

# A row: time, state, the highest alarm priority of the minute, nine quantities, checksum.
_BODY = ">BB9h"
_SIZE = timestamp.SIZE + struct.calcsize(_BODY) + CRC_SIZE
_PER_FILE = const(585)  # 16 KB, four blocks of flash, 9 h 45 min
_FILES = const(8)  # 68 h at least: a weekend
_BATCH = const(5)  # minutes that a cut may lose, to spare the flash
_WAITING_MAX = const(16)

_MODE_MASK = const(3)
_OVERRIDE = const(4)
_MAINS = const(8)
_HOOD_OPEN = const(16)
_CENTI = const(10)  # temperatures are kept in hundredths of a degree, within 16 bits
_CENTI_MAX = const(32767)
_NONE = const(-32768)  # not known, or not set

_MINUTE_S = const(60)


class Trends:
    """clock: a Ds3231; a minute gets the time that it had when last read."""

    def __init__(self, files, clock):
        self._clock = clock
        self._row = bytearray(_SIZE)
        self._journal = Journal(files, "trends", _SIZE, _PER_FILE, _FILES, _WAITING_MAX)
        self._minute = 0
        self._periods = 0
        self._heater_sum_pm = 0
        self._priority = 0

    @property
    def failed(self) -> bool:
        """Flash did not take what we wrote last."""
        return self._journal.failed

    def note(self, controller, readings) -> None:
        """Every period: what it has read and decided. The last one of a minute is recorded.

        Of heat the record has the mean of the minute, of alarms the highest priority.
        """
        self._periods += 1
        self._heater_sum_pm += controller.outputs.heater_pm
        self._priority = max(self._priority, controller.alarms.lamp_priority)
        minute = controller.alarms.uptime_s // _MINUTE_S
        if minute != self._minute:
            self._minute = minute
            self._record(controller, readings)
            self._periods = 0
            self._heater_sum_pm = 0
            self._priority = 0

    def flush(self) -> None:
        """Write what waits, if it is worth an erase of the flash. Never raises.

        Takes some 0.1 s: to be called right after a period, while no sound is due.
        """
        if self._journal.waiting >= _BATCH:
            self._journal.flush()

    def lines(self):
        """Generate the trends as lines of comma-separated values, the oldest minute first."""
        yield COLUMNS
        for number, row in self._journal.rows():
            state, priority, air, air2, skin, skin2, element, humidity, target, moist, heater = (
                struct.unpack_from(_BODY, row, timestamp.SIZE)
            )
            mode = state & _MODE_MASK
            yield ",".join(
                (
                    str(number),
                    timestamp.text(row, 0),
                    MODES[mode] if mode < len(MODES) else "",
                    "1" if state & _OVERRIDE else "0",
                    "1" if state & _MAINS else "0",
                    "1" if state & _HOOD_OPEN else "0",
                    str(priority),
                    _text(air, _CENTI),
                    _text(air2, _CENTI),
                    _text(skin, _CENTI),
                    _text(skin2, _CENTI),
                    _text(element, _CENTI),
                    _text(humidity, 1),
                    _text(target, _CENTI),
                    _text(moist, 1),
                    _text(heater, 1),
                )
            )

    def _record(self, controller, readings) -> None:
        estimates = controller.estimates
        settings = controller.settings
        if settings.mode == STANDBY:
            target = _NONE
        else:
            target = _centi(settings.skin_mc if settings.mode == SKIN else settings.air_mc)
        row = self._row
        timestamp.put(row, 0, self._clock)
        struct.pack_into(
            _BODY,
            row,
            timestamp.SIZE,
            settings.mode
            | (_OVERRIDE if settings.override else 0)
            | (_MAINS if readings.mains else 0)
            | (_HOOD_OPEN if readings.hood_open else 0),
            self._priority,
            _temperature(estimates.air),
            _temperature(estimates.air2),
            _temperature(estimates.skin),
            _temperature(estimates.skin2),
            _temperature(estimates.element),
            estimates.humidity.value if estimates.humidity.valid else _NONE,
            target,
            settings.humidity_pm,
            self._heater_sum_pm // self._periods,
        )
        self._journal.add(row)


def _temperature(channel) -> int:
    return _centi(channel.value) if channel.valid else _NONE


def _centi(value_mc: int) -> int:
    """Rounded to the nearest, within what a record holds."""
    return min(max((value_mc + _CENTI // 2) // _CENTI, -_CENTI_MAX), _CENTI_MAX)


def _text(value: int, factor: int) -> str:
    return "" if value == _NONE else str(value * factor)
