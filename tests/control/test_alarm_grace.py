"""What is excused and for how long: every excuse ends, and none hides a true overheating."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control import limits
from control.grace import Grace, Settling
from control.sensing import Estimates
from control.settings import AIR, HUMIDITY_OFF, SKIN, STANDBY, Settings
from tests import watched
from tests.control.bench import incubator

pytestmark = pytest.mark.proves("LAW-5-QUIET")

PERIOD_MS = 500
MINUTE = 120  # periods
HALF_HOUR_MS = 1_800_000


class Hood:
    """Grace in a hood whose temperatures are told."""

    def __init__(self, mode=STANDBY, air_mc=24_000, grace=Grace, chosen=False):
        self.estimates = Estimates(incubator())
        self.settings = Settings()
        self.settings.mode = mode
        self.settings.air_mc = 36_000
        self.settings.skin_mc = 36_500
        self.settings.humidity_pm = 600
        self.grace = grace(chosen)
        self.hood_open = False
        self.mains = True
        self.air_target_mc = air_mc  # of the skin loop
        self.shown = {"air": air_mc, "skin": 34_000, "humidity": 400}
        self.period()

    def period(self, after_ms=PERIOD_MS, hood_open=None, **shown):
        """One period. air, skin, humidity: what is measured until changed."""
        self.shown.update(shown)
        if hood_open is not None:
            self.hood_open = hood_open
        for name, value in self.shown.items():
            getattr(self.estimates, name).value = value
        self.estimates.air_hottest_mc = self.shown["air"]
        target_mc = self.settings.air_mc if self.settings.mode == AIR else self.air_target_mc
        self.grace.update(
            self.estimates, self.settings, target_mc, self.hood_open, self.mains, after_ms
        )
        return self.grace

    def periods(self, count, **shown):
        for _ in range(count):
            self.period(**shown)
        return self.grace

    def settle(self, **shown):
        """Five minutes."""
        for _ in range(5):
            self.period(after_ms=60_000, **shown)
        return self.grace

    def choose(self, **chosen):
        """The operator chooses; one period later."""
        for name, value in chosen.items():
            setattr(self.settings, name, value)
        return self.period()


def steady(mode=AIR, hood=None):
    """Therapy at its set points, all arrived."""
    hood = hood or Hood(air_mc=36_000)
    hood.choose(mode=mode)
    hood.settle(air=36_000, skin=36_500, humidity=600)
    assert not (hood.grace.cold or hood.grace.hot or hood.grace.humidity)
    return hood


def excused_ms(hood, kind):
    """How long from now, if nothing changes."""
    ms = 0
    while getattr(hood.grace, kind):
        ms += PERIOD_MS
        hood.period()
        assert ms <= 2 * HALF_HOUR_MS, "for ever"
    return ms


# --- at a pace that will arrive ------------------------------------------------------------------


def _warming_up(start_mc, end_mc, half_time_min, minutes, mode=AIR):
    """How many minutes of a warming-up are excused: half of what is left in each half time."""
    hood = Hood(air_mc=start_mc)
    hood.choose(mode=mode)
    left_uc = (end_mc - start_mc) * 1_000
    for minute in range(minutes):
        mc = end_mc - left_uc // 1_000
        shown = {"air": mc} if mode == AIR else {"air": 36_000, "skin": mc}
        if not hood.period(after_ms=60_000, **shown).cold:
            return minute
        left_uc -= left_uc * 693 // (1_000 * half_time_min)
    return minutes


@pytest.mark.proves("SAFE-GRACE")
@pytest.mark.parametrize("mode", (AIR, SKIN))
def test_what_rises_so_that_it_will_arrive_is_excused_until_it_has(mode):
    minutes = _warming_up(20_000, 37_000, 12, 90, mode)
    assert 34 <= minutes <= 60  # when it is near, or near for 5 min


@pytest.mark.proves("SAFE-GRACE")
@pytest.mark.parametrize(("end_mc", "half_time_min"), ((30_000, 12), (34_500, 12), (37_000, 40)))
def test_what_rises_too_slowly_or_not_far_enough_is_told_of(end_mc, half_time_min):
    """Half a heater ends half as far above the room."""
    assert 29 <= _warming_up(20_000, end_mc, half_time_min, 90) <= 45


@pytest.mark.proves("SAFE-GRACE")
@given(st.lists(st.integers(-300, 900), min_size=70, max_size=70))
def test_no_pace_at_all_excuses_for_more_than_an_hour(steps):
    hood = Hood(air_mc=20_000)
    hood.choose(mode=AIR)
    mc = 20_000
    for minute, step in enumerate(steps):
        mc = min(mc + step, 34_000)  # it never arrives
        assert not hood.period(after_ms=60_000, air=mc).cold or minute < 60


# --- the first seconds ---------------------------------------------------------------------------


def test_before_the_first_period_only_sensors_are_awaited():
    grace = Grace()
    assert grace.starting
    assert not (grace.cold or grace.hot or grace.humidity)


@pytest.mark.proves("SAFE-GRACE")
def test_sensors_are_awaited_for_five_seconds_once():
    hood = Hood()
    assert all(hood.period().starting for _ in range(8))
    assert not hood.period().starting
    hood.choose(mode=AIR)
    assert not hood.grace.starting


# --- cold ----------------------------------------------------------------------------------------


@pytest.mark.proves("SAFE-GRACE")
@pytest.mark.parametrize("mode", (AIR, SKIN))
def test_a_warm_up_is_excused_for_half_an_hour(mode):
    hood = Hood()
    hood.choose(mode=mode)
    assert excused_ms(hood, "cold") == HALF_HOUR_MS - PERIOD_MS


@pytest.mark.parametrize(
    ("mode", "near", "far"),
    ((AIR, {"air": 34_700}, {"air": 34_699}), (SKIN, {"skin": 36_100}, {"skin": 36_099})),
)
def test_a_warm_up_is_over_when_the_set_point_is_reached(mode, near, far):
    hood = Hood()
    hood.air_target_mc = 24_000
    hood.choose(mode=mode)
    assert hood.settle(**far).cold
    hood.period(**far)
    assert hood.periods(5 * MINUTE - 1, **near).cold
    assert not hood.period().cold
    assert not hood.period(air=30_000, skin=33_000).cold, "cold again is an alarm"


@pytest.mark.proves("SAFE-ARRIVED")
def test_a_moment_near_the_set_point_is_not_arrival():
    hood = Hood()
    hood.choose(mode=SKIN)
    for _ in range(3):
        assert hood.periods(4 * MINUTE, skin=36_300).cold
        assert hood.period(skin=36_000).cold


def test_in_skin_mode_the_air_has_to_arrive_too():
    hood = Hood()
    hood.air_target_mc = 37_000
    hood.choose(mode=SKIN)
    hood.period(skin=36_500, air=35_699)
    assert hood.settle().cold
    hood.period(air=35_700)
    assert not hood.settle().cold


def test_a_power_cut_is_followed_by_a_warm_up():
    assert Hood(mode=AIR).grace.cold


@pytest.mark.parametrize(
    ("mode", "raised"), ((AIR, {"air_mc": 37_400}), (SKIN, {"skin_mc": 37_000}))
)
def test_a_raised_set_point_is_excused(mode, raised):
    hood = steady(mode)
    assert hood.choose(**raised).cold
    assert excused_ms(hood, "cold") == HALF_HOUR_MS - PERIOD_MS


def test_the_set_point_of_the_other_mode_excuses_nothing():
    assert not steady(AIR).choose(skin_mc=37_000).cold
    assert not steady(AIR).choose(skin_mc=34_000).hot
    assert not steady(SKIN).choose(air_mc=37_000).cold
    assert not steady(SKIN).choose(air_mc=30_000).hot


def test_a_small_step_that_is_reached_already_excuses_nothing():
    hood = steady()
    assert not hood.choose(air_mc=37_300).cold or not hood.settle().cold


def test_no_set_point_excuses_air_that_has_not_come_in_time():
    hood = steady()
    hood.choose(air_mc=37_500)
    excused_ms(hood, "cold")
    assert not hood.choose(air_mc=38_000).cold
    assert not hood.period(hood_open=True).cold
    assert hood.choose(mode=SKIN).cold, "a new mode begins anew"


@pytest.mark.parametrize(
    ("mode", "slow", "near", "raised"),
    ((AIR, {"air": 30_000}, {"air": 34_700}, {"air_mc": 37_400}),
     (SKIN, {"skin": 35_000}, {"skin": 36_100}, {"skin_mc": 37_000})),
)  # fmt: skip
def test_what_is_near_at_last_may_be_asked_for_more(mode, slow, near, raised):
    hood = Hood()
    hood.choose(mode=mode)
    hood.period(**slow)
    excused_ms(hood, "cold")
    assert not hood.period(**near).cold
    assert hood.choose(**raised).cold
    assert excused_ms(hood, "cold") == HALF_HOUR_MS - PERIOD_MS


def test_a_new_mode_has_to_arrive_anew_though_it_is_near():
    hood = steady(AIR)
    assert hood.choose(mode=SKIN).cold
    assert hood.periods(4 * MINUTE).cold
    assert not hood.settle().cold


def test_therapy_after_standby_begins_anew():
    hood = steady(AIR)
    hood.choose(mode=STANDBY)
    hood.period(air=30_000)
    assert hood.choose(mode=AIR).cold


def test_raising_during_a_warm_up_begins_it_anew():
    hood = Hood()
    hood.choose(mode=AIR)
    hood.periods(29 * MINUTE)
    hood.choose(air_mc=36_500)
    assert excused_ms(hood, "cold") == HALF_HOUR_MS - PERIOD_MS


@pytest.mark.parametrize("mode", (AIR, SKIN))
def test_an_open_hood_is_excused_until_the_warmth_is_back(mode):
    hood = steady(mode)
    assert hood.period(hood_open=True, air=31_000, skin=35_000).cold
    assert hood.period(hood_open=False).cold
    assert hood.period(air=35_600, skin=36_400).cold
    assert not hood.settle().cold


def test_a_hood_held_open_or_opened_again_and_again_is_excused_once():
    hood = steady()
    hood.period(hood_open=True, air=31_000)
    assert excused_ms(hood, "cold") == HALF_HOUR_MS - PERIOD_MS
    hood = steady()
    open_ms = 0
    while hood.period(hood_open=open_ms // 60_000 % 2 == 0, air=31_000).cold:
        open_ms += PERIOD_MS
    assert open_ms == HALF_HOUR_MS - PERIOD_MS


def test_an_open_hood_is_not_arrival_though_the_air_is_warm():
    hood = steady()
    hood.period(hood_open=True)
    assert hood.settle().cold, "the next port may be opened"
    hood.period(hood_open=False)
    assert not hood.settle().cold


# --- hot -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "lowered", "end"),
    ((AIR, {"air_mc": 33_000}, {"air": 34_300}), (SKIN, {"skin_mc": 35_000}, {"skin": 35_400})),
)
def test_a_lowered_set_point_is_excused_until_it_is_reached(mode, lowered, end):
    hood = steady(mode)
    assert hood.choose(**lowered).hot
    just_above = {name: value + 1 for name, value in end.items()}
    assert hood.period(**just_above).hot
    assert not hood.period(**end).hot
    assert not hood.period(air=36_000, skin=36_500).hot, "hot again is an alarm"


@pytest.mark.parametrize(
    ("mode", "lowered"), ((AIR, {"air_mc": 33_000}), (SKIN, {"skin_mc": 35_000}))
)
def test_a_lowered_set_point_is_excused_for_half_an_hour(mode, lowered):
    hood = steady(mode)
    hood.choose(**lowered)
    assert excused_ms(hood, "hot") == HALF_HOUR_MS


def test_a_small_step_down_within_reach_excuses_nothing():
    assert not steady().choose(air_mc=34_700).hot


@pytest.mark.proves("SAFE-ARRIVED")
@pytest.mark.parametrize(
    ("mode", "lowered", "warmest"),
    ((AIR, {"air_mc": 33_000}, {"air": 36_200}), (SKIN, {"skin_mc": 35_000}, {"skin": 36_700})),
)
def test_what_rises_above_where_it_fell_from_is_not_excused(mode, lowered, warmest):
    hood = steady(mode)
    hood.choose(**lowered)
    assert hood.period(**warmest).hot
    assert not hood.period(**{name: value + 1 for name, value in warmest.items()}).hot


@pytest.mark.parametrize(
    ("mode", "set_mc", "hottest"), ((AIR, "air_mc", 37_500), (SKIN, "skin_mc", 37_000))
)
def test_what_was_too_hot_before_is_not_excused(mode, set_mc, hottest):
    quantity = set_mc.removesuffix("_mc")
    for value, excused in ((hottest, True), (hottest + 1, False)):
        hood = steady(mode)
        hood.period(**{quantity: value})
        assert hood.choose(**{set_mc: 34_500}).hot is excused


def test_lowering_in_small_steps_is_excused_like_one():
    hood = steady()
    for set_mc in range(35_900, 32_000, -100):
        hood.choose(air_mc=set_mc)
    assert hood.grace.hot
    assert not hood.period(air=36_201).hot
    hood.period(air=36_000)
    assert excused_ms(hood, "hot") == HALF_HOUR_MS - 2 * PERIOD_MS


def test_raising_in_between_neither_prolongs_nor_ends_it():
    hood = steady()
    hood.choose(air_mc=33_000)
    hood.periods(20 * MINUTE)
    assert hood.choose(air_mc=34_000).hot
    assert excused_ms(hood, "hot") == HALF_HOUR_MS - 20 * 60_000 - PERIOD_MS


def test_a_new_mode_is_excused_while_it_cools_to_its_set_point():
    hood = steady(AIR)
    hood.period(skin=37_400)
    assert hood.choose(mode=SKIN).hot
    assert not hood.period(skin=37_501).hot, "above the highest set point and its deviation"
    hood = steady(SKIN)
    hood.choose(mode=AIR, air_mc=33_000)
    assert hood.grace.hot
    assert not hood.period(air=36_201).hot
    hood.period(air=36_000)
    assert excused_ms(hood, "hot") == HALF_HOUR_MS - 2 * PERIOD_MS


def test_therapy_in_a_hood_still_warm_is_excused_while_it_cools():
    hood = Hood(air_mc=35_000)
    assert hood.choose(mode=AIR, air_mc=33_000).hot


def test_an_infant_too_hot_when_skin_mode_begins_is_not_excused():
    hood = steady(AIR)
    hood.period(skin=37_501)
    assert not hood.choose(mode=SKIN).hot


def test_a_new_mode_forgets_what_the_old_one_excused():
    hood = steady(AIR)
    hood.choose(air_mc=30_000)
    hood.period(skin=37_300)
    assert hood.choose(mode=SKIN).hot, "not by the ceiling of the air"
    hood = steady(AIR)
    hood.choose(air_mc=30_000)
    assert not hood.choose(mode=SKIN).hot


def test_a_reset_excuses_no_hot_air():
    hood = Hood(mode=AIR, air_mc=37_600)
    assert not hood.grace.hot
    assert not hood.periods(10).hot


# --- humidity ------------------------------------------------------------------------------------


@pytest.mark.parametrize("humidity_pm", (300, 950))
def test_humidity_on_its_way_is_excused_for_half_an_hour(humidity_pm):
    hood = steady()
    assert hood.choose(humidity_pm=humidity_pm).humidity
    assert excused_ms(hood, "humidity") == HALF_HOUR_MS - PERIOD_MS


def test_humidity_is_excused_when_it_is_switched_on_though_it_failed_before():
    hood = steady()
    hood.choose(humidity_pm=950)
    excused_ms(hood, "humidity")
    assert not hood.choose(humidity_pm=900).humidity
    hood.choose(humidity_pm=HUMIDITY_OFF)
    assert hood.choose(humidity_pm=900).humidity


@pytest.mark.parametrize("edge", (470, 730))
def test_humidity_has_arrived_where_its_alarm_would_end(edge):
    hood = Hood()
    assert hood.choose(mode=AIR).humidity
    outward = 1 if edge > 600 else -1
    hood.period(humidity=edge + outward)
    assert hood.settle().humidity
    hood.period(humidity=edge)
    assert not hood.settle().humidity
    assert hood.period(hood_open=True, humidity=400).humidity


def test_a_new_mode_begins_the_humidity_anew():
    hood = steady()
    hood.period(humidity=400)
    assert not hood.grace.humidity
    assert hood.choose(mode=SKIN).humidity


# --- laws ----------------------------------------------------------------------------------------

operators = st.one_of(
    st.tuples(st.just("mode"), st.sampled_from((STANDBY, AIR, SKIN))),
    st.tuples(st.just("air_mc"), st.integers(200, 390).map(lambda tenths: tenths * 100)),
    st.tuples(st.just("skin_mc"), st.integers(340, 380).map(lambda tenths: tenths * 100)),
    st.tuples(st.just("humidity_pm"), st.sampled_from((0, 300, 600, 950))),
)
natures = st.one_of(
    st.tuples(st.just("air"), st.integers(15_000, 41_000)),
    st.tuples(st.just("skin"), st.integers(25_000, 41_000)),
    st.tuples(st.just("humidity"), st.integers(0, 1_000)),
    st.tuples(st.just("hood_open"), st.booleans()),
    st.tuples(st.just("after_ms"), st.sampled_from((0, 500, 60_000))),
)
histories = st.lists(
    st.tuples(st.just("operator"), operators) | st.tuples(st.just("nature"), natures), max_size=30
)


def act(hood, kind, what):
    name, value = what
    if kind == "operator":
        hood.choose(**{name: value})
    else:
        hood.period(**{name: value})


@pytest.mark.proves("SAFE-GRACE")
@given(histories, st.lists(natures, max_size=60))
def test_hot_is_excused_for_half_an_hour_after_the_last_choice_whatever_the_hood_does(
    history, later
):
    hood = Hood()
    for kind, what in history:
        act(hood, kind, what)
    hot_for_ms = 0
    for name, value in later:
        hood.period(**{name: value})
        for _ in range(3):
            hood.period(after_ms=60_000)
            hot_for_ms = hot_for_ms + 60_000 if hood.grace.hot else 0
            assert hot_for_ms <= HALF_HOUR_MS


@pytest.mark.proves("SAFE-GRACE")
@given(histories)
def test_cold_that_lasts_is_an_alarm_within_half_an_hour_whatever_the_hood_does(history):
    hood = Hood()
    for kind, what in history:
        act(hood, kind, what)
    hood.choose(mode=AIR, air_mc=36_000)
    for minute in range(31):
        hood.period(after_ms=60_000, air=30_000, hood_open=minute % 3 == 0)
    assert not hood.grace.cold


@given(histories)
def test_air_is_never_excused_above_every_set_point_of_late(history):
    """Hot is excused only below the highest of the set points chosen, or 37, plus 1.5 degC."""
    hood = Hood()
    highest_mc = 37_000
    for kind, what in history:
        highest_mc = max(highest_mc, hood.settings.air_mc)
        act(hood, kind, what)
        if hood.grace.hot and hood.settings.mode == AIR:
            assert hood.shown["air"] <= highest_mc + 1_500


@given(histories)
def test_nothing_is_excused_in_standby(history):
    hood = Hood()
    for kind, what in history:
        act(hood, kind, what)
    grace = hood.choose(mode=STANDBY)
    assert not (grace.cold or grace.hot or grace.humidity)


@given(histories)
def test_every_intermediate_fits_31_bits(history):
    hood = Hood(grace=watched.load("control.grace").Grace)
    for kind, what in history:
        act(hood, kind, what)


def test_what_never_began_is_not_on_its_way():
    settling = Settling()
    settling.disturb()
    settling.update(False, True, PERIOD_MS)
    assert settling.left_ms == 0


def test_what_once_arrived_is_excused_by_a_new_set_point_however_far_it_has_fallen_since():
    settling = Settling()
    settling.begin()
    settling.update(True, False, limits.GRACE_MS)
    assert settling.left_ms == 0
    settling.update(False, False, 500)
    settling.disturb()
    assert settling.left_ms == limits.GRACE_MS


@given(cut_ms=st.integers(1, 60_000), starting=st.booleans())
def test_a_fan_without_mains_is_excused_until_it_had_its_time_to_start(cut_ms, starting):
    hood = Hood(AIR)
    if not starting:
        hood.settle()
        assert not hood.grace.fan
    hood.mains = False
    assert hood.period(after_ms=cut_ms).fan
    hood.mains = True
    assert hood.period(after_ms=limits.STARTING_MS - 1).fan
    assert not hood.period(after_ms=1).fan
