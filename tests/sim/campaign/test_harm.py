from hypothesis import given
from hypothesis import strategies as st

from control.settings import AIR, SKIN, STANDBY
from sim.campaign.expected import COLD_SKIN, HUMIDITY, Expected
from sim.campaign.harm import Moment, as_set, harm

BEGIN_S = 100
LONG_S = 4_000
WARMTH = Expected(("skin-low", "skin-high", "skin-probes-differ", "air-low"))


def course(
    mode=AIR,
    air_c=36.0,
    skin_c=36.5,
    humidity_pct=60.0,
    set_c=36.0,
    set_pct=60.0,
    core_c=37.0,
    heated=True,
    alarms=(),
):
    """All as set, until from BEGIN_S on it is as told."""
    before = Moment(mode, 36.0, 36.5, 37.0, 60.0, set_c, 60.0)
    after = Moment(mode, air_c, skin_c, core_c, humidity_pct, set_c, set_pct, heated, alarms)
    return [before] * BEGIN_S + [after] * LONG_S


def harm_of(disturbed, twin=None, last_s=LONG_S, expected=WARMTH):
    return harm(disturbed, twin or course(), BEGIN_S, last_s, expected)


def unseen(what):
    return Expected((), unseen=what)


def test_what_stays_as_without_the_fault_is_harmless():
    assert harm_of(course()) == ""
    cold = course(air_c=30.0)
    assert harm_of(cold, cold) == ""


def test_what_is_too_warm_too_cold_too_moist_or_too_dry_is_harm():
    assert "air at 38.00" in harm_of(course(air_c=38.0))
    assert "air at 34.00" in harm_of(course(air_c=34.0))
    assert "humidity at 90.00" in harm_of(course(humidity_pct=90.0))
    assert "humidity at 30.00" in harm_of(course(humidity_pct=30.0))
    skin_mode = course(SKIN, set_c=36.5)
    assert "skin at 37.50" in harm_of(course(SKIN, skin_c=37.5, set_c=36.5), skin_mode)


def test_humidity_is_not_judged_where_nothing_could_tell():
    moist = course(humidity_pct=90.0)
    assert harm(moist, course(), BEGIN_S, LONG_S, unseen(HUMIDITY)) == ""
    hot = course(air_c=38.0, humidity_pct=90.0)
    assert "air" in harm(hot, course(), BEGIN_S, LONG_S, unseen(HUMIDITY))


def test_a_cold_skin_is_not_judged_where_nothing_could_tell_but_a_hot_one_is():
    twin = course(SKIN, set_c=36.5)
    cold = course(SKIN, skin_c=34.0, set_c=36.5)
    assert "skin at 34.00" in harm_of(cold, twin)
    assert harm(cold, twin, BEGIN_S, LONG_S, unseen(COLD_SKIN)) == ""
    hot = course(SKIN, skin_c=37.5, set_c=36.5)
    assert "skin at 37.50" in harm(hot, twin, BEGIN_S, LONG_S, unseen(COLD_SKIN))
    assert "air at 34.00" in harm(course(air_c=34.0), course(), BEGIN_S, LONG_S, unseen(COLD_SKIN))


def test_a_program_that_ends_therapy_is_judged_by_what_should_have_gone_on():
    assert "air at 30.00" in harm_of(course(STANDBY, air_c=30.0, set_c=0.0, set_pct=0.0))


def test_nearer_to_the_set_point_than_without_the_fault_is_harmless():
    assert harm_of(course(air_c=36.0), course(air_c=30.0)) == ""


def test_what_comes_after_somebody_was_told_is_not_judged():
    moist = course(humidity_pct=90.0)
    assert harm_of(moist, last_s=BEGIN_S + 2_220) == ""
    assert "humidity at 90.00" in harm_of(moist, last_s=BEGIN_S + 2_221)


def in_turn(*parts):
    """Courses one after another, of each (seconds, course) its last so many."""
    return parts[0][1][:BEGIN_S] + [now for seconds, part in parts for now in part[-seconds:]]


def hot_skin(**what):
    return course(SKIN, skin_c=37.5, set_c=36.5, **what)


def test_what_a_right_alarm_tells_of_is_no_harm_while_it_is_shown():
    twin = course(SKIN, set_c=36.5)
    told = hot_skin(alarms=("skin-probes-differ",))
    assert harm_of(told, twin) == ""
    assert as_set(told, BEGIN_S, LONG_S, WARMTH)
    assert "skin at 37.50" in harm_of(hot_skin(alarms=("fan-fault",)), twin)


