"""Trends: one record a minute of what was measured, set and done, for two days and more."""

import struct

from micropython import const

from control.quantities import QUANTITIES
from control.settings import MODES, SKIN, STANDBY
from firmware.storage import timestamp
from firmware.storage.journal import CRC_SIZE, Journal

# The quantities in a record of the first version, and those added since.
_FIRST = QUANTITIES[:6]
_LATER = QUANTITIES[6:]
COLUMNS = ",".join(
    ["number,time,mode,override,mains,hood_open,alarm"]
    + [row.name + "_" + row.suffix for row in _FIRST]
    + ["set_mc,set_humidity_pm,heater_pm"]
    + [row.name + "_" + row.suffix for row in _LATER]
)

# A row: time, state, the highest alarm priority of the minute, quantities, checksum. Quantities
# added since are counted from _NONE: what an older record lacks is zero, and so not known.
_FIRST_BODY = ">BB9h"
_BODY = _FIRST_BODY + "{}H".format(len(_LATER))
_FIRST_SIZE = timestamp.SIZE + struct.calcsize(_FIRST_BODY) + CRC_SIZE
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


def _count(quantity) -> int:
    """What one count in a record is worth, in the quantity's own unit."""
    return _CENTI if quantity.suffix == "mc" else 1


# What one count is worth of each value in a record of the first version.
_COUNTS = tuple([_count(quantity) for quantity in _FIRST] + [_CENTI, 1, 1])


class Trends:
    """clock: a Ds3231; a minute gets the time that it had when last read."""

    def __init__(self, files, clock):
        self._clock = clock
        self._row = bytearray(_SIZE)
        self._journal = Journal(
            files, "trends", _SIZE, _PER_FILE, _FILES, _WAITING_MAX, _FIRST_SIZE
        )
        self._minute = 0
        self._periods = 0
        self._heater_sum_pm = 0
        self._priority = 0

    @property
    def failed(self) -> bool:
        """Flash did not take what we wrote last."""
        return self._journal.failed

    def note(self, controller, readings) -> None:
        """Every period: take what it has read and decided. The last of a minute is recorded.

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
        """Generate the trends as lines of comma-separated values, the oldest minute first.

        A None between two lines means that there is no line yet: ask again.
        """
        yield COLUMNS
        for record in self._journal.rows():
            if record is None:
                yield None
                continue
            number, row = record
            body = struct.unpack_from(_BODY, row, timestamp.SIZE)
            state = body[0]
            mode = state & _MODE_MASK
            fields = [
                str(number),
                timestamp.text(row, 0),
                MODES[mode] if mode < len(MODES) else "",
                "1" if state & _OVERRIDE else "0",
                "1" if state & _MAINS else "0",
                "1" if state & _HOOD_OPEN else "0",
                str(body[1]),
            ]
            later_at = 2 + len(_COUNTS)
            for index in range(len(_COUNTS)):
                fields.append(_text(body[2 + index], _COUNTS[index]))
            for index in range(len(_LATER)):
                fields.append(_text(body[later_at + index] + _NONE, _count(_LATER[index])))
            yield ",".join(fields)

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
            *(
                [_believed(estimates, quantity) for quantity in _FIRST]
                + [target, settings.humidity_pm, self._heater_sum_pm // self._periods]
                + [_believed(estimates, quantity) - _NONE for quantity in _LATER]
            ),
        )
        self._journal.add(row)


def _believed(estimates, quantity) -> int:
    channel = getattr(estimates, quantity.name)
    if not channel.valid:
        return _NONE
    return _centi(channel.value) if _count(quantity) == _CENTI else channel.value


def _centi(value_mc: int) -> int:
    """Milli-degrees as hundredths of a degree, to the nearest, within what a record holds."""
    return min(max((value_mc + _CENTI // 2) // _CENTI, -_CENTI_MAX), _CENTI_MAX)


def _text(value: int, factor: int) -> str:
    return "" if value == _NONE else str(value * factor)
