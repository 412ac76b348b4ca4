"""What the loops ask for, to the per mille: their gains, their bounds, and what they remember."""

import pytest

from control.settings import AIR, HUMIDITY_OFF, SKIN, STANDBY
from tests.control.bench import PERIOD_MS
from tests.control.test_regulation import Loops

SET_MC = 36_000
SECOND = 1_000 // PERIOD_MS  # periods


def air_loops():
    loops = Loops(STANDBY)
    loops.settings.set_air(SET_MC)
    loops.settings.set_humidity(HUMIDITY_OFF)
    loops.period()
    loops.settings.set_mode(AIR)
    return loops


def skin_loops(set_mc=36_500, skin_mc=36_500, air_mc=33_500):
    """In skin mode, handed over from air mode at 34.0 degC: the heater is neither off nor full."""
    loops = air_loops()
    loops.settings.set_air(34_000)
    loops.period(air=air_mc)
    loops.settings.set_skin(set_mc)
    loops.settings.set_mode(SKIN)
    loops.period(skin=skin_mc)
    return loops


def humidity_loops():
    loops = air_loops()
    loops.settings.set_humidity(600)
    return loops


def periods(loops, count, **values):
    for _ in range(count):
        demand = loops.period(**values)
    return demand


# --- gains ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("change_mc", (-100, 100))
def test_skin_moves_the_air_twice_as_far_the_other_way(change_mc):
    loops = skin_loops()
    assert loops.period(skin=36_500 + change_mc).air_target_mc == 34_000 - 2 * change_mc


def test_a_skin_set_point_acts_wholly_at_once():
    loops = skin_loops()
    loops.settings.set_skin(36_600)
    assert loops.period(skin=36_500).air_target_mc == pytest.approx(34_200, abs=1)


def test_skin_that_stays_cold_acts_once_more_in_40_min():
    loops = skin_loops(skin_mc=36_000, air_mc=33_500)
    before_mc = loops.period().air_target_mc
    after_mc = periods(loops, 240 * SECOND).air_target_mc
    assert after_mc - before_mc == pytest.approx(100, abs=2)


def test_dry_air_gets_3_per_mille_for_each():
    assert humidity_loops().period(humidity=500).humidifier_pm == 300


@pytest.mark.parametrize("below_pm, more_pm", ((50, 30), (95, 57), (100, 60), (105, 0)))
def test_air_that_stays_dry_gets_once_more_in_500_s_near_its_set_point(below_pm, more_pm):
    loops = humidity_loops()
    first_pm = loops.period(humidity=600 - below_pm).humidifier_pm
    later_pm = periods(loops, 100 * SECOND, humidity=600 - below_pm).humidifier_pm
    assert later_pm - first_pm == pytest.approx(more_pm, abs=1)


def test_half_of_a_raised_humidity_set_point_acts_at_once():
    loops = humidity_loops()
    before_pm = periods(loops, 100 * SECOND, humidity=550).humidifier_pm
    loops.settings.set_humidity(620)
    assert loops.period(humidity=550).humidifier_pm - before_pm == pytest.approx(30, abs=2)


# --- heat ----------------------------------------------------------------------------------------


def test_supply_and_switch_of_the_hood_reach_the_air_loop():
    asked = []
    for supply_mv, hood_open in ((24_000, False), (26_000, False), (24_000, True)):
        loops = air_loops()
        loops.period(air=SET_MC, element=60_000)
        loops.supply_mv, loops.hood_open = supply_mv, hood_open
        asked.append(periods(loops, 10, air=SET_MC - 300, element=60_000).heater_pm)
    sound_pm, strong_pm, open_pm = asked
    assert abs(strong_pm * 26 * 26 - sound_pm * 24 * 24) <= 2 * 26 * 26
    assert open_pm < sound_pm


@pytest.mark.parametrize("lost", ("air", "element", "skin"))
def test_a_sensor_that_comes_back_is_met_as_at_a_start(lost):
    """Skin, too: without it no heat is asked for, and the air loop stands still."""
    loops = skin_loops()
    periods(loops, 60, air=34_500, element=70_000)
    assert periods(loops, 3, **{lost: None}).heater_pm == 0
    back = {"air": 32_000, "element": 40_000, "skin": 36_500}
    asked_pm = loops.period(**back).heater_pm
    started = skin_loops()
    periods(started, 3, **{lost: None})
    started.regulation.air_target_mc = loops.regulation.air_target_mc
    assert started.period(**back).heater_pm == asked_pm


def test_what_was_refused_is_told_to_the_air_loop():
    loops = air_loops()
    periods(loops, 301 * SECOND, air=SET_MC)
    assert loops.regulation._air._held_ms == 300_000
    loops.regulation.heat_gated()
    assert loops.regulation._air._held_ms == 0


# --- what did not flow ---------------------------------------------------------------------------


def test_moisture_that_did_not_flow_takes_its_integral_down():
    loops = humidity_loops()
    periods(loops, 100 * SECOND, humidity=550)
    before_pm = loops.regulation._humidity.held()
    for _ in range(60 * SECOND):
        loops.period(humidity=600)
        loops.regulation.moisture_gated(loops.estimates, PERIOD_MS)
    assert loops.regulation._humidity.held() < before_pm


