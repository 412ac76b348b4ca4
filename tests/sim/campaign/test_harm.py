from hypothesis import given
from hypothesis import strategies as st

from control.settings import AIR, SKIN, STANDBY
from sim.campaign.expected import COLD_SKIN, HUMIDITY
from sim.campaign.harm import Moment, as_set, harm

BEGIN_S = 100
LONG_S = 4_000


def course(mode=AIR, air_c=36.0, skin_c=36.5, humidity_pct=60.0, set_c=36.0, set_pct=60.0):
    """All as set, until from BEGIN_S on it is as told."""
    before = Moment(mode, 36.0, 36.5, 60.0, set_c, 60.0)
    after = Moment(mode, air_c, skin_c, humidity_pct, set_c, set_pct)
    return [before] * BEGIN_S + [after] * LONG_S


def harm_of(disturbed, twin=None, last_s=LONG_S):
    return harm(disturbed, twin or course(), BEGIN_S, last_s)


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
    assert harm(moist, course(), BEGIN_S, LONG_S, HUMIDITY) == ""
    hot = course(air_c=38.0, humidity_pct=90.0)
    assert "air" in harm(hot, course(), BEGIN_S, LONG_S, HUMIDITY)


def test_a_cold_skin_is_not_judged_where_nothing_could_tell_but_a_hot_one_is():
    twin = course(SKIN, set_c=36.5)
    cold = course(SKIN, skin_c=34.0, set_c=36.5)
    assert "skin at 34.00" in harm(cold, twin, BEGIN_S, LONG_S)
    assert harm(cold, twin, BEGIN_S, LONG_S, COLD_SKIN) == ""
    hot = course(SKIN, skin_c=37.5, set_c=36.5)
    assert "skin at 37.50" in harm(hot, twin, BEGIN_S, LONG_S, COLD_SKIN)
    assert "air at 34.00" in harm(course(air_c=34.0), course(), BEGIN_S, LONG_S, COLD_SKIN)


def test_a_program_that_ends_therapy_is_judged_by_what_should_have_gone_on():
    assert "air at 30.00" in harm_of(course(STANDBY, air_c=30.0, set_c=0.0, set_pct=0.0))


def test_nearer_to_the_set_point_than_without_the_fault_is_harmless():
    assert harm_of(course(air_c=36.0), course(air_c=30.0)) == ""


def test_what_comes_after_somebody_was_told_is_not_judged():
    moist = course(humidity_pct=90.0)
    assert harm_of(moist, last_s=BEGIN_S + 2_220) == ""
    assert "humidity at 90.00" in harm_of(moist, last_s=BEGIN_S + 2_221)


def test_a_short_deviation_is_harmless():
    short = course(air_c=38.0)[: BEGIN_S + 60] + course()[BEGIN_S + 60 :]
    assert harm_of(short) == ""


@given(
    air_c=st.floats(33.0, 39.0),
    skin_c=st.floats(35.0, 38.0),
    humidity_pct=st.floats(30.0, 90.0),
    mode=st.sampled_from((AIR, SKIN)),
)
def test_what_is_as_set_does_no_harm_whatever_the_twin_gets(air_c, skin_c, humidity_pct, mode):
    disturbed = course(mode, air_c, skin_c, humidity_pct, set_c=36.3)
    if as_set(disturbed, BEGIN_S):
        assert harm_of(disturbed, course(mode, 33.0, 35.0, 30.0, set_c=36.3)) == ""
