"""What stops the heat, when, and for how long."""

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from control import protection
from control.heater_check import HeaterCheck
from control.humidifier_check import HumidifierCheck
from control.self_test import WAITING
from control.settings import AIR, SKIN, STANDBY
from tests.control.bench import (
    BROKEN,
    ELEMENT_LIMIT_MC,
    HEALTHY,
    MACHINE,
    PERIOD_MS,
    SILENT,
    Bench,
    histories,
    incubator,
    play,
)

pytestmark = pytest.mark.proves("LAW-2-STOP")

# cut-out: what it watches, the limit, the limit in override
CUTOUTS = {
    protection.AIR_CUTOUT: ("air", 37_700, 39_700),
    protection.SKIN_CUTOUT: ("skin", 38_000, 39_000),
    protection.ELEMENT_HOT: ("element", ELEMENT_LIMIT_MC, ELEMENT_LIMIT_MC),
}
RESET_MARGIN_MC = 500
cutouts = pytest.mark.parametrize("bit", CUTOUTS, ids=lambda bit: CUTOUTS[bit][0])
overrides = pytest.mark.parametrize("override", (False, True), ids=("normal", "override"))


def _near(bit, override, below_mc=1_000):
    """A bench in skin mode, healthy, with what a cut-out watches a little below its limit."""
    bench = Bench(SKIN)
    bench.command("set_override", override)
    bench.command("set_skin", 38_000 if override else 37_000)
    name, *limits = CUTOUTS[bit]
    limit = limits[override]
    both = {"air": limit - below_mc, "air2": limit - below_mc} if name == "air" else {}
    bench.shown.update({name: limit - below_mc, **both})
    bench.period()
    return bench, name, limit


def _after_override(mode=AIR, **shown):
    """A bench whose operator has just left override, with its hood or skin still that warm."""
    bench = Bench(mode)
    bench.command("set_override", True)
    bench.shown.update(shown)
    bench.periods(3)
    bench.command("set_override", False)
    return bench


def _hood(air_mc):
    return {"air": air_mc, "air2": air_mc}


def test_a_healthy_incubator_may_heat_in_every_mode():
    for mode in (STANDBY, AIR, SKIN):
        bench = Bench(mode)
        bench.period()
        assert bench.heat and bench.controller.permits.humidify
        assert bench.reasons == 0


def test_nothing_may_heat_before_anything_is_read():
    bench = Bench()
    bench.controller.step(bench.readings, 0)
    assert not bench.heat and not bench.controller.permits.humidify


OTHERS = {"AIR", "AWAITED_AT_START", "LATCHED", "REASON_NAMES", "SKIN", "SPOKEN_FOR"}


def test_every_reason_is_a_bit_of_its_own_with_a_name_of_its_own():
    bits = [bit for bit, _ in protection.each_reason()]
    assert bits == [1 << place for place in range(len(bits))]
    assert len({name for _, name in protection.each_reason()}) == len(bits)
    named = {name for name in vars(protection) if name.isupper() and name[0] != "_"}
    assert sorted(getattr(protection, name) for name in named - OTHERS) == bits


@pytest.mark.proves("SAFE-ABOVE-SET")
@given(above_mc=st.integers(1, 1_600))
def test_air_too_far_above_its_set_point_stops_heat_only_while_it_is(above_mc):
    bench = Bench()
    bench.command("set_air", 34_000)
    bench.periods(3, air=34_000, air2=34_000)
    bench.periods(3, air=35_500, air2=35_500)
    assert bench.heat
    bench.periods(3, air=35_500 + above_mc, air2=35_500 + above_mc)
    assert bench.reasons == protection.AIR_ABOVE_SET
    bench.periods(3, air=35_301, air2=35_301)
    assert not bench.heat
    bench.periods(3, air=35_300, air2=35_300)
    assert bench.heat


# --- cut-outs ------------------------------------------------------------------------------------


