"""The parts of one incubator, made from its board file: outputs first, and at rest."""

import time

from machine import ADC, PWM, SPI, UART, WDT, Counter, Pin

from control import limits
from control.outputs import OUTPUTS, Outputs
from drivers.actuator import FULL_PM, Actuator, duty_u16
from drivers.battery import Battery
from drivers.cutout import CutOut
from drivers.ds3231 import Ds3231
from drivers.edges import Edges
from drivers.fan import Fan
from drivers.ili9341 import Ili9341
from drivers.ina226 import Ina226
from drivers.mcp23017 import ExpanderPin, Mcp23017
from drivers.probes import Probes
from drivers.sht45 import Sht45
from drivers.slow_pwm import SlowPwm
from drivers.speaker import Speaker
from drivers.switch import Switch
from drivers.tmp117 import Tmp117
from firmware import expander
from firmware.bus import Bus
from firmware.service.data_port import BAUD, BUFFER

_HEATER_HZ = 100  # a cycle of 10 ms is short beside the 282 ms that the current sensor averages
_FAN_HZ = 25_000  # above what people hear
_GLITCH_NS = 12_787  # 1,023 ticks of 80 MHz, the counter's most; a pulse of the fan lasts 1 ms
_SPEAKER_HZ = 523  # until the first tone says otherwise
_DISPLAY_SPI = 2  # of an ESP32 the one whose own pins are free, which need no GPIO matrix
_DISPLAY_HZ = 20_000_000  # twice what its controller is rated for; all holds at half of it too
_WATCHDOG_MS = 8_000  # a dead program is restarted; its heat ended before, with its arm signal

# The chips that measure: part of Hardware and its bus; each quantity (control/quantities.py), and
# the chip's attribute that has it.
SENSORS = (
    ("air", "bus0", (("air", "temperature_mc"),)),
    ("air2", "bus1", (("air2", "temperature_mc"), ("humidity", "humidity_pm"))),
)
# The quantities that probes measure: they share one converter, and each has a fault of its own.
PROBES = ("skin", "skin2", "element")


class Hardware:
    """Every driver of one incubator. `board` is a module of boards/.

    What OUTPUTS names has renew(value, now_ms).
    """

    no_call: Edges

    def __init__(self, board):
        # Heat first. A pin gets its low level before it becomes an output, and the PWM its duty of
        # 0 as it is made: it would start at half power.
        self.arm = Edges(_output(board, "arm"))
        self.heater = _leased(_pwm(board, "heater", _HEATER_HZ))
        self.humidifier_pwm = SlowPwm(_output(board, "humidifier"), time.ticks_diff)
        self.humidifier = _leased(self.humidifier_pwm)
        self.cutout = CutOut(
            _output(board, "cutout_test"),
            _input(board, "cutout_sense"),
            _output(board, "cutout_range"),
        )
        # The fan has run at full speed since the reset, and must not stop here.
        fan = Pin(board.OUTPUT_PINS["fan"], Pin.OUT, value=1)
        self.fan = Fan(
            PWM(fan, freq=_FAN_HZ, duty_u16=duty_u16(FULL_PM)),
            Counter(0, _input(board, "fan_tachometer"), filter_ns=_GLITCH_NS),
        )
        self.bus0 = Bus(0, board.I2C_BUSES[0])
        self.bus1 = Bus(1, board.I2C_BUSES[1])
        self.air = Tmp117(self.bus0.i2c)
        self.probes = Probes(self.bus0.i2c, board.SKIN_REFERENCE_OHM, board.ELEMENT_REFERENCE_OHM)
        self.air2 = Sht45(self.bus1.i2c)
        self.power = Ina226(self.bus1.i2c, shunt_uohm=board.SHUNT_UOHM)
        self.clock = Ds3231(self.bus1.i2c)
        self.mains = Switch(_input(board, "mains"), active_level=1)
        self.battery = Battery(ADC(_input(board, "battery")), board.BATTERY_DIVIDER_PM)
        self.expander = Mcp23017(self.bus1.i2c, expander.INPUTS)
        self.switches = tuple(
            [
                (name, Switch(ExpanderPin(self.expander, bit), active_level))
                for name, bit, active_level in expander.SWITCHES
            ]
        )
        for name, bit in expander.HELD:
            setattr(self, name, Edges(ExpanderPin(self.expander, bit)))
        self.glass = _glass(board.DISPLAY_PINS)
        self.speaker = Speaker(_pwm(board, "speaker", _SPEAKER_HZ))
        # Without a pin to receive on, MicroPython would take its own choice, which may be the
        # flash's or a bus's: the cut-out's sense line suffers no harm by being listened to.
        self.data_uart = UART(
            1, BAUD, tx=board.DATA_PORT_TX_PIN, rx=board.INPUT_PINS["cutout_sense"], txbuf=BUFFER
        )

    def start_watchdog(self) -> None:
        """From now on the program must feed it; it cannot be stopped."""
        self._watchdog = WDT(timeout=_WATCHDOG_MS)

    def feed_watchdog(self) -> None:
        """Say that a whole period went well."""
        self._watchdog.feed()

    def renew(self, outputs: Outputs, now_ms) -> None:
        """Every period: tell each driver what flows."""
        for name, part, _, _, _, _ in OUTPUTS:
            getattr(self, part).renew(getattr(outputs, name), now_ms)

    def rest(self) -> None:
        """Nothing heats: heater, humidifier and arm signal off. The fan cools the element."""
        self.heater.off()
        self.arm.rest()
        self.humidifier.off()
        self.fan.renew(FULL_PM, 0)


def _glass(pins: dict) -> Ili9341:
    spi = SPI(_DISPLAY_SPI, _DISPLAY_HZ, sck=Pin(pins["sck"]), mosi=Pin(pins["mosi"]), miso=None)
    return Ili9341(
        spi,
        Pin(pins["select"], Pin.OUT, value=1),
        Pin(pins["data_command"], Pin.OUT, value=1),
        time.ticks_diff,
    )


def _output(board, role: str) -> Pin:
    return Pin(board.OUTPUT_PINS[role], Pin.OUT, value=0)


def _input(board, role: str) -> Pin:
    return Pin(board.INPUT_PINS[role], Pin.IN)


def _pwm(board, role: str, frequency_hz: int) -> PWM:
    return PWM(_output(board, role), freq=frequency_hz, duty_u16=0)


def _leased(pwm) -> Actuator:
    return Actuator(pwm, time.ticks_diff, limits.LEASE_MS)
