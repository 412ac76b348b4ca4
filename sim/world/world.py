"""The pretended incubator: physics behind sensors, sensors behind chips, chips on the pins."""

from sim.world.chips.ads1115 import Ads1115
from sim.world.chips.ds3231 import Ds3231
from sim.world.chips.ina226 import Ina226
from sim.world.chips.sht45 import Sht45
from sim.world.chips.tmp117 import Tmp117
from sim.world.clock import SECOND_US, Clock
from sim.world.drives import Drives
from sim.world.hardware import Hardware
from sim.world.heater_circuit import HeaterCircuit
from sim.world.noise import Noise
from sim.world.sensors import Sensors
from sim.world.soc import ESP32, ESP32S3
from sim.world.thermistor import EXCITATION_V, divider_v, ntc_ohm, ysi400_ohm

_SOCS = {"esp32": ESP32, "esp32s3": ESP32S3}
_DUTY_FULL = 65535.0
_STEP_S = 1.0
_PULSES_PER_TURN = 2.0
_BATTERY_V = 8.0  # two lithium cells, nearly full


class World:
    """One incubator on one board. `plant` is a class as in docs/plant.md.

    start_ticks_ms: what the board's millisecond count stands at when power comes.
    """

    def __init__(self, scenario: dict, board, plant, seed: int, start_ticks_ms: int = 0):
        room = scenario["room"]
        self.clock = Clock(start_ticks_ms)
        self.hardware = Hardware(self.clock, _SOCS[board.CHIP])
        self.drives = Drives()
        self.drives.room_c = room["temperature_c"]
        self.drives.room_rh = room["humidity_pct"]
        self.plant = plant(scenario)
        self.sensors = Sensors(self.plant, self.drives, Noise(seed))
        self.heater_circuit = HeaterCircuit(self.clock)
        self._board = board
        self._pulses = 0.0  # of the tachometer, up to the last step
        self._stepped_us = 0
        self._wire_outputs()
        self._wire_inputs()
        self._wire_buses()

    def step(self) -> None:
        """Let one second act on the plant and its sensors, ending now."""
        drives = self.drives
        self._pulses = self._pulses_now()
        self._stepped_us = self.clock.now_us
        drives.heater = self.heater_circuit.take_mean_duty() if drives.mains else 0.0
        self.plant.step(_STEP_S, drives)
        self.sensors.step(_STEP_S)
        self.heater_circuit.feel(self.plant.air_true)

    def hood_open(self) -> int:
        """1 while a port or the panel is open."""
        return 1 if self.drives.ports or self.drives.panel else 0

    def _wire_outputs(self) -> None:
        pins = self._board.OUTPUT_PINS
        circuit = self.heater_circuit
        outputs = self.hardware.outputs
        outputs[pins["arm"]] = circuit.arm
        outputs[pins["cutout_test"]] = circuit.test
        outputs[pins["cutout_range"]] = circuit.range
        pwms = self.hardware.pwms
        pwms[pins["heater"]] = circuit.drive
        pwms[pins["humidifier"]] = self._drive_humidifier
        pwms[pins["fan"]] = self._drive_fan

    def _wire_inputs(self) -> None:
        pins = self._board.INPUT_PINS
        inputs = self.hardware.inputs
        inputs[pins["cutout_sense"]] = self.heater_circuit.sense
        inputs[pins["hood"]] = self.hood_open
        inputs[pins["mains"]] = lambda: 1 if self.drives.mains else 0
        inputs[pins["water"]] = lambda: 0 if getattr(self.plant, "water_low", False) else 1
        self.hardware.counters[pins["fan_tachometer"]] = lambda: int(self._pulses_now())
        battery_uv = int(_BATTERY_V * self._board.BATTERY_DIVIDER_PM * 1000)
        self.hardware.analogs[pins["battery"]] = lambda: battery_uv

    def _wire_buses(self) -> None:
        board = self._board
        clock = self.clock
        plant = self.plant
        sensors = self.sensors
        supply_v = board.HEATER_SUPPLY_MV / 1000.0
        bus0, bus1 = [self.hardware.add_bus(pins["scl"], pins["sda"]) for pins in board.I2C_BUSES]

        def skin_v(celsius):
            return divider_v(ysi400_ohm(celsius), board.SKIN_REFERENCE_OHM)

        bus0.add(0x48, Tmp117(clock, lambda: sensors.air))
        bus0.add(
            0x49,
            Ads1115(
                clock,
                (
                    lambda: skin_v(sensors.skin),
                    lambda: skin_v(sensors.skin2),
                    lambda: divider_v(ntc_ohm(sensors.element), board.ELEMENT_REFERENCE_OHM),
                    lambda: EXCITATION_V,
                ),
            ),
        )
        bus1.add(0x44, Sht45(clock, lambda: sensors.air2, lambda: sensors.rh))
        bus1.add(
            0x40,
            Ina226(
                clock,
                lambda: plant.heater / (supply_v * self.drives.supply_ratio),
                lambda: supply_v * self.drives.supply_ratio if self.drives.mains else 0.0,
                board.SHUNT_UOHM / 1e6,
            ),
        )
        bus1.add(0x68, Ds3231(clock))

    def _drive_humidifier(self, duty_u16: int) -> None:
        self.drives.humidifier = duty_u16 / _DUTY_FULL

    def _drive_fan(self, duty_u16: int) -> None:
        self.drives.fan = duty_u16 / _DUTY_FULL

    def _pulses_now(self) -> float:
        elapsed_s = (self.clock.now_us - self._stepped_us) / SECOND_US
        return self._pulses + self.plant.fan / 60.0 * _PULSES_PER_TURN * elapsed_s
