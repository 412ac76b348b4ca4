"""Trends: one record a minute of what was measured, set and done, for two days and more."""

import struct

from micropython import const

from control.quantities import QUANTITIES, QUANTITY_NAMES
from control.settings import MODES, SKIN, STANDBY
from firmware.storage import timestamp
from firmware.storage.journal import CRC_SIZE, Journal

# A row: time, state, the highest alarm priority of the minute, quantities, checksum. The first
# version had _FIRST quantities, followed by what is set and done. Those added since stand behind,
# counted from _NONE: what an older record lacks is zero, and so not known.
_FIRST = const(6)
_FIRST_BODY = ">BB9h"
_FIRST_SIZE = timestamp.SIZE + struct.calcsize(_FIRST_BODY) + CRC_SIZE
_ADDED_BODY = ">{}H".format(len(QUANTITIES) - _FIRST)
_SIZE = _FIRST_SIZE + struct.calcsize(_ADDED_BODY)
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
_AIR = 2 + QUANTITY_NAMES.index("air")  # places in _FIRST_BODY
_SKIN = 2 + QUANTITY_NAMES.index("skin")


def _names() -> list:
    """The columns of what was measured, set and done, in the order of a record."""
    names = [row.name + "_" + row.suffix for row in QUANTITIES]
    return names[:_FIRST] + ["set_mc", "set_humidity_pm", "heater_pm"] + names[_FIRST:]


def columns() -> str:
    """The first line of what is exported."""
    return "number,time,mode,override,mains,hood_open,alarm," + ",".join(_names())


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

    def recent(self, count: int):
        """Generate (minutes, skin_mc, air_mc) of the newest `count` records that there are now,
        the oldest first. minutes: since 2000. What is not known is None.

        A None between two means that there is none yet: ask again.
        """
        end = self._journal.next_number
        return _recalled(self._journal.rows(max(end - count, 0), end))

    def lines(self):
        """Generate the trends as lines of comma-separated values, the oldest minute first.

        A None between two lines means that there is no line yet: ask again.
        """
        yield columns()
        counts = [_CENTI if name.endswith("_mc") else 1 for name in _names()]
        for record in self._journal.rows():
            if record is None:
                yield None
                continue
            number, row = record
            body = struct.unpack_from(_FIRST_BODY, row, timestamp.SIZE)
            added = struct.unpack_from(_ADDED_BODY, row, _FIRST_SIZE - CRC_SIZE)
            state = body[0]
            values = body[2:] + tuple([value + _NONE for value in added])
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
            for index in range(len(counts)):
                fields.append(_text(values[index], counts[index]))
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
        measured = [_believed(*one) for one in zip(QUANTITIES, estimates.channels)]
        struct.pack_into(
            _FIRST_BODY,
            row,
            timestamp.SIZE,
            settings.mode
            | (_OVERRIDE if settings.override else 0)
            | (_MAINS if readings.mains else 0)
            | (_HOOD_OPEN if readings.hood_open else 0),
            self._priority,
            *measured[:_FIRST],
            target,
            settings.humidity_pm,
            self._heater_sum_pm // self._periods,
        )
        added = [value - _NONE for value in measured[_FIRST:]]
        struct.pack_into(_ADDED_BODY, row, _FIRST_SIZE - CRC_SIZE, *added)
        self._journal.add(row)


def _recalled(records):
    for record in records:
        if record is None:
            yield None
            continue
        _, row = record
        body = struct.unpack_from(_FIRST_BODY, row, timestamp.SIZE)
        minutes = timestamp.minutes(row, 0)
        yield (
            None if minutes == timestamp.UNKNOWN else minutes,
            _known_mc(body[_SKIN]),
            _known_mc(body[_AIR]),
        )


def _known_mc(centi: int):
    return None if centi == _NONE else centi * _CENTI


def _believed(quantity, channel) -> int:
    if not channel.valid:
        return _NONE
    return _centi(channel.value) if quantity.suffix == "mc" else channel.value


def _centi(value_mc: int) -> int:
    """Milli-degrees as hundredths of a degree, to the nearest, within what a record holds."""
    return min(max((value_mc + _CENTI // 2) // _CENTI, -_CENTI_MAX), _CENTI_MAX)


def _text(value: int, factor: int) -> str:
    return "" if value == _NONE else str(value * factor)
