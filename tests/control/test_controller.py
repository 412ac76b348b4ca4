"""Laws of the whole period, over anything that sensors, machine, clock and operator can do."""

import copy

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from control.settings import AIR, SKIN, STANDBY
from tests.control.bench import (
    HEALTHY,
    MACHINE,
    TICKS,
    Bench,
    commands,
    gaps_ms,
    histories,
    machine_changes,
    modes,
    play,
    sensor_changes,
)


class AnyHistory(RuleBasedStateMachine):
    """A controller and all that can befall it; the invariants hold after every period."""

    def __init__(self):
        super().__init__()
        self.bench = Bench(start_ms=TICKS - 3_000)
        self.bench.period()

    @rule(change=sensor_changes)
    def a_sensor_shows_something_else(self, change):
        self.bench.period(**dict([change]))

    @rule(change=machine_changes)
    def the_machine_does_something_else(self, change):
        self.bench.period(**dict([change]))

    @rule()
    def everything_heals(self):
        self.bench.period(**HEALTHY, **MACHINE)
        self.bench.reset_cutouts()

    @rule(gap_ms=gaps_ms)
    def the_clock_does_as_it_likes(self, gap_ms):
        self.bench.period(gap_ms)

    @rule(periods=st.integers(1, 40))
    def time_passes(self, periods):
        for _ in range(periods):
            self.bench.period()
            self.outputs_are_bounded_and_zero_where_not_permitted()

    @precondition(lambda self: self.bench.settings.mode != STANDBY)
    @rule(command=commands)
    def the_operator_chooses_in_therapy(self, command):
        self.bench.command(*command)
        self.bench.period()

    @rule(mode=modes)
    def the_operator_changes_mode(self, mode):
        self.bench.command("set_mode", mode)
        self.bench.period()

    @rule()
    def the_operator_presses_reset(self):
        self.bench.reset_cutouts()

    @invariant()
    def outputs_are_bounded_and_zero_where_not_permitted(self):
        permits = self.bench.controller.permits
        heater_pm, humidifier_pm, fan_pm, arm = self.bench.outputs()
        standby = self.bench.settings.mode == STANDBY
        assert type(heater_pm) is type(humidifier_pm) is int
        assert 0 <= heater_pm <= 1_000
        assert 0 <= humidifier_pm <= 1_000
        assert fan_pm == 1_000
        assert arm is (permits.heat and not standby)
        if standby or not permits.heat:
            assert heater_pm == 0
        if standby or not permits.humidify:
            assert humidifier_pm == 0
        assert permits.heat is (permits.reasons == 0)

    @invariant()
    def skin_mode_keeps_its_air_within_bounds(self):
        bench = self.bench
        if bench.settings.mode == SKIN and bench.heat:
            highest = 38_500 if bench.settings.override else 37_000
            assert 25_000 <= bench.controller.demand.air_target_mc <= highest


TestAnyHistory = AnyHistory.TestCase
TestAnyHistory.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


@pytest.mark.proves("SAFE-PERIOD")
@given(st.integers(1, 40))
def test_a_regulation_that_no_longer_renews_its_demand_leaves_no_output(periods):
    bench = Bench()
    outputs = bench.periods(periods)
    assert outputs.heater_pm > 0 and outputs.humidifier_pm > 0

    class Dead:
        def update(self, *inputs):
            pass

    bench.controller._regulation = Dead()
    bench.period()
    assert bench.heat
    assert bench.outputs()[:2] == (0, 0)


@given(histories, st.integers(0, TICKS - 1), modes)
@settings(max_examples=40, deadline=None)
def test_the_same_history_across_the_wrap_of_the_clock_gives_the_same_outputs(
    history, start_ms, mode
):
    expected = play(Bench(mode, start_ms=1_000_000), history)
    assert play(Bench(mode, start_ms=TICKS - 10_000), history) == expected
    assert play(Bench(mode, start_ms=start_ms), history) == expected


def test_ten_seconds_before_the_wrap_heating_goes_on_as_ever():
    outputs = []
    for start_ms in (0, TICKS - 10_000):
        bench = Bench(start_ms=start_ms)
        seen = []
        for period in range(60):
            bench.period(air=34_000 + 10 * period, air2=34_000 + 10 * period)
            assert bench.heat
            seen.append(bench.outputs())
        outputs.append(seen)
    assert outputs[0] == outputs[1]
    assert len(set(outputs[0])) > 1


@given(histories)
@settings(max_examples=20, deadline=None)
def test_a_copy_of_the_controller_goes_the_same_way(history):
    bench = Bench(SKIN)
    half = len(history) // 2
    play(bench, history[:half])
    twin = copy.deepcopy(bench)
    assert play(bench, history[half:]) == play(twin, history[half:])


@given(histories, st.integers(200, 369), st.integers(1, 10))
@settings(max_examples=40, deadline=None)
def test_a_higher_air_set_point_never_asks_for_less_heat(history, tenths, more):
    bench = Bench()
    play(bench, history)
    bench.command("set_mode", AIR)
    other = copy.deepcopy(bench)
    assert bench.command("set_air", tenths * 100) == ""
    assert other.command("set_air", min(tenths + more, 370) * 100) == ""
    assert bench.period().heater_pm <= other.period().heater_pm


@given(histories, st.integers(1, 1_000), modes)
@settings(max_examples=40, deadline=None)
def test_hotter_air_never_asks_for_more_heat(history, hotter_mc, mode):
    bench = Bench()
    play(bench, history)
    bench.command("set_mode", mode)
    bench.period(**HEALTHY, **MACHINE)
    bench.reset_cutouts()
    other = copy.deepcopy(bench)
    assert bench.period().heater_pm >= other.period(air=HEALTHY["air"] + hotter_mc).heater_pm


@given(histories, st.integers(1, 1_000))
@settings(max_examples=40, deadline=None)
def test_a_hotter_skin_never_asks_for_hotter_air(history, hotter_mc):
    bench = Bench(SKIN)
    play(bench, history)
    bench.command("set_mode", SKIN)
    bench.period(**HEALTHY, **MACHINE)
    other = copy.deepcopy(bench)
    bench.period()
    other.period(skin=HEALTHY["skin"] + hotter_mc)
    # One may be a jump too far from what history left, and not be believed.
    assume(bench.controller.estimates.skin.fresh and other.controller.estimates.skin.fresh)
    target_mc = bench.controller.demand.air_target_mc
    assert target_mc >= other.controller.demand.air_target_mc