@pytest.mark.proves("SAFE-AIR-CUTOUT", "SAFE-SKIN-CUTOUT")
@overrides
@cutouts
def test_a_cut_out_trips_at_its_limit_in_the_very_period_that_shows_it(bit, override):
    bench, name, limit = _near(bit, override)
    bench.period(**{name: limit - 1})
    assert not bench.reasons & bit
    outputs = bench.period(**{name: limit})
    assert bench.reasons & bit
    assert not bench.heat
    assert (outputs.heater_pm, outputs.arm) == (0, False)


@overrides
def test_either_air_channel_trips_the_air_cut_out(override):
    limit = 39_700 if override else 37_700
    for name in ("air", "air2"):
        bench, *_ = _near(protection.AIR_CUTOUT, override)
        bench.period(**{name: limit})
        assert bench.reasons & protection.AIR_CUTOUT


@pytest.mark.parametrize("blind", (SILENT, BROKEN))
def test_the_air_cut_out_works_with_the_one_channel_left(blind):
    for name, other in (("air", "air2"), ("air2", "air")):
        bench, *_ = _near(protection.AIR_CUTOUT, False)
        bench.periods(6, **{other: blind})
        bench.period(**{name: 37_700})
        assert bench.reasons & protection.AIR_CUTOUT


@pytest.mark.proves("SAFE-AIR-CUTOUT", "SAFE-SKIN-CUTOUT")
@overrides
@cutouts
@given(data=st.data())
@settings(max_examples=30)
def test_a_cut_out_stays_until_it_is_reset_with_its_cause_gone(bit, override, data):
    bench, name, limit = _near(bit, override, below_mc=0)
    assert bench.reasons & bit
    # The value wanders; now and then somebody presses reset.
    value, latched = limit, True
    for change, pressed in data.draw(
        st.lists(st.tuples(st.integers(-600, 500), st.booleans()), min_size=1, max_size=15)
    ):
        value = min(value + change, limit + 3_000)
        changes = {name: value, "air2": value} if name == "air" else {name: value}
        bench.period(**changes)
        latched = latched or value >= limit
        assert bool(bench.reasons & bit) == latched
        assert bench.heat <= (not latched)
        if pressed:
            left = bench.reset_cutouts()
            latched = latched and value > limit - RESET_MARGIN_MC
            assert bool(left & bit) == latched


@pytest.mark.proves("SAFE-AIR-CUTOUT", "SAFE-SKIN-CUTOUT")
@cutouts
def test_reset_lets_go_only_when_clear_by_the_margin(bit):
    bench, name, limit = _near(bit, False, below_mc=0)
    both = ("air", "air2") if name == "air" else (name,)
    bench.period(**dict.fromkeys(both, limit - RESET_MARGIN_MC + 1))
    assert bench.reset_cutouts() & bit
    bench.period(**dict.fromkeys(both, limit - RESET_MARGIN_MC))
    assert not bench.reset_cutouts() & bit
    bench.period()
    assert not bench.reasons & bit


@pytest.mark.proves("SAFE-AIR-CUTOUT")
@given(hottest_mc=st.integers(37_700, 39_600), skin_mode=st.booleans())
def test_leaving_override_in_a_hot_hood_trips_nothing_and_gives_no_heat_until_it_is_cool(
    hottest_mc, skin_mode
):
    bench = _after_override(SKIN if skin_mode else AIR, **_hood(hottest_mc))
    air_mc = hottest_mc
    while air_mc > 37_500:
        bench.period(**_hood(air_mc))
        assert bench.reasons & protection.OVERRIDE_ENDED
        assert not bench.reasons & protection.AIR_CUTOUT
        air_mc -= 100
    bench.periods(2, **_hood(37_500))
    assert not bench.reasons & (protection.OVERRIDE_ENDED | protection.AIR_CUTOUT)
    bench.period(**_hood(37_700))
    assert bench.reasons & protection.AIR_CUTOUT


def test_while_it_cools_after_override_the_cut_out_of_override_still_trips():
    bench = _after_override(**_hood(39_500))
    bench.period(**_hood(39_699))
    assert not bench.reasons & protection.AIR_CUTOUT
    bench.period(**_hood(39_700))
    assert bench.reasons & protection.AIR_CUTOUT


