"""The laws of one loop."""

import copy

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from control.pid import Pid

PERIOD_MS = 500
LOW = 0
HIGH = 1_000

measurements = st.integers(20_000, 45_000)
setpoints = st.integers(20_000, 39_000)
periods_ms = st.just(PERIOD_MS) | st.integers(-10, 3_000)


@st.composite
def loops(draw):
    """A loop with plausible gains, at rest."""
    low = draw(st.integers(-1_000, 30_000))
    pid = Pid(
        gain=draw(st.integers(10, 3_000)),
        integral_s=draw(st.integers(120, 3_600)),
        weight_pm=draw(st.integers(0, 1_000)),
        low=low,
        high=low + draw(st.integers(1, 20_000)),
        zone=draw(st.integers(0, 2_000)),
    )
    pid.reset(draw(setpoints))
    return pid


steps = st.one_of(
    st.tuples(
        st.just("update"),
        setpoints,
        measurements,
        periods_ms,
        st.booleans(),
        st.booleans(),
    ),
    st.tuples(st.just("gated"), measurements, periods_ms.filter(lambda ms: ms >= 0)),
    st.tuples(st.just("hand_over"), setpoints, measurements, st.integers(-1_000, 40_000)),
)


@st.composite
def loops_with_a_past(draw):
    """A loop in any state that updates, gating and hand-overs can bring it to."""
    pid = draw(loops())
    for method, *arguments in draw(st.lists(steps, max_size=15)):
        getattr(pid, method)(*arguments)
    return pid


def heating_loop():
    """A loop that could heat a hood."""
    return Pid(500, 400, 600, LOW, HIGH, 2_000)


def plain_loop(gain=500, integral_s=400, low=LOW, high=HIGH, zone=2_000):
    """A loop whose set point acts at once."""
    pid = Pid(gain, integral_s, 1_000, low, high, zone)
    pid.reset(36_000)
    return pid


# --- output --------------------------------------------------------------------------------------


@given(loops_with_a_past(), setpoints, measurements, periods_ms)
def test_output_stays_within_its_bounds_and_whole(pid, setpoint, measured, dt_ms):
    output = pid.update(setpoint, measured, dt_ms, True, True)
    assert type(output) is int
    assert pid._low <= output <= pid._high
    assert output == pid.output


@given(loops_with_a_past(), setpoints, st.integers(0, 20_000), measurements, periods_ms)
def test_output_never_falls_with_a_higher_set_point(pid, setpoint, more, measured, dt_ms):
    other = copy.deepcopy(pid)
    output = pid.update(setpoint, measured, dt_ms, True, True)
    assert output <= other.update(setpoint + more, measured, dt_ms, True, True)


@given(loops_with_a_past(), setpoints, measurements, st.integers(0, 20_000), periods_ms)
def test_output_never_rises_with_a_hotter_measurement(pid, setpoint, measured, hotter, dt_ms):
    other = copy.deepcopy(pid)
    output = pid.update(setpoint, measured, dt_ms, True, True)
    assert output >= other.update(setpoint, measured + hotter, dt_ms, True, True)


@given(loops_with_a_past(), setpoints, measurements, st.integers(0, 500), st.integers(0, 500))
def test_output_keeps_to_bounds_that_were_moved(pid, setpoint, measured, low, span):
    pid.aim(low, low + span)
    assert low <= pid.update(setpoint, measured, PERIOD_MS, True, True) <= low + span


def test_the_proportional_part_gives_gain_times_error():
    pid = plain_loop(gain=500)
    pid.reset(36_000)
    assert pid.update(36_000, 35_000, PERIOD_MS, True, True) == 500


@given(st.integers(0, 1_000))
def test_its_weight_of_a_set_point_step_acts_at_once_and_the_rest_in_time(weight_pm):
    pid = Pid(1_000, 60, weight_pm, LOW, 3_000, 0)
    pid.reset(30_000)
    first = pid.update(32_000, 30_000, 1, True, True)
    assert abs(first - 2 * weight_pm) <= 2
    for _ in range(600):
        last = pid.update(32_000, 30_000, PERIOD_MS, True, True)
    assert 1_985 <= last <= 2_000


# --- integral ------------------------------------------------------------------------------------


