"""Which numbers are believed."""

from types import SimpleNamespace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from control import limits
from control.quantities import QUANTITIES
from control.records import Readings, Sample
from control.sensing import Channel, Estimates
from tests.control.bench import incubator

PERIOD_MS = 500
PLAIN = incubator(AIR2_RISE_MC=0)  # two sensors in the same air
EXPLAINED_MS = 90_000  # three lags of the slower one
# low, high, fastest change per second, longest age
KINDS = {
    "air": (5_000, 60_000, 1_500, 2_000),
    "skin": (10_000, 50_000, 2_000, 5_000),
    "element": (0, 200_000, 5_000, 5_000),
    "humidity": (0, 1_000, 100, 10_000),
}
kinds = st.sampled_from(sorted(KINDS)).map(lambda name: KINDS[name])
any_value = st.integers(-(1 << 30), (1 << 30) - 1)


def channel_of(kind):
    """A channel with these limits, which believes one value for ever."""
    low, high, rate_per_s, max_age_ms = kind
    return Channel(
        SimpleNamespace(
            low=low, high=high, rate_per_s=rate_per_s, max_age_ms=max_age_ms, same_max_ms=0
        )
    )


def _taken(value):
    sample = Sample()
    sample.take(value)
    return sample


def _missed(fault=0):
    sample = Sample()
    sample.take(0)
    sample.miss(fault)
    return sample


def _steady(kind, value, periods=4):
    """A channel that has shown `value` for a while."""
    channel = channel_of(kind)
    for _ in range(periods):
        channel.update(_taken(value), PERIOD_MS)
    assert channel.valid and channel.value == value
    return channel


@st.composite
def kinds_with_a_value(draw):
    kind = draw(kinds)
    return kind, draw(st.integers(kind[0], kind[1]))


def test_every_channel_has_the_limits_of_its_quantity():
    estimates = Estimates(PLAIN)
    for name, kind in (("air2", "air"), ("skin2", "skin"), *((kind, kind) for kind in KINDS)):
        channel = getattr(estimates, name)
        row = channel._row
        found = (row.low, row.high, row.rate_per_s, row.max_age_ms)
        assert found == KINDS[kind], name


def test_samples_and_channels_have_the_names_of_their_rows():
    readings = Readings()
    estimates = Estimates(PLAIN)
    assert len(readings.samples) == len(estimates.channels) == len(QUANTITIES)
    for index, row in enumerate(QUANTITIES):
        for record, made in ((readings, readings.samples), (estimates, estimates.channels)):
            assert getattr(record, row.name, made[index]) is made[index]
    decided_by = ("air", "air2", "skin", "skin2", "element", "humidity")
    assert all(hasattr(readings, name) and hasattr(estimates, name) for name in decided_by)


def test_nothing_is_believed_before_the_first_reading():
    estimates = Estimates(PLAIN)
    for _ in range(2):
        for name in ("air", "air2", "skin", "skin2", "element", "humidity"):
            assert not getattr(estimates, name).valid
            assert not getattr(estimates, name).fresh
        estimates.update(Readings(), 0)


# Values gather near each other, so that some are believed and some are not.
shown = st.one_of(st.integers(30_000, 33_000), any_value, st.just("missed"), st.just("broken"))


@given(st.lists(st.tuples(shown, st.integers(0, 3_000)), max_size=40))
def test_what_is_valid_was_shown_in_range_within_the_longest_age(history):
    low, high, _, max_age_ms = KINDS["air"]
    channel = channel_of(KINDS["air"])
    now_ms = 0
    shown_at = {}
    for what, dt_ms in history:
        now_ms += dt_ms
        if what == "missed":
            channel.update(_missed(), dt_ms)
        elif what == "broken":
            channel.update(_missed(fault=1), dt_ms)
            assert not channel.valid
        else:
            shown_at[what] = now_ms
            channel.update(_taken(what), dt_ms)
        if channel.valid:
            assert low <= channel.value <= high
            assert now_ms - shown_at[channel.value] <= max_age_ms
        if channel.fresh:
            assert channel.value == what


@pytest.mark.proves("SAFE-STALE")
@given(kinds_with_a_value(), st.integers(1, 2_000))
def test_a_silent_sensor_is_invalid_as_soon_as_its_reading_is_too_old(kind_and_value, dt_ms):
    kind, value = kind_and_value
    channel = _steady(kind, value)
    silent_ms = 0
    while silent_ms <= kind[3] + 5_000:
        silent_ms += dt_ms
        channel.update(_missed(), dt_ms)
        assert channel.valid == (silent_ms <= kind[3])
        assert not channel.fresh