@pytest.mark.proves("SAFE-AIR-CUTOUT")
def test_a_hood_that_does_not_cool_after_override_trips_in_the_end():
    bench = _after_override(**_hood(38_500))
    bench.periods(3_599)
    assert not bench.reasons & protection.AIR_CUTOUT
    bench.period()
    assert bench.reasons & protection.AIR_CUTOUT


def test_skin_that_override_had_warmed_cools_without_a_trip_too():
    bench = _after_override(SKIN, skin=38_400)
    bench.periods(3)
    assert bench.reasons & protection.OVERRIDE_ENDED
    assert not bench.reasons & protection.SKIN_CUTOUT
    bench.periods(3, skin=37_900)
    bench.period(skin=38_000)
    assert bench.reasons & protection.SKIN_CUTOUT


def test_reset_lets_go_of_each_cut_out_by_itself():
    bench, *_ = _near(protection.AIR_CUTOUT, False, below_mc=0)
    bench.period(skin=37_600)
    bench.period(skin=38_000)
    bench.periods(2, air=36_500, air2=36_500)
    assert bench.reset_cutouts() == protection.SKIN_CUTOUT
    bench.period()
    assert bench.reasons & protection.SKIN_CUTOUT
    assert not bench.reasons & protection.AIR_CUTOUT


@pytest.mark.parametrize("bit", (protection.AIR_CUTOUT, protection.ELEMENT_HOT))
def test_a_cut_out_whose_cause_cannot_be_measured_is_not_reset(bit):
    bench, name, _ = _near(bit, False, below_mc=0)
    bench.periods(12, **{name: BROKEN, "air2": BROKEN})
    assert bench.reset_cutouts() & bit


def test_the_skin_cut_out_can_be_reset_with_the_probe_taken_off_but_skin_mode_stays_cold():
    bench, *_ = _near(protection.SKIN_CUTOUT, False, below_mc=0)
    bench.period(skin=BROKEN)
    assert bench.reset_cutouts() == 0
    bench.period()
    assert bench.reasons == protection.SKIN_SENSOR
    bench.period(skin=38_000)
    assert bench.reasons & protection.SKIN_CUTOUT


@given(st.integers(10_000, 50_000))
def test_the_skin_probe_stops_no_heat_in_air_mode(skin_mc):
    bench = Bench(AIR)
    bench.period(skin=skin_mc)
    assert bench.heat


# --- too hot, without latch ----------------------------------------------------------------------


@pytest.mark.proves("SAFE-ABOVE-SET")
@given(st.integers(340, 370), st.integers(-2_000, 2_000))
@example(360, 1_000)
@example(360, 1_001)
def test_skin_above_its_set_point_by_more_than_a_degree_stops_heat_while_it_lasts(tenths, above):
    set_mc = tenths * 100
    assume(set_mc + above < 38_000)
    bench = Bench(SKIN)
    bench.command("set_skin", set_mc)
    bench.period(skin=set_mc + above, skin2=SILENT)
    assert bench.heat == (above <= 1_000)
    assert bench.reasons == (0 if above <= 1_000 else protection.SKIN_HOT)
    if above > 1_000:
        bench.periods(4, skin=set_mc + 701)
        assert not bench.heat
    bench.periods(4, skin=set_mc + 700)
    assert bench.heat


@pytest.mark.proves("SAFE-PROBES")
@given(
    skin_mc=st.integers(30_000, 37_000),
    foot_mc=st.integers(30_000, 39_000),
    air_mc=st.integers(30_000, 37_500),
)
@example(36_500, 37_001, 36_000)
@example(36_500, 37_000, 36_000)
@example(36_500, 37_300, 37_000)
@example(36_500, 37_301, 37_000)
@example(33_000, 38_500, 36_000)
def test_no_heat_in_skin_mode_while_a_foot_is_warm_by_blood_and_above_the_set_point(
    skin_mc, foot_mc, air_mc
):
    bench = Bench(SKIN)
    bench.command("set_skin", 36_500)
    bench.period(skin=skin_mc, skin2=foot_mc, air=air_mc, air2=air_mc)
    hot = foot_mc > 37_000 and foot_mc > air_mc + 300
    assert bench.reasons == (protection.SKIN_HOT if hot else 0)
    bench.command("set_mode", AIR)
    bench.command("set_air", 37_000)
    bench.period()
    assert bench.heat