@given(
    st.integers(100, 3_000),
    st.integers(120, 3_600),
    st.integers(-1_000, 1_000).filter(lambda e: abs(e) >= 50),
    st.integers(100, 1_000),
)
@settings(max_examples=30, deadline=None)
def test_a_lasting_error_acts_once_more_in_each_integral_time(gain, integral_s, error, dt_ms):
    pid = plain_loop(gain, integral_s, low=-20_000, high=20_000)
    pid.hand_over(36_000, 36_000 - error, 0)
    for _ in range(integral_s * 1000 // dt_ms):
        pid.update(36_000, 36_000 - error, dt_ms, True, True)
    gained = pid.update(36_000, 36_000 - error, 0, True, True)
    expected = gain * error / 1000
    assert abs(gained - expected) <= 2 + abs(expected) * 0.03


@given(loops_with_a_past(), setpoints, measurements, periods_ms)
def test_far_from_the_set_point_the_integral_waits(pid, setpoint, measured, dt_ms):
    before = pid._integral
    pid.update(setpoint, measured, dt_ms, True, True)
    if abs(pid._reference // 1000 - measured) > pid._zone:
        assert pid._integral == before


@given(loops_with_a_past(), setpoints, measurements, periods_ms, st.booleans())
def test_the_integral_waits_where_the_loop_below_cannot_follow(
    pid, setpoint, measured, dt_ms, may_fall
):
    before = pid._integral
    pid.update(setpoint, measured, dt_ms, not may_fall, may_fall)
    if may_fall:
        assert pid._integral <= before
    else:
        assert pid._integral >= before


@given(loops_with_a_past(), measurements)
def test_a_late_period_integrates_no_more_than_a_second(pid, measured):
    other = copy.deepcopy(pid)
    pid.update(36_000, measured, 60_000, True, True)
    other.update(36_000, measured, 1_000, True, True)
    assert pid._integral == other._integral


@given(st.integers(100, 1_900), st.integers(2, 20))
@settings(max_examples=10, deadline=None)
def test_a_stop_held_longer_is_not_remembered(error, times_longer):
    """Saturated for minutes or for hours: the same afterwards."""
    pid = plain_loop(gain=2_000, integral_s=120)
    pid.reset(36_000)
    for _ in range(1_200):
        pid.update(36_000, 36_000 - error, PERIOD_MS, True, True)
    longer = copy.deepcopy(pid)
    for _ in range(1_200 * times_longer):
        longer.update(36_000, 36_000 - error, PERIOD_MS, True, True)
    assert pid.output == longer.output == HIGH
    measured = 36_100
    output = pid.update(36_000, measured, PERIOD_MS, True, True)
    assert output == longer.update(36_000, measured, PERIOD_MS, True, True)
    assert output < HIGH


# --- hand-over -----------------------------------------------------------------------------------


@given(loops_with_a_past(), setpoints, st.integers(-1_000, 1_000), st.data())
def test_the_first_output_after_a_hand_over_goes_on_from_the_last(pid, setpoint, share_pm, data):
    # The integral can stand one span beyond either bound: as far an error can be made up for.
    span = pid._high - pid._low
    error = span * abs(share_pm) // max(pid._gain, 1_000)
    measured = setpoint - error if share_pm > 0 else setpoint + error
    output = data.draw(st.integers(pid._low, pid._high))
    pid.hand_over(setpoint, measured, output)
    assert pid.output == output
    assert pid.update(setpoint, measured, data.draw(periods_ms), True, True) == output


# --- gating --------------------------------------------------------------------------------------


@given(loops_with_a_past(), measurements, st.integers(0, 60_000))
def test_gating_never_raises_the_integral_above_rest_nor_leaves_it_below(pid, measured, dt_ms):
    before = pid._integral
    pid.gated(measured, dt_ms)
    rest = pid._low * 1000
    assert rest <= pid._integral <= max(before, rest)
    assert pid.output == pid._low


@given(st.integers(33_000, 39_000), st.integers(0, HIGH))
def test_gating_for_one_period_hardly_changes_the_integral(measured, output):
    pid = heating_loop()
    pid.hand_over(36_000, 36_000, output)
    before = pid._integral
    pid.update(36_000, measured, PERIOD_MS, True, True)
    moved = pid._integral
    pid.gated(measured, PERIOD_MS)
    assert abs(pid._integral - moved) <= 20_000  # 2 % of full power
    assert abs(moved - before) <= 2_000


@given(st.integers(0, HIGH), st.integers(34_000, 35_900))
@settings(max_examples=15, deadline=None)
def test_long_gating_of_a_cold_plant_forgets_the_integral(output, measured):
    pid = heating_loop()
    pid.hand_over(36_000, 36_000, output)
    for _ in range(2_400):
        pid.update(36_000, measured, PERIOD_MS, True, True)
        pid.gated(measured, PERIOD_MS)
    assert pid._integral <= 2_000


class Plant:
    """A hood as a first-order lag with dead time, in whole numbers."""

    def __init__(self, full_power_mc, time_constant_s, delay, room_mc, air_mc):
        self._full_power_mc = full_power_mc
        self._halves = time_constant_s * 1000 // PERIOD_MS
        self._on_the_way = [0] * delay
        self._room_mc = room_mc
        self._air_uc = air_mc * 1000
        self.air_mc = air_mc

    def heat(self, duty_pm):
        """One period; returns the air temperature in mc."""
        self._on_the_way.append(duty_pm)
        arriving_pm = self._on_the_way.pop(0)
        end_uc = self._room_mc * 1000 + self._full_power_mc * arriving_pm
        self._air_uc += (end_uc - self._air_uc) // self._halves
        self.air_mc = self._air_uc // 1000
        return self.air_mc


# gate, periods, only each n-th of them gated: silence, faults, and a contact that flickers
stretches = st.tuples(
    st.booleans(),
    st.sampled_from((1, 2, 10, 60, 300, 1_000)),
    st.sampled_from((1, 1, 2, 3, 10)),
)
plants = st.builds(
    Plant,
    full_power_mc=st.integers(18_000, 40_000),
    time_constant_s=st.integers(400, 2_500),
    delay=st.integers(0, 60),
    room_mc=st.integers(20_000, 26_000),
    air_mc=st.integers(26_000, 36_000),
)
BAND_MC = 500


def _live(plant, pid, setpoint, stretch):
    gate, periods, each = stretch
    for period in range(periods):
        output = pid.update(setpoint, plant.air_mc, PERIOD_MS, True, True)
        if gate and period % each == 0:
            pid.gated(plant.air_mc, PERIOD_MS)
            output = 0
        plant.heat(output)


def _settling_s(plant, pid, setpoint, periods=4_000):
    """Time until the air stays within the band."""
    outside = 0
    for period in range(periods):
        air_mc = plant.heat(pid.update(setpoint, plant.air_mc, PERIOD_MS, True, True))
        if abs(air_mc - setpoint) > BAND_MC:
            outside = period + 1
    return outside * PERIOD_MS / 1000


def _recovery_and_from_rest_s(plant, pid, setpoint):
    same_plant = copy.deepcopy(plant)
    at_rest = heating_loop()
    at_rest.reset(setpoint)
    return (
        _settling_s(plant, pid, setpoint),
        _settling_s(same_plant, at_rest, setpoint),
    )


@settings(max_examples=40, deadline=None)
@given(plants, st.lists(stretches, min_size=1, max_size=6), st.sampled_from((1, 10, 100, 1_000)))
@example(Plant(27_000, 1_000, 20, 24_000, 24_000), [(False, 2_400, 1)], 600)
@example(Plant(18_000, 2_000, 60, 22_000, 30_000), [(True, 2_400, 10)], 1)
@example(Plant(40_000, 400, 60, 26_000, 35_000), [(True, 2_400, 2)], 10)
def test_recovery_after_any_gating_is_no_slower_than_from_rest(plant, history, gated_last):
    setpoint = 33_000
    pid = heating_loop()
    pid.reset(setpoint)
    for stretch in (*history, (True, gated_last, 1)):
        _live(plant, pid, setpoint, stretch)
    recovery_s, from_rest_s = _recovery_and_from_rest_s(plant, pid, setpoint)
    assert recovery_s <= from_rest_s


def test_recovery_with_a_set_point_raised_while_gated_is_no_slower_than_from_rest():
    plant = Plant(28_000, 500, 6, 27_700, 28_000)
    pid = heating_loop()
    pid.reset(30_000)
    _live(plant, pid, 30_000, (True, 600, 1))
    _live(plant, pid, 37_000, (True, 10, 1))
    recovery_s, from_rest_s = _recovery_and_from_rest_s(plant, pid, 37_000)
    assert recovery_s <= from_rest_s


# --- gains ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "gains",
    (
        {"gain": 10_738},
        {"gain": 3_000, "integral_s": 1},
        {"high": 400_000},
        {"zone": 500_000, "integral_s": 10},
    ),
    ids=str,
)
def test_gains_that_could_leave_31_bits_are_refused(gains):
    with pytest.raises(ValueError, match="31-bit"):
        plain_loop(**gains)
