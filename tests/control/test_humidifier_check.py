"""The humidifier runs when it is asked to, and only then; whoever looks on can tell."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control.humidifier_check import HumidifierCheck
from control.outputs import Outputs
from control.records import Readings
from tests.control.bench import PERIOD_MS

pytestmark = pytest.mark.proves("SAFE-HUMIDIFIER")

HOLD = 3  # periods that the sense line stays high after the humidifier ran
MINUTE = 60_000 // PERIOD_MS
CERTAIN = 5_000 // PERIOD_MS

demands = st.lists(st.tuples(st.integers(0, 1_000), st.integers(1, 300)), max_size=12)


class Line:
    """A check, a humidifier and the line between them. stuck: None, or what the switch does."""

    def __init__(self):
        self.check = HumidifierCheck(True)
        self.outputs = Outputs()
        self.outputs.arm = True
        self.readings = Readings()
        self.stuck = None
        self.sensed = None  # None: what is true
        self._ran = -HOLD
        self.now = 0

    def period(self, demand_pm=0, dt_ms=PERIOD_MS):
        """What it was asked for."""
        self.now += 1
        runs = self.outputs.humidifier_pm > 0 if self.stuck is None else self.stuck
        if runs and self.outputs.arm:
            self._ran = self.now
        held = self.now - self._ran < HOLD
        self.readings.humidifier_on = held if self.sensed is None else self.sensed
        self.check.update(self.readings, True, self.outputs, dt_ms)
        asked_pm = self.check.ask(demand_pm, self.outputs.arm)
        self.outputs.humidifier_pm = 0 if self.check.stuck_on else asked_pm
        return self.outputs.humidifier_pm

    def periods(self, count, demand_pm=0):
        return [self.period(demand_pm) for _ in range(count)]

    def periods_until(self, condition, most, demand_pm=0):
        for count in range(1, most + 1):
            self.period(demand_pm)
            if condition():
                return count
        raise AssertionError(f"not within {most} periods")


@given(asked=demands, armed=st.lists(st.booleans(), max_size=12))
def test_a_humidifier_that_follows_what_it_is_asked_is_never_suspected(asked, armed):
    line = Line()
    for turn, (demand_pm, count) in enumerate(asked):
        line.outputs.arm = armed[turn] if turn < len(armed) else True
        if not line.outputs.arm:
            line.outputs.humidifier_pm = 0  # protection permits nothing
            line.check.update(line.readings, True, line.outputs, PERIOD_MS)
            line.outputs.arm = True
        for _ in range(count):
            line.period(demand_pm)
            assert not line.check.stuck_on and not line.check.dead


@given(before=demands, demand_pm=st.integers(0, 1_000))
def test_one_that_runs_unasked_is_found_within_65_s_whatever_is_demanded(before, demand_pm):
    line = Line()
    for earlier_pm, count in before:
        line.periods(count, earlier_pm)
    line.stuck = True
    line.periods_until(lambda: line.check.stuck_on, MINUTE + CERTAIN, demand_pm)


def test_one_that_runs_unasked_while_nothing_is_demanded_is_found_after_5_s():
    line = Line()
    line.periods(10)
    line.stuck = True
    line.periods(CERTAIN - 1)
    assert not line.check.stuck_on
    line.period()
    assert line.check.stuck_on


@given(stuck_s=st.integers(70, 400))
def test_one_that_ran_unasked_is_trusted_again_5_min_after_it_stopped(stuck_s):
    line = Line()
    line.stuck = True
    line.periods(2 * stuck_s)
    assert line.check.stuck_on
    line.stuck = None
    line.periods(HOLD - 1 + 5 * MINUTE - 1)
    assert line.check.stuck_on
    line.period()
    assert not line.check.stuck_on


@given(again=st.integers(1, 5 * MINUTE))
def test_one_that_runs_unasked_now_and_then_stays_suspected(again):
    line = Line()
    line.stuck = True
    line.periods(2 * MINUTE)
    for _ in range(4):
        line.stuck = False
        line.periods(min(again, 5 * MINUTE - HOLD))
        line.stuck = True
        line.period()
        assert line.check.stuck_on


def test_one_that_is_always_needed_rests_once_a_minute_until_it_is_seen_off():
    line = Line()
    asked = line.periods(20 * MINUTE, 400)
    rests = [at for at in range(1, len(asked)) if asked[at] == 0 and asked[at - 1]]
    for before, after in pairwise((0, *rests)):
        assert MINUTE <= after - before <= MINUTE + HOLD + 1
    assert asked.count(0) <= len(rests) * HOLD
    assert {pm for pm in asked if pm} == {400, 1_000}  # 1,000: its first proof


def test_one_that_is_not_needed_runs_for_a_period_at_the_start_and_every_10_min():
    line = Line()
    asked = line.periods(35 * MINUTE)
    runs = [at for at, pm in enumerate(asked) if pm]
    assert [asked[at] for at in runs] == [1_000] * len(runs)
    assert runs[0] == 0 and len(runs) == 4
    for before, after in pairwise(runs):
        assert 10 * MINUTE <= after - before <= 10 * MINUTE + HOLD + 1


@pytest.mark.parametrize("broken", ("switch", "sense line"))
@pytest.mark.parametrize("demand_pm, idle", ((0, 10 * MINUTE), (500, 0), (1, 0)))
def test_one_that_does_not_run_or_is_not_seen_to_is_found(broken, demand_pm, idle):
    line = Line()
    line.periods(2, demand_pm)
    line.stuck, line.sensed = (False, None) if broken == "switch" else (None, False)
    line.periods_until(lambda: line.check.dead, idle + CERTAIN + HOLD, demand_pm)


def test_one_that_never_ran_is_found_after_5_s_and_then_left_alone_until_it_is_needed():
    line = Line()
    line.stuck = False
    line.periods(CERTAIN)
    assert not line.check.dead
    line.period()
    assert line.check.dead
    assert set(line.periods(30 * MINUTE)) == {0}
    assert line.check.dead
    line.stuck = None
    line.periods(2, 300)
    assert not line.check.dead


def test_a_demand_that_comes_and_goes_adds_up_to_no_suspicion():
    line = Line()
    line.stuck = False
    line.check._off_ms = 0  # it has proved itself
    for _ in range(40):
        line.periods(CERTAIN - 1, 300)
        line.period(0)
        assert not line.check.dead


def test_one_that_runs_now_and_then_is_not_dead():
    line = Line()
    line.periods(2, 300)
    line.stuck = False
    line.periods(HOLD)
    for _ in range(10):
        line.periods(CERTAIN - 2, 300)
        assert not line.check.dead
        line.stuck = True
        line.period(300)
        line.stuck = False
        line.periods(HOLD - 1, 300)


@given(sensed=st.booleans(), dt_ms=st.integers(0, 60_000), asked_pm=st.integers(0, 1_000))
def test_with_an_open_relay_nothing_is_judged_and_nothing_tried(sensed, dt_ms, asked_pm):
    line = Line()
    line.outputs.arm = False
    line.sensed = sensed
    for _ in range(30):
        line.outputs.humidifier_pm = asked_pm
        assert line.period(0, dt_ms) == 0
    assert not line.check.stuck_on and not line.check.dead


@given(first=st.booleans(), dt_ms=st.integers(0, 60_000), demand_pm=st.integers(0, 1_000))
def test_what_is_asked_is_the_demand_nothing_or_all(first, dt_ms, demand_pm):
    line = Line()
    line.sensed = first
    for _ in range(20):
        assert line.period(demand_pm, dt_ms) in (0, demand_pm, 1_000)
