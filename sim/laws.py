"""The safety laws as observers: each looks at every second of a run and says what breaks it.

They judge by the plant's truth and by what a person would see and hear. Where a law depends on
what the program could know, they ask its estimates, never its protection.
"""

from control.alarm_table import ALARMS, MEDIUM
from control.settings import AIR, MODES, SKIN, STANDBY, Settings
from sim.scene import Scene

_US_PER_S = 1_000_000
_MC = 1_000.0


class Law:
    """look() is asked once a second; words mean that the law is broken, an empty string not."""

    id = ""
    statement = ""

    def look(self, scene: Scene) -> str:
        raise NotImplementedError


class AirLaw(Law):
    """What heats the hood from outside may do so: then heat is off and an alarm tells."""

    id = "LAW-1-AIR"
    statement = (
        "Hood air is never above 38.0 degC; 40.0 in override, and after it until the hood has "
        "cooled. Where sun, a lamp or a room above 30 degC makes it so, heat is off and an alarm "
        "is shown."
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
        self._override_s = 0  # that override still counts
        self._outside = False
        self._above_s = 0

    def look(self, scene: Scene) -> str:
        air_c = scene.plant.air_true
        drives = scene.drives
        above = air_c > self._LIMIT_C
        # What once let the air rise excuses it until it has fallen.
        if scene.program and scene.settings.override:
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
    _ELEMENT_MC = 120_000
    _FAN_RPM = 1_500
    _AIR_AGE_MS = 2_000
    _SLOW_AGE_MS = 5_000
    _AIR_APART_MC = 2_000 + 100  # noise about the limit is still agreement
    _AIR_APART_S = 10

    def __init__(self) -> None:
        self._why = ""
        self._held = 0
        self._apart_s = 0

    def look(self, scene: Scene) -> str:
        why = self._reason(scene) if scene.passed else ""
        if not why or why != self._why:
            self._why = why
            self._held = 0
            return ""
        self._held += 1
        if self._held >= self._LOOKS and scene.watts > 0.0:
            return f"{scene.watts:.0f} W flow {self._held} s after {why}"
        return ""

    def _reason(self, scene: Scene) -> str:
        estimates = scene.controller.estimates
        air = estimates.air
        air2 = estimates.air2
        self._apart_s = (
            self._apart_s + 1
            if air.valid and air2.valid and abs(air.value - air2.value) > self._AIR_APART_MC
            else 0
        )
        return self._machine(scene) or self._blind(scene) or self._hot(scene)

    def _machine(self, scene: Scene) -> str:
        readings = scene.program.readings
        if scene.settings.mode == STANDBY:
            return "standby was chosen"
        if not readings.mains:
            return "the mains were lost"
        if readings.cutout_tripped:
            return "the thermal cut-out opened"
        if readings.fan_rpm < self._FAN_RPM:
            return "the fan was seen to be slow"
        return ""

    def _blind(self, scene: Scene) -> str:
        estimates = scene.controller.estimates
        if max(estimates.air.age_ms, estimates.air2.age_ms) > self._AIR_AGE_MS:
            return "an air sensor fell silent"
        if estimates.element.age_ms > self._SLOW_AGE_MS:
            return "the element's sensor fell silent"
        if scene.settings.mode == SKIN and estimates.skin.age_ms > self._SLOW_AGE_MS:
            return "the skin probe fell silent"
        if self._apart_s > self._AIR_APART_S:
            return "the air sensors parted"
        return ""

    def _hot(self, scene: Scene) -> str:
        estimates = scene.controller.estimates
        settings = scene.settings
        override = settings.override
        air_mc = max(estimates.air.value, estimates.air2.value)
        if air_mc >= (self._AIR_CUTOUT_OVERRIDE_MC if override else self._AIR_CUTOUT_MC):
            return "the air reached its cut-out"
        if estimates.element.value >= self._ELEMENT_MC:
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

    def look(self, scene: Scene) -> str:
        if scene.watts <= 0.0:
            return ""
        silent_us = (scene.t_s - 1) * _US_PER_S - scene.fed_us  # as that second began
        welded = scene.world.heater_circuit.relay_stuck
        if silent_us < (self._WELDED_US if welded else self._WITHIN_US):
            return ""
        return f"{scene.watts:.0f} W flow {silent_us / _US_PER_S:.1f} s after the last period"


class StartLaw(Law):
    id = "LAW-2-START"
    statement = (
        "Before the start-up test has passed no more heat flows than its own pulse, 150 J; 700 J "
        "where it has to close the relay on a shorted switch to find it, and the relay to fall."
    )
    _PULSE_J = 150.0
    _SHORTED_J = 700.0  # of 300 W: a period to see it, 1.2 s to fall, half a second to spare
    _LAST_PROGRAM_S = 3  # what the last program let flow may take so long, and is another law's

    def __init__(self) -> None:
        self._heat_j = 0.0
        self._waiting_s = self._LAST_PROGRAM_S
        self._of: object = None

    def look(self, scene: Scene) -> str:
        if scene.passed:
            self._heat_j = 0.0
            self._waiting_s = 0
            return ""
        if scene.program is not self._of:
            self._of = scene.program
            self._heat_j = 0.0
        self._waiting_s += 1
        if self._waiting_s > self._LAST_PROGRAM_S:
            self._heat_j += scene.watts
        shorted = scene.world.heater_circuit.mosfet_stuck
        if self._heat_j > (self._SHORTED_J if shorted else self._PULSE_J):
            return f"{self._heat_j:.0f} J before the start-up test has passed"
        return ""


class PriorityLaw(Law):
    """Lamps and sound, as they leave the machine."""

    id = "LAW-4-PRIORITY"
    statement = (
        "The highest priority shown is the one of the lamps, the highest not silenced is the one "
        "that sounds, and a new alarm sounds at once."
    )
    _AT_ONCE_S = 2
    _LAMPS = ("", "cyan", "yellow", "red")  # by priority
    _LIT_WITHIN_S = 3  # the slowest flash is dark for 1 s
    _ALIVE_US = 1_500_000  # a program that completes no period any more shows and sounds nothing

    def __init__(self) -> None:
        self._before = bytearray(len(ALARMS))
        self._quiet_s = 0
        self._awaited = ""  # a new alarm that nothing has sounded for yet
        self._unlit_s = 0

    def look(self, scene: Scene) -> str:
        if scene.program is None or scene.t_s * _US_PER_S - scene.fed_us > self._ALIVE_US:
            self._before = bytearray(len(ALARMS))
            self._awaited = ""
            self._unlit_s = 0
            return ""
        return self._state(scene) or self._sound(scene) or self._lamps(scene)

    def _state(self, scene: Scene) -> str:
        alarms = scene.alarms
        if not alarms.count:
            return ""
        rows = [row for row, shown in enumerate(alarms.present) if shown]
        highest = max(ALARMS[row].priority for row in rows)
        sounding = max([ALARMS[row].priority for row in rows if not alarms.silent_ms[row]] + [0])
        if alarms.lamp_priority != highest:
            return f"the lamps show priority {alarms.lamp_priority}, the alarms have {highest}"
        if alarms.sounding_priority != sounding:
            return f"priority {alarms.sounding_priority} sounds instead of {sounding}"
        return ""

    def _sound(self, scene: Scene) -> str:
        alarms = scene.alarms
        if alarms.present != self._before:
            for row, shown in enumerate(alarms.present):
                if shown and not self._before[row] and not self._hidden(row, scene):
                    self._awaited = ALARMS[row].name
                    self._quiet_s = 0
            self._before = bytearray(alarms.present)
        if not self._awaited:
            return ""
        if scene.heard or scene.world.speaker_dead or scene.key_down("silence"):
            self._awaited = ""
            return ""
        self._quiet_s += 1
        if self._quiet_s > self._AT_ONCE_S:
            return f"{self._awaited} came and nothing sounds {self._quiet_s} s later"
        return ""

    @staticmethod
    def _hidden(row: int, scene: Scene) -> bool:
        """A new alarm waits for the next burst of one that is more urgent."""
        return bool(ALARMS[row].priority < scene.alarms.sounding_priority)

    def _lamps(self, scene: Scene) -> str:
        wanted = self._LAMPS[scene.alarms.lamp_priority]
        if not scene.panel_connected():
            return ""
        self._unlit_s = 0 if not wanted or wanted in scene.lit else self._unlit_s + 1
        if self._unlit_s > self._LIT_WITHIN_S:
            return f"{wanted} has been dark for {self._unlit_s} s with {scene.shown()[0]}"
        return ""


class SilenceLaw(Law):
    id = "LAW-4-SILENCE"
    statement = (
        "Silence always ends: an alarm is heard again within its pause, 2 min for HIGH and 4 min "
        "for others, after somebody last pressed the key."
    )
    _LONGEST_S = (0, 240 + 25, 240 + 15, 120 + 10)  # by priority: pause, and between two bursts

    def __init__(self) -> None:
        self._silent_s = 0
        self._priority = 0
        self._pressed = False

    def look(self, scene: Scene) -> str:
        priority = scene.alarms.lamp_priority if scene.program else 0
        pressed = scene.key_down("silence")
        if (
            not priority
            or not scene.alarms.count
            or priority > self._priority
            or (pressed and not self._pressed)
            or scene.heard
            or scene.world.speaker_dead
        ):
            self._silent_s = 0
        self._priority = priority
        self._pressed = pressed
        self._silent_s += 1
        if priority and self._silent_s > self._LONGEST_S[priority]:
            return f"{scene.shown()[0]} has been silent for {self._silent_s} s"
        return ""


class QuietLaw(Law):
    """Judged until the first fault begins; deviations by the plant, not by what is shown.

    What is too warm is alarmed at once; what is too cold once it was warm, or has had its time.
    """

    id = "LAW-5-QUIET"
    statement = (
        "Without a fault there is no HIGH or MEDIUM alarm that the state of the machine does not "
        "justify."
    )
    _AIR_C = 1.5 - 0.3  # the alarm's limit, less what sensors and lag may add
    _SKIN_C = 0.5 - 0.1  # of what the probe feels, which lies a little towards the air
    _SKIN_MODE_AIR_C = 37.0 + 0.5 - 0.3  # the same of the air that the skin may ask for
    _FEVER_C = 38.0 - 0.1  # skin so warm trips as soon as skin mode is chosen, and rightly
    _NEAR_AIR_C = 0.5
    _NEAR_SKIN_C = 0.2
    _SETTLE_S = 1_800 - 5  # no later choice excuses what has had its time, by the program's clock
    _REMEMBERED_S = 120  # lags and delays: what was true so long ago may just have been said
    _CARE_S = 115
    _SWITCH_S = 3  # an opening that has just ended may just have been too long

    def __init__(self, first_fault_s: float) -> None:
        self._first_fault_s = first_fault_s
        self._before = bytearray(len(ALARMS))
        self._mode = STANDBY
        self._set_c = 0.0
        self._since_s = 0  # the operator's last choice of a mode or of more warmth
        self._arrived = False
        self._above_s = self._below_s = -self._REMEMBERED_S - 1
        self._open_s = self._closed_s = 0

    def look(self, scene: Scene) -> str:
        if scene.t_s >= self._first_fault_s or scene.program is None:
            return ""
        self._follow(scene)
        present = scene.alarms.present
        if present == self._before:
            return ""
        words = ""
        for row, alarm in enumerate(ALARMS):
            new = present[row] and not self._before[row]
            if new and alarm.priority >= MEDIUM and not self._justified(alarm.name, scene):
                words = self._words(alarm.name, scene)
        self._before = bytearray(present)
        return words

    def _follow(self, scene: Scene) -> None:
        mode = scene.settings.mode
        if mode == SKIN:
            set_c = scene.settings.skin_mc / _MC
            off_c = scene.world.sensors.skin - set_c
            limit_c, near_c = self._SKIN_C, self._NEAR_SKIN_C
        else:
            set_c = scene.settings.air_mc / _MC
            off_c = scene.plant.air_true - set_c
            limit_c, near_c = self._AIR_C, self._NEAR_AIR_C
        if mode != self._mode or set_c > self._set_c:
            self._since_s = scene.t_s
            self._arrived = False
        self._mode = mode
        self._set_c = set_c
        if abs(off_c) <= near_c or scene.t_s - self._since_s > self._SETTLE_S:
            self._arrived = True
        if off_c > limit_c or (mode == SKIN and scene.plant.air_true > self._SKIN_MODE_AIR_C):
            self._above_s = scene.t_s
        if self._arrived and off_c < -limit_c:
            self._below_s = scene.t_s
        if scene.world.hood_open():
            self._open_s += 1
            self._closed_s = 0
        else:
            self._closed_s += 1
            if self._closed_s > self._SWITCH_S:
                self._open_s = 0

    def _justified(self, name: str, scene: Scene) -> bool:
        since_s = scene.t_s - self._REMEMBERED_S
        if name in ("air-high", "skin-high"):
            return self._above_s >= since_s
        if name in ("air-low", "skin-low"):
            return self._below_s >= since_s
        if name == "skin-cutout":
            return bool(scene.world.sensors.skin >= self._FEVER_C)
        return name == "hood-open" and self._open_s >= self._CARE_S

    @staticmethod
    def _words(name: str, scene: Scene) -> str:
        plant = scene.plant
        settings = scene.settings
        return (
            f"{name} without a fault: {MODES[settings.mode]} mode, air {plant.air_true:.2f} of "
            f"{settings.air_mc / _MC:.1f} degC, skin {plant.skin_true:.2f} of "
            f"{settings.skin_mc / _MC:.1f} degC"
        )


class RestartLaw(Law):
    """Compares the settings of a program with those of the one before."""

    id = "LAW-6-RESTART"
    statement = (
        "After a reset settings are as before, or safe defaults with an alarm; therapy resumes by "
        "itself only after cuts of up to 10 min."
    )
    _LONGEST_CUT_S = 600
    _TOLERANCE_S = 20
    _LOOKS_AFTER_START = 2  # the program has told its alarms by then
    _CLOCK_FAULTS = ("clock-silent", "clock-stopped", "clock-ahead", "clock-back", "bus1")

    def __init__(self, faults: tuple[str, ...]) -> None:
        # A clock that is not to be trusted may end therapy after any cut: that is the safe side.
        self._clock_doubtful = any(name.startswith(self._CLOCK_FAULTS) for name in faults)
        self._flash_fails = "flash-failing" in faults
        # Settings of the last two looks; a choice of the last moment may have been too late.
        self._kept: list[tuple[int, ...]] = [_settings(Settings())]
        self._seen_s = 0
        self._of: object = None
        self._dark_s = 0
        self._due = 0

    def look(self, scene: Scene) -> str:
        if scene.program is None:
            return ""
        now = _settings(scene.settings)
        words = ""
        if scene.program is not self._of:
            restarted = self._of is not None
            self._of = scene.program
            self._dark_s = scene.t_s - self._seen_s
            self._due = self._LOOKS_AFTER_START if restarted else 0
        if self._due:
            self._due -= 1
            if not self._due:
                words = self._judge(scene, now)
        if not self._due:
            self._kept = [*self._kept[-1:], now]
        self._seen_s = scene.t_s
        return words

    def _judge(self, scene: Scene, now: tuple[int, ...]) -> str:
        if self._flash_fails and scene.present("log-fault"):
            return ""  # what could not be kept could not be brought back, and somebody was told
        if scene.present("settings-lost"):
            if now[0] == STANDBY and not now[-1]:
                return ""
            return "settings-lost, and yet not in standby"
        short = self._dark_s <= self._LONGEST_CUT_S + self._TOLERANCE_S
        long = self._dark_s >= self._LONGEST_CUT_S - self._TOLERANCE_S or self._clock_doubtful
        if short and now in self._kept:
            return ""
        for before in self._kept:
            ended = before[0] == STANDBY or scene.present("therapy-interrupted")
            points = [min(a, b) == b for a, b in zip(before[1:4], now[1:4], strict=True)]
            if long and now[0] == STANDBY and not now[-1] and ended and all(points):
                return ""
        return f"after {self._dark_s} s without the program {self._kept[-1:]} became {now}"


def _settings(settings: Settings) -> tuple[int, ...]:
    temperatures = (settings.air_mc, settings.skin_mc)
    return (settings.mode, *temperatures, settings.humidity_pm, int(settings.override))


# What the announcement of faults is called; sim/announcement.py judges it.
ANNOUNCEMENT_ID = "LAW-3-ALARM"
ANNOUNCEMENT = (
    "Every fault that changes what the infant gets raises a right alarm within its stated delay."
)
PROGRAM_ID = "LAW-0-PROGRAM"
PROGRAM = "The program never ends by an error of its own."

LAWS = (AirLaw, StopLaw, DeadLaw, StartLaw, PriorityLaw, SilenceLaw, QuietLaw, RestartLaw)
STATEMENTS = dict(
    sorted(
        [(PROGRAM_ID, PROGRAM), (ANNOUNCEMENT_ID, ANNOUNCEMENT)]
        + [(law.id, law.statement) for law in LAWS]
    )
)
