"""The law of what a restart must leave as it was."""

from control.settings import STANDBY, Settings
from sim.campaign.law import Law
from sim.campaign.scene import Scene


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
