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
_CONTROL = const(0x0E)
_STATUS = const(0x0F)

_MONTH_MASK = const(0x7F)  # above it: the century, which we do not use
_CENTURY = const(2000)
_NO_ALARMS = const(0x04)  # control: oscillator also on battery, no square wave, no alarm
_OSCILLATOR_STOPPED = const(0x80)  # status: since it was last cleared, time cannot be trusted


class Ds3231:
    """year, month, day, hour, minute, second: as last read. lost: the clock had stopped."""

    def __init__(self, i2c, address: int = 0x68):
        self._i2c = i2c
        self._address = address
        self._registers = bytearray(_STATUS + 1)
        self._set_time = bytearray(1 + _YEAR + 1)  # the register to begin at, then the registers
        self._set_control = bytearray((_CONTROL, _NO_ALARMS, 0))
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


def _decode(bcd: int, low: int, high: int) -> int:
    units = bcd & 0x0F
    value = (bcd >> 4) * 10 + units
    if units > 9 or not low <= value <= high:
        fail(WRONG_CHIP)
    return value


def _encode(value: int) -> int:
    return value // 10 << 4 | value % 10