@pytest.mark.proves("SAFE-PROBES")
def test_a_foot_found_hot_is_so_until_it_is_clear_and_a_lost_one_is_not():
    bench = Bench(SKIN)
    bench.command("set_skin", 36_500)
    for foot_mc, heat in ((37_001, False), (36_301, False), (36_300, True), (37_000, True)):
        bench.period(skin=36_500, skin2=foot_mc)
        assert bench.heat == heat
    bench.period(skin2=37_001)
    assert not bench.heat
    bench.periods(9, air=36_900, air2=36_900)  # warmer air makes it no cooler
    assert not bench.heat
    bench.period(skin2=BROKEN)
    assert bench.heat


@pytest.mark.proves("SAFE-ABOVE-SET", "SAFE-FAN")
@pytest.mark.parametrize(
    ("mode", "names", "edge", "noise"),
    (
        (SKIN, ("skin",), 37_000, 60),
        (AIR, ("air", "air2"), 37_500, 60),
        (SKIN, ("fan_rpm",), 1_500, 40),
    ),
    ids=("skin", "air", "fan"),
)
def test_noise_about_a_threshold_switches_the_heat_once(mode, names, edge, noise):
    bench = Bench(mode)
    bench.command("set_skin", 36_000)
    bench.periods(4, skin=36_500, air=36_800, air2=36_800)
    switched, before = 0, bench.heat
    for turn in range(400):
        bench.period(**dict.fromkeys(names, edge + noise * (-1, -1, -1, 1, 1)[turn % 5]))
        switched += bench.heat != before
        before = bench.heat
    assert switched <= 1


@pytest.mark.proves("SAFE-AIR-CUTOUT", "SAFE-SKIN-CUTOUT")
@pytest.mark.parametrize("error_mc", (-500, 500))
@pytest.mark.parametrize("bit", CUTOUTS, ids=lambda bit: CUTOUTS[bit][0])
def test_no_calibration_moves_a_cut_out_up(bit, error_mc):
    bench, name, limit = _near(bit, False)
    names = ("air", "air2") if name == "air" else (name,)
    raw = limit - max(error_mc, 0)
    for _ in range(3):
        estimates = bench.controller.estimates
        readings = bench.readings
        bench.period()
        for one in names:
            getattr(readings, one).correct(raw, raw + error_mc)
        bench.controller.step(readings, bench.now_ms + PERIOD_MS)
        bench.now_ms += PERIOD_MS
    assert bench.reasons & bit
    assert estimates.air.hot >= estimates.air.value


def test_the_hardware_cut_out_stops_heat_while_it_is_tripped():
    bench = Bench()
    bench.period()
    bench.period(cutout_tripped=True)
    assert bench.reasons == protection.HARDWARE_CUTOUT
    bench.period(cutout_tripped=False)
    assert bench.heat


# --- blind ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ("air", "air2"))
@pytest.mark.parametrize("mode", (AIR, SKIN))
def test_no_heat_while_either_air_channel_is_broken(name, mode):
    bench = Bench(mode)
    bench.period()
    bench.period(**{name: BROKEN})
    assert bench.reasons == protection.AIR_SENSOR
    assert not bench.controller.permits.humidify
    bench.period(**{name: HEALTHY[name]})
    assert bench.heat


