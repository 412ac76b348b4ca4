"""One loop to the last digit: what each part adds, and exactly where it stops."""

import pytest

from control.pid import Pid

SET = 36_000
BOTH = (True, True)


def loop(gain=1_000, integral_s=100, low=-20_000, high=20_000, zone=2_000):
    pid = Pid(gain, integral_s, 1_000, low, high, zone)
    pid.hand_over(SET, SET, 0)
    return pid


def updated(pid, error, dt_ms=1_000, may=BOTH):
    """The output for this error."""
    return pid.update(SET, SET - error, dt_ms, *may)


def integral_after(pid, *arguments, **keywords):
    updated(pid, *arguments, **keywords)
    return pid._integral


# --- proportional --------------------------------------------------------------------------------


@pytest.mark.parametrize("error, counted", ((100_000, 100_000), (130_000, 100_000), (99, 99)))
@pytest.mark.parametrize("side", (-1, 1))
def test_an_error_beyond_100_K_counts_as_100_K(error, counted, side):
    pid = loop(low=-200_000, high=200_000)
    assert updated(pid, side * error) == side * counted


# --- integral ------------------------------------------------------------------------------------


def test_an_error_of_its_gain_acts_once_more_in_each_integral_time_to_the_digit():
    pid = loop()
    for _ in range(100):
        updated(pid, 100)
    assert pid._integral == 100_000


def test_what_is_too_small_for_a_digit_is_carried_on():
    pid = loop(gain=7)
    for _ in range(1_000):
        updated(pid, 3, dt_ms=500)
    assert pid._integral == 105


def fine_loop():
    """A loop in which an error of 1 for 0.1 s is 9,999 of the 10,000 that make a digit."""
    return loop(gain=9_999, integral_s=1_000, low=0, high=1_000)


def test_a_hand_over_begins_without_a_remainder_and_an_update_leaves_one():
    pid = fine_loop()
    assert integral_after(pid, 1, dt_ms=100) == 0
    pid.hand_over(SET, SET, 0)
    assert integral_after(pid, 1, dt_ms=100) == 0
    assert integral_after(pid, 1, dt_ms=100) == 1


def test_after_gating_nothing_is_carried_on():
    pid = fine_loop()
    updated(pid, 1, dt_ms=100)
    pid.gated(SET - 1, 100)
    assert integral_after(pid, 1, dt_ms=100) == 0


@pytest.mark.parametrize("error, moves", ((2_000, True), (2_001, False)))
@pytest.mark.parametrize("side", (-1, 1))
def test_the_integral_acts_up_to_the_edge_of_its_zone(error, moves, side):
    assert (integral_after(loop(), side * error) != 0) == moves


@pytest.mark.parametrize("dt_ms, counted_ms", ((1_000, 1_000), (60_000, 1_000), (0, 0), (-5, 0)))
def test_a_period_counts_for_a_second_at_most(dt_ms, counted_ms):
    assert integral_after(loop(), 100, dt_ms=dt_ms) == counted_ms


@pytest.mark.parametrize("error", (-500, -1, 1, 500))
@pytest.mark.parametrize("may_rise", (False, True))
@pytest.mark.parametrize("may_fall", (False, True))
def test_the_integral_moves_only_where_the_loop_below_can_follow(error, may_rise, may_fall):
    pid = loop(gain=10_000, integral_s=10_000, low=-10_000, high=10_000)
    moved = integral_after(pid, error, may=(may_rise, may_fall)) != 0
    assert moved == (may_rise if error > 0 else may_fall)


@pytest.mark.parametrize("beyond, moves", ((1, True), (0, False), (-1, False)))
@pytest.mark.parametrize("side", (-1, 1))
def test_the_integral_waits_while_the_output_is_at_its_stop(beyond, moves, side):
    pid = loop(low=-500, high=500)
    assert (integral_after(pid, side * (500 - beyond)) != 0) == moves


def test_a_hand_over_from_far_away_stands_one_span_beyond_a_bound_at_most():
    pid = loop(low=100, high=500)
    pid.hand_over(SET, SET + 50_000, 300)
    assert pid.held() == 900
    pid.hand_over(SET, SET - 50_000, 300)
    assert pid.held() == -300


def test_at_rest_the_integral_holds_the_lower_bound():
    pid = loop(low=250)
    pid.reset(SET)
    assert (pid.held(), pid.output) == (250, 250)


# --- gating --------------------------------------------------------------------------------------


def test_gating_takes_the_integral_down_within_a_quarter_of_its_time():
    pid = loop(integral_s=1_000, low=0, high=1_000)
    pid.hand_over(SET, SET, 1_000)
    pid.gated(SET, 100)
    assert pid._integral == 1_000_000 - 1_000_000 // 2_500
    pid.hand_over(SET, SET, 1_000)
    pid.gated(SET, 1)
    assert pid._integral == 1_000_000 - 1_000_000 // 250_000
    pid.hand_over(SET, SET, 1_000)
    pid.gated(SET, 250_000)
    assert pid._integral == 0


def test_the_reference_closes_its_gap_in_the_integral_time():
    pid = Pid(1_000, 1_000, 0, -20_000, 20_000, 0)
    pid.reset(30_000)
    pid.update(31_000, 30_000, 1_000, True, True)
    assert pid._reference == 30_000_000 + 1_000_000 // 1_000


# --- gains ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "allowed, refused",
    (
        (
            {"gain": 10_697, "high": 1_000, "low": 0, "zone": 0},
            {"gain": 10_698, "high": 1_000, "low": 0, "zone": 0},
        ),
        (
            {"gain": 10_000, "low": 0, "high": 18_435, "integral_s": 1_000},
            {"gain": 10_000, "low": 0, "high": 18_436, "integral_s": 1_000},
        ),
        (
            {"gain": 10_000, "low": -18_435, "high": 0, "integral_s": 1_000},
            {"gain": 10_000, "low": -18_436, "high": 0, "integral_s": 1_000},
        ),
        ({"integral_s": 1, "zone": 53}, {"integral_s": 1, "zone": 54}),
        (
            {"gain": 1_011, "integral_s": 1, "zone": 53},
            {"gain": 1_012, "integral_s": 1, "zone": 53},
        ),
    ),
    ids=str,
)
def test_gains_are_refused_from_where_a_product_could_leave_31_bits(allowed, refused):
    loop(**allowed)
    with pytest.raises(ValueError, match=r"^PID gains leave the 31-bit range$"):
        loop(**refused)
