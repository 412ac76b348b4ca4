"""Pretends a DS3231 real-time clock, register by register (Maxim 19-5170).

Alarms and the square wave are not here.
"""

from micropython import const

from sim.world.chips.quantise import quantise
from sim.world.clock import SECOND_US

# Registers, figure 1.
_TIME_BYTES = const(7)  # seconds, minutes, hours, day, date, month and century, year
_CONTROL = const(0x0E)
_STATUS = const(0x0F)
_TEMPERATURE = const(0x11)
_REGISTERS = const(0x13)  # after the last one the pointer wraps to 0

_CONTROL_RESET = const(0x1C)
_CONVERT = const(0x20)  # clears itself when the temperature has been taken
_STATUS_RESET = const(0x88)
_OSCILLATOR_STOPPED = const(0x80)  # OSF: software can clear it only
_ALARM_FLAGS = const(0x03)
_ENABLE_32_KHZ = const(0x08)

_TWELVE_HOURS = const(0x40)
_PM = const(0x20)
_CENTURY = const(0x80)

_DAY_S = const(86_400)
_CENTURY_DAYS = const(36_525)  # every fourth year is a leap year, 2000 to 2099
_FOUR_YEARS_DAYS = const(1_461)
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_STEPS_PER_K = 4.0  # the temperature has 10 bits, 0.25 K a step


class Ds3231:
    """A DS3231 with its battery, at `celsius()`.

    The time counts on through every reset of the board. What makes no sense as a time is kept
    as it was written and does not count.
    """

    def __init__(self, clock, celsius=lambda: 25.0):
        self._clock = clock
        self.celsius = celsius
        self._stopped = False
        self.power_up()

    def power_up(self) -> None:
        """Power was applied for the first time, or the battery had failed: the time is lost."""
        self._time = bytearray((0, 0, 0, 1, 1, 1, 0))
        self._since_us = self._clock.now_us  # when the time was as in _time
        self._others = bytearray(_REGISTERS)
        self._others[_CONTROL] = _CONTROL_RESET
        self._others[_STATUS] = _STATUS_RESET
        self._pointer = 0

    def set_calendar(self, moment) -> None:
        """Somebody has set it to (year, month, day, hour, minute, second), year 2000 to 2099.

        The weekday is 1 on a Monday.
        """
        year, month, day, hour, minute, second = moment
        days = _days(year - 2000, month, day)
        weekday = (days + 5) % 7 + 1  # 1 January 2000 was a Saturday
        self._time[:] = _encode(days * _DAY_S + hour * 3600 + minute * 60 + second, weekday, 0, 0)
        self._since_us = self._clock.now_us
        self._others[_STATUS] &= ~_OSCILLATOR_STOPPED & 0xFF

    def stop(self) -> None:
        """The oscillator stops, and the chip notes that."""
        self._catch_up()
        self._stopped = True
        self._others[_STATUS] |= _OSCILLATOR_STOPPED

    def start(self) -> None:
        """The oscillator runs again; that it had stopped stays noted."""
        self._catch_up()
        self._stopped = False

    def jump(self, seconds: int) -> None:
        """The time is suddenly so much later, or earlier, and the chip has not noticed."""
        self._catch_up()
        self._since_us -= seconds * SECOND_US

    def write(self, data) -> bool:
        """Set the pointer and the registers from there on."""
        if not len(data):
            return True
        self._catch_up()
        register = data[0] % _REGISTERS
        for value in data[1:]:
            self._store(register, value)
            register = (register + 1) % _REGISTERS
        self._pointer = register
        return True

    def read_into(self, buf) -> bool:
        """Read the registers from the pointer on: the time of all is that of the start."""
        self._catch_up()
        self._take_temperature()
        register = self._pointer
        for i in range(len(buf)):
            buf[i] = self._time[register] if register < _TIME_BYTES else self._others[register]
            register = (register + 1) % _REGISTERS
        self._pointer = register
        return True

    def _store(self, register, value):
        if register < _TIME_BYTES:
            self._time[register] = value
            if register == 0:
                self._since_us = self._clock.now_us  # the countdown chain starts anew
        elif register == _CONTROL:
            self._others[register] = value & ~_CONVERT & 0xFF
        elif register == _STATUS:
            kept = self._others[register] & value & (_OSCILLATOR_STOPPED | _ALARM_FLAGS)
            self._others[register] = kept | value & _ENABLE_32_KHZ
        elif register < _TEMPERATURE:
            self._others[register] = value

    def _take_temperature(self):
        steps = quantise(self.celsius() * _STEPS_PER_K, -0x200, 0x1FF)
        self._others[_TEMPERATURE] = steps >> 2 & 0xFF
        self._others[_TEMPERATURE + 1] = (steps & 3) << 6

    def _catch_up(self):
        elapsed_s = (self._clock.now_us - self._since_us) // SECOND_US
        if elapsed_s:
            self._since_us += elapsed_s * SECOND_US
            seconds = _decode(self._time)
            if seconds is not None and not self._stopped:
                midnights = (seconds + elapsed_s) // _DAY_S - seconds // _DAY_S
                weekday = (self._time[3] - 1 + midnights) % 7 + 1
                self._time[:] = _encode(
                    seconds + elapsed_s,
                    weekday,
                    self._time[2] & _TWELVE_HOURS,
                    self._time[5] & _CENTURY,
                )