@given(kinds_with_a_value())
def test_a_sensor_known_to_be_broken_is_invalid_in_that_very_period(kind_and_value):
    channel = _steady(*kind_and_value)
    channel.update(_missed(fault=1), PERIOD_MS)
    assert not channel.valid
    channel.update(_taken(kind_and_value[1]), PERIOD_MS)
    assert channel.valid


@pytest.mark.proves("SAFE-READING")
@given(kinds_with_a_value(), any_value, st.integers(0, 1 << 24))
def test_a_reading_out_of_range_is_never_used(kind_and_value, reading, dt_ms):
    kind, value = kind_and_value
    assume(not kind[0] <= reading <= kind[1])
    channel = _steady(kind, value)
    channel.update(_taken(reading), dt_ms)
    assert channel.value == value
    assert not channel.fresh
    never_good = channel_of(kind)
    never_good.update(_taken(reading), dt_ms)
    assert not never_good.valid


@pytest.mark.parametrize("name", sorted(KINDS))
def test_the_ends_of_its_range_are_a_sensors_own(name):
    kind = KINDS[name]
    for value in kind[:2]:
        channel = channel_of(kind)
        channel.update(_taken(value), 0)
        assert channel.valid and channel.value == value
    for value in (kind[0] - 1, kind[1] + 1):
        channel = channel_of(kind)
        channel.update(_taken(value), 0)
        assert not channel.valid


