"""INA226 current and voltage monitor (Texas Instruments SBOS547)."""

from micropython import const

from drivers.errors import WRONG_CHIP, fail
from drivers.registers import Registers, signed

# "Register Maps".
_CONFIGURATION = const(0x00)
_SHUNT_VOLTAGE = const(0x01)
_BUS_VOLTAGE = const(0x02)
_MASK_ENABLE = const(0x06)
_MANUFACTURER_ID = const(0xFE)
_DIE_ID = const(0xFF)

_MANUFACTURER = const(0x5449)
_DIE = const(0x2260)

# "Configuration Register". 128 pairs of 1.1 ms conversions take 282 ms: many periods of the
# heater's PWM, yet done within each control period.
_ALWAYS_SET = const(4 << 12)
_AVERAGE_128 = const(4 << 9)
_BUS_1100_US = const(4 << 6)
_SHUNT_1100_US = const(4 << 3)
_CONTINUOUS = const(7)
_SETTINGS = const(_ALWAYS_SET | _AVERAGE_128 | _BUS_1100_US | _SHUNT_1100_US | _CONTINUOUS)

_CONVERSION_READY = const(1 << 3)  # "Mask/Enable Register"; cleared by reading it

_SHUNT_COUNT_NV = const(2500)  # "Shunt Voltage Register"; nV over micro-ohm is mA
# 1.25 mV = 5/4 mV a count: "Bus Voltage Register".
_BUS_COUNT_MV_TIMES_4 = const(5)


class Ina226:
    """current_ma: through the shunt, either sign. supply_mv: 0..40960.

    stranger: what another chip gave in place of an INA226's numbers, 1..65535; 0 if none did.
    """

    def __init__(self, i2c, address: int = 0x40, shunt_uohm: int = 2000):
        self._registers = Registers(i2c, address)
        self._shunt_uohm = shunt_uohm
        self.current_ma = 0
        self.supply_mv = 0
        self.stranger = 0

    def configure(self) -> None:
        """Check identity and begin continuous measurement. Raises OSError, WRONG_CHIP."""
        self.stranger = 0
        self._expect(_MANUFACTURER_ID, _MANUFACTURER)
        self._expect(_DIE_ID, _DIE)
        self._registers.write(_CONFIGURATION, _SETTINGS)

    def poll(self) -> bool:
        """Take a new sample if there is one. Raises OSError, WRONG_CHIP after a chip's reset."""
        if self._registers.read(_CONFIGURATION) != _SETTINGS:
            fail(WRONG_CHIP)
        if not self._registers.read(_MASK_ENABLE) & _CONVERSION_READY:
            return False
        shunt_uohm = self._shunt_uohm
        shunt_nv = signed(self._registers.read(_SHUNT_VOLTAGE)) * _SHUNT_COUNT_NV
        bus_counts = self._registers.read(_BUS_VOLTAGE)
        self.current_ma = (shunt_nv + (shunt_uohm >> 1)) // shunt_uohm  # to the nearest
        self.supply_mv = (bus_counts * _BUS_COUNT_MV_TIMES_4 + 2) >> 2
        return True

    def _expect(self, register: int, number: int) -> None:
        found = self._registers.read(register)
        if found != number:
            self.stranger = found or 1
            fail(WRONG_CHIP)
