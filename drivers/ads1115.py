"""ADS1115 16-bit analog to digital converter, four inputs (Texas Instruments SBAS444)."""

from micropython import const

from drivers.errors import WRONG_CHIP, fail
from drivers.registers import Registers, signed

FULL_SCALE_COUNTS = const(32767)  # also what anything above the full scale reads

_CONVERSION = const(0x00)
_CONFIG = const(0x01)

# "Config Register".
_START = const(1 << 15)  # written: begin a conversion; read: none is under way
_INPUT_SHIFT = const(12)
_INPUT_0_TO_GROUND = const(4)  # then 5, 6, 7 for inputs 1, 2, 3
_RANGE_SHIFT = const(9)
_RANGES = {6144: 0, 4096: 1, 2048: 2, 1024: 3, 512: 4, 256: 5}  # full scale in mV: its code
_SINGLE_SHOT = const(1 << 8)
_RATE_8_PER_S = const(0 << 5)  # 125 ms: the slowest, for it averages most of the mains' hum away
_NO_COMPARATOR = const(3)
_COMMON = const(_START | _SINGLE_SHOT | _RATE_8_PER_S | _NO_COMPARATOR)

_FIRST_INPUT = const(3)


class Ads1115:
    """Converts inputs 3, 0, 1, 2 in turn, one a poll.

    full_scale_mv: of each of the four inputs, one of 6144, 4096, 2048, 1024, 512, 256 mV.
    channel: the input read last. counts: its result, -32768..32767, in 1/32768 of full scale.
    """

    def __init__(self, i2c, full_scale_mv: tuple, address: int = 0x49):
        self._registers = Registers(i2c, address)
        self._configs = tuple(
            _COMMON
            | (_INPUT_0_TO_GROUND + channel) << _INPUT_SHIFT
            | _RANGES[full_scale_mv[channel]] << _RANGE_SHIFT
            for channel in range(4)
        )
        self._converting = _FIRST_INPUT
        self._discard = True
        self.channel = _FIRST_INPUT
        self.counts = 0

    def configure(self) -> None:
        """Begin anew, with a conversion that does not count. Raises OSError."""
        # It may not even be ours: a start is ignored while the conversion of another input runs.
        self._discard = True
        self._begin(_FIRST_INPUT)

    def poll(self) -> bool:
        """Take the finished conversion, if it is, and begin that of the next input.

        Raises OSError; WRONG_CHIP if the chip is not set as we left it: it was reset.
        """
        config = self._registers.read(_CONFIG)
        if config | _START != self._configs[self._converting]:
            fail(WRONG_CHIP)
        if not config & _START:
            return False
        if self._discard:
            self._begin(_FIRST_INPUT)
            self._discard = False
            return False
        counts = signed(self._registers.read(_CONVERSION))
        channel = self._converting
        self._begin((channel + 1) & 3)
        self.channel = channel
        self.counts = counts
        return True

    def _begin(self, channel: int) -> None:
        self._registers.write(_CONFIG, self._configs[channel])
        self._converting = channel
