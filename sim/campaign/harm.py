"""Did a fault that nobody was told of change what the infant gets? The plant's truth decides.

A life is compared with its twin, in which that fault does not come.
"""

from typing import NamedTuple

from control.settings import AIR, SKIN, STANDBY
from sim.campaign.expected import COLD_SKIN, HUMIDITY
from sim.campaign.scene import Scene

# It did if truth lies beyond this both of the twin and of what the operator has set: the limits of
# the deviation alarms and what sensors may be wrong by.
_AIR_C = 1.5 + 0.3
_SKIN_C = 0.5 + 0.3
_HUMIDITY_PCT = 15.0 + 5.0
# So long without a word: the alarms' delays, and on the cold side their 30 min of grace.
_HOT_S = 120
_COLD_S = 1_800 + 120
_MOIST_S = 1_800 + 420
AFTERMATH_S = _COLD_S  # what comes later is no longer blamed on a fault that has passed


class Moment(NamedTuple):
    """What the infant gets in one second, and what is set: 0 % for humidity that is off."""

    mode: int  # STANDBY also while no program runs
    air_c: float
    skin_c: float
    humidity_pct: float
    set_c: float
    set_pct: float

    def warmth_c(self, mode: int) -> float:
        """What a mode steers."""
        return self.skin_c if mode == SKIN else self.air_c


Course = list[Moment]


def moment(scene: Scene) -> Moment:
    """What it is now."""
    plant = scene.plant
    truth = (plant.air_true, plant.skin_true, plant.rh_true)
    if not scene.therapy():
        return Moment(STANDBY, *truth, 0.0, 0.0)
    settings = scene.settings
    set_mc = settings.air_mc if settings.mode == AIR else settings.skin_mc
    return Moment(settings.mode, *truth, set_mc / 1000, settings.humidity_pm / 10)


def as_set(course: Course, begin_s: int) -> bool:
    """Whether from then on all was as the operator had set it: no twin is needed."""
    mode = course[begin_s].mode if begin_s < len(course) else STANDBY
    limit_c = _SKIN_C if mode == SKIN else _AIR_C
    return all(
        now.mode == mode
        and (
            mode == STANDBY
            or (
                abs(now.warmth_c(mode) - now.set_c) <= limit_c
                and (not now.set_pct or abs(now.humidity_pct - now.set_pct) <= _HUMIDITY_PCT)
            )
        )
        for now in course[begin_s:]
    )


def harm(course: Course, twin: Course, begin_s: int, last_s: float, unseen: str = "") -> str:
    """In words what the fault did between begin_s and last_s; empty if it was harmless.

    unseen: what it may change without a word, as in Expected.
    """
    hot_s = cold_s = moist_s = 0
    for at_s, (now, other) in enumerate(zip(course, twin, strict=False), 1):
        if at_s <= begin_s or other.mode == STANDBY:
            continue
        if at_s > last_s:
            break
        limit_c = _SKIN_C if other.mode == SKIN else _AIR_C
        warmth_c = now.warmth_c(other.mode)
        wanted_c = (other.warmth_c(other.mode), other.set_c)
        hot_s = hot_s + 1 if warmth_c > max(wanted_c) + limit_c else 0
        cold = warmth_c < min(wanted_c) - limit_c
        cold_s = cold_s + 1 if cold and not (unseen == COLD_SKIN and other.mode == SKIN) else 0
        if hot_s > _HOT_S or cold_s > _COLD_S:
            name = "skin" if other.mode == SKIN else "air"
            return _words(name, "degC", warmth_c, wanted_c, max(hot_s, cold_s))
        wanted_pct = (other.humidity_pct, other.set_pct)
        wet = now.humidity_pct > max(wanted_pct) + _HUMIDITY_PCT
        dry = now.humidity_pct < min(wanted_pct) - _HUMIDITY_PCT
        astray = unseen != HUMIDITY and other.set_pct and (wet or dry)
        moist_s = moist_s + 1 if astray else 0
        if moist_s > _MOIST_S:
            return _words("humidity", "%", now.humidity_pct, wanted_pct, moist_s)
    return ""


def _words(name: str, unit: str, truth: float, wanted: tuple[float, float], told_s: int) -> str:
    return (
        f"{name} at {truth:.2f} {unit}, {wanted[0]:.2f} without it, {wanted[1]:.1f} set, "
        f"and nobody was told for {told_s} s"
    )
