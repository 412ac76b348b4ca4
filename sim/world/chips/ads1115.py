"""Pretends an ADS1115 analog-to-digital converter, register by register (TI SBAS444E).

The comparator and ALERT/RDY are not here.
"""

from micropython import const

from sim.world.chips.quantise import quantise
from sim.world.chips.register_chip import RegisterChip
from sim.world.clock import NEVER_US

# Registers, section 8.1.
_CONVERSION = const(0)
_CONFIG = const(1)
_LO_THRESH = const(2)
_HI_THRESH = const(3)

# Config register, section 8.1.3.
_OS = const(0x8000)
_SINGLE_SHOT = const(0x0100)
_CONFIG_RESET = const(0x8583)

_GROUND = const(4)
_INPUTS = ((0, 1), (0, 3), (1, 3), (2, 3), (0, 4), (1, 4), (2, 4), (3, 4))  # by MUX
_FULL_SCALE_V = (6.144, 4.096, 2.048, 1.024, 0.512, 0.256, 0.256, 0.256)  # by PGA
_RATES_HZ = (8, 16, 32, 64, 128, 250, 475, 860)  # by DR
_SLOWEST = 1.1  # the oscillator may be 10 % slow (section 5.5)
_WAKE_UP_US = const(25)  # from power-down (section 7.4.2.1)
_CODES = 32768.0  # from zero to full scale


class Ads1115(RegisterChip):
    """An ADS1115 that measures `inputs`: four callables in volts, AIN0 to AIN3.

    As slow as its oscillator may be. A single shot takes its inputs when it is started.
    """

    def __init__(self, clock, inputs):
        super().__init__(clock)
        self.inputs = inputs
        self.power_up()

    def power_up(self) -> None:
        """Power was applied: powered down, conversion register 0."""
        self._pointer = 0
        self._registers = [0, _CONFIG_RESET & ~_OS, 0x8000, 0x7FFF]
        self._end_us = NEVER_US  # of the conversion under way
        self._next_code = 0

    def load(self, register: int) -> int:
        """Read a register; bit OS of the config register is 0 while converting."""
        if self._clock.now_us >= self._end_us:
            self._finish()
        register &= 3
        value = self._registers[register]
        if register == _CONFIG and self._end_us == NEVER_US:
            value |= _OS
        return value

    def store(self, register: int, value: int) -> None:
        """Write a register; a start is ignored during a conversion."""
        register &= 3
        if register == _CONVERSION:
            return
        if register != _CONFIG:
            self._registers[register] = value
            return
        if self._clock.now_us >= self._end_us:
            self._finish()
        was_continuous = not self._registers[_CONFIG] & _SINGLE_SHOT
        self._registers[_CONFIG] = value & ~_OS
        idle = self._end_us == NEVER_US or was_continuous
        if not value & _SINGLE_SHOT or (value & _OS and idle):
            self._next_code = self._sample()
            self._end_us = self._clock.now_us + _WAKE_UP_US + self._period_us()
        elif was_continuous:
            self._end_us = NEVER_US

    def _period_us(self):
        return int(_SLOWEST * 1e6 / _RATES_HZ[self._registers[_CONFIG] >> 5 & 7])

    def _sample(self):
        config = self._registers[_CONFIG]
        positive, negative = _INPUTS[config >> 12 & 7]
        volts = self.inputs[positive]()
        if negative != _GROUND:
            volts -= self.inputs[negative]()
        code = quantise(volts / _FULL_SCALE_V[config >> 9 & 7] * _CODES, -0x8000, 0x7FFF)
        return code & 0xFFFF

    def _finish(self):
        if self._registers[_CONFIG] & _SINGLE_SHOT:
            self._registers[_CONVERSION] = self._next_code
            self._end_us = NEVER_US
        else:
            self._registers[_CONVERSION] = self._sample()
            period_us = self._period_us()
            self._end_us += ((self._clock.now_us - self._end_us) // period_us + 1) * period_us
