"""What an operator, a file or a service command can and cannot make of the settings."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from control import limits
from control.settings import (
    AIR,
    AIR_SET,
    HUMIDITY_OFF,
    HUMIDITY_SET,
    MODES,
    SETTINGS,
    SKIN,
    SKIN_SET,
    STANDBY,
    Settings,
)

# setter, attribute, bounds as the safety table states them: lowest, highest, in override, step
ENTRIES = (
    ("set_air", "air_mc", 20_000, 37_000, 39_000, 100),
    ("set_skin", "skin_mc", 34_000, 37_000, 38_000, 100),
    ("set_humidity", "humidity_pm", 300, 950, 950, 10),
)
SETTERS = ("set_mode", "set_override", *(entry[0] for entry in ENTRIES))

not_integers = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.sampled_from((36_000.0, 36_500.0, 600.0, 1.0)),
    st.text(),
    st.just("36000"),
    st.binary(),
    st.lists(st.integers(), max_size=2),
)
anything = st.one_of(not_integers, st.integers(), st.integers(-1_000, 60_000))


def _state(settings):
    return {row.field: getattr(settings, row.field) for row in SETTINGS}


def _settings(override=False):
    settings = Settings()
    assert settings.set_override(override) == ""
    return settings


@pytest.mark.proves("SAFE-AIR-SET", "SAFE-SKIN-SET", "SAFE-HUMIDITY-SET")
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry[1])
@given(value=anything, override=st.booleans())
def test_exactly_the_values_within_bounds_and_in_steps_are_taken(entry, value, override):
    setter, attribute, low, high, override_high, step = entry
    settings = _settings(override)
    before = _state(settings)
    refusal = getattr(settings, setter)(value)
    allowed = type(value) is int and (
        (low <= value <= (override_high if override else high) and value % step == 0)
        or (setter == "set_humidity" and value == HUMIDITY_OFF)
    )
    if allowed:
        assert refusal == ""
        assert _state(settings) == {**before, attribute: value}
    else:
        assert refusal
        assert _state(settings) == before


@pytest.mark.proves("SAFE-AIR-SET", "SAFE-SKIN-SET", "SAFE-HUMIDITY-SET")
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry[1])
def test_each_bound_itself_is_taken_and_one_step_beyond_is_not(entry):
    setter, attribute, low, high, override_high, step = entry
    for override, highest in ((False, high), (True, override_high)):
        settings = _settings(override)
        for value in (low, highest):
            assert getattr(settings, setter)(value) == ""
            assert getattr(settings, attribute) == value
        for value in (low - step, highest + step, low + 1):
            assert getattr(settings, setter)(value)
            assert getattr(settings, attribute) == highest


@given(value=anything)
def test_no_mode_but_the_three_is_taken(value):
    settings = Settings()
    before = _state(settings)
    refusal = settings.set_mode(value)
    if type(value) is int and value in (STANDBY, AIR, SKIN):
        assert refusal == ""
        assert settings.mode == value
    else:
        assert all(mode in refusal for mode in MODES)
        assert _state(settings) == before


@given(value=anything)
def test_override_is_on_or_off_and_nothing_between(value):
    settings = Settings()
    before = _state(settings)
    refusal = settings.set_override(value)
    if value is True or value is False:
        assert refusal == ""
        assert settings.override is value
    else:
        assert "on or off" in refusal
        assert _state(settings) == before


choices = st.tuples(st.just("set_mode"), st.sampled_from((STANDBY, AIR, SKIN))) | st.tuples(
    st.just("set_override"), st.booleans()
)
commands = st.lists(choices | st.tuples(st.sampled_from(SETTERS), anything), max_size=20)


@given(commands)
def test_where_the_count_of_changes_is_as_it_was_every_setting_is(commands):
    settings = Settings()
    for setter, value in [*commands, ("set_air", 38_000), ("set_override", False)]:
        before = _state(settings)
        count = settings.changes
        refusal = getattr(settings, setter)(value)
        assert settings.changes == count + (not refusal)
        assert settings.changes > count or _state(settings) == before


@given(commands)
def test_no_sequence_of_commands_leaves_a_setting_beyond_its_limit(commands):
    settings = Settings()
    for setter, value in commands:
        getattr(settings, setter)(value)
        override = settings.override
        assert settings.mode in (STANDBY, AIR, SKIN)
        assert limits.AIR_SET_MIN_MC <= settings.air_mc
        assert settings.air_mc <= (
            limits.AIR_SET_OVERRIDE_MAX_MC if override else limits.AIR_SET_MAX_MC
        )
        assert limits.SKIN_SET_MIN_MC <= settings.skin_mc
        assert settings.skin_mc <= (
            limits.SKIN_SET_OVERRIDE_MAX_MC if override else limits.SKIN_SET_MAX_MC
        )
        assert settings.humidity_pm == HUMIDITY_OFF or (
            limits.HUMIDITY_SET_MIN_PM <= settings.humidity_pm <= limits.HUMIDITY_SET_MAX_PM
        )


def test_leaving_override_brings_high_set_points_back_and_leaves_others_alone():
    settings = _settings(override=True)
    assert settings.set_air(39_000) == settings.set_skin(38_000) == ""
    settings.set_override(False)
    assert (settings.air_mc, settings.skin_mc) == (37_000, 37_000)

    settings.set_override(True)
    assert settings.set_air(33_000) == settings.set_skin(35_000) == ""
    settings.set_override(False)
    assert (settings.air_mc, settings.skin_mc) == (33_000, 35_000)


def test_at_start_nothing_is_asked_for():
    settings = Settings()
    assert (settings.mode, settings.override) == (STANDBY, False)
    assert settings.humidity_pm == HUMIDITY_OFF


def test_a_refusal_says_what_was_refused_why_and_what_to_do():
    settings = Settings()
    assert settings.set_air(19_900) == "air set point: 19.9 degC is below 20 degC"
    assert settings.set_air(39_100) == "air set point: 39.1 degC is above 37 degC"
    assert settings.set_air(39_000) == (
        "air set point: 39 degC is above 37 degC: enter override first"
    )
    assert settings.set_skin(36_550) == "skin set point: 36.55 degC is not in steps of 0.1 degC"
    assert settings.set_humidity("60") == "humidity set point: a whole number is needed"
    settings.set_override(True)
    assert settings.set_skin(38_100) == "skin set point: 38.1 degC is above 38 degC"


@pytest.mark.parametrize("bounds", (AIR_SET, SKIN_SET, HUMIDITY_SET), ids=lambda b: b.label)
@given(value=st.integers(-(1 << 30), 1 << 30))
@example(value=0)
def test_text_reads_back_as_the_value_without_a_needless_digit(bounds, value):
    number, unit = bounds.text(value).split(" ")
    assert unit == bounds.unit
    assert Decimal(number) * bounds.per_unit == value
    assert (number[0] == "-") == (value < 0)
    if "." in number:
        assert number[-1] not in ".0"


def test_before_anybody_chooses_it_stands_by_at_the_safe_defaults():
    assert _state(Settings()) == {
        "mode": STANDBY,
        "air_mc": 34_000,
        "skin_mc": 36_500,
        "humidity_pm": 0,
        "air_alarm_mc": 1_500,
        "skin_alarm_mc": 500,
        "humidity_alarm_pm": 150,
        "override": False,
        "volume": 3,
        "language": 0,
        "night": 0,
    }
    assert Settings().can_humidify


def test_modes_are_named_in_their_order():
    assert [MODES[mode] for mode in (STANDBY, AIR, SKIN)] == ["standby", "air", "skin"]
    assert [STANDBY, AIR, SKIN] == list(range(len(MODES)))
    assert HUMIDITY_OFF == 0


@pytest.mark.parametrize(
    ("bounds", "value", "override", "words"),
    [
        (
            AIR_SET,
            37_100,
            False,
            "air set point: 37.1 degC is above 37 degC: enter override first",
        ),
        (AIR_SET, 39_000, False, "air set point: 39 degC is above 37 degC: enter override first"),
        (AIR_SET, 39_100, False, "air set point: 39.1 degC is above 37 degC"),
        (AIR_SET, 39_100, True, "air set point: 39.1 degC is above 39 degC"),
        (AIR_SET, 19_900, False, "air set point: 19.9 degC is below 20 degC"),
        (AIR_SET, 36_050, False, "air set point: 36.05 degC is not in steps of 0.1 degC"),
        (SKIN_SET, -500, False, "skin set point: -0.5 degC is below 34 degC"),
        (HUMIDITY_SET, 960, False, "humidity set point: 96 % is above 95 %"),
        (HUMIDITY_SET, "60", False, "humidity set point: a whole number is needed"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_is_allowed(bounds, value, override, words):
    assert bounds.refusal(value, override) == words
