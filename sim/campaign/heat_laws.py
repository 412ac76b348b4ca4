"""The laws of heat: how warm the hood may get, and when heat must end."""

from control.settings import AIR, SKIN, STANDBY
from sim.campaign.law import Law
from sim.campaign.scene import Scene

_US_PER_S = 1_000_000


class AirLaw(Law):
    """Sun, a lamp or a hot room may make the hood too warm: then heat is off and an alarm tells.

    Override counts where a person chose it. A key whose contact is still closed, with nobody's
    finger on it, chose nothing; one that let go again cannot be told from a person's.
    """

    id = "LAW-1-AIR"
    statement = (
        "Hood air is never above 38.0 degC; 40.0 in override that a person chose, and after it "
        "until the hood has cooled. Where sun, a lamp or a room above 30 degC makes it so, heat "
        "is off and an alarm is shown."
    )
    _LIMIT_C = 38.0
    _OVERRIDE_LIMIT_C = 40.0
    # After override. What is stored in the element carries on for some minutes, and with the mist
    # of an ultrasonic humidifier its cooling ends.
    _COOLED_C = 37.5
    _COOLING_S = 1_800
    _STORED_S = 300
    _ROOM_MAX_C = 30.0
    _TOLD_WITHIN_S = 60  # the sensors' lag, and the noise about a limit that is passed slowly

    def __init__(self) -> None:
        self._override = False
        self._chosen = False
        self._override_s = 0  # for how many seconds the limit of override still counts
        self._outside = False
        self._above_s = 0

    def look(self, scene: Scene) -> str:
        air_c = scene.plant.air_true
        drives = scene.drives
        above = air_c > self._LIMIT_C
        # Override and heat from outside excuse warm air until it has cooled.
        if self._chosen_override(scene):
            self._override_s = self._COOLING_S
        else:
            self._override_s = max(self._override_s - 1, 0)
            if air_c <= self._COOLED_C and self._override_s < self._COOLING_S - self._STORED_S:
                self._override_s = 0
        outside = drives.sun_w or drives.radiant_w_m2 or drives.room_c > self._ROOM_MAX_C
        self._outside = bool(outside) or (self._outside and above)
        limit_c = self._OVERRIDE_LIMIT_C if self._override_s else self._LIMIT_C
        if air_c <= limit_c:
            self._above_s = 0
            return ""
        if not self._outside:
            return f"the hood air is at {air_c:.2f} degC, above {limit_c:.1f}"
        self._above_s = self._above_s + 1 if scene.program else 0
        if self._above_s > self._TOLD_WITHIN_S:
            if scene.watts > 0.0:
                return f"{scene.watts:.0f} W flow with the hood air at {air_c:.2f} degC"
            if not scene.alarms.count:
                return f"no alarm with the hood air at {air_c:.2f} degC"
        return ""

    def _chosen_override(self, scene: Scene) -> bool:
        if scene.program is None:
            return False
        override = bool(scene.settings.override)
        if override and not self._override:
            world = scene.world
            self._chosen = "override" in world.keys or "override" not in world.stuck_keys
        self._override = override
        return override and self._chosen


