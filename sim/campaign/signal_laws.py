"""The laws of what is seen and heard: lamps and sound, as they leave the machine."""

from control.alarm_table import COUNT, NAMES, PRIORITY_OF
from sim.campaign.law import Law
from sim.campaign.scene import Scene

_US_PER_S = 1_000_000


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
        self._before = bytearray(COUNT)
        self._quiet_s = 0
        self._awaited = ""  # a new alarm that nothing has sounded for yet
        self._unlit_s = 0

    def look(self, scene: Scene) -> str:
        if scene.program is None or scene.t_s * _US_PER_S - scene.fed_us > self._ALIVE_US:
            self._before = bytearray(COUNT)
            self._awaited = ""
            self._unlit_s = 0
            return ""
        return self._state(scene) or self._sound(scene) or self._lamps(scene)

    def _state(self, scene: Scene) -> str:
        alarms = scene.alarms
        if not alarms.count:
            return ""
        rows = [row for row, shown in enumerate(alarms.present) if shown]
        highest = max(PRIORITY_OF[row] for row in rows)
        sounding = max([PRIORITY_OF[row] for row in rows if not alarms.silent_ms[row]] + [0])
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
                    self._awaited = NAMES[row]
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
        return bool(PRIORITY_OF[row] < scene.alarms.sounding_priority)

    def _lamps(self, scene: Scene) -> str:
        wanted = self._LAMPS[scene.alarms.lamp_priority]
        if not scene.panel_connected():
            self._unlit_s = 0
            return ""
        self._unlit_s = 0 if not wanted or wanted in scene.lit else self._unlit_s + 1
        if self._unlit_s > self._LIT_WITHIN_S:
            return f"{wanted} has been dark for {self._unlit_s} s with {scene.shown()[0]}"
        return ""


class SilenceLaw(Law):
    id = "LAW-4-SILENCE"
    statement = (
        "Silence always ends: an alarm is heard again within its pause, 2 min for HIGH and 4 min "
        "for others, or within twice that if it was acknowledged meanwhile, however often a key "
        "is pressed."
    )
    # By priority: twice the pause, and the time between two bursts.
    _LONGEST_S = (0, 480 + 25, 480 + 15, 240 + 10)

    def __init__(self) -> None:
        self._silent_s = 0
        self._priority = 0

    def look(self, scene: Scene) -> str:
        priority = scene.alarms.lamp_priority if scene.program else 0
        if (
            not priority
            or not scene.alarms.count
            or priority > self._priority
            or scene.heard
            or scene.world.speaker_dead
        ):
            self._silent_s = 0
        self._priority = priority
        self._silent_s += 1
        if priority and self._silent_s > self._LONGEST_S[priority]:
            return f"{scene.shown()[0]} has been silent for {self._silent_s} s"
        return ""
