"""Pretends an SHT45 temperature and humidity sensor by its commands (Sensirion SHT4x datasheet).

Its heater is not here.
"""

from micropython import const

from sim.world.chips.quantise import quantise

# Commands, table 7; durations are the longest of table 5.
_SERIAL_NUMBER = const(0x89)
_SOFT_RESET = const(0x94)
_MEASURE_US = {0xFD: 8_300, 0xF6: 4_500, 0xE0: 1_600}  # high, medium, low repeatability
_RESET_US = const(1_000)

_FULL_SCALE = 65535.0  # section 4.6
_TEMPERATURE_BASE_C = -45.0
_TEMPERATURE_SPAN_K = 175.0
_HUMIDITY_BASE_PCT = -6.0
_HUMIDITY_SPAN_PCT = 125.0

_CRC_POLYNOMIAL = const(0x31)  # section 4.4
_CRC_START = const(0xFF)


def _crc_table():
    table = bytearray(256)
    for index in range(256):
        crc = index
        for _ in range(8):
            crc = crc << 1 ^ (_CRC_POLYNOMIAL if crc & 0x80 else 0)
            crc &= 0xFF
        table[index] = crc
    return bytes(table)


_CRC = _crc_table()


def crc8(high: int, low: int) -> int:
    """The checksum of a word."""
    return _CRC[_CRC[_CRC_START ^ high] ^ low]


class Sht45:
    """An SHT45 that measures `celsius()` and `humidity_pct()` at the moment it is told to.

    It does not acknowledge a read while it measures, nor a second read of one measurement, nor a
    command that it does not know.
    """

    def __init__(self, clock, celsius, humidity_pct, serial=0x0D15EA5E):
        self._clock = clock
        self.celsius = celsius
        self.humidity_pct = humidity_pct
        self._serial = serial
        self._answer = bytearray(6)
        self.garbles = False  # each word of its answers arrives with a bit wrong
        self.power_up()

    def power_up(self) -> None:
        """Power was applied, or the reset command given: nothing to read, deaf for 1 ms."""
        self._has_answer = False
        self._ready_us = self._clock.now_us + _RESET_US

    def write(self, data) -> bool:
        """Take a command of one byte."""
        command = data[0] if len(data) else None
        if command == _SOFT_RESET:
            self.power_up()
            return True
        if self._clock.now_us < self._ready_us:
            return False
        if command in _MEASURE_US:
            temperature = (self.celsius() - _TEMPERATURE_BASE_C) / _TEMPERATURE_SPAN_K
            humidity = (self.humidity_pct() - _HUMIDITY_BASE_PCT) / _HUMIDITY_SPAN_PCT
            self._prepare(
                quantise(temperature * _FULL_SCALE, 0, 0xFFFF),
                quantise(humidity * _FULL_SCALE, 0, 0xFFFF),
                _MEASURE_US[command],
            )
        elif command == _SERIAL_NUMBER:
            self._prepare(self._serial >> 16, self._serial & 0xFFFF, 0)
        else:
            return command is None
        return True

    def read_into(self, buf) -> bool:
        """Give two words with their checksums, once; the controller may stop after any byte."""
        if not self._has_answer or self._clock.now_us < self._ready_us:
            return False
        self._has_answer = False
        answer = self._answer
        for i in range(len(buf)):
            buf[i] = answer[i] if i < 6 else 0xFF
        if self.garbles:
            for i in range(0, len(buf), 3):
                buf[i] ^= 1
        return True

    def _prepare(self, first, second, duration_us):
        answer = self._answer
        answer[0] = first >> 8
        answer[1] = first & 0xFF
        answer[2] = crc8(answer[0], answer[1])
        answer[3] = second >> 8
        answer[4] = second & 0xFF
        answer[5] = crc8(answer[3], answer[4])
        self._has_answer = True
        self._ready_us = self._clock.now_us + duration_us