class StopLaw(Law):
    """From estimates and readings, what asks for heat to stop, and whether it has stopped."""

    id = "LAW-2-STOP"
    statement = (
        "Heat that should stop flows no longer than 2 s after the first sample that shows why."
    )
    _LOOKS = 2 + 1  # watts are the mean of the second before
    _AIR_CUTOUT_MC = 38_000
    _AIR_CUTOUT_OVERRIDE_MC = 40_000
    _SKIN_CUTOUT_MC = 38_000
    _SKIN_CUTOUT_OVERRIDE_MC = 39_000
    _AIR_ABOVE_SET_MC = 1_500
    _SKIN_ABOVE_SET_MC = 1_000
    _FAN_RPM = 1_500
    _FAN_MOST_RPM = 9_000  # beyond, it is noise on the line
    _AIR_AGE_MS = 2_000
    _SLOW_AGE_MS = 5_000
    # Beyond the limit, and what the supply air adds to the second, and for twice as long as the
    # slower one lags in still air: no lag explains that they part.
    _AIR_APART_MC = 2_000 + 500
    _LEAD = 1.25
    _AIR_APART_LAGS = 2 * 3

    def __init__(self) -> None:
        self._why = ""
        self._held = 0
        self._flows_s = 0
        self._apart_s = 0

    def look(self, scene: Scene) -> str:
        self._flows_s = self._flows_s + 1 if scene.watts > 0.0 else 0
        why = self._reason(scene) if scene.passed else ""
        if not why or why != self._why:
            self._why = why
            self._held = 0
            return ""
        self._held += 1
        if self._held < self._LOOKS or scene.watts <= 0.0:
            return ""
        # Of heat that begins again though nobody asks for it, its current is the first sample.
        outputs = scene.controller.outputs
        asked = outputs.heater_pm > 0 or outputs.arm
        if asked or self._flows_s >= self._LOOKS:
            return f"{scene.watts:.0f} W flow {self._held} s after {why}"
        return ""

    def _reason(self, scene: Scene) -> str:
        estimates = scene.controller.estimates
        air = estimates.air
        air2 = estimates.air2
        self._apart_s = (
            self._apart_s + 1
            if air.valid and air2.valid and self._apart(scene, air2.value - air.value)
            else 0
        )
        return self._machine(scene) or self._blind(scene) or self._hot(scene)

    def _apart(self, scene: Scene, leads_mc: int) -> bool:
        may_lead_mc = self._LEAD * scene.incubator.AIR2_RISE_MC
        return leads_mc < -self._AIR_APART_MC or leads_mc > self._AIR_APART_MC + may_lead_mc

    def _machine(self, scene: Scene) -> str:
        readings = scene.program.readings
        if scene.settings.mode == STANDBY:
            return "standby was chosen"
        if not readings.mains:
            return "the mains were lost"
        if readings.cutout_tripped:
            return "the thermal cut-out opened"
        if not self._FAN_RPM <= readings.fan_rpm <= self._FAN_MOST_RPM:
            return "the fan was not seen to run"
        return ""

    def _blind(self, scene: Scene) -> str:
        estimates = scene.controller.estimates
        if max(estimates.air.age_ms, estimates.air2.age_ms) > self._AIR_AGE_MS:
            return "an air sensor fell silent"
        if estimates.element.age_ms > self._SLOW_AGE_MS:
            return "the element's sensor fell silent"
        if scene.settings.mode == SKIN and estimates.skin.age_ms > self._SLOW_AGE_MS:
            return "the skin probe fell silent"
        if self._apart_s > self._AIR_APART_LAGS * scene.incubator.AIR_LAG_S:
            return "the air sensors parted"
        return ""

    def _hot(self, scene: Scene) -> str:
        estimates = scene.controller.estimates
        settings = scene.settings
        override = settings.override
        air_mc = max(estimates.air.value, estimates.air2.value)
        if air_mc >= (self._AIR_CUTOUT_OVERRIDE_MC if override else self._AIR_CUTOUT_MC):
            return "the air reached its cut-out"
        if estimates.element.value >= scene.incubator.ELEMENT_LIMIT_MC:
            return "the element reached its limit"
        skin_mc = estimates.skin.value
        if settings.mode == AIR:
            if estimates.air.value > settings.air_mc + self._AIR_ABOVE_SET_MC:
                return "the air was too far above its set point"
        elif skin_mc >= (self._SKIN_CUTOUT_OVERRIDE_MC if override else self._SKIN_CUTOUT_MC):
            return "the skin reached its cut-out"
        elif skin_mc > settings.skin_mc + self._SKIN_ABOVE_SET_MC:
            return "the skin was too far above its set point"
        return ""


class DeadLaw(Law):
    id = "LAW-2-DEAD"
    statement = (
        "Heat flows no longer than 1.5 s after the program last completed a period; with a relay "
        "that is welded, until the watchdog's reset after 8 s."
    )
    _WITHIN_US = 1_500_000
    _WELDED_US = 8_500_000

    def __init__(self) -> None:
        self._welded_now = False

    def look(self, scene: Scene) -> str:
        # Whether the relay was welded as that second began of which the watts are the mean.
        welded = self._welded_now
        self._welded_now = bool(scene.world.heater_circuit.relay_stuck)
        if scene.watts <= 0.0:
            return ""
        silent_us = (scene.t_s - 1) * _US_PER_S - scene.fed_us
        if silent_us < (self._WELDED_US if welded else self._WITHIN_US):
            return ""
        return f"{scene.watts:.0f} W flow {silent_us / _US_PER_S:.1f} s after the last period"


class StartLaw(Law):
    id = "LAW-2-START"
    statement = (
        "Before the start-up test has passed no more heat flows than its own pulse, 0.5 s of full "
        "power (150 J of 300 W); 2.4 s where it has to close the relay on a shorted switch to "
        "find it, and the relay to fall."
    )
    _PULSE_S = 0.5  # of full power
    _SHORTED_S = 2.4  # a period to see it, 1.2 s to fall, half a second to spare
    _LAST_PROGRAM_S = 3  # what the last program let flow may take so long, and is another law's

    def __init__(self) -> None:
        self._heat_j = 0.0
        self._waiting_s = self._LAST_PROGRAM_S
        self._shorted = False  # at any moment since this program began
        self._of: object = None

    def look(self, scene: Scene) -> str:
        if scene.passed:
            self._heat_j = 0.0
            self._waiting_s = 0
            return ""
        if scene.program is not self._of:
            self._of = scene.program
            self._heat_j = 0.0
            self._shorted = False
        self._waiting_s += 1
        if self._waiting_s > self._LAST_PROGRAM_S:
            self._heat_j += scene.watts
        self._shorted = self._shorted or bool(scene.world.heater_circuit.mosfet_stuck)
        most_s = self._SHORTED_S if self._shorted else self._PULSE_S
        if self._heat_j > most_s * scene.incubator.HEATER_W:
            return f"{self._heat_j:.0f} J before the start-up test has passed"
        return ""
