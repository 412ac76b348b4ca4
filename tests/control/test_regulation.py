"""What the loops ask for, mode by mode."""

from types import SimpleNamespace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from control.protection import Protection
from control.records import Demand, Permits
from control.regulation import Regulation
from control.settings import AIR, HUMIDITY_OFF, SKIN, STANDBY, Settings
from tests.control.bench import (
    BROKEN,
    HEALTHY,
    PERIOD_MS,
    SILENT,
    Bench,
    histories,
    incubator,
    play,
)

NORMAL_AIR_MC = (25_000, 37_000)
OVERRIDE_AIR_MC = (25_000, 38_500)


def _channel(value=0, valid=True):
    return SimpleNamespace(value=value, valid=valid, fresh=valid)


class Loops:
    """Regulation alone, fed with estimates as if every sensor were believed."""

    def __init__(self, mode=AIR, mist_w=0, **described):
        self.regulation = Regulation(incubator(HUMIDIFIER_MIST_W=mist_w, **described))
        self.settings = Settings()
        self.settings.set_mode(mode)
        self.settings.set_humidity(600)
        self.demand = Demand()
        self.hood_open = False
        self.supply_mv = 24_000
        self.mist_stuck_on = False
        self.lead_mc = 0  # of the hotter air channel
        self.permits = Permits()
        self.protection = Protection(incubator(HUMIDIFIER_MIST_W=mist_w), False)
        self.period_ms = PERIOD_MS
        self.estimates = SimpleNamespace(
            air=_channel(34_000),
            skin=_channel(36_500),
            humidity=_channel(500),
            element=_channel(50_000),
            air2_lead_mc=0,
            air_differ=False,
        )

    def period(self, **values):
        """One period; a value of None makes its channel invalid."""
        for name, value in values.items():
            channel = _channel(valid=False) if value is None else _channel(value)
            setattr(self.estimates, name, channel)
        self.estimates.air_hottest_mc = self.estimates.air.value + self.lead_mc
        self.protection._set_ceilings(
            self.estimates, self.settings, self.mist_stuck_on, self.permits
        )
        self.regulation.update(
            self.estimates,
            self.settings,
            self.hood_open,
            self.supply_mv,
            self.permits,
            self.period_ms,
            self.demand,
        )
        return self.demand

    def asked(self):
        demand = self.demand
        return (demand.heater_pm, demand.humidifier_pm, demand.air_target_mc)


# --- bounds --------------------------------------------------------------------------------------

probe_values = st.integers(10_000, 50_000) | st.none()
air_values = st.integers(5_000, 60_000) | st.integers(33_000, 37_500) | st.none()


@pytest.mark.proves("SAFE-SKIN-MODE-AIR")
@given(
    st.lists(st.tuples(probe_values, st.booleans(), st.integers(1, 10)), min_size=1, max_size=20),
    st.integers(200, 370),
)
def test_skin_mode_keeps_its_air_target_in_bounds_whatever_the_probe_says(history, air_tenths):
    loops = Loops(AIR)
    loops.settings.set_air(air_tenths * 100)
    loops.period()
    loops.settings.set_mode(SKIN)
    for skin_mc, override, periods in history:
        loops.settings.set_override(override)
        for _ in range(periods):
            demand = loops.period(skin=skin_mc)
            low, high = OVERRIDE_AIR_MC if override else NORMAL_AIR_MC
            if skin_mc is None:
                assert demand.heater_pm == 0
            else:
                assert low <= demand.air_target_mc <= high


@pytest.mark.parametrize("override", (False, True))
def test_a_cold_baby_gets_the_warmest_air_allowed_and_a_hot_one_the_coolest(override):
    low, high = OVERRIDE_AIR_MC if override else NORMAL_AIR_MC
    for skin_mc, expected in ((28_000, high), (43_000, low)):
        loops = Loops(SKIN)
        loops.settings.set_override(override)
        loops.period()
        for _ in range(10):
            loops.period(skin=skin_mc)
        assert loops.demand.air_target_mc == expected


@given(
    st.lists(
        st.tuples(air_values, st.integers(0, 1_000) | st.none(), st.booleans(), st.booleans()),
        max_size=60,
    ),
    st.sampled_from((AIR, SKIN)),
)
def test_every_demand_is_a_duty_from_nothing_to_full(history, mode):
    loops = Loops(mode)
    for air_mc, humidity_pm, hood_open, gated in history:
        loops.hood_open = hood_open
        for _ in range(3):
            demand = loops.period(air=air_mc, humidity=humidity_pm)
            assert type(demand.heater_pm) is type(demand.humidifier_pm) is int
            assert 0 <= demand.heater_pm <= 1_000
            assert 0 <= demand.humidifier_pm <= 1_000
            if gated:
                loops.regulation.heat_gated()
                loops.regulation.moisture_gated(loops.estimates, PERIOD_MS)


