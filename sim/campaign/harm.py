"""Judges whether a fault changed what the infant gets, at a time when nobody was told of it.

The plant's truth decides, second by second to the end: a life is compared with its twin, in which
that fault does not come. What tells is an alarm that may announce the fault, is shown at that
moment, and does not point the other way: "skin low" says nothing of an infant that gets too hot.
"""

from functools import lru_cache
from typing import NamedTuple

from control.settings import AIR, SKIN, STANDBY
from sim.campaign.expected import COLD_SKIN, HUMIDITY, Expected
from sim.campaign.scene import Scene

# It did if the plant's truth is farther than this both from the twin's and from what the operator
# has set. Each is the limit of the deviation alarm and what sensors may be wrong by.
_AIR_C = 1.5 + 0.3
_SKIN_C = 0.5 + 0.3
_HUMIDITY_PCT = 15.0 + 5.0
# It did as well if in skin mode, whatever is set, heat flows into an infant whose core is hotter
# than this, and by so much hotter than the twin's.
_CORE_C = 38.0
_CORE_APART_C = 0.3

HOT, COLD, WET, DRY, CORE = range(5)
_NOUNS = ("", "", "humidity", "humidity", "core")
# For so many seconds it may last without an alarm, by kind: the alarms' delays, and for cold, wet
# and dry also their 30 min of grace.
_COLD_S = 1_800 + 120
_MOIST_S = 1_800 + 420
_UNTOLD_S = (120, _COLD_S, _MOIST_S, _MOIST_S, 300)
AFTERMATH_S = _COLD_S  # what comes later is no longer blamed on a fault that has passed

_TOO_COLD = ("air-low", "skin-low", "no-heat")
_WRONG_WAY = (
    _TOO_COLD,
    ("air-high", "skin-high"),
    ("humidity-low", "water-low"),
    ("humidity-high",),
    _TOO_COLD,
)


class Moment(NamedTuple):
    """What the infant gets in one second (true values), what is set, and what is told.

    set_pct: 0 for humidity that is off. heated: heat flows. alarms: the names of those shown; None
    while the board is dark, which anybody can see.
    """

    mode: int  # STANDBY also while no program runs
    air_c: float
    skin_c: float
    core_c: float
    humidity_pct: float
    set_c: float
    set_pct: float
    heated: bool = False
    alarms: tuple[str, ...] | None = ()

    def warmth_c(self, mode: int) -> float:
        """The temperature that a mode steers: of the skin in skin mode, else of the air."""
        return self.skin_c if mode == SKIN else self.air_c


Course = list[Moment]


def moment(scene: Scene) -> Moment:
    """The moment that `scene` shows."""
    plant = scene.plant
    truth = (plant.air_true, plant.skin_true, plant.core_true, plant.rh_true)
    alarms = tuple(scene.shown()) if scene.program else None
    heated = scene.watts > 0.0
    if not scene.therapy():
        return Moment(STANDBY, *truth, 0.0, 0.0, heated, alarms)
    settings = scene.settings
    set_mc = settings.air_mc if settings.mode == AIR else settings.skin_mc
    set_pct = settings.humidity_pm / 10
    return Moment(settings.mode, *truth, set_mc / 1000, set_pct, heated, alarms)


def as_set(course: Course, begin_s: int, last_s: float, expected: Expected) -> bool:
    """Whether no twin can show harm, for what was astray of what is set was told, or too short.

    What is astray of both the twin and what is set is astray of the latter alone, as long as the
    twin's settings are known to be ours: nobody changes them, and no fault does.
    """
    judged = course[: int(min(last_s, len(course)))]
    window = judged[max(begin_s - 1, 0) :] if begin_s < len(judged) else []
    if len({(now.mode, now.set_c, now.set_pct) for now in window}) > 1:
        return False
    return not harm(judged, list(map(_wanted, judged)), begin_s, last_s, expected)


def harm(course: Course, twin: Course, begin_s: int, last_s: float, expected: Expected) -> str:
    """In words what the fault did between begin_s and last_s without an alarm that tells of it.

    Empty if it was harmless or always told. `expected`: what is expected of that fault.
    """
    untold_s = [0] * len(_UNTOLD_S)
    for at_s, (now, other) in enumerate(zip(course, twin, strict=False), 1):
        if at_s <= begin_s:
            continue
        if at_s > last_s:
            break
        untold = _untold(now, other, expected)
        if True not in untold:  # as nearly always
            untold_s = [0] * len(_UNTOLD_S)
            continue
        for kind, astray in enumerate(untold):
            if kind == CORE and astray and not now.heated:
                continue  # it cools: only what is heated counts
            untold_s[kind] = untold_s[kind] + 1 if astray else 0
            if untold_s[kind] > _UNTOLD_S[kind]:
                return _words(kind, now, other, untold_s[kind])
    return ""


def _wanted(now: Moment) -> Moment:
    """The same moment with all as it is set."""
    return now._replace(
        air_c=now.set_c, skin_c=now.set_c, core_c=0.0, humidity_pct=now.set_pct or 0.0
    )


def _untold(now: Moment, other: Moment, expected: Expected) -> tuple[bool, ...]:
    """For each kind of harm, whether it is there compared with the twin, and nobody is told."""
    found = _astray(now, other, expected.unseen)
    if True not in found:
        return found
    return tuple(
        astray and not _told(now.alarms, kind, expected) for kind, astray in enumerate(found)
    )


def _astray(now: Moment, other: Moment, unseen: str) -> tuple[bool, ...]:
    mode = other.mode
    if mode == STANDBY:
        return (False,) * len(_UNTOLD_S)
    limit_c = _SKIN_C if mode == SKIN else _AIR_C
    warmth_c = now.warmth_c(mode)
    wanted_c = (other.warmth_c(mode), other.set_c)
    wanted_pct = (other.humidity_pct, other.set_pct)
    moist = other.set_pct > 0.0 and unseen != HUMIDITY
    return (
        warmth_c > max(wanted_c) + limit_c,
        warmth_c < min(wanted_c) - limit_c and not (unseen == COLD_SKIN and mode == SKIN),
        moist and now.humidity_pct > max(wanted_pct) + _HUMIDITY_PCT,
        moist and now.humidity_pct < min(wanted_pct) - _HUMIDITY_PCT,
        mode == SKIN and now.core_c > max(_CORE_C, other.core_c + _CORE_APART_C),
    )


@lru_cache
def _told(alarms: tuple[str, ...] | None, kind: int, expected: Expected) -> bool:
    if alarms is None:
        return True
    right = set(expected.alarms).difference(_WRONG_WAY[kind])
    return not right.isdisjoint(alarms)


def _words(kind: int, now: Moment, other: Moment, untold_s: int) -> str:
    noun, unit = _NOUNS[kind], "degC"
    if kind in (WET, DRY):
        unit, truth, without, wanted = "%", now.humidity_pct, other.humidity_pct, other.set_pct
    elif kind == CORE:
        truth, without, wanted = now.core_c, other.core_c, _CORE_C
    else:
        noun = "skin" if other.mode == SKIN else "air"
        truth, without = now.warmth_c(other.mode), other.warmth_c(other.mode)
        wanted = other.set_c
    said = "allowed" if kind == CORE else "set"
    return (
        f"{noun} at {truth:.2f} {unit}, {without:.2f} without it, {wanted:.1f} {said}, "
        f"and nobody was told for {untold_s} s"
    )
