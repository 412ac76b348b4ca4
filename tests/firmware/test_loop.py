"""The loop: every period on time, every task when it is due, no long turn over an edge."""

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control.limits import PERIOD_MS
from firmware import loop as loop_module
from firmware.loop import NOTHING_DUE_MS, Loop
from firmware.storage.keeping import Keeping

TICKS = 1 << 30
LIFE_MS = 10_000
WRITE_MS = 60


class Over(Exception):
    """The test has seen enough."""


class Time:
    """A clock that only the loop and its tasks move."""

    def __init__(self, start_ms=0):
        self.start_ms = start_ms
        self.now_ms = 0
        self.sleeps = 0

    def ticks_ms(self):
        return (self.start_ms + self.now_ms) % TICKS

    def ticks_add(self, ticks, delta):
        return (ticks + delta) % TICKS

    def ticks_diff(self, end, start):
        return (end - start + TICKS // 2) % TICKS - TICKS // 2

    def sleep_ms(self, duration_ms):
        assert duration_ms >= 0
        self.sleeps += 1
        self.spend(duration_ms)

    def spend(self, duration_ms):
        self.now_ms += duration_ms
        if self.now_ms >= LIFE_MS:
            raise Over


class Regular:
    """A task that is due at multiples of every_ms, and whose turn takes takes_ms."""

    def __init__(self, time, every_ms, takes_ms):
        self.time = time
        self.every_ms = every_ms
        self.takes_ms = takes_ms
        self.due_ms = every_ms
        self.late_ms = [0]

    def next_ms(self, now_ms):
        assert now_ms == self.time.ticks_ms(), "each is told the time as it is"
        return max(self.due_ms - self.time.now_ms, 0)

    def turn(self, now_ms):
        if not self.next_ms(now_ms):
            self.late_ms.append(self.time.now_ms - self.due_ms)
            self.due_ms = (self.time.now_ms // self.every_ms + 1) * self.every_ms
            self.time.spend(self.takes_ms)


class Archive:
    """What is confirmed at some moments, and takes WRITE_MS to write."""

    def __init__(self, time, chosen_ms):
        self.time = time
        self.chosen_ms = sorted(chosen_ms)
        self.wrote_ms = []  # when each write began
        self.waits_ms = [0]

    def changed(self, settings):
        return bool(self.chosen_ms) and self.chosen_ms[0] <= self.time.now_ms

    def keep(self, settings):
        self.wrote_ms.append(self.time.now_ms)
        self.waits_ms.append(self.time.now_ms - self.chosen_ms[0])
        while self.changed(settings):
            self.chosen_ms.pop(0)
        self.time.spend(WRITE_MS)


def life(time, punctual, tasks, period_takes_ms=20):
    """The begins of the periods of a loop that runs for LIFE_MS; tasks: made for a loop."""
    return watched_life(time, punctual, (), tasks, period_takes_ms)


def watched_life(time, punctual, watchers, tasks, period_takes_ms=20):
    """The same, with watchers."""
    begins = []

    def period(now_ms):
        assert now_ms == time.ticks_ms()
        begins.append(time.now_ms)
        time.spend(period_takes_ms)

    with patch.object(loop_module, "time", time), pytest.raises(Over):
        loop = Loop(period, punctual)
        loop.watchers = watchers
        loop.tasks = tasks(loop)
        loop.run()
    return begins


tasks = st.lists(st.tuples(st.integers(7, 700), st.integers(0, 5)), max_size=5)


@given(tasks, st.integers(0, TICKS - 1))
def test_every_period_is_on_time_but_for_one_round_of_turns(rows, start_ms):
    time = Time(start_ms)
    regular = [Regular(time, *row) for row in rows]
    sound = Regular(time, 200, 0)
    begins = life(time, sound, lambda _: (sound, *regular))
    turns_ms = sum(task.takes_ms for task in regular)
    assert begins[0] == 0 and len(begins) == LIFE_MS // PERIOD_MS
    assert all(0 <= at - n * PERIOD_MS <= turns_ms for n, at in enumerate(begins))
    for task in (sound, *regular):
        assert max(task.late_ms) <= turns_ms + 20, "and each task has its turn after that"
    assert time.sleeps <= len(begins) + sum(len(task.late_ms) for task in (sound, *regular))


class Watcher(Regular):
    """It meets with something each so many turns, and notes when."""

    def __init__(self, time, every_ms, meets_every):
        super().__init__(time, every_ms, 0)
        self.meets_every = meets_every
        self.met_ms = []

    def turn(self, now_ms):
        turns = len(self.late_ms)
        super().turn(now_ms)
        if len(self.late_ms) == turns or turns % self.meets_every:
            return False
        self.met_ms.append(self.time.now_ms)
        return True


class Counted(Regular):
    """It notes when it has a turn."""

    def __init__(self, time, every_ms):
        super().__init__(time, every_ms, 0)
        self.turned_ms = []

    def turn(self, now_ms):
        self.turned_ms.append(self.time.now_ms)
        super().turn(now_ms)


@given(st.integers(7, 90), st.integers(1, 30), st.integers(40, 3_000), st.integers(0, TICKS - 1))
def test_tasks_have_a_turn_when_one_is_due_after_a_period_and_what_a_watcher_meets_with_only(
    every_ms, meets_every, due_every_ms, start_ms
):
    time = Time(start_ms)
    watcher = Watcher(time, every_ms, meets_every)
    task = Counted(time, due_every_ms)
    begins = watched_life(time, task, (watcher,), lambda _: (task,))
    assert begins == list(range(0, LIFE_MS, PERIOD_MS))
    assert max(watcher.late_ms) <= 20 and max(task.late_ms) <= 20, "but for a period's own time"
    assert set(watcher.met_ms) <= set(task.turned_ms), "at once"
    assert len(task.turned_ms) <= len(begins) + len(task.late_ms) + len(watcher.met_ms)


@given(st.lists(st.integers(0, LIFE_MS - 2_000), min_size=1), st.integers(61, 400))
def test_a_choice_is_written_at_once_and_over_no_edge_of_sound_and_no_period(chosen_ms, gap_ms):
    time = Time()
    archive = Archive(time, chosen_ms)
    sound = Regular(time, gap_ms, 0)
    begins = life(time, sound, lambda loop: (sound, Keeping(archive, None, loop)))
    assert not archive.chosen_ms
    assert max(archive.waits_ms) <= 2 * PERIOD_MS + WRITE_MS
    assert max(sound.late_ms) <= 20, "but for a period's own time"
    assert begins == list(range(0, LIFE_MS, PERIOD_MS))
    assert time.sleeps <= 2 * len(begins) + 2 * len(sound.late_ms) + 100, "waiting is sleeping"


class Broken(Archive):
    """Nothing that it is given to keep is ever kept."""

    def keep(self, settings):
        self.wrote_ms.append(self.time.now_ms)


@given(st.integers(0, LIFE_MS - 2_000), st.integers(20, 400))
def test_what_is_never_kept_is_tried_whenever_the_loop_is_awake_and_keeps_it_from_no_sleep(
    chosen_ms, gap_ms
):
    time = Time()
    archive = Broken(time, [chosen_ms])
    sound = Regular(time, gap_ms, 0)
    begins = life(time, sound, lambda loop: (sound, Keeping(archive, None, loop)))
    assert begins == list(range(0, LIFE_MS, PERIOD_MS))
    wakes = len(begins) + len(sound.late_ms)
    assert len(archive.wrote_ms) <= wakes
    assert time.sleeps <= 2 * wakes + 2


def test_a_period_that_takes_too_long_is_followed_by_the_next_at_once_and_none_is_made_up():
    time = Time()
    begins = life(time, Regular(time, 200, 0), lambda _: (), period_takes_ms=700)
    assert begins == list(range(0, LIFE_MS, 700))


def test_with_nothing_due_the_loop_sleeps_from_period_to_period():
    class Idle:
        def next_ms(self, now_ms):
            return NOTHING_DUE_MS

        def turn(self, now_ms):
            pass

    time = Time()
    begins = life(time, Idle(), lambda _: (Idle(),))
    assert time.sleeps == len(begins)
