"""The pretended incubator: physics behind sensors, sensors behind chips, chips on the pins."""

from sim.world.chips.ads1115 import Ads1115
from sim.world.chips.ds3231 import Ds3231
from sim.world.chips.ina226 import Ina226
from sim.world.chips.sht45 import Sht45
from sim.world.chips.tmp117 import Tmp117
from sim.world.clock import SECOND_US, Clock
from sim.world.defects import Line
from sim.world.drives import Drives
from sim.world.faults import Faults
from sim.world.hardware import Hardware
from sim.world.heater_circuit import CUTOUT_BUTTON, HeaterCircuit
from sim.world.mcu import ESP32, ESP32S3
from sim.world.noise import Noise
from sim.world.overrides import Overrides
from sim.world.panel import HOOD, HUMIDIFIER_SENSE, WATER, Panel
from sim.world.plant.parameters import machine_parameters
from sim.world.plant_check import wrong
from sim.world.ram_files import RamFiles
from sim.world.sensors import Sensors
from sim.world.thermistor import EXCITATION_V, Probe, ntc_ohm, ysi400_ohm

_SOCS = {"esp32": ESP32, "esp32s3": ESP32S3}
_DUTY_FULL = 65535.0
_STEP_S = 1.0
_PULSES_PER_TURN = 2.0
_CALENDAR = (2026, 1, 1, 8, 0, 0)  # what somebody had set the clock to when power comes
_SENSE_HOLD_US = 1_500_000  # the line that senses the humidifier bridges short gaps
_BATTERY_V = 8.0  # two lithium cells, nearly full
_BOARD_STOPS_V = 6.0  # of the battery: below this the board's own regulator gives up


