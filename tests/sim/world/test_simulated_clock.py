import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.world.clock import NEVER_US, Clock, Deadline

durations = st.lists(
    st.integers(0, 3_000_000) | st.sampled_from([0, 1, 999_999, 1_000_000, 1_000_001]), max_size=30
)


@given(durations)
def test_each_second_comes_exactly_once_and_in_order_however_time_is_cut_up(durations):
    clock = Clock()
    seen = []
    clock.on_second = lambda t_s: seen.append((t_s, clock.now_us))
    for duration_us in durations:
        clock.advance_us(duration_us)
    assert clock.now_us == sum(durations)
    assert seen == [(t_s, t_s * 1_000_000) for t_s in range(1, clock.now_us // 1_000_000 + 1)]


@given(durations, st.lists(st.integers(1, 10_000_000), max_size=5))
def test_deadlines_come_once_each_at_their_moment_and_in_order(durations, dues_us):
    clock = Clock()
    seen = []
    for due_us in dues_us:
        Deadline(clock, lambda due_us=due_us: seen.append((due_us, clock.now_us))).move(due_us)
    for duration_us in durations:
        clock.advance_us(duration_us)
    assert seen == [(due_us, due_us) for due_us in sorted(dues_us) if due_us <= clock.now_us]


@given(st.lists(st.integers(1, 2_000_000), min_size=1, max_size=20))
def test_a_deadline_put_off_in_time_never_comes(waits_us):
    clock = Clock()
    deadline = Deadline(clock, lambda: pytest.fail("came"))
    deadline.move(1)
    for wait_us in waits_us:
        deadline.due_us = clock.now_us + wait_us + 1
        clock.advance_us(wait_us)
    deadline.due_us = NEVER_US
    clock.advance_us(10_000_000)


def test_at_one_moment_the_second_comes_before_the_deadline():
    clock = Clock()
    seen = []
    clock.on_second = lambda t_s: seen.append("second")
    Deadline(clock, lambda: seen.append("deadline")).move(1_000_000)
    clock.advance_us(1_000_000)
    assert seen == ["second", "deadline"]


def test_what_is_raised_stops_the_clock_there_and_time_goes_on_afterwards():
    clock = Clock()
    seen = []

    def on_second(t_s):
        seen.append(t_s)
        if t_s == 2:
            raise KeyError(t_s)

    clock.on_second = on_second
    with pytest.raises(KeyError):
        clock.advance_us(5_500_000)
    assert (clock.now_us, seen) == (2_000_000, [1, 2])
    clock.advance_us(1_500_000)
    assert (clock.now_us, seen) == (3_500_000, [1, 2, 3])
