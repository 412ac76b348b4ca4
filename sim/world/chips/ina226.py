"""Pretends an INA226 current and voltage monitor, register by register (TI SBOS547B).

The ALERT pin is not here.
"""

from micropython import const

from sim.world.chips.quantise import quantise
from sim.world.chips.register_chip import RegisterChip
from sim.world.clock import NEVER_US

# Registers, table 7-1.
_CONFIGURATION = const(0x00)
_SHUNT_VOLTAGE = const(0x01)
_BUS_VOLTAGE = const(0x02)
_POWER = const(0x03)
_CURRENT = const(0x04)
_CALIBRATION = const(0x05)
_MASK_ENABLE = const(0x06)
_ALERT_LIMIT = const(0x07)
_MANUFACTURER_ID = const(0xFE)
_DIE_ID = const(0xFF)

_RESET = const(0x8000)
_CONFIGURATION_RESET = const(0x4127)
_FIXED = const(0x4000)  # bits 14 to 12 read 100
_CONTINUOUS = const(4)
_BUS = const(2)
_SHUNT = const(1)
_CONVERSION_READY = const(0x0008)
_MASK_WRITABLE = const(0xFC03)

_AVERAGES = (1, 4, 16, 64, 128, 256, 512, 1024)  # table 7-3
# By VBUSCT and VSHCT: the longest of section 5.5, 10 % above tables 7-4 and 7-5.
_CONVERSION_US = (154, 224, 365, 646, 1_210, 2_328, 4_572, 9_068)
_SHUNT_STEP_V = 2.5e-6  # section 7.1.2
_BUS_STEP_V = 1.25e-3  # section 7.1.3
_CURRENT_DIVISOR = const(2048)  # equation 3
_POWER_DIVISOR = const(20_000)  # equation 4


class Ina226(RegisterChip):
    """An INA226 that measures `amperes()` through a shunt of `shunt_ohm`, and `volts()`.

    As slow as its oscillator may be. The inputs are taken as the average over the conversion when
    its result is first looked at.
    """

    def __init__(self, clock, amperes, volts, shunt_ohm):
        super().__init__(clock)
        self.amperes = amperes
        self.volts = volts
        self.shunt_ohm = shunt_ohm
        self.manufacturer = 0x5449  # of a clone it is another
        self.power_up()

    def power_up(self) -> None:
        """Power was applied, or the reset bit written: both inputs, continuously, no averaging."""
        self._pointer = 0
        self._ready = False
        self._registers = {
            _SHUNT_VOLTAGE: 0,
            _BUS_VOLTAGE: 0,
            _POWER: 0,
            _CURRENT: 0,
            _CALIBRATION: 0,
            _MASK_ENABLE: 0,
            _ALERT_LIMIT: 0,
            _MANUFACTURER_ID: self.manufacturer,
            _DIE_ID: 0x2260,
        }
        self._configure(_CONFIGURATION_RESET)

    def load(self, register: int) -> int:
        """Read a register; Mask/Enable clears the conversion-ready flag."""
        if self._clock.now_us >= self._end_us:
            self._convert()
        value = self._registers.get(register, 0)
        if register == _MASK_ENABLE:
            if self._ready:
                value |= _CONVERSION_READY
            self._ready = False
        return value

    def store(self, register: int, value: int) -> None:
        """Write a register; the read-only ones take no notice."""
        if register == _CONFIGURATION:
            if value & _RESET:
                self.power_up()
            else:
                self._configure(value)
        elif register == _CALIBRATION:
            self._registers[register] = value & 0x7FFF
        elif register == _MASK_ENABLE:
            self._registers[register] = value & _MASK_WRITABLE
        elif register == _ALERT_LIMIT:
            self._registers[register] = value

    def _configure(self, value):
        self._registers[_CONFIGURATION] = value & 0x0FFF | _FIXED
        sampled_us = 0
        if value & _BUS:
            sampled_us += _CONVERSION_US[value >> 6 & 7]
        if value & _SHUNT:
            sampled_us += _CONVERSION_US[value >> 3 & 7]
        self._cycle_us = sampled_us * _AVERAGES[value >> 9 & 7]
        if sampled_us:
            self._ready = False  # power-down alone leaves the flag (section 7.1.7)
            self._end_us = self._clock.now_us + self._cycle_us
        else:
            self._end_us = NEVER_US

    def _convert(self):
        registers = self._registers
        mode = registers[_CONFIGURATION]
        if mode & _SHUNT:
            shunt = self.amperes() * self.shunt_ohm / _SHUNT_STEP_V
            shunt = quantise(shunt, -0x8000, 0x7FFF)
            current = shunt * registers[_CALIBRATION] // _CURRENT_DIVISOR
            registers[_SHUNT_VOLTAGE] = shunt & 0xFFFF
            registers[_CURRENT] = min(max(current, -0x8000), 0x7FFF) & 0xFFFF
        if mode & _BUS:
            registers[_BUS_VOLTAGE] = quantise(self.volts() / _BUS_STEP_V, 0, 0x7FFF)
        current = registers[_CURRENT]
        current = abs(current - ((current & 0x8000) << 1))
        power = current * registers[_BUS_VOLTAGE] // _POWER_DIVISOR
        registers[_POWER] = min(power, 0xFFFF)
        self._ready = True
        if mode & _CONTINUOUS:
            late_us = self._clock.now_us - self._end_us
            self._end_us += (late_us // self._cycle_us + 1) * self._cycle_us
        else:
            self._end_us = NEVER_US