def _bcd(number):
    return number // 10 << 4 | number % 10


def _decimal(byte):
    """The number that BCD means, or -1."""
    ones = byte & 0x0F
    tens = byte >> 4
    return tens * 10 + ones if ones < 10 and tens < 10 else -1


def _days(year, month, day):
    """Whole days since 1 January of year 0 of the century."""
    days = year * 365 + (year + 3) // 4 + day - 1
    for earlier in range(1, month):
        days += _month_days(year, earlier)
    return days


def _month_days(year, month):
    return 29 if month == 2 and year % 4 == 0 else _MONTH_DAYS[month - 1]


def _decode(time):
    """Seconds since the century began, or None where a register makes no sense."""
    second = _decimal(time[0])
    minute = _decimal(time[1])
    if time[2] & _TWELVE_HOURS:
        hour = _decimal(time[2] & 0x1F)
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if time[2] & _PM else 0)
    else:
        hour = _decimal(time[2])
    day = _decimal(time[4])
    month = _decimal(time[5] & ~_CENTURY & 0xFF)
    year = _decimal(time[6])
    if not (0 <= second < 60 and 0 <= minute < 60 and 0 <= hour < 24 and 1 <= time[3] <= 7):
        return None
    if not (0 <= year and 1 <= month <= 12 and 1 <= day <= _month_days(year, month)):
        return None
    return ((_days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second


def _encode(seconds, weekday, twelve_hours, century):
    """The seven registers, from seconds since the century began."""
    days, seconds = divmod(seconds, _DAY_S)
    if days // _CENTURY_DAYS % 2:
        century ^= _CENTURY
    cycles, days = divmod(days % _CENTURY_DAYS, _FOUR_YEARS_DAYS)
    year = cycles * 4
    if days >= 366:
        years, days = divmod(days - 366, 365)
        year += 1 + years
    month = 1
    while days >= _month_days(year, month):
        days -= _month_days(year, month)
        month += 1
    hour = seconds // 3600
    if twelve_hours:
        hour_byte = _TWELVE_HOURS | (_PM if hour >= 12 else 0) | _bcd((hour + 11) % 12 + 1)
    else:
        hour_byte = _bcd(hour)
    return bytes(
        (
            _bcd(seconds % 60),
            _bcd(seconds // 60 % 60),
            hour_byte,
            weekday,
            _bcd(days + 1),
            _bcd(month) | century,
            _bcd(year),
        )
    )
