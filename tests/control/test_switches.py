"""The switches of hood, water and humidifier: what holds while nobody reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control import alarm_table as table
from control.settings import AIR, SKIN
from tests.control.bench import PERIOD_MS, Bench

LIMIT_MS = 2_000
UNSEEN_MS = 60_000
MIST_W = 82  # of 120 g/h: the air jumps by 2.7 K when it ends

spans = st.lists(st.tuples(st.booleans(), st.integers(1, 200)), max_size=8)


@pytest.mark.proves("SAFE-STALE")
@given(spans=spans, mode=st.sampled_from((AIR, SKIN)), open_=st.booleans(), low=st.booleans())
def test_what_nobody_has_read_for_2_s_permits_no_moisture_and_excuses_nothing(
    spans, mode, open_, low
):
    bench = Bench(mode)
    age_ms = 0
    for fresh, count in spans:
        for _ in range(count):
            bench.period(switches_fresh=fresh, hood_open=open_, water_low=low)
            age_ms = 0 if fresh else age_ms + PERIOD_MS
            known = bench.controller.estimates.switches_known
            assert known == (age_ms <= LIMIT_MS) or not fresh
            if age_ms > LIMIT_MS:
                assert not known
                assert not bench.controller.permits.humidify
                assert bench.controller.outputs.humidifier_pm == 0
                assert not bench.readings.hood_open
                assert not bench.controller.report.active[table.HOOD_OPEN]
                assert not bench.controller.report.active[table.WATER_LOW]
            elif fresh:
                assert bench.readings.hood_open == open_


def test_before_they_were_read_at_all_nothing_is_known_of_them():
    bench = Bench()
    bench.period(switches_fresh=False)
    assert not bench.controller.estimates.switches_known
    bench.period(switches_fresh=True)
    assert bench.controller.estimates.switches_known


def test_heat_does_not_wait_for_them():
    bench = Bench()
    bench.periods(300, switches_fresh=False)
    assert bench.heat


@pytest.mark.proves("SAFE-HUMIDIFIER", "SAFE-MIST")
@given(seen=st.integers(1, 50), unseen=st.integers(1, 300))
def test_a_humidifier_that_nobody_saw_for_a_minute_cools_the_air_as_one_that_runs(seen, unseen):
    bench = Bench(mist_w=MIST_W)
    bench.periods(seen, switches_fresh=True)
    ordinary_mc = bench.controller.permits.air_most_mc
    bench.periods(unseen, switches_fresh=False)
    unseen_ms = (unseen - LIMIT_MS // PERIOD_MS) * PERIOD_MS
    cooled_mc = 37_700 - 33 * MIST_W
    assert ordinary_mc == 37_700
    expected_mc = cooled_mc if unseen_ms >= UNSEEN_MS else ordinary_mc
    assert bench.controller.permits.air_most_mc == expected_mc
    assert not bench.controller.report.active[table.HUMIDIFIER_STUCK_ON]
    bench.period(switches_fresh=True)
    assert bench.controller.permits.air_most_mc == ordinary_mc


def test_steam_cools_nothing_and_changes_nothing():
    bench = Bench()
    bench.periods(300, switches_fresh=False)
    assert bench.controller.permits.air_most_mc == 37_700


def test_one_that_was_stuck_on_when_it_was_last_seen_still_is():
    bench = Bench(mist_w=MIST_W)
    bench.command("set_humidity", 0)
    bench.periods(40, humidifier_on=True)
    assert bench.controller.checks.humidifier.stuck_on
    bench.periods(2_000, switches_fresh=False, humidifier_on=False)
    assert bench.controller.checks.humidifier.stuck_on
    bench.periods(700, switches_fresh=True)
    assert not bench.controller.checks.humidifier.stuck_on
