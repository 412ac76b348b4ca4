"""With one skin probe a climb of the air is all that shows that it reads ever lower."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from control import limits
from control.alarm_table import NAMES, SKIN_IN_DOUBT, SKIN_PROBES_DIFFER
from control.probe_check import ClimbCheck
from control.settings import AIR, SKIN
from tests.control.bench import BROKEN, Bench

pytestmark = pytest.mark.proves("SAFE-PROBES", "LAW-3-ALARM")

MINUTE_MS = 60_000
SET_MC = 36_500
targets_mc = st.integers(limits.SKIN_MODE_AIR_MIN_MC, limits.SKIN_MODE_AIR_MAX_MC)


class Watched:
    def __init__(self, foot=False):
        self.check = ClimbCheck()
        self.estimates = SimpleNamespace(skin2=SimpleNamespace(valid=foot))
        self.minutes(1, 0)  # what the air was steered to before counts for nothing

    def minutes(self, count, target_mc, set_mc=SET_MC, hood_open=False):
        for _ in range(count):
            self.check.update(self.estimates, target_mc, set_mc, hood_open, MINUTE_MS)
        return self.check.doubtful


@given(st.lists(st.tuples(targets_mc, st.integers(1, 19)), min_size=1, max_size=20))
def test_air_that_climbs_for_less_than_20_minutes_is_never_doubted(course):
    watched = Watched()
    for target_mc, minutes in course:
        assert not watched.minutes(minutes, target_mc)
        lowest_mc = watched.check._lowest_mc
        assert not watched.minutes(1, lowest_mc + limits.CLIMB_MC)


@given(lowest_mc=targets_mc, climb_mc=st.integers(1_501, 4_000))
def test_air_that_stays_above_what_was_enough_is_doubted_after_20_minutes(lowest_mc, climb_mc):
    watched = Watched()
    watched.minutes(1, lowest_mc)
    watched.minutes(1, limits.SKIN_MODE_AIR_MIN_MC, hood_open=True)
    high_mc = min(lowest_mc, limits.CLIMB_FROM_MC) + climb_mc
    assert not watched.minutes(19, high_mc)
    assert watched.minutes(1, high_mc)
    assert watched.minutes(600, high_mc)
    assert not watched.minutes(1, high_mc - climb_mc + 1_500)


def test_a_probe_that_never_let_the_air_be_cool_is_doubted_at_the_ceiling():
    assert not Watched().minutes(19, 36_501)
    assert Watched().minutes(20, 36_501)
    assert not Watched().minutes(600, 36_500)


def test_an_open_hood_or_another_set_point_begins_anew():
    watched = Watched()
    watched.minutes(19, 37_000)
    assert not watched.minutes(60, 37_000, hood_open=True)
    assert not watched.minutes(19, 37_000)
    assert watched.minutes(1, 37_000)
    assert not watched.minutes(20, 37_000, set_mc=36_600)
    assert watched.minutes(1, 37_000, set_mc=36_600)


def test_with_a_second_probe_it_is_not_needed():
    watched = Watched(foot=True)
    assert not watched.minutes(600, 37_000)
    watched.estimates.skin2.valid = False
    assert watched.minutes(1, 37_000)


# --- through one whole period of control ---------------------------------------------------------


def shown(bench):
    present = bench.controller.alarms.present
    return {NAMES[row] for row in (SKIN_IN_DOUBT, SKIN_PROBES_DIFFER) if present[row]}


def test_a_doubt_is_an_alarm_that_leaves_the_heat_alone_and_ends_with_skin_mode():
    bench = Bench(SKIN)
    bench.periods(40, skin=SET_MC, skin2=BROKEN)
    assert shown(bench) == set()
    bench.controller.checks.climb._above_ms = limits.CLIMB_AFTER_MS
    bench.controller.checks.climb._lowest_mc = 20_000
    bench.period()
    assert shown(bench) == {"skin-in-doubt"}
    assert bench.heat
    bench.command("set_mode", AIR)
    bench.periods(5)  # it is signalled for 2 s at least
    assert shown(bench) == set()


@settings(max_examples=25)
@given(
    skin_mc=st.integers(34_000, 37_000),
    foot_mc=st.integers(30_000, 39_000),
    air_mc=st.integers(30_000, 37_000),
)
def test_a_foot_warmer_than_trunk_and_air_is_told_within_a_minute_and_nothing_else_is(
    skin_mc, foot_mc, air_mc
):
    bench = Bench(SKIN)
    differ = foot_mc > max(skin_mc + 500, air_mc + 300)
    bench.periods(119, skin=skin_mc, skin2=foot_mc, air=air_mc, air2=air_mc)
    assert shown(bench) == set()
    bench.periods(3)
    assert shown(bench) == ({"skin-probes-differ"} if differ else set())
