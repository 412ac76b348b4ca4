"""The alarm limits that an operator chooses: sooner than the default, and never later."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from control import alarm_table as table
from control import limits
from control.settings import AIR, SKIN, Settings
from tests.control.bench import Bench
from tests.control.test_alarm_conditions import Situation
from tests.control.test_alarm_grace import Hood, steady

pytestmark = pytest.mark.proves("SAFE-ALARM-LIMITS")

# Field, least, default and most, step; its method; what alarms above and below a set point.
LIMITS = (
    ("air_alarm_mc", 800, 1_500, 100, "air_off_mc"),
    ("skin_alarm_mc", 300, 500, 100, "skin_off_mc"),
    ("humidity_alarm_pm", 80, 150, 10, "humidity_off_pm"),
)
FIELDS = tuple(row[0] for row in LIMITS)
each_limit = pytest.mark.parametrize("row", LIMITS, ids=FIELDS)
limit_values = st.sampled_from(
    [
        (field, value)
        for field, low, high, step, _ in LIMITS
        for value in range(low, high + 1, step)
    ]
)


@each_limit
@given(value=st.integers(-100, 2_000) | st.none() | st.booleans() | st.floats() | st.text())
def test_exactly_the_values_up_to_the_default_are_taken(row, value):
    field, low, high, step, _ = row
    chosen = Settings()
    assert getattr(chosen, field) == high
    allowed = type(value) is int and low <= value <= high and (value - low) % step == 0
    assert (chosen.set(field, value) == "") is allowed
    assert getattr(chosen, field) == (value if allowed else high)


@each_limit
@given(value=st.integers(0, 2**32 - 1))
def test_whatever_a_setting_holds_the_limit_in_force_is_the_default_at_most(row, value):
    field, _, high, _, in_force = row
    chosen = Settings()
    setattr(chosen, field, value)
    assert getattr(chosen, in_force)() == min(value, high)


# What people do, and what a hood about 36 degC, 36.5 degC and 60 % shows then, for some minutes.
acts = st.one_of(
    st.tuples(st.just("hood_open"), st.booleans()),
    st.tuples(st.just("air_mc"), st.sampled_from((34_600, 36_000, 36_500, 37_000))),
    st.tuples(st.just("skin_mc"), st.sampled_from((36_000, 36_500, 36_800))),
    st.tuples(st.just("humidity_pm"), st.sampled_from((0, 500, 600, 700))),
    st.tuples(st.just("mode"), st.sampled_from((AIR, SKIN))),
)
levels = st.one_of(
    st.tuples(st.just("air"), st.integers(67, 77).map(lambda halves: 500 * halves)),
    st.tuples(st.just("skin"), st.integers(357, 373).map(lambda tenths: 100 * tenths)),
    st.tuples(st.just("humidity"), st.integers(21, 39).map(lambda twentieths: 20 * twentieths)),
)
histories = st.lists(
    st.tuples(acts | levels, st.sampled_from((1, 1, 6, 31))), min_size=2, max_size=14
)


def minute(bench, number):
    """A minute later: living skin and air flicker, and both air sensors are in the same air."""
    shown = dict(bench.around)
    shown["air2"] = shown["air"] + 100
    for name in ("air", "skin", "humidity"):
        shown[name] += number % 2
    bench.period(60_000, **shown)


# On the way up, and down: where the default limit has arrived and the chosen one has not.
NEAR_AND_AWAY = {
    AIR: [
        (("hood_open", True), 1),
        (("hood_open", False), 1),
        (("air", 35_000), 6),
        (("air", 34_000), 1),
    ],
    SKIN: [(("skin_mc", 36_000), 1), (("skin", 36_350), 1), (("skin", 36_550), 1)],
}


@settings(max_examples=60)
@example([("air_alarm_mc", 800)], AIR, NEAR_AND_AWAY[AIR])
@example([("skin_alarm_mc", 300)], SKIN, NEAR_AND_AWAY[SKIN])
@given(
    st.lists(limit_values, min_size=1, max_size=3),
    st.sampled_from((AIR, SKIN)),
    histories,
)
def test_with_any_limits_every_condition_of_the_default_ones_holds_as_soon(chosen, mode, history):
    benches = [Bench(mode), Bench(mode)]
    for field, value in chosen:
        assert benches[1].settings.set(field, value) == ""
    for bench in benches:
        bench.around = {"air": 36_000, "skin": 36_500, "humidity": 600, "hood_open": False}
    for (name, value), minutes in [(("hood_open", False), 6), *history]:
        for bench in benches:
            if name in bench.around:
                bench.around[name] = value
            else:
                assert bench.settings.set(name, value) == ""
        for number in range(minutes):
            for bench in benches:
                minute(bench, number)
            usual, closer = (bench.controller.report.active for bench in benches)
            assert all(held <= also for held, also in zip(usual, closer, strict=True))
            assert benches[0].outputs() == benches[1].outputs()


@pytest.mark.parametrize(
    ("mode", "field", "value", "quantity", "limit", "outward", "name"),
    (
        (AIR, "air_alarm_mc", 800, "air_hottest_mc", 36_800, 1, "air-high"),
        (AIR, "air_alarm_mc", 1_000, "air__value", 35_000, -1, "air-low"),
        (SKIN, "skin_alarm_mc", 300, "skin__value", 36_800, 1, "skin-high"),
        (SKIN, "skin_alarm_mc", 400, "skin__value", 36_100, -1, "skin-low"),
        (AIR, "humidity_alarm_pm", 80, "humidity__value", 680, 1, "humidity-high"),
        (SKIN, "humidity_alarm_pm", 100, "humidity__value", 500, -1, "humidity-low"),
    ),
)
def test_a_limit_alarms_where_it_was_chosen(mode, field, value, quantity, limit, outward, name):
    situation = Situation(mode)
    situation.settings.set(field, value)
    assert situation.judge(**{quantity: limit}) == set()
    assert situation.judge(**{quantity: limit + outward}) == {name}
    assert situation.numbers(table.NAMES.index(name)) == (limit + outward, limit)
    assert Situation(mode).judge(**{quantity: limit + outward}) == set()


@pytest.mark.parametrize(
    ("mode", "field", "excuse", "quantity", "near", "far"),
    (
        (AIR, "air_alarm_mc", "cold", "air__value", 34_900, 34_400),
        (AIR, "air_alarm_mc", "hot", "air_hottest_mc", 37_100, 37_600),
        (SKIN, "skin_alarm_mc", "cold", "skin__value", 36_100, 35_900),
        (SKIN, "skin_alarm_mc", "hot", "skin__value", 36_900, 37_100),
        (AIR, "humidity_alarm_pm", "humidity", "humidity__value", 700, 800),
    ),
)
def test_where_a_chosen_limit_is_excused_the_default_holds(
    mode, field, excuse, quantity, near, far
):
    situation = Situation(mode)
    situation.settings.set(field, next(low for name, low, *_ in LIMITS if name == field))
    assert situation.judge(**{quantity: near})
    setattr(situation.controller._grace_of_chosen, excuse, True)
    assert not situation.judge(**{quantity: near})
    assert situation.judge(**{quantity: far})


def closer(chosen):
    """A hood with the least limits, and the excuses of those or of the default ones."""
    hood = Hood(mode=AIR, chosen=chosen)
    for field, low, *_ in LIMITS:
        assert hood.settings.set(field, low) == ""
    return hood


def test_a_warm_up_is_over_where_the_chosen_alarm_would_end():
    for chosen, near_mc, near_pm in ((True, 35_400, 540), (False, 34_700, 470)):
        hood = closer(chosen)
        hood.period(air=near_mc - 1, humidity=near_pm - 1)
        assert hood.settle().cold and hood.grace.humidity
        hood.period(air=near_mc, humidity=near_pm)
        assert not (hood.settle().cold or hood.grace.humidity)


def test_a_lowered_set_point_is_excused_until_the_chosen_alarm_would_end():
    for chosen, near_mc in ((True, 33_600), (False, 34_300)):
        hood = steady(AIR, hood=closer(chosen))
        assert hood.choose(air_mc=33_000).hot
        assert hood.period(air=near_mc + 1).hot
        assert not hood.period(air=near_mc).hot


def test_the_least_limits_lie_within_the_default_ones_and_beyond_what_is_clear():
    assert limits.AIR_CLEAR_MC < limits.AIR_ALARM_MIN_MC < limits.AIR_DEVIATION_MC
    assert limits.SKIN_CLEAR_MC < limits.SKIN_ALARM_MIN_MC < limits.SKIN_DEVIATION_MC
    assert limits.HUMIDITY_CLEAR_PM < limits.HUMIDITY_ALARM_MIN_PM < limits.HUMIDITY_DEVIATION_PM