def test_a_demand_never_goes_negative_while_hot_air_swings():
    """Each fall lowers the integral a little, for then the derivative outweighs the error."""
    loops = Loops(AIR)
    loops.settings.set_air(34_000)
    for _ in range(300):
        for air_mc in (*range(34_600, 34_000, -25), *range(34_000, 34_600, 100)):
            assert loops.period(air=air_mc).heater_pm >= 0


# --- modes ---------------------------------------------------------------------------------------


@given(histories)
@settings(max_examples=30, deadline=None)
def test_standby_demands_nothing(history):
    bench = Bench()
    play(bench, history)
    bench.command("set_mode", STANDBY)
    bench.command("set_humidity", 600)
    for _ in range(3):
        outputs = bench.period(air=25_000, humidity=300)
        assert (outputs.heater_pm, outputs.humidifier_pm, outputs.arm) == (0, 0, False)


def test_standby_demands_nothing_even_of_a_gate_that_took_nothing():
    loops = Loops(AIR)
    demand = loops.period(air=30_000, humidity=300)
    assert demand.heater_pm > 0 and demand.humidifier_pm > 0
    loops.settings.set_mode(STANDBY)
    demand = loops.period()
    assert (demand.heater_pm, demand.humidifier_pm) == (0, 0)


@given(st.integers(200, 370))
def test_air_mode_steers_to_the_set_point_from_the_first_period(tenths):
    for before in (STANDBY, SKIN):
        loops = Loops(before)
        loops.settings.set_air(tenths * 100)
        loops.period()
        loops.settings.set_mode(AIR)
        assert loops.period().air_target_mc == tenths * 100


@given(st.integers(250, 370), st.integers(-500, 500))
def test_skin_mode_takes_the_air_over_where_it_stands_if_the_skin_is_near_its_set_point(
    air_tenths, above_mc
):
    loops = Loops(AIR)
    loops.settings.set_air(air_tenths * 100)
    loops.period()
    loops.settings.set_mode(SKIN)
    skin_mc = loops.settings.skin_mc + above_mc
    assert loops.period(skin=skin_mc).air_target_mc == air_tenths * 100


@given(
    st.lists(st.tuples(st.integers(30_000, 36_000), st.integers(300, 700)), max_size=20),
    st.sampled_from((AIR, SKIN)),
)
def test_therapy_after_standby_starts_as_after_power_on(past, mode):
    used, new = Loops(AIR), Loops(STANDBY)
    for air_mc, humidity_pm in past:
        for _ in range(20):
            used.period(air=air_mc, humidity=humidity_pm)
    for loops in (used, new):
        loops.settings.set_mode(STANDBY)
        loops.period(air=33_000, humidity=550)
        loops.settings.set_mode(mode)
    for minute in range(30):
        for loops in (used, new):
            loops.period(air=33_000 + 20 * minute, humidity=550, skin=36_000)
        assert used.asked() == new.asked()


# --- no sensor, no demand ------------------------------------------------------------------------


@pytest.mark.parametrize("blind", (SILENT, BROKEN))
@pytest.mark.parametrize("mode", (AIR, SKIN))
def test_no_heat_is_asked_for_without_the_air_sensor(mode, blind):
    bench = Bench(mode)
    assert bench.periods(3, air=30_000, air2=30_000).heater_pm > 0
    bench.periods(6, air=blind)
    loops = Loops(mode)
    loops.period(air=30_000)
    assert loops.demand.heater_pm > 0
    assert loops.period(air=None).heater_pm == 0


def test_no_heat_is_asked_for_in_skin_mode_without_the_probe():
    loops = Loops(SKIN)
    assert loops.period(air=30_000).heater_pm > 0
    assert loops.period(skin=None).heater_pm == 0
    assert loops.period(skin=36_500).heater_pm > 0


def test_no_moisture_is_asked_for_when_off_or_without_its_sensor():
    loops = Loops()
    assert loops.period(humidity=400).humidifier_pm > 0
    assert loops.period(humidity=None).humidifier_pm == 0
    assert loops.period(humidity=400).humidifier_pm > 0
    loops.settings.set_humidity(HUMIDITY_OFF)
    assert loops.period().humidifier_pm == 0


def test_moisture_switched_on_again_starts_from_rest():
    used, new = Loops(), Loops()
    used.period()
    for _ in range(2_000):
        used.period(humidity=580)
    used.settings.set_humidity(HUMIDITY_OFF)
    new.settings.set_humidity(HUMIDITY_OFF)
    for loops in (used, new):
        loops.period(humidity=400)
        loops.settings.set_humidity(600)
        loops.period(humidity=590)
    assert used.demand.humidifier_pm == new.demand.humidifier_pm


