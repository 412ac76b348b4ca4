"""Whoever wants to see a run, or do something in it, is an observer: there is no other way in."""

import re
from pathlib import Path

import pytest

from sim.runs.observer import Observer
from sim.runs.run import Finished, Run
from sim.world.hardware import PWRON_RESET
from sim.world.plant.plant import Plant
from tests.sim.campaign.short_lives import scenario

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).relative_to(ROOT)
# A private of a run, and the clock's one place for whoever made the world.
POKES = re.compile(r"\brun\._[a-z]|\brun\.world\.clock\.on_second\b|\bRun\._[a-z]|\(Run\):")


class Diary(Observer):
    """Writes down all that it is told."""

    def __init__(self):
        self.lines = []

    def second(self, run, t_s):
        self.lines.append((t_s, "second"))

    def acted(self, run, t_s):
        self.lines.append((t_s, "acted"))

    def reset(self, run, cause):
        assert run.program is None
        self.lines.append((run.world.clock.now_us // 1_000_000, "reset", cause))

    def noted(self, run, t_s, source, event, detail):
        self.lines.append((t_s, source, event))


@pytest.fixture
def diary():
    return Diary()


def test_each_second_is_told_before_and_after_what_happens_in_it(diary):
    Run(scenario((2, "room_c", 20.0), duration_s=3, mode="standby"), 1, Plant, [diary]).play()
    assert [line for line in diary.lines if line[0] == 2] == [
        (2, "second"),
        (2, "scenario", "room_c"),
        (2, "acted"),
    ]
    assert diary.lines[-2:] == [(3, "second"), (3, "acted")]


def test_a_second_that_ends_in_a_reset_is_told_to_its_end(diary):
    Run(scenario((2, "fault", "brown-out"), duration_s=5), 1, Plant, [diary]).play()
    ended = diary.lines.index((2, "acted"))
    assert diary.lines[ended + 1 : ended + 3] == [
        (2, "board", "reset"),
        (2, "reset", PWRON_RESET),
    ]
    seconds = [line[0] for line in diary.lines if line[1] == "acted"]
    assert seconds == [1, 2, 3, 4, 5]


def test_an_observer_may_end_the_run(diary):
    class End(Observer):
        def second(self, run, t_s):
            if t_s == 2:
                raise Finished

    Run(scenario(duration_s=60), 1, Plant, [diary, End()]).play()
    assert diary.lines[-1] == (2, "acted")


def test_nobody_reaches_into_a_run():
    poked = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for folder in ("sim", "tests", "boards")
        for path in (ROOT / folder).rglob("*.py")
        if path.relative_to(ROOT) != HERE
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if POKES.search(line)
    ]
    assert poked == []
