"""Decisions on plant and sensors alone, without chips, board and program: an hour takes 0.3 s."""

from types import SimpleNamespace

from control.alarm_table import NAMES
from control.controller import Controller
from control.protection import each_reason
from control.records import Readings
from control.settings import MODES, STANDBY, Settings
from sim.campaign.quiet_law import QuietLaw
from sim.world.description import described
from sim.world.drives import Drives
from sim.world.noise import Noise
from sim.world.plant.parameters import machine_parameters
from sim.world.plant.plant import Plant
from sim.world.sensors import Sensors

PERIODS_A_SECOND = 2
PERIOD_MS = 500
# What may stand against heat without a fault, and for how long at a time.
START_S = 30
HINDERED_S = {
    "mains-lost": 600,
    "fan-fault": 600 + START_S,
    "self-test": 600 + START_S,
    "thermal-cutout": START_S,  # the start-up test opens it
    "air-above-set": 3_600,
    "skin-above-set": 4 * 3_600,  # of an infant that is warm by itself
    "air-sensor-fault": START_S,  # until they have spoken
    "skin-probe-fault": START_S,
    "element-sensor-fault": START_S,
}


class Bare:
    """A scenario without a fault but "brown-out". `shown`: the names of all alarms so far."""

    def __init__(self, scenario, seed):
        self.scenario = scenario
        machine = scenario["machine"]
        self.plant = Plant(scenario)
        self.drives = Drives()
        self.drives.mains = True
        self.drives.room_c = scenario["room"]["temperature_c"]
        self.drives.room_rh = scenario["room"]["humidity_pct"]
        self.sensors = Sensors(self.plant, self.drives, Noise(seed), machine["sensors"])
        self.incubator = described(machine)
        parameters = machine_parameters(machine)
        self.supply_mv = round(parameters["supply_v"] * 1_000)
        watts = parameters["heater_w"] * parameters["heater_share"]
        self.full_ma = round(watts / parameters["supply_v"] * 1_000)
        self.settings = Settings()
        for field, value in scenario["start"].items():
            if field != "mode":
                self.settings.set(field, value)
        self.settings.set_mode(MODES.index(scenario["start"]["mode"]))
        self.readings = Readings()
        self.t_s = 0
        self.now_ms = 0
        self.heater_pm = self.humidifier_pm = 0  # what flows
        self.hindered_s = {}
        self.shown = set()
        self.restart()

    def restart(self):
        """The program begins anew."""
        self.controller = Controller(self.settings, self.incubator, False)

    def live(self, look=lambda bare: None):
        """To the end; what broke the law against false alarms, or refused heat, if anything."""
        law = QuietLaw(float("inf"))
        found = []
        for _ in range(self.scenario["duration_s"]):
            for action in self.scenario["timetable"]:
                if action["at_s"] == self.t_s:
                    self._act(action["do"], action["value"])
            self._second()
            words = law.look(self._scene()) or self._hindrance()
            if words:
                found.append(f"{self.t_s} s: {words}")
            look(self)
        return found

    def _second(self):
        heater = humidifier = 0
        for number in range(PERIODS_A_SECOND):
            self._read(fresh=number == 0)
            self.now_ms = (self.now_ms + PERIOD_MS) % (1 << 30)
            outputs = self.controller.step(self.readings, self.now_ms)
            closed = self.drives.mains and outputs.arm and not outputs.open_cutout
            self.heater_pm = outputs.heater_pm if closed else 0
            self.humidifier_pm = outputs.humidifier_pm if closed else 0
            heater += self.heater_pm
            humidifier += self.humidifier_pm
        self.drives.heater = heater / PERIODS_A_SECOND / 1_000
        self.drives.humidifier = humidifier / PERIODS_A_SECOND / 1_000
        self.drives.fan = outputs.fan_pm / 1_000
        self.plant.step(1.0, self.drives)
        self.sensors.step(1.0)
        self.t_s += 1
        present = self.controller.alarms.present
        self.shown.update(name for name, on in zip(NAMES, present, strict=True) if on)

    def _read(self, fresh):
        readings = self.readings
        if fresh:
            for name in ("air", "air2", "skin", "skin2", "element"):
                getattr(readings, name).take(round(getattr(self.sensors, name) * 1_000))
            readings.humidity.take(round(self.sensors.rh * 10))
        else:
            for sample in readings.samples:
                sample.miss()
        mains = self.drives.mains
        readings.mains = mains
        readings.heater_ma.take(self.heater_pm * self.full_ma // 1_000)
        readings.supply_mv.take(self.supply_mv if mains else 0)
        readings.fan_rpm = round(self.plant.fan)
        readings.battery_mv = 8_000
        readings.switches_fresh = True
        readings.hood_open = bool(self.drives.ports or self.drives.panel)
        readings.cutout_tripped = self.controller.outputs.open_cutout
        readings.humidifier_on = self.humidifier_pm > 0
        readings.water_low = self.plant.water_low

    def _act(self, do, value):
        if do == "fault":
            assert value == "brown-out"
            self.restart()
        elif do.startswith("set_"):
            self.settings.set(do[4:], MODES.index(value) if do == "set_mode" else value)
        else:
            setattr(self.drives, do, value)

    def _hindrance(self):
        reasons = self.controller.permits.reasons
        for bit, name in each_reason():
            stands = reasons & bit and self.settings.mode != STANDBY
            self.hindered_s[name] = self.hindered_s.get(name, 0) + 1 if stands else 0
            if self.hindered_s[name] > HINDERED_S.get(name, 0):
                return f"no heat: {name}"
        return ""

    def _scene(self):
        return SimpleNamespace(
            t_s=self.t_s,
            program=self,
            settings=self.settings,
            alarms=self.controller.alarms,
            plant=self.plant,
            drives=self.drives,
            world=SimpleNamespace(sensors=self.sensors, hood_open=lambda: self.readings.hood_open),
        )