class World:
    """One incubator on one board. `plant` is a class as in docs/plant.md.

    start_ticks_ms: what the board's millisecond count stands at when power comes.
    files: where the board keeps them, as firmware/storage/files.py; by default in RAM.
    `faults` breaks parts of it: faults.begin(name), faults.end(name).
    `keys` are the names of the keys that somebody holds down.
    """

    def __init__(
        self, scenario: dict, board, plant, seed: int, start_ticks_ms: int = 0, files=None
    ):
        room = scenario["room"]
        self.clock = Clock(start_ticks_ms)
        self.hardware = Hardware(self.clock, _SOCS[board.CHIP])
        self.drives = Drives()
        self.drives.room_c = room["temperature_c"]
        self.drives.room_rh = room["humidity_pct"]
        self.plant = plant(scenario)
        self.sensors = Sensors(
            self.plant, self.drives, Noise(seed), scenario["machine"].get("sensors")
        )
        self.heater_circuit = HeaterCircuit(self.clock)
        self.keys = set()
        # What can be wrong, as it is when nothing is.
        self.stuck_keys = set()
        self.speaker_dead = False
        self.fan_share = 1.0  # of its speed that the fan reaches
        self.tachometer_dead = False
        self.tachometer_noise_hz = 0  # pulses that come from elsewhere
        self.humidifier_sense_stuck = None  # or the level, 0 or 1, at which it is stuck
        self.water_gone = False
        self.reed_stuck = None  # likewise
        self.battery_v = _BATTERY_V
        self.overrides = Overrides()
        self.panel = Panel(self.hardware, board.OUTPUT_PINS["speaker"], self.keys, self.stuck_keys)
        self.files = files or RamFiles(self.hardware)
        self.faults = Faults(self, seed)
        self._board = board
        parameters = machine_parameters(scenario["machine"])
        self._supply_v = parameters["supply_v"]  # nominal
        self._fan_duty = 1.0  # nobody drives its pin yet
        self._heater_w = parameters["heater_w"]  # at nominal voltage, as the plant last showed it
        self._pulses = 0.0  # of the tachometer, up to the last step
        self._stepped_us = 0
        self._wire_outputs()
        self._wire_inputs()
        self._wire_buses()
        self._wire_display()

    def step(self) -> None:
        """Let one second act on the plant and its sensors, ending now."""
        drives = self.drives
        self.settle()
        heater, humidifier = self.heater_circuit.take_mean_duties()
        drives.heater = heater if drives.mains else 0.0
        drives.fan = self._fan_duty * self.fan_share
        drives.humidifier = humidifier
        self.plant.step(_STEP_S, drives)
        problem = wrong(self.plant)
        if problem:
            raise ValueError(problem)
        if drives.heater:
            self._heater_w = self.plant.heater / drives.heater / drives.supply_ratio**2
        self.sensors.step(_STEP_S)
        self.heater_circuit.feel(self.plant.air_true)

    def settle(self) -> None:
        """Account for all that flowed and turned up to now: something is about to change."""
        self.heater_circuit.settle()
        self._pulses = self._pulses_now()
        self._stepped_us = self.clock.now_us

    def hood_open(self) -> int:
        """1 while a port or the panel is open."""
        return 1 if self.drives.ports or self.drives.panel else 0

    def key_down(self, name: str) -> bool:
        """Whether the contact of a key is closed."""
        return name in self.keys or name in self.stuck_keys

    def press(self, name: str) -> None:
        """Somebody presses a key and holds it, or the button of the thermal cut-out."""
        if name == CUTOUT_BUTTON:
            self.heater_circuit.reset_cutout()
        else:
            self.keys.add(name)

    def heard_hz(self) -> int:
        """The tone that people hear, 0 for none."""
        return 0 if self.speaker_dead else self.panel.tone_hz

    def powered(self) -> bool:
        """Whether the board has power, from mains or battery."""
        return self.drives.mains or self.battery_v > _BOARD_STOPS_V

    def power_up(self) -> None:
        """The board's power comes back. The chips had lost it too, but for the clock."""
        for part in (self.tmp117, self.ads1115, self.sht45, self.ina226, self.panel):
            part.power_up()
        self.hardware.rtc_memory = b""

    def _heater_amperes(self) -> float:
        """What flows now, by the voltage of now: the plant tells the mean of the last second."""
        drives = self.drives
        if not drives.mains:
            return 0.0
        nominal_a = self._heater_w / self._supply_v
        return self.heater_circuit.share_now() * nominal_a * drives.supply_ratio

    def _wire_outputs(self) -> None:
        pins = self._board.OUTPUT_PINS
        circuit = self.heater_circuit
        outputs = self.hardware.outputs
        outputs[pins["arm"]] = circuit.arm
        outputs[pins["cutout_test"]] = circuit.test
        outputs[pins["cutout_range"]] = circuit.range
        pwms = self.hardware.pwms
        pwms[pins["heater"]] = circuit.drive
        pwms[pins["humidifier"]] = circuit.drive_humidifier
        pwms[pins["fan"]] = self._drive_fan
        self.hardware.rest_levels[pins["fan"]] = 1  # its pull-up: full speed

    def _wire_inputs(self) -> None:
        pins = self._board.INPUT_PINS
        inputs = self.hardware.inputs
        inputs[pins["cutout_sense"]] = self.heater_circuit.sense
        inputs[pins["mains"]] = lambda: 1 if self.drives.mains else 0
        self.panel.switches = self._low_switches
        self.hardware.counters[pins["fan_tachometer"]] = lambda: int(self._pulses_now())
        divider_pm = self._board.BATTERY_DIVIDER_PM
        self.hardware.analogs[pins["battery"]] = lambda: int(self.battery_v * divider_pm * 1000)

    def _wire_buses(self) -> None:
        board = self._board
        clock = self.clock
        sensors = self.sensors
        drives = self.drives
        supply_v = self._supply_v
        lines = self.lines = {
            "air": Line(lambda: sensors.air),
            "air2": Line(lambda: sensors.air2),
            "humidity": Line(lambda: sensors.rh),
            "skin": Line(lambda: sensors.skin),
            "skin2": Line(lambda: sensors.skin2),
            "element": Line(lambda: sensors.element),
            "current": Line(self._heater_amperes),
            "voltage": Line(lambda: supply_v * drives.supply_ratio if drives.mains else 0.0),
        }
        self.skin_probe = Probe(lines["skin"], ysi400_ohm, board.SKIN_REFERENCE_OHM)
        self.skin2_probe = Probe(lines["skin2"], ysi400_ohm, board.SKIN_REFERENCE_OHM)
        self.element_probe = Probe(lines["element"], ntc_ohm, board.ELEMENT_REFERENCE_OHM)

        self.tmp117 = Tmp117(clock, lines["air"])
        self.ads1115 = Ads1115(
            clock,
            (
                self.skin_probe.volts,
                self.skin2_probe.volts,
                self.element_probe.volts,
                lambda: EXCITATION_V,
            ),
        )
        self.sht45 = Sht45(clock, lines["air2"], lines["humidity"])
        self.ina226 = Ina226(clock, lines["current"], lines["voltage"], board.SHUNT_UOHM / 1e6)
        self.ds3231 = Ds3231(clock)
        self.ds3231.set_calendar(_CALENDAR)

        self.bus0, self.bus1 = [
            self.hardware.add_bus(pins["scl"], pins["sda"]) for pins in board.I2C_BUSES
        ]
        self.bus0.add(0x48, self.tmp117)
        self.bus0.add(0x49, self.ads1115)
        self.bus1.add(0x44, self.sht45)
        self.bus1.add(0x40, self.ina226)
        self.bus1.add(0x68, self.ds3231)
        self.bus1.add(0x20, self.panel.chip)

    def _wire_display(self) -> None:
        pins = self._board.DISPLAY_PINS
        hardware = self.hardware
        display = self.display = self.panel.display
        hardware.add_spi_bus(pins["sck"], pins["mosi"]).chips.append(display)
        hardware.outputs[pins["select"]] = display.select
        hardware.outputs[pins["data_command"]] = display.data_command
        hardware.rest_levels[pins["select"]] = 1

    def _drive_fan(self, duty_u16: int) -> None:
        self._fan_duty = duty_u16 / _DUTY_FULL

    def _low_switches(self) -> int:
        """Of the expander's pins for hood, water and humidifier those that are low."""
        drives = self.drives
        stuck = self.reed_stuck
        low = 0
        if not (drives.ports or drives.panel if stuck is None else stuck):
            low |= HOOD
        if self.water_gone or getattr(self.plant, "water_low", False):
            low |= WATER
        stuck = self.humidifier_sense_stuck
        if not (self._humidifier_sensed() if stuck is None else stuck):
            low |= HUMIDIFIER_SENSE
        return low

    def _humidifier_sensed(self) -> bool:
        return self.drives.mains and self.heater_circuit.humidifier_live(_SENSE_HOLD_US)

    def _pulses_now(self) -> float:
        elapsed_s = (self.clock.now_us - self._stepped_us) / SECOND_US
        turns_hz = 0.0 if self.tachometer_dead else self.plant.fan / 60.0
        return self._pulses + (turns_hz * _PULSES_PER_TURN + self.tachometer_noise_hz) * elapsed_s