@pytest.mark.proves("SAFE-READING")
@given(kinds_with_a_value(), any_value, st.sampled_from((250, PERIOD_MS, 1_000)))
def test_a_single_wild_sample_is_never_used_and_does_no_harm(kind_and_value, wild, dt_ms):
    kind, value = kind_and_value
    channel = _steady(kind, value)
    assume(abs(wild - value) > kind[2] * max(dt_ms, 1_000) // 1000)
    channel.update(_taken(wild), dt_ms)
    assert (channel.value, channel.fresh, channel.valid) == (value, False, True)
    channel.update(_taken(value), dt_ms)
    assert (channel.value, channel.fresh, channel.valid) == (value, True, True)


@given(kinds_with_a_value(), st.data())
def test_after_a_jump_a_sensor_is_believed_again_in_proportion_to_it(kind_and_value, data):
    kind, value = kind_and_value
    low, high, rate_per_s, _ = kind
    jumped = data.draw(st.integers(low, high))
    channel = _steady(kind, value)
    waited_ms = 0
    while channel.value != jumped or not channel.valid:
        channel.update(_taken(jumped), PERIOD_MS)
        waited_ms += PERIOD_MS
        assert waited_ms <= abs(jumped - value) * 1000 // rate_per_s + 2 * PERIOD_MS
    if abs(jumped - value) > rate_per_s:
        assert waited_ms >= abs(jumped - value) * 1000 // rate_per_s


@pytest.mark.proves("SAFE-READING")
@given(kinds, st.integers(1, 3), st.booleans(), st.integers(1, 100))
def test_a_true_change_at_the_fastest_rate_is_followed_all_the_way(kind, every, rising, pct):
    low, high, rate_per_s, max_age_ms = kind
    assume(every * PERIOD_MS <= max_age_ms)
    ends = (low, high) if rising else (high, low)
    step = rate_per_s * pct * every * PERIOD_MS // 100_000
    channel = _steady(kind, ends[0])
    value = ends[0]
    for _ in range(20):
        value = min(value + step, high) if rising else max(value - step, low)
        for _ in range(every - 1):
            channel.update(_missed(), PERIOD_MS)
            assert channel.valid
        channel.update(_taken(value), PERIOD_MS)
        assert channel.fresh and channel.value == value


# --- the two air channels ------------------------------------------------------------------------


def _both(air_mc, air2_mc, estimates=None, dt_ms=PERIOD_MS):
    estimates = estimates or Estimates(PLAIN)
    readings = Readings()
    for sample, value in ((readings.air, air_mc), (readings.air2, air2_mc)):
        if value is None:
            sample.miss(1)
        else:
            sample.take(value)
    estimates.update(readings, dt_ms)
    return estimates


air_values = st.integers(5_000, 60_000)


@given(air_values | st.none(), air_values | st.none())
def test_the_hottest_air_is_that_of_the_channels_believed(air_mc, air2_mc):
    estimates = _both(air_mc, air2_mc)
    believed = [value for value in (air_mc, air2_mc) if value is not None]
    if believed:
        assert estimates.air_hottest_mc == max(believed)


@pytest.mark.proves("SAFE-DISAGREE")
@given(air_values, st.integers(-3_000, 3_000))
def test_channels_differ_at_once_beyond_the_limit(air_mc, difference):
    assume(5_000 <= air_mc + difference <= 60_000)
    assert _both(air_mc, air_mc + difference).air_differ == (abs(difference) > 800)


@pytest.mark.proves("SAFE-DISAGREE")
@given(st.integers(10_000, 50_000), st.integers(-4_000, 4_000))
def test_channels_disagree_once_they_have_been_apart_for_their_time(air_mc, difference):
    estimates = _both(air_mc, air_mc + difference, dt_ms=0)
    apart_ms = 0
    while apart_ms < 5_000:
        _both(air_mc, air_mc + difference, estimates)
        apart_ms += PERIOD_MS
        expected = abs(difference) > 2_000 and apart_ms >= 1_000
        assert estimates.air_disagree == expected


@pytest.mark.proves("SAFE-DISAGREE")
@pytest.mark.proves("LAW-5-QUIET")
@given(
    lags_s=st.tuples(st.integers(4, 90), st.integers(4, 90)),
    told=st.floats(0.9, 1.1),
    course=st.lists(st.tuples(st.integers(12_000, 38_000), st.integers(1, 240)), max_size=6),
    dt_ms=st.sampled_from((250, PERIOD_MS, 1_000)),
)
def test_sensors_that_only_lag_differ_in_no_air_whatever_it_does(lags_s, told, course, dt_ms):
    """The air of a hood follows what is opened and closed within some 10 s."""
    estimates = Estimates(incubator(AIR2_RISE_MC=0, AIR_LAG_S=max(round(max(lags_s) * told), 3)))
    air_mc, felt = 36_000.0, [36_000.0, 36_000.0]
    for to_mc, seconds in [(36_000, 1), *course]:
        for _ in range(seconds * 1_000 // dt_ms):
            air_mc += (to_mc - air_mc) * dt_ms / 10_000
            for channel, lag_s in enumerate(lags_s):
                felt[channel] += (air_mc - felt[channel]) * dt_ms / 1_000 / lag_s
            _both(int(felt[0]), int(felt[1]), estimates, dt_ms)
            assert not (estimates.air_disagree or estimates.air_differ)


@pytest.mark.proves("SAFE-DISAGREE")
@given(jump_mc=st.integers(-1_400, 1_400), drift_mc_per_min=st.integers(-2_000, 2_000))
def test_a_sensor_that_lies_is_found_out_once_no_lag_explains_it(jump_mc, drift_mc_per_min):
    """Whether it jumps or creeps: apart by so much for two lags is no lag any more."""
    estimates = Estimates(PLAIN)
    _both(34_000, 34_000, estimates)
    apart_ms = 0
    for period in range(1_200):
        lie_mc = jump_mc + drift_mc_per_min * period // 120
        lie_mc = min(max(lie_mc, -4_000), 4_000)
        _both(34_000, 34_000 + lie_mc, estimates)
        apart_ms = apart_ms + PERIOD_MS if abs(lie_mc) > 2_500 else 0
        if apart_ms > 2 * EXPLAINED_MS:
            assert estimates.air_disagree


SUPPLY = incubator(AIR2_RISE_MC=1_600)


def _in_supply(air_mc, air2_mc, element_mc, seconds=120, incubator_=SUPPLY):
    """Both airs and the element for so long; element_mc: None where it is silent."""
    readings = Readings()
    estimates = Estimates(incubator_)
    for _ in range(seconds):
        readings.air.take(air_mc)
        readings.air2.take(air2_mc)
        if element_mc is None:
            readings.element.miss(1)
        else:
            readings.element.take(element_mc)
        estimates.update(readings, 1_000)
    return estimates


@pytest.mark.proves("SAFE-DISAGREE", "LAW-5-QUIET")
@given(
    air_mc=st.integers(20_000, 38_000),
    power_pm=st.integers(0, 1_000),
    told=st.floats(0.9, 1.1),
    rise=st.floats(0.9, 1.1),
)
def test_a_second_sensor_that_feels_the_supply_air_leads_by_what_the_element_explains(
    air_mc, power_pm, told, rise
):
    lead_mc = 1_600 * power_pm // 1_000
    element_mc = air_mc + int(60_000 * rise * power_pm // 1_000)
    described = incubator(AIR2_RISE_MC=round(1_600 * told))
    estimates = _in_supply(air_mc, air_mc + lead_mc, element_mc, 3, described)
    assert not estimates.air_differ and not estimates.air_disagree
    assert abs(estimates.air2_lead_mc - lead_mc) <= lead_mc * 21 // 100 + 1


@pytest.mark.proves("SAFE-DISAGREE")
def test_what_no_supply_air_explains_is_found_as_before():
    cold, hot = 34_000, 94_000
    for element_mc, allowed_mc in ((cold, 0), (64_000, 1_000), (hot, 2_000), (150_000, 2_000)):
        at_limit = _in_supply(34_000, 34_800 + allowed_mc, element_mc)
        assert not at_limit.air_differ
        assert _in_supply(34_000, 34_801 + allowed_mc, element_mc).air_differ
        assert not _in_supply(34_000, 36_000 + allowed_mc, element_mc).air_disagree
        assert _in_supply(34_000, 36_001 + allowed_mc, element_mc).air_disagree
        assert _in_supply(34_000, 33_199, element_mc).air_differ  # it leads to one side only
    assert _in_supply(34_000, 36_800, None).air2_lead_mc == 1_600


def test_channels_that_meet_again_begin_anew():
    estimates = _both(34_000, 36_001, dt_ms=0)
    _both(34_000, 36_001, estimates)
    _both(34_000, 36_000, estimates)
    _both(34_000, 36_001, estimates)
    assert not estimates.air_disagree


@given(air_values, st.booleans())
def test_a_channel_alone_cannot_disagree(value, first):
    estimates = Estimates(PLAIN)
    for _ in range(30):
        _both(value if first else None, None if first else value, estimates)
    assert not estimates.air_disagree
    assert not estimates.air_differ


def test_limits_of_age_are_those_of_the_safety_table():
    assert (limits.AIR_MAX_AGE_MS, limits.SKIN_MAX_AGE_MS) == (2_000, 5_000)
    assert limits.HUMIDITY_MAX_AGE_MS == 10_000


def test_an_age_is_counted_for_an_hour():
    channel = Estimates(PLAIN).air
    assert (channel.value, channel.age_ms) == (0, 3_600_000)
    channel.update(_taken(36_000), PERIOD_MS)
    for _ in range(2 * 3_600):
        channel.update(Sample(), 1_000)
    assert channel.age_ms == 3_600_000


# --- values that never change --------------------------------------------------------------------

SAME_MAX_MS = 300_000


@pytest.mark.proves("SAFE-FROZEN", "LAW-3-ALARM")
@pytest.mark.parametrize(
    ("name", "same_max_ms", "max_age_ms"),
    [("skin", 300_000, 5_000), ("skin2", 300_000, 5_000), ("humidity", 600_000, 10_000)],
)
@given(value=st.integers(10_000, 49_999), dt_ms=st.sampled_from((250, 500, 1_000)))
def test_a_sensor_that_repeats_one_value_is_believed_for_some_minutes_and_no_longer(
    name, same_max_ms, max_age_ms, value, dt_ms
):
    channel = getattr(Estimates(PLAIN), name)
    value = value // 50 if name == "humidity" else value
    channel.update(_taken(value), dt_ms)
    for _ in range(same_max_ms // dt_ms):
        channel.update(_taken(value), dt_ms)
        assert channel.fresh and channel.valid
    for _ in range(max_age_ms // dt_ms):
        channel.update(_taken(value), dt_ms)
        assert not channel.fresh and channel.valid
    for _ in range(20):
        channel.update(_taken(value), dt_ms)
        assert not channel.valid
    channel.update(_taken(value + 1), dt_ms)
    assert channel.fresh and channel.valid


@given(steps=st.lists(st.integers(1, 599), min_size=1, max_size=12))
def test_the_smallest_step_within_five_minutes_is_life(steps):
    skin = Estimates(PLAIN).skin2
    value = 36_000
    for periods in steps:
        value += 1
        for _ in range(periods):
            skin.update(_taken(value), PERIOD_MS)
            assert skin.fresh and skin.valid


def test_other_channels_may_rest_for_ever():
    estimates = Estimates(PLAIN)
    for channel, value in (
        (estimates.air, 36_000),
        (estimates.air2, 36_000),
        (estimates.element, 60_000),
    ):
        for _ in range(2 * SAME_MAX_MS // PERIOD_MS):
            channel.update(_taken(value), PERIOD_MS)
        assert channel.fresh and channel.valid
