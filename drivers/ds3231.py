"""DS3231 real-time clock (Maxim 19-5170), kept in 24-hour form and in the years 2000 to 2099."""

from micropython import const

from drivers.errors import WRONG_CHIP, fail

# Registers: datasheet Figure 1, "Timekeeping Registers". Time is in binary-coded decimal.
_SECONDS = const(0x00)
_MINUTES = const(0x01)
_HOURS = const(0x02)
_WEEKDAY = const(0x03)
_DAY = const(0x04)
_MONTH = const(0x05)
_YEAR = const(0x06)
_STAMP = const(0x07)  # to 0x0D: the registers of both alarms, which we do not use
_CONTROL = const(0x0E)
_STATUS = const(0x0F)

_MONTH_MASK = const(0x7F)  # above it: the century, which we do not use
_CENTURY = const(2000)
_NO_ALARMS = const(0x04)  # control: oscillator also on battery, no square wave, no alarm
_OSCILLATOR_STOPPED = const(0x80)  # status: since it was last cleared, time cannot be trusted

# The stamp: two slots of three bytes, then one byte, the newer slot's number and which stretch of
# 128 days the clock was in, counted round every 45 years. A slot counts the seconds in a stretch.
# The last byte is sent last: until it arrives, whatever power loss has left of the slot before it
# does not count.
_SLOT_SIZE = const(3)
_NEWER = const(6)
_STAMP_SIZE = const(7)
_STRETCH_BITS = const(7)
_STRETCH_DAYS = const(128)
_STRETCHES = const(128)
_DAY_S = const(86_400)
_OUTAGE_DAYS_MAX = const(7)  # beyond nobody asks how long, and bytes left by chance mean longer

_DAYS_BEFORE_MONTH = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_MARCH = const(3)

UNKNOWN = const(-1)


class Ds3231:
    """year, month, day, hour, minute, second: as last read. lost: it had stopped, and is wrong."""

    def __init__(self, i2c, address: int = 0x68):
        self._i2c = i2c
        self._address = address
        self._registers = bytearray(_STATUS + 1)
        self._set_time = bytearray(1 + _YEAR + 1)  # the register to begin at, then the registers
        self._set_control = bytearray((_CONTROL, _NO_ALARMS, 0))
        self._stamp = bytearray(1 + _STAMP_SIZE)  # the register to begin at, then the registers
        self._stamp[0] = _STAMP
        self._newer_slot = 0
        self.year = _CENTURY
        self.month = 1
        self.day = 1
        self.hour = 0
        self.minute = 0
        self.second = 0
        self.lost = True

    def read(self) -> None:
        """Read the time. Raises OSError; WRONG_CHIP, with nothing changed, if it is no time."""
        registers = self._registers
        self._i2c.readfrom_mem_into(self._address, _SECONDS, registers)
        second = _decode(registers[_SECONDS], 0, 59)
        minute = _decode(registers[_MINUTES], 0, 59)
        hour = _decode(registers[_HOURS], 0, 23)
        day = _decode(registers[_DAY], 1, 31)
        month = _decode(registers[_MONTH] & _MONTH_MASK, 1, 12)
        year = _decode(registers[_YEAR], 0, 99)
        self.year = _CENTURY + year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.lost = registers[_STATUS] & _OSCILLATOR_STOPPED != 0

    def set(self, year: int, month: int, day: int, hour: int, minute: int, second: int) -> None:
        """Set the time and declare it good. Raises ValueError, OSError."""
        if not (
            _CENTURY <= year < _CENTURY + 100
            and 1 <= month <= 12
            and 1 <= day <= 31
            and 0 <= hour <= 23
            and 0 <= minute <= 59
            and 0 <= second <= 59
        ):
            raise ValueError("no such time")
        message = self._set_time
        message[1 + _SECONDS] = _encode(second)
        message[1 + _MINUTES] = _encode(minute)
        message[1 + _HOURS] = _encode(hour)
        message[1 + _WEEKDAY] = 1  # unused, but 0 is not allowed
        message[1 + _DAY] = _encode(day)
        message[1 + _MONTH] = _encode(month)
        message[1 + _YEAR] = _encode(year - _CENTURY)
        self._i2c.writeto(self._address, message)
        self._i2c.writeto(self._address, self._set_control)

    def outage_s(self) -> int:
        """Seconds since the last stamp, or UNKNOWN: clock lost, no stamp, or over some days.

        To be asked once, at start, before the first stamp. Raises OSError, WRONG_CHIP.
        """
        self.read()
        registers = self._registers
        for index in range(_STAMP_SIZE):
            self._stamp[1 + index] = registers[_STAMP + index]
        newer = registers[_STAMP + _NEWER]
        self._newer_slot = newer & 1
        if self.lost:
            return UNKNOWN
        slot = _STAMP + (newer & 1) * _SLOT_SIZE
        stamp_s = registers[slot] << 16 | registers[slot + 1] << 8 | registers[slot + 2]
        if stamp_s >= _STRETCH_DAYS * _DAY_S:
            return UNKNOWN
        days = self._days()
        stretches = ((days >> _STRETCH_BITS) - (newer >> 1)) & (_STRETCHES - 1)
        if stretches > 1:
            return UNKNOWN
        days_later = (days & (_STRETCH_DAYS - 1)) + stretches * _STRETCH_DAYS - stamp_s // _DAY_S
        if not 0 <= days_later <= _OUTAGE_DAYS_MAX:
            return UNKNOWN
        outage_s = days_later * _DAY_S + self._second_of_day() - stamp_s % _DAY_S
        return outage_s if outage_s >= 0 else UNKNOWN

    def stamp(self) -> None:
        """Note the time in the chip, on its battery and without wear. Raises OSError, WRONG_CHIP.

        Survives a loss of power at any moment: the last stamp or this one will be found.
        """
        self.read()
        days = self._days()
        stamp_s = (days & (_STRETCH_DAYS - 1)) * _DAY_S + self._second_of_day()
        stamp = self._stamp
        older_slot = 1 - self._newer_slot
        at = 1 + older_slot * _SLOT_SIZE
        stamp[at] = stamp_s >> 16
        stamp[at + 1] = stamp_s >> 8 & 0xFF
        stamp[at + 2] = stamp_s & 0xFF
        stamp[1 + _NEWER] = (days >> _STRETCH_BITS & (_STRETCHES - 1)) << 1 | older_slot
        self._i2c.writeto(self._address, stamp)
        self._newer_slot = older_slot  # only now: a transfer that failed may have spoilt the slot

    def _days(self) -> int:
        return days_since_2000(self.year - _CENTURY, self.month, self.day)

    def _second_of_day(self) -> int:
        return (self.hour * 60 + self.minute) * 60 + self.second


def days_since_2000(year: int, month: int, day: int) -> int:
    """Days from 1 January 2000; year: 0 to 99, of which every fourth is a leap year."""
    days = year * 365 + (year + 3) // 4 + _DAYS_BEFORE_MONTH[month - 1] + day - 1
    return days + 1 if month >= _MARCH and year & 3 == 0 else days


def _decode(bcd: int, low: int, high: int) -> int:
    units = bcd & 0x0F
    value = (bcd >> 4) * 10 + units
    if units > 9 or not low <= value <= high:
        fail(WRONG_CHIP)
    return value


def _encode(value: int) -> int:
    return value // 10 << 4 | value % 10
