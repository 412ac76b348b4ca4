"""LAW-3-ALARM as an observer: when each fault was announced, and when the machine was safe."""

from dataclasses import dataclass, field, replace
from itertools import permutations
from math import inf
from typing import Any

from control.settings import SKIN
from sim.campaign.expected import (
    ALWAYS,
    EXPECTED,
    JUST_LOST,
    JUST_LOST_SKIN_MODE,
    TESTED,
    THERAPY,
    Expected,
)
from sim.campaign.scene import ROWS, Scene
from sim.campaign.wide import promised

_AFTERWARDS_S = 60  # an alarm may come a little after its fault has gone
_STARTING_S = 6  # after a start, until the sensors have spoken
_JUST_S = 60  # for so long the program misses a probe that it has lost


@dataclass
class Episode:
    """One fault of a life, from `begin_s` to `end_s`, and what came of it.

    alarm, alarm_s: the right alarm that came first, and how many seconds after the beginning; no
    time if it was there before. safe_s: seconds until no heat flowed or was allowed. Each of these
    is None if that never came. Peaks are of the plant's truth.
    """

    name: str
    begin_s: int
    end_s: float
    alarm: str | None = None
    alarm_s: int | None = None
    safe_s: int | None = None
    peak_air_c: float = -inf
    peak_skin_c: float = -inf
    beside: tuple[str, ...] = ()  # alarms of another fault, one of which is enough
    due_s: int = field(default=0, repr=False)  # for how long it could have been announced
    overdue: bool = field(default=False, repr=False)

    @property
    def expected(self) -> Expected:
        expected = EXPECTED[self.name]
        if not self.beside:
            return expected
        return replace(expected, alarms=expected.alarms + self.beside)


def episodes(scenario: dict[str, Any]) -> list[Episode]:
    """The faults of a life in order of time."""
    found: list[Episode] = []
    for action in scenario["timetable"]:
        if action["do"] == "fault":
            found.append(Episode(action["value"], action["at_s"], inf))
        elif action["do"] == "clear":
            for episode in found:
                if episode.name == action["value"] and episode.end_s == inf:
                    episode.end_s = action["at_s"]
    for one, other in permutations(found, 2):
        if one.name != other.name and not promised(one.name, other.name):
            one.beside += EXPECTED[other.name].alarms
    return found


def _right(episode: Episode, scene: Scene) -> str | None:
    """The first alarm shown of those that may announce the fault."""
    if scene.program and scene.alarms.count:
        for name in episode.expected.alarms:
            if scene.alarms.present[ROWS[name]]:
                return name
    return None


class Announcement:
    """Fills in the episodes; look() tells of one that was not announced in time."""

    def __init__(self, found: list[Episode]) -> None:
        self._episodes = found

    def look(self, scene: Scene) -> str:
        for episode in self._episodes:
            if scene.t_s == episode.begin_s:
                episode.alarm = _right(episode, scene)
            elif episode.begin_s < scene.t_s <= episode.end_s + _AFTERWARDS_S:
                words = self._follow(episode, scene)
                if words:
                    return words
        return ""

    def _follow(self, episode: Episode, scene: Scene) -> str:
        since_s = scene.t_s - episode.begin_s
        plant = scene.plant
        episode.peak_air_c = max(episode.peak_air_c, plant.air_true)
        episode.peak_skin_c = max(episode.peak_skin_c, plant.skin_true)
        if episode.safe_s is None and scene.watts == 0.0:
            if scene.program is None or not scene.controller.permits.heat:
                episode.safe_s = since_s
        if episode.alarm is not None:
            return ""
        episode.alarm = _right(episode, scene)
        if episode.alarm is not None:
            episode.alarm_s = since_s
            return ""
        return self._overdue(episode, scene)

    def _overdue(self, episode: Episode, scene: Scene) -> str:
        expected = episode.expected
        if expected.within_s is None or scene.t_s > episode.end_s or episode.overdue:
            return ""
        if not self._possible(episode, scene):
            episode.due_s = 0
            return ""
        episode.due_s += 1
        if episode.due_s <= expected.within_s:
            return ""
        episode.overdue = True
        return (
            f"{episode.name} since {episode.begin_s} s, and none of "
            f"{', '.join(expected.alarms)} within {expected.within_s} s {expected.when}"
        )

    def _possible(self, episode: Episode, scene: Scene) -> bool:
        """Whether the condition is given, and nothing else stands before it."""
        if scene.program is None or scene.t_s - scene.started_s < _STARTING_S:
            return False
        if not scene.drives.mains and episode.name != "mains-cut":
            return False
        if any(
            other.name in episode.expected.hidden_by and other.begin_s < scene.t_s <= other.end_s
            for other in self._episodes
        ):
            return False
        seen = episode.begin_s > scene.started_s + _STARTING_S  # this program has seen it whole
        just_lost = seen and scene.t_s - episode.begin_s <= _JUST_S
        skin_mode = scene.settings.mode == SKIN
        possible = {
            ALWAYS: True,
            THERAPY: scene.therapy(),
            JUST_LOST: skin_mode or (scene.therapy() and just_lost),
            JUST_LOST_SKIN_MODE: skin_mode and just_lost,
            TESTED: scene.passed and scene.started_s > episode.begin_s,
        }
        return bool(possible[episode.expected.when])