@pytest.mark.proves("SAFE-STALE")
@pytest.mark.parametrize(
    ("name", "mode", "bit", "max_age_ms"),
    (
        ("air", AIR, protection.AIR_SENSOR, 2_000),
        ("air2", AIR, protection.AIR_SENSOR, 2_000),
        ("skin", SKIN, protection.SKIN_SENSOR, 5_000),
        ("element", AIR, protection.ELEMENT_SENSOR, 5_000),
    ),
)
@given(dt_ms=st.integers(50, 1_000))
@settings(max_examples=20)
def test_no_heat_as_soon_as_a_sensor_has_been_silent_for_its_time(
    name, mode, bit, max_age_ms, dt_ms
):
    bench = Bench(mode)
    bench.period()
    silent_ms = 0
    while silent_ms <= max_age_ms + 1_000:
        silent_ms += dt_ms
        bench.period(dt_ms, **{name: SILENT})
        assert bench.reasons == (bit if silent_ms > max_age_ms else 0)


def test_no_heat_in_skin_mode_without_its_probe_and_none_of_this_in_air_mode():
    for mode, reasons in ((SKIN, protection.SKIN_SENSOR), (AIR, 0)):
        bench = Bench(mode)
        bench.period(skin=BROKEN, skin2=BROKEN)
        assert bench.reasons == reasons


@pytest.mark.proves("SAFE-DISAGREE")
def test_no_heat_once_the_air_channels_have_disagreed_for_their_time():
    bench = Bench(AIR2_RISE_MC=0)
    bench.period(air2=36_001)
    bench.period()
    assert bench.heat
    bench.period()
    assert bench.reasons == protection.AIR_DISAGREE
    bench.period(air2=36_000)
    assert bench.heat


