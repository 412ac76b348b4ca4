"""A world without a program, driven by rote, and all that can be seen of it from outside."""

import time

import machine
from esp32 import NVS
from machine import ADC, PWM, SPI, Counter, Pin

from boards.esp32_devkitc import board
from drivers.ds3231 import Ds3231
from drivers.ili9341 import Ili9341
from drivers.ina226 import Ina226
from drivers.mcp23017 import Mcp23017
from drivers.probes import Probes
from drivers.sht45 import Sht45
from drivers.tmp117 import Tmp117
from firmware import expander
from firmware.bus import Bus
from firmware.inputs import Chip
from sim.world.plant.plant import Plant
from sim.world.world import World

BEGIN_S = 20
END_S = 80  # the rote ends, and with it the fault
LAST_S = 100
SCENARIO = {
    "room": {"temperature_c": 24.0, "humidity_pct": 45.0},
    "infant": {"weight_g": 1500, "gestation_weeks": 31, "age_days": 3},
    "machine": {"preset": None, "walls": None, "humidifier": "ultrasonic", "water_g": None},
}
# What only a measurement away from the plant can change.
TRUTH = ("air", "rh", "skin", "core", "element", "heater", "fan")


class Bench:
    """Plays the same minute and a half each time; `seen` has a dictionary a second."""

    def __init__(self, seed=1):
        self.world = World(SCENARIO, board, Plant, seed)
        machine.attach(self.world.hardware)
        self._outputs = {
            name: Pin(board.OUTPUT_PINS[name], Pin.OUT, value=0) for name in ("arm", "cutout_test")
        }
        self._heater = PWM(Pin(board.OUTPUT_PINS["heater"]), freq=100, duty_u16=20_000)
        self._humidifier = Pin(board.OUTPUT_PINS["humidifier"], Pin.OUT, value=1)
        self._fan = PWM(Pin(board.OUTPUT_PINS["fan"]), freq=25_000, duty_u16=65_535)
        self._speaker = PWM(Pin(board.OUTPUT_PINS["speaker"]), freq=500, duty_u16=30_000)
        self._inputs = {
            name: Pin(board.INPUT_PINS[name], Pin.IN) for name in ("cutout_sense", "mains")
        }
        self._tachometer = Counter(0, Pin(board.INPUT_PINS["fan_tachometer"], Pin.IN))
        self._battery = ADC(Pin(board.INPUT_PINS["battery"], Pin.IN))
        bus0, bus1 = (Bus(number, pins) for number, pins in enumerate(board.I2C_BUSES))
        self.i2c0, self.i2c1 = bus0.i2c, bus1.i2c
        self.air = Tmp117(bus0.i2c)
        self.probes = Probes(bus0.i2c, board.SKIN_REFERENCE_OHM, board.ELEMENT_REFERENCE_OHM)
        self.air2 = Sht45(bus1.i2c)
        self.power = Ina226(bus1.i2c)
        self.expander = Mcp23017(bus1.i2c, expander.INPUTS)
        self.clock = Ds3231(bus1.i2c)
        pins = {role: Pin(number) for role, number in board.DISPLAY_PINS.items()}
        self._glass = Ili9341(
            SPI(2, 20_000_000, sck=pins["sck"], mosi=pins["mosi"], miso=None),
            Pin(pins["select"], Pin.OUT, value=1),
            Pin(pins["data_command"], Pin.OUT, value=1),
            time.ticks_diff,
        )
        drivers = ((self.air, bus0), (self.probes, bus0), (self.air2, bus1), (self.power, bus1))
        self._chips = [Chip(driver, bus) for driver, bus in (*drivers, (self.expander, bus1))]
        self.seen = []
        self._level = 0
        self._armed = True
        self.world.clock.on_second = lambda t_s: self.world.step()

    def play(self, *names, begin_s=BEGIN_S, end_s=END_S):
        """With these faults from begin_s to end_s."""
        for t_s in range(LAST_S):
            for name in names if t_s == begin_s else ():
                self.world.faults.begin(name)
            for name in names if t_s == end_s else ():
                self.world.faults.end(name)
            self._act(t_s)
            self._second(t_s)
            self.seen.append(self._look())
        return self.seen

    def _act(self, t_s):
        """What lets a dormant fault show itself."""
        world = self.world
        world.overrides.write(world.drives, "ports", 6 if 30 <= t_s < 35 else 0)
        world.overrides.write(world.drives, "supply_ratio", 0.9 if 60 <= t_s < 63 else 1.0)
        self._armed = not 40 <= t_s < 48
        self._outputs["cutout_test"].value(50 <= t_s < 53)
        self._heater.duty_u16(0 if 55 <= t_s < 58 else 20_000)
        self._humidifier.value(not 65 <= t_s < 70)

    def _second(self, t_s):
        """Two periods; however long their transfers take, outputs change at the same instants."""
        clock = self.world.clock
        for half in (1, 2):
            if self._armed:
                self._level ^= 1
                self._outputs["arm"].value(self._level)
            self._polled = [chip.poll() for chip in self._chips]
            self._time = self._read_clock()
            self._glass.turn(time.ticks_ms())
            clock.advance_us(t_s * 1_000_000 + half * 500_000 - clock.now_us)

    def _look(self):
        world = self.world
        plant = world.plant
        probes = self.probes
        return {
            "air": plant.air_true,
            "rh": plant.rh_true,
            "skin": plant.skin_true,
            "core": plant.core_true,
            "element": plant.element_true,
            "heater": plant.heater,
            "fan": plant.fan,
            "air read": self._polled[0] and self.air.temperature_mc,
            "air2 read": self._polled[2] and self.air2.temperature_mc,
            "humidity read": self._polled[2] and self.air2.humidity_pm,
            "skin read": (probes.skin.temperature_mc, probes.skin.fault, probes.skin.fresh),
            "skin2 read": (probes.skin2.temperature_mc, probes.skin2.fault, probes.skin2.fresh),
            "element read": (
                probes.element.temperature_mc,
                probes.element.fault,
                probes.element.fresh,
            ),
            "current read": self._polled[3] and self.power.current_ma,
            "voltage read": self._polled[3] and self.power.supply_mv,
            "keys read": self._polled[4] and self.expander.levels & expander.KEYS,
            "hood": self._polled[4] and self.expander.levels & expander.HOOD,
            "humidifier_sense": self._polled[4]
            and self.expander.levels & expander.HUMIDIFIER_SENSE,
            "water": self._polled[4] and self.expander.levels & expander.WATER,
            "clock read": self._time,
            "tachometer": self._tachometer.value(),
            "flash": self.write_flash(),
            "battery": self._battery.read_uv(),
            "powered": world.powered(),
            "heard": world.heard_hz(),
            "display": world.display.shown(),
            "relay": world.heater_circuit.relay_closed(),
            **{name: pin.value() for name, pin in self._inputs.items()},
        }

    def _read_clock(self):
        try:
            self.clock.read()
        except OSError:
            return None
        clock = self.clock
        return clock.lost, clock.day, clock.hour, clock.minute, clock.second

    def write_flash(self):
        try:
            NVS("bench").set_i32("value", 1)
            NVS("bench").commit()
        except OSError:
            return False
        return True
