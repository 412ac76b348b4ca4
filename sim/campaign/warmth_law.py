"""The law that a healthy machine gives back the warmth that an interruption took."""

from copy import copy, deepcopy
from math import inf
from typing import Any

from control import limits
from control.settings import SKIN, STANDBY
from sim.campaign.law import Law
from sim.campaign.scene import Scene


class WarmthLaw(Law):
    """Judged until the first fault begins, by a copy of the plant that gets all it may get.

    In air mode that is full power. In skin mode it is air at the highest that this mode may ask
    for: the probe feels too little, so the infant's true skin decides.
    """

    id = "LAW-5-WARMTH"
    statement = (
        "Without a fault, hood air that lies below its set point, or in skin mode the infant's "
        "true skin, with the hood closed and the mains on, is back within 0.5 degC in twice the "
        "time that full power takes, and 10 min; skin in twice that of the warmest air, and 30 "
        "min."
    )
    _GONE_K = 0.7  # what is so far below its set point has to come back
    _BACK_K = 0.5  # within so much of its set point it is back
    _SHARE = 2
    _AIR_SPARE_S = 600
    _SKIN_SPARE_S = 1_800  # the last degree comes slower: the air may not overshoot the infant
    _LONGEST_S = 3 * 3_600  # what takes longer is beyond the heater's strength

    def __init__(self, first_fault_s: float) -> None:
        self._first_fault_s = first_fault_s
        self._as_before: tuple[float, ...] = ()
        self._since_s = 0
        self._due_s: float | None = None

    def look(self, scene: Scene) -> str:
        if scene.t_s >= self._first_fault_s:
            return ""
        set_c = self._set_c(scene)
        as_now = (set_c or 0.0, scene.drives.room_c)
        if set_c is None or as_now != self._as_before:
            self._as_before = as_now
            self._due_s = None
        if set_c is None:
            return ""
        skin = scene.settings.mode == SKIN
        is_c = scene.plant.skin_true if skin else scene.plant.air_true
        missing_k = set_c - is_c
        if missing_k <= self._BACK_K:
            self._due_s = None
        elif self._due_s is None and missing_k > self._GONE_K:
            self._since_s = scene.t_s
            self._due_s = scene.t_s + self._SHARE * self._best_s(scene, set_c, skin)
            self._due_s += self._SKIN_SPARE_S if skin else self._AIR_SPARE_S
        if self._due_s is None or scene.t_s <= self._due_s:
            return ""
        return (
            f"the {'skin' if skin else 'air'} is not back at {set_c:.1f} degC, but at "
            f"{is_c:.2f}, {scene.t_s - self._since_s} s after nothing stood against it any more"
        )

    @staticmethod
    def _set_c(scene: Scene) -> float | None:
        """What air or skin should be at; None while something keeps the machine from it."""
        if scene.program is None or scene.settings.mode == STANDBY:
            return None
        if scene.world.hood_open() or not scene.drives.mains:
            return None
        if scene.settings.mode == SKIN:
            return float(scene.settings.skin_mc) / 1000
        return float(scene.settings.air_mc) / 1000

    def _best_s(self, scene: Scene, set_c: float, skin: bool) -> float:
        """How long a plant as it is now takes at its best; inf where it does not get there.

        Mist only cools, so that of an ultrasonic humidifier counts; what steam adds does not.
        """
        plant: Any = deepcopy(scene.plant)
        drives: Any = copy(scene.drives)
        drives.fan = 1.0
        mist = scene.incubator.HUMIDIFIER_MIST_W and scene.settings.humidity_pm
        drives.humidifier = 1.0 if mist else 0.0
        most_c = limits.SKIN_MODE_AIR_MAX_MC / 1000 if skin else inf
        for second in range(self._LONGEST_S):
            if (plant.skin_true if skin else plant.air_true) >= set_c - self._BACK_K:
                return second
            drives.heater = 1.0 if plant.air_true < most_c else 0.0
            plant.step(1.0, drives)
        return inf