def test_the_skin_loop_asks_for_no_hotter_air_while_heat_is_gated_and_goes_on_after():
    loops = skin_loops(skin_mc=36_000)
    for _ in range(240 * SECOND):
        loops.regulation.heat_gated()
        before_mc = loops.regulation.air_target_mc
        gated_mc = loops.period(skin=36_000, air=33_500).air_target_mc
        assert gated_mc == before_mc
    assert periods(loops, 240 * SECOND).air_target_mc >= gated_mc + 50


def test_the_skin_loop_asks_for_no_hotter_air_while_the_heater_is_full():
    loops = skin_loops(skin_mc=36_000)
    periods(loops, 2, air=20_000)
    assert loops.demand.heater_pm == 1_000
    before_mc = loops.demand.air_target_mc
    assert periods(loops, 240 * SECOND).air_target_mc == before_mc


def test_the_skin_loop_asks_for_cooler_air_while_heat_that_it_asks_for_is_refused():
    """A skin too warm for heat: what is asked for when heat is back is less."""
    loops = skin_loops(skin_mc=37_000, air_mc=33_000)
    assert loops.demand.heater_pm > 0
    before_mc = loops.demand.air_target_mc
    for _ in range(240 * SECOND):
        loops.regulation.heat_gated()
        loops.period(skin=37_000, air=33_000)
    assert loops.demand.air_target_mc <= before_mc - 90


@pytest.mark.parametrize("air_mc, falls", ((33_000, True), (36_900, False)))
def test_the_skin_loop_asks_for_cooler_air_only_while_the_heater_is_on(air_mc, falls):
    loops = skin_loops(skin_mc=36_600, air_mc=33_000)
    before_mc = periods(loops, 2, air=air_mc).air_target_mc
    after_mc = periods(loops, 240 * SECOND).air_target_mc
    assert (after_mc < before_mc - 10) == falls
    assert falls or after_mc == before_mc


# --- modes and sensors ---------------------------------------------------------------------------


def test_before_any_mode_nothing_is_aimed_at():
    assert Loops(STANDBY).period().air_target_mc == 0


def test_skin_mode_chosen_again_goes_on_from_where_the_air_is_held_now():
    loops = skin_loops()
    periods(loops, 10, skin=36_200)
    loops.settings.set_mode(AIR)
    loops.settings.set_air(33_000)
    loops.period()
    loops.settings.set_mode(SKIN)
    assert loops.period(skin=36_400).air_target_mc == pytest.approx(33_000, abs=1)


def test_a_probe_that_comes_back_goes_on_from_where_the_air_was_held():
    loops = skin_loops()
    held_mc = periods(loops, 10, skin=36_300).air_target_mc
    assert periods(loops, 10, skin=None).heater_pm == 0
    assert loops.period(skin=36_600).air_target_mc == pytest.approx(held_mc, abs=1)
    assert loops.period(skin=36_500).air_target_mc == pytest.approx(held_mc + 200, abs=1)


def away(loops, minutes, mode=STANDBY):
    loops.settings.set_mode(mode)
    periods(loops, minutes * 60 * SECOND)
    loops.settings.set_air(30_000)
    loops.settings.set_mode(SKIN)


@pytest.mark.parametrize("minutes, kept", ((1, True), (9, True), (10, False)))
def test_after_a_short_standby_the_air_that_held_the_skin_holds_it_again(minutes, kept):
    loops = skin_loops()
    held_mc = periods(loops, 10, skin=36_500).air_target_mc
    away(loops, minutes)
    expected_mc = held_mc - 200 if kept else 30_000
    assert loops.period(skin=36_600).air_target_mc == pytest.approx(expected_mc, abs=1)


def test_standbys_do_not_add_up():
    loops = skin_loops()
    for _ in range(3):
        held_mc = periods(loops, 10, skin=36_500).air_target_mc
        away(loops, 9)
    assert loops.period(skin=36_500).air_target_mc == pytest.approx(held_mc, abs=1)


def test_what_the_last_life_has_learned_is_where_the_air_starts():
    loops = Loops(SKIN)
    loops.settings.set_air(30_000)
    loops.regulation.skin_air_mc = 36_100
    assert loops.period(air=35_500, skin=36_500).air_target_mc == 36_100
    asked_pm = loops.demand.heater_pm
    steered = air_loops()
    steered.settings.set_air(36_100)
    assert asked_pm == steered.period(air=35_500).heater_pm, "the air loop starts there too"


def test_what_was_learned_does_not_outlive_air_mode():
    loops = skin_loops()
    periods(loops, 10, skin=36_500)
    loops.settings.set_mode(AIR)
    loops.settings.set_air(33_000)
    loops.period()
    loops.settings.set_mode(STANDBY)
    loops.period()
    loops.settings.set_mode(SKIN)
    assert loops.period(skin=36_500).air_target_mc == pytest.approx(33_000, abs=1)


def test_air_mode_heats_without_a_skin_probe():
    assert air_loops().period(air=SET_MC - 1_000, skin=None).heater_pm > 0
