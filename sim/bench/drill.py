"""Drills: a prepared course in which something goes wrong, and what a good hand does, in time.

A course is a scenario with a table [drill]; docs/testing.md describes it.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from control.alarm_table import NAMES
from control.languages import LANGUAGES
from sim.errors import InputError
from sim.scenario.load import compile_scenario
from sim.scenario.quantity import TIME, Quantity
from sim.scenario.table import Table
from sim.scenario.timetable import Action, due_ms
from sim.world.faults import KEYS

COURSES = Path(__file__).parent / "drills"
_WORDS = COURSES / "words.toml"
_MS_PER_S = 1000
_HOLD_MS = 3_000  # as the panel has it
_HOLD_MAX_MS = 10_000

# What can be done at the incubator, and which faults that mends.
HANDS = {
    "probe": ("skin-probe-off", "skin-probe-loose", "skin-probe-covered"),
    "lead": ("skin-probe-open", "skin-probe-short", "skin-probe-wrong-type"),
    "air": ("fan-stopped", "fan-slow", "air-outlet-blocked", "air-inlet-blocked"),
    "plug": ("mains-cut",),
    "water": ("water-empty", "humidifier-dry"),
}
# What a step can be: something done, or something that has come about.
_KINDS = {
    "press": KEYS,
    "hold": KEYS,
    "hand": tuple(HANDS),
    "gone": tuple(NAMES),
    "dark": ("override",),  # the lamps of alarms flash
}

Done = tuple[int, str, str]  # ms, one of _KINDS, which


@dataclass(frozen=True)
class Step:
    """What is wanted: one of _KINDS, which, and within how many seconds."""

    kind: str
    what: str
    within_s: int


@dataclass(frozen=True)
class Course:
    """The trainee takes over at `settled_s`; times of the steps count from `from_s`."""

    scenario: dict[str, Any]
    settled_s: int
    from_s: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Verdict:
    """How a step went; after_s None: it never came."""

    step: Step
    after_s: float | None

    @property
    def passed(self) -> bool:
        """Done, and in time."""
        return self.after_s is not None and self.after_s <= self.step.within_s


def known_courses() -> list[str]:
    """The names of those that come with Cradle."""
    return sorted(path.stem for path in COURSES.glob("*.toml") if path != _WORDS)


def load_course(course: str, language: str) -> Course:
    """A course by its name, or by the path of a file. InputError says what is wrong with it."""
    path = COURSES / f"{course}.toml" if course in known_courses() else Path(course)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        known = ", ".join(known_courses())
        raise InputError(f"{path}: cannot read a course: {error}; known: {known}") from None
    drill = values.pop("drill", None)
    scenario = compile_scenario(str(path), values)
    scenario["start"]["language"] = language
    table = Table(f"{path}: [drill]", drill, ("settled", "from", "step"))
    moments = Quantity(TIME, "10 s", f"{scenario['duration_s']} s", "1 s")
    steps = table.raw("step")
    if not isinstance(steps, list) or not steps:
        raise table.refusal("step", "write at least one [[drill.step]]")
    return Course(
        scenario,
        int(table.quantity("settled", moments)),
        int(table.quantity("from", moments)),
        tuple(_step(f"{path}: [[drill.step]] {n}", step) for n, step in enumerate(steps, 1)),
    )


def _step(place: str, values: object) -> Step:
    table = Table(place, values, ("within",), tuple(_KINDS))
    chosen = [kind for kind in _KINDS if kind in table]
    if len(chosen) != 1:
        raise table.error("needs exactly one of " + ", ".join(_KINDS))
    within_s = int(table.quantity("within", Quantity(TIME, "1 s", "1 h", "1 s")))
    return Step(chosen[0], table.choice(chosen[0], _KINDS[chosen[0]]), within_s)


def judge(course: Course, done: Sequence[Done]) -> list[Verdict]:
    """How each step went, by what was done and came about, in any order."""
    from_ms = course.from_s * _MS_PER_S
    verdicts = []
    for step in course.steps:
        times_ms = [
            at_ms - from_ms
            for at_ms, kind, what in done
            if (kind, what) == (step.kind, step.what) and at_ms >= from_ms
        ]
        verdicts.append(Verdict(step, min(times_ms) / _MS_PER_S if times_ms else None))
    return verdicts


def keys_done(by_hand: Sequence[Action]) -> list[Done]:
    """Presses, and holds that count, at the moment at which they are let go."""
    done: list[Done] = []
    down: dict[str, int] = {}
    for entry in sorted(by_hand, key=due_ms):
        at_ms, key = due_ms(entry), str(entry["value"])
        if entry["do"] == "press":
            down[key] = at_ms
            done.append((at_ms, "press", key))
        elif entry["do"] == "release" and key in down:
            if _HOLD_MS <= at_ms - down.pop(key) <= _HOLD_MAX_MS:
                done.append((at_ms, "hold", key))
    return done


def alarms_gone(events: Sequence[str]) -> list[Done]:
    """When alarms have gone, from lines of events.csv."""
    rows = [line.split(",") for line in events]
    return [
        (int(row[0]) * _MS_PER_S, "gone", row[3]) for row in rows if row[1:3] == ["alarm", "ends"]
    ]


def drill_words(language: str) -> dict[str, str]:
    """What the page says in a language."""
    words: dict[str, dict[str, str]] = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return words[language]


def check_language(language: str) -> None:
    """InputError: there is no such language."""
    if language not in LANGUAGES:
        raise InputError(f"{language}: the languages are {', '.join(LANGUAGES)}")
