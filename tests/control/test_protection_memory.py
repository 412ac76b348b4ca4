"""What protection carries from one period to the next, and how it lets go of it."""

import pytest

from control import protection
from control.settings import AIR, SKIN, STANDBY
from tests.control.bench import BROKEN, ELEMENT_LIMIT_MC, Bench

pytestmark = pytest.mark.proves("LAW-2-STOP")


def _hood(air_mc):
    return {"air": air_mc, "air2": air_mc}


def _tripped(**hot):
    """A bench in skin mode that began too hot, and is cool again."""
    bench = Bench(SKIN)
    bench.period(**hot)
    assert not bench.heat
    bench.periods(60, **dict.fromkeys(hot, 36_000))
    return bench


# --- reset ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lost", ("air", "air2"))
def test_the_air_cut_out_is_reset_with_the_one_channel_left(lost):
    bench = _tripped(**_hood(37_700))
    bench.period(**{lost: BROKEN})
    assert not bench.reset_cutouts() & protection.AIR_CUTOUT


@pytest.mark.parametrize("left", ("air", "air2"))
def test_the_one_channel_left_keeps_the_air_cut_out_while_it_is_hot(left):
    bench = _tripped(**_hood(37_700))
    lost = "air2" if left == "air" else "air"
    bench.periods(2, **{left: 37_201, lost: BROKEN})
    assert bench.reset_cutouts() & protection.AIR_CUTOUT


@pytest.mark.parametrize(
    ("hot", "bit"),
    (
        (_hood(37_700), protection.AIR_CUTOUT),
        ({"element": ELEMENT_LIMIT_MC}, protection.ELEMENT_HOT),
    ),
    ids=("air", "element"),
)
def test_having_been_cool_before_its_sensor_broke_resets_no_cut_out(hot, bit):
    bench = _tripped(**hot)
    bench.period(**dict.fromkeys(hot, BROKEN))
    assert bench.reset_cutouts() & bit
    bench.period(**dict.fromkeys(hot, 36_000))
    assert not bench.reset_cutouts() & bit


# --- above the set point -------------------------------------------------------------------------


def test_air_that_was_never_too_far_above_its_set_point_needs_no_clearance():
    bench = Bench(AIR)
    bench.command("set_air", 34_000)
    bench.period(**_hood(35_400))
    assert bench.heat


def test_air_above_its_set_point_is_a_reason_in_air_mode_only():
    for mode, reasons in ((AIR, protection.AIR_ABOVE_SET), (SKIN, 0), (STANDBY, 0)):
        bench = Bench(mode)
        bench.command("set_air", 34_000)
        bench.period(**_hood(36_500))
        assert bench.reasons == reasons


def test_air_that_is_not_measured_is_not_said_to_be_above_its_set_point():
    bench = Bench(AIR)
    bench.command("set_air", 34_000)
    bench.period(**_hood(36_500))
    bench.period(air=BROKEN)
    assert bench.reasons == protection.AIR_SENSOR


# --- lateness ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("punctual", "stops"), ((21, False), (19, True)))
def test_late_periods_stop_heat_in_the_end_if_they_come_oftener_than_each_twentieth(
    punctual, stops
):
    bench = Bench()
    bench.period()
    stopped = False
    for _ in range(60):
        bench.period(1_500)
        bench.periods(punctual)
        stopped = stopped or not bench.heat
    assert stopped == stops


@pytest.mark.parametrize(("punctual", "heat"), ((10, False), (11, True)))
def test_a_late_period_weighs_as_much_as_twenty_punctual_ones(punctual, heat):
    bench = Bench()
    bench.periods(3)
    bench.period(1_500)
    bench.period(1_500)
    bench.periods(punctual)
    bench.period(1_500)
    assert bool(bench.reasons & protection.SYSTEM_FAULT) != heat


# --- the checks on the heater --------------------------------------------------------------------


def test_current_that_was_not_asked_for_stops_heat_and_no_reset_lets_go_of_it():
    bench = Bench(STANDBY)
    bench.periods(3, heater_ma=0)
    assert bench.heat
    bench.periods(2, heater_ma=5_000)
    assert bench.reasons == protection.HEATER_STUCK_ON
    bench.periods(60, heater_ma=0)
    assert bench.reset_cutouts() == protection.HEATER_STUCK_ON
    bench.period()
    assert bench.reasons == protection.HEATER_STUCK_ON


def test_an_element_hotter_than_its_power_explains_stops_heat_while_it_is():
    bench = Bench(STANDBY)
    bench.period(element=36_000)
    bench.periods(40, element=60_000)
    assert bench.reasons == protection.AIRFLOW
    bench.periods(25, element=36_000)
    assert bench.heat


# --- override ------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", (STANDBY, AIR, SKIN))
def test_in_override_heat_flows(mode):
    bench = Bench(mode)
    bench.command("set_override", True)
    bench.periods(3)
    assert bench.heat


@pytest.mark.parametrize(("last_ms", "over"), ((499, False), (500, True)))
def test_cooling_after_override_takes_half_an_hour_to_the_millisecond(last_ms, over):
    bench = Bench(AIR)
    bench.command("set_override", True)
    bench.periods(3, **_hood(38_500))
    bench.command("set_override", False)
    bench.periods(3_599)
    bench.period(last_ms)
    assert bool(bench.reasons & protection.AIR_CUTOUT) == over


def test_a_hood_that_is_no_longer_measured_trips_nothing_when_override_has_run_out():
    bench = Bench(AIR)
    bench.command("set_override", True)
    bench.periods(3, **_hood(38_500))
    bench.command("set_override", False)
    bench.periods(3_700, air=BROKEN, air2=BROKEN)
    assert bench.reasons == protection.AIR_SENSOR


@pytest.mark.parametrize("mode", (STANDBY, AIR))
def test_only_skin_mode_waits_for_skin_to_cool_after_override(mode):
    bench = Bench(mode)
    bench.command("set_override", True)
    bench.periods(3, skin=38_400)
    bench.command("set_override", False)
    bench.period()
    assert bench.heat


@pytest.mark.parametrize(("skin", "over"), ((37_901, False), (37_900, True), (BROKEN, True)))
def test_override_is_over_once_skin_is_clear_of_the_ordinary_cut_out_or_not_seen(skin, over):
    bench = Bench(SKIN)
    bench.command("set_override", True)
    bench.periods(3, skin=38_400)
    bench.command("set_override", False)
    bench.period(skin=38_400)
    bench.period(skin=skin)
    assert (not bench.reasons & protection.OVERRIDE_ENDED) == over
