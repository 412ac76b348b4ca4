"""Pretends a TMP117 temperature sensor, register by register (TI SNOSD82D).

The ALERT pin and the EEPROM are not here.
"""

from micropython import const

from sim.world.chips.quantise import quantise
from sim.world.chips.register_chip import RegisterChip
from sim.world.clock import NEVER_US

# Registers, table 7-4.
_TEMP_RESULT = const(0x00)
_CONFIGURATION = const(0x01)
_DEVICE_ID = const(0x0F)
_WRITABLE = (0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08)
_TEMP_OFFSET = const(0x07)

# Configuration, figure 7-16.
_DATA_READY = const(0x2000)
_STORED = const(0x0FFC)  # MOD, CONV, AVG, T/nA, POL, DR/Alert
_SOFT_RESET = const(0x0002)
_SHUTDOWN = const(1)
_ONE_SHOT = const(3)

_CONFIGURATION_RESET = const(0x0220)
_RESULT_RESET = const(0x8000)  # -256 degC until the first conversion ends
_ID = const(0x0117)

_STEPS_PER_K = 128.0  # 7.8125 mK a step
_START_UP_US = const(1_500)  # section 6.5
_AVERAGING_US = (15_500, 125_000, 500_000, 1_000_000)  # by AVG: one conversion, 8, 32, 64
_STANDBY_US = (0, 125_000, 250_000, 500_000, 1_000_000, 4_000_000, 8_000_000, 16_000_000)  # CONV


class Tmp117(RegisterChip):
    """A TMP117 that measures `celsius()`.

    A result is taken when first looked at after its conversion has ended.
    """

    def __init__(self, clock, celsius):
        super().__init__(clock)
        self.celsius = celsius
        self.power_up()

    def power_up(self) -> None:
        """Power was applied, or the soft-reset bit written: 8 averages, a result each second."""
        self._registers = {0x02: 0x6000, 0x03: 0x8000}
        self._pointer = 0
        self._result = _RESULT_RESET
        self._ready = False
        self._configure(_CONFIGURATION_RESET)
        self._end_us += _START_UP_US

    def load(self, register: int) -> int:
        """Read a register; the result and the configuration clear Data_Ready."""
        if self._clock.now_us >= self._end_us:
            self._convert()
        if register == _TEMP_RESULT:
            self._ready = False
            return self._result
        if register == _CONFIGURATION:
            value = self._configuration | _DATA_READY if self._ready else self._configuration
            self._ready = False
            return value
        if register == _DEVICE_ID:
            return _ID
        return self._registers.get(register, 0)

    def store(self, register: int, value: int) -> None:
        """Write a register; the read-only ones take no notice."""
        if register == _CONFIGURATION:
            if value & _SOFT_RESET:
                self.power_up()
            else:
                self._configure(value & _STORED)
        elif register in _WRITABLE:
            self._registers[register] = value

    def _configure(self, value):
        self._configuration = value
        averaging_us = _AVERAGING_US[value >> 5 & 3]
        self._cycle_us = max(averaging_us, _STANDBY_US[value >> 7 & 7])
        shut_down = value >> 10 & 3 == _SHUTDOWN
        self._end_us = NEVER_US if shut_down else self._clock.now_us + averaging_us

    def _convert(self):
        offset = self._registers.get(_TEMP_OFFSET, 0)
        offset -= (offset & 0x8000) << 1
        steps = quantise(self.celsius() * _STEPS_PER_K + offset, -0x8000, 0x7FFF)
        self._result = steps & 0xFFFF
        self._ready = True
        if self._configuration >> 10 & 3 == _ONE_SHOT:
            self._configuration = self._configuration & ~(3 << 10) | _SHUTDOWN << 10
            self._end_us = NEVER_US
        else:
            cycles = (self._clock.now_us - self._end_us) // self._cycle_us + 1
            self._end_us += cycles * self._cycle_us
