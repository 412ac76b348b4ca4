import time

import machine
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.mcu.install import TIME_NAMES, install
from sim.world.clock import Clock
from sim.world.hardware import Hardware

PERIOD = 1 << 30
HALF = PERIOD // 2
ticks = st.integers(0, PERIOD - 1)
deltas = st.integers(-HALF, HALF - 1)


@given(ticks, deltas)
@example(PERIOD - 1, 1)
@example(0, -1)
@example(0, -HALF)
@example(PERIOD - 1, HALF - 1)
def test_ticks_diff_undoes_ticks_add_across_every_wrap(start, delta):
    end = time.ticks_add(start, delta)
    assert 0 <= end < PERIOD
    assert time.ticks_diff(end, start) == delta


@given(ticks, ticks)
def test_ticks_diff_is_odd_except_at_half_a_period(a, b):
    forward = time.ticks_diff(a, b)
    assert -HALF <= forward < HALF
    if forward != -HALF:
        assert time.ticks_diff(b, a) == -forward


@pytest.mark.parametrize("delta", [HALF, -HALF - 1, PERIOD])
def test_ticks_add_refuses_more_than_half_a_period(delta):
    with pytest.raises(OverflowError):
        time.ticks_add(0, delta)


@given(ticks, st.integers(0, 10_000_000_000))
def test_ticks_count_simulated_time_modulo_the_period(start_ms, elapsed_us):
    board = Hardware(Clock(start_ticks_ms=start_ms))
    machine.attach(board)
    board.clock.now_us = elapsed_us
    assert time.ticks_ms() == (start_ms + elapsed_us // 1000) % PERIOD
    assert time.ticks_us() == (start_ms * 1000 + elapsed_us) % PERIOD


@given(st.integers(-1000, 5000))
def test_sleeping_passes_simulated_time_and_never_takes_it_back(duration):
    board = Hardware()
    machine.attach(board)
    time.sleep_ms(duration)
    assert board.clock.now_us == max(duration, 0) * 1000
    time.sleep_us(duration)
    assert board.clock.now_us == max(duration, 0) * 1001


def test_the_pcs_own_time_only_gains_names_and_installing_twice_changes_nothing():
    before = dict(vars(time))
    install()
    assert machine is __import__("machine")
    assert dict(vars(time)) == before
    assert set(TIME_NAMES).isdisjoint({"time", "sleep", "monotonic", "perf_counter"})
    assert time.time() > 1.7e9
