"""TMP117 temperature sensor (Texas Instruments SNOSD82)."""

from micropython import const

from drivers.errors import WRONG_CHIP, fail
from drivers.registers import Registers, signed

# Registers: datasheet "Register Map".
_TEMPERATURE = const(0x00)
_CONFIGURATION = const(0x01)
_DEVICE_ID = const(0x0F)

_ID = const(0x117)
_ID_MASK = const(0x0FFF)  # above it: the revision of the die

# "Configuration Register".
_DATA_READY = const(1 << 13)  # cleared by reading this register or the temperature
_SETTINGS_MASK = const(0x0FFC)  # mode, cycle, averaging and alert pin: what we write, not flags
_CONTINUOUS = const(0 << 10)
_CYCLE_250_MS = const(2 << 7)  # twice per control period, so that each finds a fresh sample
_AVERAGE_8 = const(1 << 5)
_SETTINGS = const(_CONTINUOUS | _CYCLE_250_MS | _AVERAGE_8)  # differs from the reset value 0x0220

# One count is 7.8125 mK = 125/16 mK: "Temperature Register".
_COUNT_MC_TIMES_16 = const(125)


class Tmp117:
    """temperature_mc: latest sample, milli-degC, -256000..255992."""

    def __init__(self, i2c, address: int = 0x48):
        self._registers = Registers(i2c, address)
        self.temperature_mc = 0

    def configure(self) -> None:
        """Check identity and begin continuous measurement. Raises OSError, WRONG_CHIP."""
        if self._registers.read(_DEVICE_ID) & _ID_MASK != _ID:
            fail(WRONG_CHIP)
        self._registers.write(_CONFIGURATION, _SETTINGS)

    def poll(self) -> bool:
        """Take a new sample if there is one. Raises OSError, WRONG_CHIP after a chip's reset."""
        configuration = self._registers.read(_CONFIGURATION)
        if configuration & _SETTINGS_MASK != _SETTINGS:
            fail(WRONG_CHIP)
        if not configuration & _DATA_READY:
            return False
        counts = signed(self._registers.read(_TEMPERATURE))
        self.temperature_mc = (counts * _COUNT_MC_TIMES_16 + 8) >> 4  # to the nearest
        return True
