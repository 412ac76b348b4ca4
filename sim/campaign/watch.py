"""Lives one life under the eyes of every law, and judges it."""

import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from typing import Any, cast

from sim.campaign.announcement import Announcement, Episode, episodes
from sim.campaign.harm import AFTERMATH_S, Course, as_set, harm, moment
from sim.campaign.laws import ANNOUNCEMENT_ID, LAWS, PROGRAM_ID
from sim.campaign.lives import INTERRUPTIONS
from sim.campaign.quiet_law import QuietLaw
from sim.campaign.restart_law import RestartLaw
from sim.campaign.scene import Scene
from sim.campaign.warmth_law import WarmthLaw
from sim.campaign.wide import plant_class
from sim.runs.observer import Observer
from sim.runs.run import PlantFailed, Run

_LAST_LINES = 3  # of a traceback
_NUMBER = re.compile(r"[-0-9.]+")


@dataclass(frozen=True)
class Violation:
    """A law that did not hold at `t_s`, in this way for the first time in a life."""

    law: str
    t_s: int
    words: str

    @property
    def kind(self) -> str:
        """Law and words without numbers: violations that differ in numbers are of one kind."""
        return self.law + " " + _NUMBER.sub("", self.words)


@dataclass
class Outcome:
    """What came of a life: simulated seconds, its faults, and each way in which a law broke."""

    sim_s: int = 0
    episodes: list[Episode] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)


class ObserverFailed(BaseException):
    """A law raised an exception, which no `except Exception` of the firmware stops."""


class _Look(Observer):
    """Lets look(scene) be asked after each second, when all that happens in it has happened."""

    def __init__(self, scene: Scene, look: Callable[[Scene], None]) -> None:
        self._scene = scene
        self._look = look

    def acted(self, run: Any, t_s: int) -> None:
        try:
            self._scene.update(t_s)
            self._look(self._scene)
        except Exception as error:
            raise ObserverFailed(f"at {t_s} s") from error


def watch(scenario: dict[str, Any], seed: int) -> Outcome:
    """Let a life be lived, and judge it by all laws."""
    outcome = Outcome(episodes=episodes(scenario))
    names = tuple(episode.name for episode in outcome.episodes)
    first_fault_s = min(
        (episode.begin_s for episode in outcome.episodes if episode.name not in INTERRUPTIONS),
        default=inf,
    )
    laws: dict[str, Any] = {law.id: law for law in map(_made(first_fault_s, names), LAWS)}
    laws[ANNOUNCEMENT_ID] = Announcement(outcome.episodes)
    kinds: set[str] = set()
    course: Course = []

    def look(scene: Scene) -> None:
        course.append(moment(scene))
        for law_id, law in laws.items():
            words = law.look(scene)
            if words:
                violation = Violation(law_id, scene.t_s, words)
                if violation.kind not in kinds:
                    kinds.add(violation.kind)
                    outcome.violations.append(violation)

    try:
        broken = _live(scenario, seed, look)
        outcome.sim_s = len(course)
        _judge_unannounced(scenario, seed, course, outcome)
    except ObserverFailed as failed:  # told as well: the other lives are still to be judged
        outcome.sim_s = len(course)
        broken = f"a law failed {failed}, a mistake of the campaign's: {failed.__cause__!r}"
    if broken:
        outcome.violations.append(Violation(PROGRAM_ID, outcome.sim_s, broken))
    return outcome


def _made(first_fault_s: float, names: tuple[str, ...]) -> Any:
    def make(law: Any) -> Any:
        if law in (QuietLaw, WarmthLaw):
            return law(first_fault_s)
        return law(names) if law is RestartLaw else law()

    return make


def _live(scenario: dict[str, Any], seed: int, look: Callable[[Scene], None]) -> str:
    """Run a scenario, with look(scene) after each second. Gives back what broke it, if any."""
    try:
        run = cast(Any, Run)(scenario, seed, plant_class(scenario))
        run.observers.append(_Look(Scene(run), look))
        run.play()
    except (Exception, PlantFailed) as error:
        where = traceback.format_exc().strip().splitlines()[-_LAST_LINES:]
        return f"{type(error).__name__}: {error} ({' | '.join(map(str.strip, where))})"
    return ""


def _judge_unannounced(
    scenario: dict[str, Any], seed: int, course: Course, outcome: Outcome
) -> None:
    for episode in outcome.episodes:
        judged = (episode.begin_s, episode.end_s + AFTERMATH_S, episode.expected)
        if as_set(course, *judged):
            continue
        words = harm(course, _twin(scenario, seed, episode), *judged)
        if words:
            words = f"{episode.name} since {episode.begin_s} s: {words}"
            outcome.violations.append(Violation(ANNOUNCEMENT_ID, episode.begin_s, words))


def _twin(scenario: dict[str, Any], seed: int, episode: Episode) -> Course:
    """The course of the same life without the fault of `episode`."""
    course: Course = []
    timetable = [
        action
        for action in scenario["timetable"]
        if action["do"] not in ("fault", "clear") or action["value"] != episode.name
    ]
    duration_s = min(scenario["duration_s"], episode.end_s + AFTERMATH_S)
    without = {**scenario, "duration_s": duration_s, "timetable": timetable}
    _live(without, seed, lambda scene: course.append(moment(scene)))
    return course