@given(
    start_mc=st.integers(20_000, 37_500),
    hot_mc=st.integers(37_700, 60_000),
    which=st.sampled_from((("air",), ("air2",), ("air", "air2"))),
)
def test_heat_is_off_within_two_seconds_of_the_first_sample_of_hot_air(start_mc, hot_mc, which):
    bench = Bench()
    bench.periods(4, air=start_mc, air2=start_mc)
    assert bench.heat
    bench.period(**dict.fromkeys(which, hot_mc))
    bench.periods(2_000 // PERIOD_MS)
    assert not bench.heat


# --- the machine ---------------------------------------------------------------------------------


@pytest.mark.proves("SAFE-FAN")
@given(st.integers(-(1 << 30), 1_499), st.integers(1, 1_000))
def test_a_fan_below_its_minimum_for_a_second_stops_heat(rpm, dt_ms):
    bench = Bench()
    bench.period()
    slow_ms = 0
    while slow_ms < 1_000:
        assert bench.heat
        slow_ms += dt_ms
        bench.period(dt_ms, fan_rpm=rpm)
    assert bench.reasons == protection.FAN
    bench.period(fan_rpm=1_599)
    assert not bench.heat
    bench.period(fan_rpm=1_600)
    assert bench.heat


def test_a_fan_that_was_never_seen_to_run_stops_heat_from_the_first_period():
    bench = Bench()
    bench.period(fan_rpm=1_499)
    assert bench.reasons == protection.FAN


@pytest.mark.proves("SAFE-PERIOD")
@given(st.integers(1_001, (1 << 29) - 1) | st.integers(-(1 << 29), -1))
def test_a_late_period_and_a_clock_that_runs_backwards_give_no_heat_in_it(gap_ms):
    bench = Bench()
    bench.period()
    outputs = bench.period(gap_ms)
    assert bench.reasons & protection.LATE
    assert bench.outputs()[:2] == (0, 0) and not outputs.arm
    bench.period()
    assert bench.heat


@pytest.mark.proves("SAFE-PERIOD")
@given(st.integers(0, 1_000))
def test_a_period_in_time_is_not_late(gap_ms):
    bench = Bench()
    bench.period()
    bench.period(gap_ms)
    assert bench.heat


@pytest.mark.proves("SAFE-LATENESS")
def test_three_late_periods_in_a_row_stop_heat_until_half_a_minute_of_punctual_ones():
    bench = Bench()
    bench.period()
    for _ in range(2):
        bench.period(1_500)
    bench.period()
    assert bench.heat
    bench.period(1_500)
    bench.period(1_500)
    bench.period()
    assert bench.reasons == protection.SYSTEM_FAULT
    bench.periods(60)
    assert bench.heat


@pytest.mark.proves("SAFE-LATENESS")
def test_a_program_that_its_watchdog_started_again_earns_heat_by_punctual_periods():
    bench = Bench(restarted_by_fault=True)
    bench.periods(49)
    assert bench.reasons & protection.SYSTEM_FAULT
    bench.periods(3)
    assert bench.heat


def test_mains_lost_stops_heat_while_it_lasts():
    bench = Bench()
    bench.period()
    bench.period(mains=False)
    assert bench.reasons == protection.MAINS
    bench.period(mains=True)
    assert bench.heat


# --- never needlessly, never by regulation's word ------------------------------------------------


@given(
    air_mc=st.integers(5_000, 37_699),
    apart_mc=st.integers(-2_000, 2_000),
    set_tenths=st.integers(200, 370),
)
def test_air_on_the_cold_side_never_stops_heat(air_mc, apart_mc, set_tenths):
    assume(5_000 <= air_mc + apart_mc < 37_700)
    assume(air_mc <= set_tenths * 100)
    bench = Bench()
    bench.command("set_air", set_tenths * 100)
    for _ in range(25):
        bench.period(air=air_mc, air2=air_mc + apart_mc, element=air_mc + 5_000)
        assert bench.heat


@pytest.mark.parametrize(
    ("changes", "humidify"),
    (
        ({}, True),
        ({"water_low": True}, False),
        ({"humidity": BROKEN}, False),
        ({"fan_rpm": 0}, False),
        ({"mains": False}, False),
        ({"cutout_tripped": True}, False),
        ({"air2": BROKEN}, False),
        ({"air": 37_700}, False),
        ({"element": ELEMENT_LIMIT_MC}, False),
        ({"skin": BROKEN}, False),
        ({"hood_open": True}, True),
    ),
    ids=str,
)
def test_moisture_stops_with_what_carries_or_measures_it(changes, humidify):
    bench = Bench(SKIN)
    bench.period(**changes)
    assert bench.controller.permits.humidify == humidify


def test_a_humidifier_that_runs_unasked_is_asked_for_nothing_and_never_stops_heat():
    bench = Bench()
    bench.periods(200, humidifier_on=True)
    assert bench.heat and not bench.controller.permits.humidify
    assert bench.outputs()[1] == 0


def test_lack_of_water_or_of_a_humidity_sensor_never_stops_heat():
    bench = Bench()
    bench.period(water_low=True, humidity=BROKEN)
    assert bench.heat


class _MadRegulation:
    """Asks for everything, always."""

    def update(self, *inputs):
        demand = inputs[-1]
        demand.heater_pm = demand.humidifier_pm = 1_000

    def heat_gated(self, *inputs):
        pass

    def moisture_gated(self, *inputs):
        pass


class _HeaterUnjudged(HeaterCheck):
    def update(self, *inputs):
        pass


class _HumidifierUnjudged(HumidifierCheck):
    def update(self, *inputs):
        pass


@given(histories)
@example([("show", ("heater_ma", 5_000)), ("show", ("hood_open", True)), ("run", 3)])
@example([("show", ("humidifier_on", True)), ("command", ("set_humidity", 0)), ("run", 30)])
@settings(max_examples=50, deadline=None)
def test_protection_is_the_same_whatever_regulation_does(history):
    sane, mad = Bench(), Bench()
    for bench in (sane, mad):
        # These judge how the machine answers to a demand: another demand, another verdict.
        bench.controller.checks.heater = _HeaterUnjudged(incubator())
        bench.controller.checks.humidifier = _HumidifierUnjudged(True)
    mad.controller._regulation = _MadRegulation()
    for event in history:
        play(sane, [event])
        play(mad, [event])
        assert (sane.heat, sane.reasons) == (mad.heat, mad.reasons)
        assert sane.controller.permits.humidify == mad.controller.permits.humidify
        if not mad.heat:
            assert mad.controller.outputs.heater_pm == 0
        permits, outputs = mad.controller.permits, mad.controller.outputs
        assert outputs.humidifier_pm <= permits.moisture_most_pm
        if not permits.humidify:
            assert outputs.humidifier_pm == 0
        if mad.controller.estimates.air_hottest_mc > permits.heat_most_mc:
            assert outputs.heater_pm == 0
        if mad.settings.mode == STANDBY and event[0] != "command":
            assert (outputs.heater_pm, outputs.humidifier_pm, outputs.arm) == (0, 0, False)


@pytest.mark.proves("LAW-1-AIR")
@given(
    mode=st.sampled_from((AIR, SKIN)),
    air_mc=st.integers(33_000, 37_200),
    apart_mc=st.integers(850, 1_950),
    second_is_hotter=st.booleans(),
)
def test_while_the_air_sensors_differ_the_hotter_one_holds_the_air(
    mode, air_mc, apart_mc, second_is_hotter
):
    bench = Bench(mode)
    bench.command("set_air", 35_000)
    bench.controller._regulation = _MadRegulation()
    bench.controller.checks.heater = _HeaterUnjudged(incubator())
    pair = (air_mc - apart_mc, air_mc) if second_is_hotter else (air_mc, air_mc - apart_mc)
    # A cold element: no warm supply air explains that they are apart.
    outputs = bench.periods(2, air=pair[0], air2=pair[1], element=30_000)
    assert bench.controller.estimates.air_differ
    assert (outputs.heater_pm > 0) == (air_mc <= (35_000 if mode == AIR else 37_000))
    assert outputs.arm == bench.heat, "the relay stays as it is"


@pytest.mark.proves("SAFE-SKIN-MODE-AIR", "SAFE-MIST")
@given(
    mode=st.sampled_from((AIR, SKIN)),
    override=st.booleans(),
    stuck=st.booleans(),
    mist_w=st.integers(0, 200),
    air_mc=st.integers(30_000, 39_600),
)
@settings(max_examples=60, deadline=None)
def test_the_ceilings_hold_for_a_regulation_that_always_asks_for_everything(
    mode, override, stuck, mist_w, air_mc
):
    bench = Bench(mode, mist_w=mist_w)
    bench.command("set_override", override)
    bench.command("set_air", 39_000 if override else 37_000)
    bench.controller._regulation = _MadRegulation()
    bench.controller.checks.heater = _HeaterUnjudged(incubator())
    bench.controller.checks.humidifier = _HumidifierUnjudged(True)
    bench.controller.checks.humidifier.stuck_on = stuck
    outputs = bench.periods(2, air=air_mc, air2=air_mc)
    cutout_mc = 39_700 if override else 37_700
    ceiling_mc = cutout_mc if mode == AIR else 38_500 if override else 37_000
    if stuck:
        ceiling_mc = min(ceiling_mc, cutout_mc - 33 * mist_w)
    if outputs.heater_pm:
        assert air_mc <= ceiling_mc + 600
    if outputs.humidifier_pm:
        assert not stuck
        beyond_mc = 200 if outputs.heater_pm else 400
        assert air_mc + 33 * mist_w * outputs.humidifier_pm // 1_000 <= cutout_mc + beyond_mc
    if bench.heat:
        assert outputs.arm  # to let go of the relay would end the mist as well
        if air_mc <= ceiling_mc and (stuck or air_mc + 33 * mist_w <= cutout_mc):
            assert outputs.heater_pm == 1_000


def test_the_bench_covers_every_reading():
    assert set(HEALTHY) | set(MACHINE) == set(Bench().readings.__slots__) - {"samples"}


def test_heat_waits_for_the_start_up_test():
    bench = Bench()
    bench.controller.checks.self_test.stage = WAITING
    bench.period()
    assert bench.reasons == protection.SELF_TEST
    assert not bench.heat


def test_a_skin_probe_that_lies_in_the_air_stops_heat():
    bench = Bench(SKIN)
    bench.periods(130, skin=36_300)
    assert bench.heat
    bench.periods(140, skin=34_300)
    assert bench.reasons == protection.SKIN_PROBE_OFF
    bench.periods(10)
    assert not bench.heat
