"""The law against false alarms."""

from control import limits
from control.alarm_table import COUNT, LATCHED, MEDIUM, NAMES, PRIORITY_OF
from control.settings import MODES, SKIN, STANDBY
from sim.campaign.law import Law
from sim.campaign.scene import Scene

_MC = 1_000.0
_NONE = bytearray(COUNT)
_LOUD = tuple(row for row in range(COUNT) if PRIORITY_OF[row] >= MEDIUM)


class QuietLaw(Law):
    """Judged until the first fault begins; deviations by the plant, not by what is shown.

    What is too warm is alarmed at once; what is too cold once it was warm, or has had its time. An
    interruption, such as a cut of the mains, explains its own alarm, and none that comes or stays
    once it is over. What latches stays, as it should.
    """

    id = "LAW-5-QUIET"
    statement = (
        "Without a fault no HIGH or MEDIUM alarm comes, or stays 60 s after all is well, that the "
        "state of the machine does not justify, also after a reset, a cut of the mains or standby."
    )
    _AIR_C = 1.5 - 0.3  # the alarm's limit, less what sensors and lag may add
    _SKIN_C = 0.5 - 0.1  # of what the probe feels, which lies a little towards the air
    # Of the air in skin mode: its bound, and the alarm's limit above it, less that.
    _SKIN_MODE_AIR_C = (limits.SKIN_MODE_AIR_MAX_MC + limits.SKIN_MODE_AIR_ABOVE_MC) / _MC - 0.3
    _FEVER_C = 38.0 - 0.1  # skin so warm trips as soon as skin mode is chosen, and rightly
    _NEAR_AIR_C = 0.5
    _NEAR_SKIN_C = 0.2
    _STEADY_S = 300 - 5  # after so long within the alarm's limit the hood counts as warm
    _SETTLE_S = limits.GRACE_MS // 1_000 - 5  # after a choice, by the program's clock: its time
    _REMEMBERED_S = 120  # lags and delays: what was true so long ago may just have been said
    _CARE_S = 115  # a hood that is open for so long may be alarmed
    _SWITCH_S = 3  # an opening that has just ended may just have been too long
    _WELL_S = 60  # so long after its cause an alarm may stay

    def __init__(self, first_fault_s: float) -> None:
        self._first_fault_s = first_fault_s
        self._before = bytearray(COUNT)
        self._mode = STANDBY
        self._set_c = 0.0
        self._since_s = 0  # the operator's last choice of a mode or of more warmth
        self._arrived = False
        self._steady_s = 0
        self._above_s = self._below_s = self._cold_s = -self._REMEMBERED_S - 1
        self._cut_s = -self._WELL_S - 1  # when the mains were last off
        self._open_s = self._closed_s = 0

    def look(self, scene: Scene) -> str:
        if scene.t_s >= self._first_fault_s or scene.program is None:
            return ""
        self._follow(scene)
        present = scene.alarms.present
        words = ""
        if present != _NONE:
            for row in _LOUD:
                if present[row] and not self._excused(row, scene):
                    words = self._words(NAMES[row], scene)
        self._before = bytearray(present)
        return words

    def _excused(self, row: int, scene: Scene) -> bool:
        name = NAMES[row]
        if not self._before[row]:
            return self._justified(name, scene)
        return bool(LATCHED[row]) or self._goes_on(name, scene)

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
            self._steady_s = 0
        self._mode = mode
        self._set_c = set_c
        self._steady_s = self._steady_s + 1 if abs(off_c) <= limit_c else 0
        had_its_time = scene.t_s - self._since_s > self._SETTLE_S
        if abs(off_c) <= near_c or self._steady_s > self._STEADY_S or had_its_time:
            self._arrived = True
        if off_c > limit_c or (mode == SKIN and scene.plant.air_true > self._SKIN_MODE_AIR_C):
            self._above_s = scene.t_s
        if off_c < -limit_c:
            self._cold_s = scene.t_s
            if self._arrived:
                self._below_s = scene.t_s
        if not scene.drives.mains:
            self._cut_s = scene.t_s
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
        if name == "mains-lost":
            return self._cut_s >= scene.t_s - self._WELL_S
        return name == "hood-open" and self._open_s >= self._CARE_S

    def _goes_on(self, name: str, scene: Scene) -> bool:
        """Whether what justified an alarm still does, or did just now."""
        if name in ("air-low", "skin-low"):
            return self._cold_s >= scene.t_s - self._REMEMBERED_S
        if name == "hood-open":
            return self._closed_s <= self._WELL_S
        return self._justified(name, scene)

    @staticmethod
    def _words(name: str, scene: Scene) -> str:
        plant = scene.plant
        settings = scene.settings
        return (
            f"{name} without a fault: {MODES[settings.mode]} mode, air {plant.air_true:.2f} of "
            f"{settings.air_mc / _MC:.1f} degC, skin {plant.skin_true:.2f} of "
            f"{settings.skin_mc / _MC:.1f} degC"
        )
