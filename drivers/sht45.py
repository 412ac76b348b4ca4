"""SHT45 humidity and temperature sensor (Sensirion, "Datasheet SHT4x")."""

from micropython import const

from drivers.errors import BAD_CHECKSUM, fail

_MEASURE_HIGH_PRECISION = b"\xfd"  # "Command Overview"; takes at most 8.3 ms: "Timing"

# Answer: temperature word, its checksum, humidity word, its checksum.
_TEMPERATURE = const(0)
_HUMIDITY = const(3)
_ANSWER_SIZE = const(6)

# "Checksum Calculation".
_CRC_START = const(0xFF)


class Sht45:
    """temperature_mc: milli-degC, -45000..130000. humidity_pm: relative humidity, 0..1000."""

    def __init__(self, i2c, address: int = 0x44):
        self._i2c = i2c
        self._address = address
        self._answer = bytearray(_ANSWER_SIZE)
        self.temperature_mc = 0
        self.humidity_pm = 0

    def configure(self) -> None:
        """Begin a measurement: all there is to set. Raises OSError if the chip does not answer."""
        self._i2c.writeto(self._address, _MEASURE_HIGH_PRECISION)

    def poll(self) -> bool:
        """Take the measurement begun 10 ms ago or earlier, and begin the next.

        Raises OSError if there is none, BAD_CHECKSUM if it was garbled on its way.
        """
        answer = self._answer
        self._i2c.readfrom_into(self._address, answer)
        temperature = _checked_word(answer, _TEMPERATURE)
        humidity = _checked_word(answer, _HUMIDITY)
        # After the checks: no error leaves a measurement under way, so configure() may follow any.
        self.configure()
        self.temperature_mc = _temperature_mc(temperature)
        self.humidity_pm = _humidity_pm(humidity)
        return True


def _checked_word(answer: bytearray, at: int) -> int:
    if crc8(answer[at], answer[at + 1]) != answer[at + 2]:
        fail(BAD_CHECKSUM)
    return answer[at] << 8 | answer[at + 1]


def crc8(high: int, low: int) -> int:
    """The checksum of a word."""
    return _crc_of(_crc_of(_CRC_START ^ high) ^ low)


def _crc_of(crc: int) -> int:
    """Eight steps of the division, four at a time."""
    crc = (crc & 0x0F) << 4 ^ _CRC_OF_NIBBLE[crc >> 4]
    return (crc & 0x0F) << 4 ^ _CRC_OF_NIBBLE[crc >> 4]


# Of the polynomial 0x31: what a nibble that is shifted out leaves behind.
_CRC_OF_NIBBLE = b"\x00\x31\x62\x53\xc4\xf5\xa6\x97\xb9\x88\xdb\xea\x7d\x4c\x1f\x2e"


# "Conversion of Signal Output", in milli-degC and per mille, to the nearest.


def _temperature_mc(word: int) -> int:
    # -45 + 175 word / 65535 degC. 175000/65535 is 4 * 8750/13107: the 4 waits until after the
    # division, because 35000 * 65535 is more than 2^30.
    scaled = word * 8750
    quotient = scaled // 13107
    rest = scaled % 13107
    return 4 * quotient + (4 * rest + 6553) // 13107 - 45000


def _humidity_pm(word: int) -> int:
    # -6 + 125 word / 65535 %RH. Beyond 0..100 % lies only the sensor's own tolerance.
    return min(max((word * 1250 + 32767) // 65535 - 60, 0), 1000)