def test_an_alarm_that_has_ended_tells_nothing():
    twin = course(SKIN, set_c=36.5)
    told, untold = hot_skin(alarms=("skin-high",)), hot_skin()
    assert harm_of(in_turn((1_000, told), (120, untold), (60, told), (120, untold)), twin) == ""
    ended = in_turn((1_000, told), (121, untold))
    assert "nobody was told for 121 s" in harm_of(ended, twin)
    assert not as_set(ended, BEGIN_S, LONG_S, WARMTH)


def test_an_alarm_that_points_the_other_way_tells_nothing():
    twin = course(SKIN, set_c=36.5)
    assert "skin at 37.50" in harm_of(hot_skin(alarms=("skin-low",)), twin)
    cold = course(SKIN, skin_c=34.0, set_c=36.5, alarms=("skin-high",))
    assert "skin at 34.00" in harm_of(cold, twin)
    cold = course(SKIN, skin_c=34.0, set_c=36.5, alarms=("skin-low",))
    assert harm_of(cold, twin) == ""


def test_a_core_that_is_heated_beyond_38_is_harm_in_skin_mode_whatever_the_skin_does():
    twin = course(SKIN, set_c=36.5)
    hot = {"core_c": 38.1, "set_c": 36.5}
    assert "core at 38.10" in harm_of(course(SKIN, **hot), twin)
    assert "core at 38.10" in harm_of(course(SKIN, **hot, alarms=("skin-low",)), twin)
    assert harm_of(course(SKIN, **hot, alarms=("skin-high",)), twin) == ""
    assert harm_of(course(SKIN, **hot, heated=False), twin) == "", "it cools"
    assert harm_of(course(SKIN, **hot), course(SKIN, **hot)) == "", "it would be so anyway"
    assert harm_of(course(SKIN, core_c=38.0, set_c=36.5), twin) == ""
    assert harm_of(course(AIR, core_c=39.0), course()) == "", "the air is what was chosen"


def test_a_dark_board_speaks_for_itself():
    assert harm_of(course(STANDBY, air_c=30.0, set_c=0.0, set_pct=0.0, alarms=None)) == ""


def test_a_short_deviation_is_harmless():
    short = course(air_c=38.0)[: BEGIN_S + 60] + course()[BEGIN_S + 60 :]
    assert harm_of(short) == ""


told_or_not = st.sampled_from(((), ("skin-low",), ("skin-high", "air-low")))
given_c = {
    "air_c": st.sampled_from((34.0, 38.5, 36.0)),
    "skin_c": st.sampled_from((35.0, 37.5, 36.2)),
    "core_c": st.sampled_from((38.5, 37.0)),
    "humidity_pct": st.sampled_from((30.0, 60.0, 90.0)),
    "heated": st.booleans(),
    "alarms": told_or_not,
}
spans_s = st.sampled_from((120, 121, 300, 301, 1_920, 1_921, 2_220, 2_221))
lived = st.lists(st.tuples(spans_s, st.fixed_dictionaries(given_c)), min_size=1, max_size=4)


@given(st.sampled_from((AIR, SKIN)), lived, lived, st.integers(BEGIN_S, 2 * LONG_S))
def test_what_is_as_set_does_no_harm_whatever_the_twin_gets(mode, ours, twins, last_s):
    disturbed, twin = (
        in_turn(*((span_s, course(mode, set_c=36.3, **what)) for span_s, what in parts))
        for parts in (ours, twins)
    )
    if as_set(disturbed, BEGIN_S, last_s, WARMTH):
        assert harm_of(disturbed, twin, last_s) == ""


def test_what_was_astray_too_shortly_to_be_told_needs_no_twin():
    for mode, alone_s, what in (
        (AIR, 120, {"air_c": 38.0}),
        (AIR, 1_920, {"air_c": 34.0}),
        (AIR, 2_220, {"humidity_pct": 90.0}),
        (SKIN, 300, {"core_c": 38.5}),
    ):
        steady, astray = course(mode), course(mode, **what)
        short = in_turn((1, steady), (alone_s, astray), (9, steady), (alone_s, astray))
        assert as_set(short, BEGIN_S, 2 * LONG_S, WARMTH)
        assert not as_set([*short, short[-1]], BEGIN_S, 2 * LONG_S, WARMTH)


def test_where_the_mode_or_a_set_point_is_not_the_one_before_the_fault_a_twin_is_needed():
    for what in ({"set_c": 35.0, "air_c": 35.0}, {"set_pct": 50.0}):
        changed = course()[:BEGIN_S] + course(**what)[BEGIN_S:]
        assert not as_set(changed, BEGIN_S, LONG_S, WARMTH)
    ended = course()[:BEGIN_S] + course(STANDBY)[BEGIN_S:]
    assert not as_set(ended, BEGIN_S, LONG_S, WARMTH)
    assert as_set(ended[:BEGIN_S], BEGIN_S, LONG_S, WARMTH)
