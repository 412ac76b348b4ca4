"""The law of what a restart must leave as it was: settings, therapy, and all that is latched."""

from control import protection
from control.alarm_table import LATCHED, NAMES
from control.settings import SETTINGS, STANDBY, Settings
from sim.campaign.law import Law
from sim.campaign.scene import Scene

_US_PER_S = 1_000_000
_LATCHING = tuple(row for row, latched in enumerate(LATCHED) if latched)
# Where each is among the settings.
_FIELDS = tuple(row.field for row in SETTINGS)
_MODE = _FIELDS.index("mode")
_OVERRIDE = _FIELDS.index("override")
_POINTS = tuple(place for place, row in enumerate(SETTINGS) if row.bounds)
_OTHERS = tuple(set(range(len(SETTINGS))) - {_MODE, _OVERRIDE, *_POINTS})
_TRIPS = tuple((bit, name) for bit, name in protection.each_reason() if bit & protection.LATCHED)


class RestartLaw(Law):
    """Compares a program with the one before: its settings and what is latched.

    A setting, or a latch, counts once the program has lived through a whole period with it: by
    then it is in flash. One of the last moment may be there or not.
    """

    id = "LAW-6-RESTART"
    statement = (
        "After a reset settings are as before, or safe defaults with an alarm; therapy resumes by "
        "itself only after cuts of up to 10 min; a latched trip or alarm that nobody has reset "
        "stays latched."
    )
    _LONGEST_CUT_S = 600
    _TOLERANCE_S = 20
    _LOOKS_AFTER_START = 2  # the program has told its alarms by then
    _PERIOD_US = 500_000
    _CLOCK_FAULTS = ("clock-silent", "clock-stopped", "clock-ahead", "clock-back", "bus1")

    def __init__(self, faults: tuple[str, ...]) -> None:
        # A clock that is not to be trusted may end therapy after any cut: that is the safe side.
        self._clock_doubtful = any(name.startswith(self._CLOCK_FAULTS) for name in faults)
        self._flash_fails = "flash-failing" in faults
        # The settings that count, then those of the last moment, each with the microsecond at
        # which it was first seen.
        self._chosen: list[tuple[tuple[int, ...], int]] = [(_settings(Settings()), 0)]
        self._latched: dict[str, int] = {}  # each with the microsecond at which it was first seen
        self._after: set[str] = set()  # what was latched at any moment since the restart
        self._lived_us = 0  # when the program's last whole period began
        self._seen_s = 0
        self._of: object = None
        self._dark_s = 0
        self._due = 0

    def look(self, scene: Scene) -> str:
        if scene.program is None:
            return ""
        words = ""
        if scene.program is not self._of:
            restarted = self._of is not None
            self._of = scene.program
            self._dark_s = scene.t_s - self._seen_s
            self._due = self._LOOKS_AFTER_START if restarted else 0
            self._after = set()
        if self._due:
            self._due -= 1
            self._after |= _latched(scene)
            if not self._due:
                words = self._judge(scene, _settings(scene.settings))
        if not self._due:
            self._remember(scene)
        self._seen_s = scene.t_s
        return words

    def _remember(self, scene: Scene) -> None:
        now_us = scene.t_s * _US_PER_S
        self._lived_us = scene.fed_us - self._PERIOD_US
        now = _settings(scene.settings)
        if now != self._chosen[-1][0]:
            self._chosen.append((now, now_us))
        while len(self._chosen) > 1 and self._chosen[1][1] <= self._lived_us:
            del self._chosen[0]
        self._latched = {name: self._latched.get(name, now_us) for name in _latched(scene)}

    def _judge(self, scene: Scene, now: tuple[int, ...]) -> str:
        if self._flash_fails and scene.present("log-fault"):
            return ""  # what could not be kept could not be brought back, and somebody was told
        if scene.present("settings-lost"):
            if _waits(now):
                return ""
            return "settings-lost, and yet not in standby"
        counted = {name for name, seen_us in self._latched.items() if seen_us <= self._lived_us}
        forgotten = counted - self._after
        if forgotten:
            return f"{sorted(forgotten)[0]} was latched, nobody reset it, and a restart did"
        return self._judge_settings(scene, now)

    def _judge_settings(self, scene: Scene, now: tuple[int, ...]) -> str:
        kept = [settings for settings, _ in self._chosen]
        short = self._dark_s <= self._LONGEST_CUT_S + self._TOLERANCE_S
        long = self._dark_s >= self._LONGEST_CUT_S - self._TOLERANCE_S or self._clock_doubtful
        if short and now in kept:
            return ""
        for before in kept:
            ended = before[_MODE] == STANDBY or scene.present("therapy-interrupted")
            kept_points = all(now[place] <= before[place] for place in _POINTS)
            kept_others = all(now[place] == before[place] for place in _OTHERS)
            if long and _waits(now) and ended and kept_points and kept_others:
                return ""
        return f"after {self._dark_s} s without the program {kept[-1:]} became {now}"


def _waits(settings: tuple[int, ...]) -> bool:
    """Whether therapy waits for somebody: standby, without override."""
    return settings[_MODE] == STANDBY and not settings[_OVERRIDE]


def _latched(scene: Scene) -> set[str]:
    """The trips and alarms that stay until somebody resets them; none under that person's hand."""
    alarms = scene.alarms
    names = set()
    if not scene.key_down("silence"):
        names = {
            f"alarm {NAMES[row]}"
            for row in _LATCHING
            if alarms.present[row] and not alarms.acknowledged[row]
        }
    if not scene.key_down("right"):
        latched = scene.controller.protection.latched
        names |= {f"trip {name}" for bit, name in _TRIPS if latched & bit}
    return names


def _settings(settings: Settings) -> tuple[int, ...]:
    """All of them, in the order of their rows."""
    return tuple(int(getattr(settings, row.field)) for row in SETTINGS)
