"""What is compared: Cradle, what others do, and what nothing could do better."""

from collections.abc import Callable
from typing import Any

from simple_pid import PID

from control.controller import Controller as Decisions
from control.records import Readings
from control.self_test import PASSED
from control.settings import AIR, SKIN, Settings
from sim.compare.bench import Bench, Controller
from sim.world.description import described
from sim.world.plant.psychrometry import AIR_HEAT_J_KG_K

_PERIOD_MS = 500
_FAN_RPM = 3_000
_TICKS = 1 << 30
_ARRIVES_S = 3.0  # of the air, once the element is as it has to be
_HELD_S = 60.0  # over which what has held the air is taken

Gains = tuple[float, float, float]


class Cradle:
    """All of control/, protection and gate too, as it stands: two periods a second."""

    def __init__(self, bench: Bench):
        incubator = described(bench.case.machine)
        self._settings = Settings()
        self._readings = Readings()
        self._decisions = Decisions(self._settings, incubator, False)
        self._decisions.checks.self_test.stage = PASSED
        self._full_ma = incubator.HEATER_W * 1e6 / incubator.HEATER_SUPPLY_MV
        self._supply_mv = incubator.HEATER_SUPPLY_MV
        self._now_ms = 0
        readings = self._readings
        readings.fan_rpm = _FAN_RPM
        readings.battery_mv = 8_000
        readings.mains = True
        readings.cutout_tripped = False
        readings.switches_fresh = True

    def second(self, bench: Bench) -> tuple[float, float]:
        """Two periods."""
        self._obey(bench)
        heater_pm = humidifier_pm = 0
        for _ in range(1000 // _PERIOD_MS):
            self._read(bench)
            self._now_ms = (self._now_ms + _PERIOD_MS) % _TICKS
            outputs = self._decisions.step(self._readings, self._now_ms)
            heater_pm += outputs.heater_pm if outputs.arm else 0
            humidifier_pm += outputs.humidifier_pm if outputs.arm else 0
        return heater_pm / 2000, humidifier_pm / 2000

    def _obey(self, bench: Bench) -> None:
        orders = bench.orders
        settings = self._settings
        mode = AIR if orders.skin_c is None else SKIN
        if settings.mode != mode:
            settings.set_mode(mode)
        settings.set_air(round(orders.air_c * 10) * 100)
        if orders.skin_c is not None:
            settings.set_skin(round(orders.skin_c * 10) * 100)
        settings.set_humidity(round(orders.humidity_pct) * 10)

    def _read(self, bench: Bench) -> None:
        readings = self._readings
        sensors = bench.sensors
        readings.air.take(round(bench.air_c * 128) * 1000 // 128)  # steps of a TMP117
        readings.air2.take(round(sensors.air2 * 1000))
        readings.skin.take(round(sensors.skin * 1000))
        readings.skin2.take(round(sensors.skin2 * 1000))
        readings.element.take(round(sensors.element * 1000))
        readings.humidity.take(round(sensors.rh * 10))
        ratio = bench.drives.supply_ratio
        readings.heater_ma.take(round(bench.duty * self._full_ma * ratio))
        readings.supply_mv.take(round(self._supply_mv * ratio))
        readings.humidifier_on = bench.humidifier > 0
        readings.hood_open = bench.hood_open


class Ideal:
    """The bound: it knows the state of everything, and what the element needs.

    It asks at once for the element with which the air goes to its set point, and gets it there
    with all there is. While the hood is open it goes on as before, for what it stores rebounds.
    Skin and humidity get all there is, until they are there.
    """

    def __init__(self, bench: Bench):
        self._before_c = bench.plant.air_true
        self._held = 0.0  # what has held the air of late

    def second(self, bench: Bench) -> tuple[float, float]:
        """By the plant itself."""
        plant = bench.plant
        air_c = plant.air_true
        rate = air_c - self._before_c
        self._before_c = air_c
        orders = bench.orders
        humidifier = 1.0 if plant.rh_true < orders.humidity_pct else 0.0
        if bench.drives.ports or bench.drives.panel:
            return self._held, humidifier
        set_c = orders.air_c
        if orders.skin_c is not None:
            set_c = 37.0 if plant.skin_true < orders.skin_c else 25.0
        duty = self._duty(bench, (set_c - air_c) / _ARRIVES_S - rate)
        self._held += (duty - self._held) / _HELD_S
        return duty, humidifier

    def _duty(self, bench: Bench, faster: float) -> float:
        """For air that gets warmer by so many K/s more than now."""
        parameters = bench.parameters
        incubator = bench.plant.incubator
        supply = incubator.supply
        circulating_w_k = incubator.air_kg_m3 * AIR_HEAT_J_KG_K * parameters["circulation_m3_s"]
        through_w_k = circulating_w_k + incubator.fresh_kg_s * AIR_HEAT_J_KG_K
        element_w_k = parameters["heater_air_w_k"]
        supply_w_k = through_w_k + parameters["duct_base_w_k"] + element_w_k
        more_k = faster * incubator.air_j_k * supply_w_k / (through_w_k * element_w_k or 1.0)
        lost_w = element_w_k * (supply.element_c - supply.supply_c)
        lost_w += parameters["heater_base_w_k"] * (supply.element_c - supply.base_c)
        full_w = parameters["heater_w"] * parameters["heater_share"]
        wanted_w = lost_w + more_k * parameters["heater_j_k"]
        duty = float(wanted_w / full_w / bench.drives.supply_ratio**2)
        return min(max(duty, 0.0), 1.0)


class Thermostat:
    """On below the set point, off above it, with a hysteresis."""

    _AIR_K = 0.1
    _HUMIDITY_PCT = 1.0

    def __init__(self, _bench: Bench):
        self._heater = 0.0
        self._humidifier = 0.0

    def second(self, bench: Bench) -> tuple[float, float]:
        """On or off."""
        orders = bench.orders
        self._heater = _switched(self._heater, bench.air_c, orders.air_c, self._AIR_K)
        self._humidifier = _switched(
            self._humidifier, bench.sensors.rh, orders.humidity_pct, self._HUMIDITY_PCT
        )
        return self._heater, self._humidifier


def _switched(was: float, shown: float, wanted: float, hysteresis: float) -> float:
    if shown >= wanted + hysteresis:
        return 0.0
    return 1.0 if shown <= wanted - hysteresis else was


class SimplePid:
    """The package `simple-pid`: a loop for the air, and one for the humidity where that is on.

    gains: proportional, integral, derivative, in duty, K, % and s.
    """

    def __init__(
        self,
        air: tuple[float, float, float],
        humidity: tuple[float, float, float],
        sample_s: float,
    ):
        self._air = PID(*air, sample_time=sample_s, output_limits=(0.0, 1.0))
        self._humidity = PID(*humidity, sample_time=sample_s, output_limits=(0.0, 1.0))

    def second(self, bench: Bench) -> tuple[float, float]:
        """Both loops once."""
        orders = bench.orders
        self._air.setpoint = orders.air_c
        self._humidity.setpoint = orders.humidity_pct
        heater = float(self._air(bench.air_c, 1.0) or 0.0)
        humidifier = 0.0
        if orders.humidity_pct:
            humidifier = float(self._humidity(bench.sensors.rh, 1.0) or 0.0)
        return heater, humidifier


def simple_pid_defaults(_bench: Bench) -> Controller:
    """simple-pid as it comes: a gain of 1, no integral."""
    return SimplePid((1.0, 0.0, 0.0), (1.0, 0.0, 0.0), 0.01)


def simple_pid_tuned(bench: Bench) -> Controller:
    """simple-pid with gains that fit the incubator as its description has it."""
    incubator = described(bench.case.machine)
    air = 1750.0 / incubator.AIR_RISE_MC  # per K
    humidity = min(1680.0 / incubator.HUMIDITY_RISE_PM_PER_MIN, 3.0) / 100  # per %
    return SimplePid((air, air / 400, air * 10), (humidity, humidity / 500, 0.0), 1.0)


class IncuNest:
    """In3ator's IncuNest, firmware of 2026, by its published gains.

    Arduino's PID_v1: derivative on what is measured, the integral clamped to the output, and zero
    until the error is first small. The heater's power is let rise by 5 of 255 in 2 s. In skin mode
    the skin steers the heater itself. The air's loop runs every 4 s, and five times a second while
    humidity is controlled; skin and humidity ten times a second. Cut-outs of air at 38 and of skin
    at 37.5 degC, with 0.2 K of hysteresis.
    """

    _FULL = 255.0
    _WINDOW_MS = 5_000.0
    _MOST_MS = 4_750.0

    def __init__(self, _bench: Bench):
        self._air = _ArduinoPid((150.0, 0.75, 250.0), self._FULL, 2.0)
        self._skin = _ArduinoPid((100.0, 0.5, 250.0), self._FULL, 2.0)
        self._humidity = _ArduinoPid((200.0, 2.0, 20.0), self._MOST_MS, 5.0)
        self._most = 5.0
        self._seconds = 0
        self._heater = 0.0
        self._cut_air = self._cut_skin = False

    def second(self, bench: Bench) -> tuple[float, float]:
        """A second of its loop."""
        orders = bench.orders
        self._seconds += 1
        if self._seconds % 2 == 0:
            self._most = min(self._most + 5.0, self._FULL)
        humidifier = 0.0
        if orders.humidity_pct:
            wanted = self._humidity.update(orders.humidity_pct, bench.sensors.rh, 0.1, 10)
            humidifier = wanted / self._WINDOW_MS
        if orders.skin_c is not None:
            self._heater = self._skin.update(orders.skin_c, bench.sensors.skin, 0.1, 10)
        elif orders.humidity_pct:
            self._heater = self._air.update(orders.air_c, bench.air_c, 0.2, 5)
        elif self._seconds % 4 == 0:
            self._heater = self._air.update(orders.air_c, bench.air_c, 4.0, 1)
        self._cut_air = _cut(self._cut_air, bench.air_c, 38.0)
        self._cut_skin = _cut(self._cut_skin, bench.sensors.skin, 37.5)
        if self._cut_air or (orders.skin_c is not None and self._cut_skin):
            return 0.0, humidifier
        return min(self._heater, self._most) / self._FULL, humidifier


def _cut(was: bool, shown: float, limit: float) -> bool:
    return shown > limit - 0.2 if was else shown > limit + 0.2


class _ArduinoPid:
    def __init__(self, gains: Gains, most: float, integrates_within: float):
        self._gains = gains
        self._most = most
        self._within = integrates_within
        self._integrates = False
        self._integral = 0.0
        self._before: float | None = None

    def update(self, wanted: float, shown: float, sample_s: float, times: int) -> float:
        """So many samples, of which the first alone shows anything new."""
        proportional, integral, derivative = self._gains
        error = wanted - shown
        self._integrates = self._integrates or error < self._within
        before = shown if self._before is None else self._before
        self._before = shown
        output = 0.0
        for _ in range(times):
            if self._integrates:
                self._integral += integral * sample_s * error
            self._integral = min(max(self._integral, 0.0), self._most)
            output = proportional * error + self._integral
            output -= derivative / sample_s * (shown - before)
            before = shown
        return min(max(output, 0.0), self._most)


BOUND = "bound"
CRADLE = "Cradle"
INCUNEST = "IncuNest"
STEERS_SKIN = (BOUND, CRADLE, INCUNEST)
CONTROLLERS: dict[str, Callable[[Bench], Any]] = {
    BOUND: Ideal,
    CRADLE: Cradle,
    INCUNEST: IncuNest,
    "thermostat": Thermostat,
    "simple-pid": simple_pid_defaults,
    "simple-pid tuned": simple_pid_tuned,
}