@given(rise_pm=st.integers(50, 5_000), dry_pm=st.integers(1, 99))
def test_the_faster_the_humidity_can_rise_the_less_each_per_mille_asks_for(rise_pm, dry_pm):
    loops = Loops(HUMIDITY_RISE_PM_PER_MIN=rise_pm)
    gain = min(3_000 * 560 // rise_pm, 3_000)
    assert abs(loops.period(humidity=600 - dry_pm).humidifier_pm - gain * dry_pm // 1_000) <= 1


# --- bounds of the machine -----------------------------------------------------------------------


@given(element_mc=st.integers(60_000, 150_000), air_mc=st.integers(15_000, 30_000))
@example(element_mc=118_100, air_mc=20_000)
def test_the_heat_is_throttled_before_the_element_reaches_its_limit(element_mc, air_mc):
    loops = Loops()
    asked_pm = loops.period(air=air_mc, element=element_mc).heater_pm
    assert asked_pm == min(1_000, max(118_000 - element_mc, 0) // 8)


@given(
    lead_mc=st.integers(0, 1_600),
    mode=st.sampled_from((AIR, SKIN)),
    skin_mc=st.integers(33_000, 38_000),
    override=st.booleans(),
)
def test_the_air_is_steered_so_that_the_hotter_channel_stays_below_its_cut_out(
    lead_mc, mode, skin_mc, override
):
    loops = Loops(mode)
    loops.settings.set_override(override)
    loops.settings.set_air(39_000 if override else 37_000)
    loops.estimates.air2_lead_mc = lead_mc
    for _ in range(20):
        loops.period(skin=skin_mc)
        assert loops.demand.air_target_mc + lead_mc <= (39_400 if override else 37_400)
    if mode == AIR and lead_mc <= 400:
        assert loops.demand.air_target_mc == loops.settings.air_mc


# --- an opened hood ------------------------------------------------------------------------------


@given(held_pm=st.integers(-200, 900), humidity_pm=st.integers(100, 590))
def test_an_open_hood_gets_no_more_moisture_than_what_held_it(held_pm, humidity_pm):
    loops = Loops(AIR)
    loops.period(humidity=600)
    loops.regulation._humidity.hand_over(600, 600, held_pm)
    loops.hood_open = True
    for _ in range(100):
        assert loops.period(humidity=humidity_pm).humidifier_pm <= max(held_pm, 0)
    loops.hood_open = False
    assert loops.period(humidity=590 if held_pm > 0 else 400).humidifier_pm > 0


# --- an infant in the loop -----------------------------------------------------------------------


class Infant:
    """Skin that follows its air, some degrees above it, in 40 minutes: for skin-mode laws."""

    ABOVE_AIR_MC = 2_500
    TIME_CONSTANT_S = 40 * 60

    def __init__(self, skin_mc):
        self._skin_uc = skin_mc * 1000

    @property
    def skin_mc(self):
        return self._skin_uc // 1000

    def live(self, air_mc):
        """A second."""
        end_uc = (air_mc + self.ABOVE_AIR_MC) * 1000
        self._skin_uc += (end_uc - self._skin_uc) // self.TIME_CONSTANT_S


def _hours(loops, infant, hours):
    """Skin mode with air that follows its target at once and a heater that can still do more."""
    loops.period_ms = 1_000
    for _ in range(hours * 3_600):
        target_mc = loops.demand.air_target_mc
        loops.period(air=target_mc - 100, skin=infant.skin_mc)
        infant.live(target_mc)


def test_skin_mode_brings_the_skin_to_its_set_point_from_anywhere():
    rests = {}
    for air_mc, skin_mc in (
        (28_000, 33_000),
        (34_000, 34_500),
        (36_000, 33_000),
        (36_000, 37_800),
    ):
        loops = Loops(AIR)
        loops.settings.set_air(air_mc)
        loops.period(air=air_mc)
        loops.settings.set_mode(SKIN)
        infant = Infant(skin_mc)
        _hours(loops, infant, 4)
        rests[air_mc, skin_mc] = infant.skin_mc
    assert all(abs(skin_mc - 36_500) <= 300 for skin_mc in rests.values()), rests


def test_a_probe_put_back_cold_does_not_chill_the_air():
    """It warms to the skin within minutes; the infant is as warm as before."""
    loops = Loops(AIR)
    loops.period()
    loops.settings.set_mode(SKIN)
    _hours(loops, Infant(36_500), 1)
    before_mc = loops.demand.air_target_mc
    loops.period(skin=None)
    for skin_mc in (*range(31_000, 36_500, 10), *[36_500] * 60):
        loops.period(skin=skin_mc)
    assert loops.demand.air_target_mc >= before_mc - 1_000


def test_the_skin_loop_does_not_wind_up_while_its_heat_is_gated():
    """A cool infant in a warm room, heat gated for two hours: no hotter air later for all that."""
    bench = Bench(SKIN)
    bench.command("set_skin", 36_500)
    bench.periods(10, skin=35_700, element=40_000, air=32_000, air2=32_000)
    bench.periods(10)
    held_mc = bench.controller.demand.air_target_mc
    for _ in range(2 * 7_200):
        bench.period(fan_rpm=0)
    assert not bench.heat
    assert bench.controller.demand.air_target_mc <= held_mc + 200


def test_the_bench_starts_where_skin_mode_may_heat():
    assert HEALTHY["skin"] < 36_500


# --- mist ----------------------------------------------------------------------------------------


def misty(mist_w, air_mc, override, skin_mode):
    """Loops that want all the moisture they may have."""
    loops = Loops(AIR, mist_w)
    loops.settings.set_override(override)
    loops.settings.set_air(air_mc)
    loops.settings.set_humidity(950)
    loops.period()
    if skin_mode:
        loops.settings.set_mode(SKIN)
    return loops


@pytest.mark.proves("SAFE-MIST")
@given(
    mist_w=st.integers(1, 200),
    air_mc=st.integers(20_000, 39_000).map(lambda mc: mc // 100 * 100),
    override=st.booleans(),
    skin_mode=st.booleans(),
    dry_pm=st.integers(0, 900),
    lead_mc=st.integers(0, 700),
)
def test_mist_that_ends_at_once_never_lets_the_air_reach_its_cut_out(
    mist_w, air_mc, override, skin_mode, dry_pm, lead_mc
):
    loops = misty(mist_w, air_mc, override, skin_mode)
    loops.lead_mc = lead_mc
    for _ in range(5):
        demand = loops.period(humidity=dry_pm, skin=34_000 if skin_mode else 36_500)
        rise_mc = 33 * mist_w * demand.humidifier_pm // 1_000
        cutout_mc = 39_700 if override else 37_700
        if demand.humidifier_pm:
            assert demand.air_target_mc + lead_mc + rise_mc <= cutout_mc
        assert demand.air_target_mc <= cutout_mc
        assert 0 <= demand.humidifier_pm <= 1_000


def test_mist_is_full_where_the_air_is_cool_enough_and_steam_always():
    for mist_w, air_mc, most_pm in ((80, 35_000, 1_000), (80, 37_000, 265), (0, 37_000, 1_000)):
        loops = Loops(AIR, mist_w)
        loops.settings.set_air(air_mc)
        loops.settings.set_humidity(950)
        assert loops.period(humidity=300).humidifier_pm == most_pm


@pytest.mark.proves("SAFE-MIST")
@given(
    mist_w=st.integers(0, 150),
    air_mc=st.integers(200, 390).map(lambda tenths: tenths * 100),
    override=st.booleans(),
    skin_mode=st.booleans(),
    skin_mc=st.integers(33_000, 38_000),
)
def test_mist_that_nobody_bounds_holds_the_air_so_cool_that_it_may_end_at_once(
    mist_w, air_mc, override, skin_mode, skin_mc
):
    loops = misty(mist_w, air_mc, override, skin_mode)
    loops.mist_stuck_on = True
    most_mc = (39_700 if override else 37_700) - 33 * mist_w
    for _ in range(5):
        target_mc = loops.period(skin=skin_mc).air_target_mc
        assert target_mc <= most_mc
        if not skin_mode:
            assert target_mc == min(loops.settings.air_mc, most_mc)
    loops.mist_stuck_on = False
    if not skin_mode:
        assert loops.period().air_target_mc == loops.settings.air_mc


def test_the_skin_loop_does_not_wind_up_while_stuck_mist_holds_the_air_down():
    loops = Loops(AIR, 80)
    loops.period()
    loops.settings.set_mode(SKIN)
    loops.settings.set_skin(37_000)
    loops.mist_stuck_on = True
    most_mc = 37_700 - 33 * 80
    for _ in range(5_000):
        assert loops.period(skin=36_800).air_target_mc <= most_mc
    loops.mist_stuck_on = False
    assert loops.period(skin=36_800).air_target_mc < most_mc + 500


def test_not_even_a_monster_of_a_humidifier_chills_the_infant():
    loops = Loops(AIR, 1_000)
    loops.mist_stuck_on = True
    assert loops.period().air_target_mc == 25_000
