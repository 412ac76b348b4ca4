"""Dew point against the formula that the table was made from."""

from math import exp, log
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from control.dew_point import condensation_likely, dew_point_mc, saturation_pa
from control.settings import HUMIDITY_OFF

WALL_BELOW_AIR_MC = 3_500

temperatures = st.integers(0, 59_999)
hood_air = st.integers(15_000, 45_000)
humidities = st.integers(0, 1_000)


def _air(value_mc, valid=True):
    return SimpleNamespace(value=value_mc, valid=valid)


def _magnus_pa(celsius):
    """Alduchov and Eskridge 1996."""
    return 610.94 * exp(17.625 * celsius / (celsius + 243.04))


def _magnus_dew_point_mc(air_mc, humidity_pm):
    ratio = log(_magnus_pa(air_mc / 1000) * humidity_pm / 1000 / 610.94)
    return 243.04 * ratio / (17.625 - ratio) * 1000


@given(temperatures)
def test_saturation_follows_the_magnus_formula(temperature_mc):
    expected = _magnus_pa(temperature_mc / 1000)
    assert abs(saturation_pa(temperature_mc) - expected) <= 2 + expected * 0.001


def test_saturation_at_every_whole_degree_is_the_formula_rounded():
    degrees = range(60)
    assert [saturation_pa(1000 * degree) for degree in degrees] == [
        round(_magnus_pa(degree)) for degree in degrees
    ]


@given(st.integers(-(1 << 30), (1 << 30) - 1), st.integers(0, 1 << 29))
def test_saturation_never_falls_as_it_gets_warmer(temperature_mc, warmer_mc):
    assert saturation_pa(temperature_mc) <= saturation_pa(temperature_mc + warmer_mc)


def test_saturation_is_held_at_both_ends_of_its_table():
    assert saturation_pa(-1) == saturation_pa(0) == 611
    assert saturation_pa(60_000) == saturation_pa(59_999) == int(_magnus_pa(59.999))


@given(hood_air, st.integers(100, 1_000))
def test_dew_point_follows_the_magnus_formula_where_it_is_above_freezing(air_mc, humidity_pm):
    expected_mc = _magnus_dew_point_mc(air_mc, humidity_pm)
    if expected_mc > 100:
        assert abs(dew_point_mc(air_mc, humidity_pm) - expected_mc) <= 80
    else:
        assert 0 <= dew_point_mc(air_mc, humidity_pm) <= 200


@given(temperatures)
def test_dew_point_undoes_saturation(air_mc):
    # One pascal, the table's resolution, is 22 mc at freezing and less above.
    assert air_mc - 50 <= dew_point_mc(air_mc, 1_000) <= air_mc


def test_dew_point_of_wet_air_is_its_temperature_all_along_the_table():
    for degree in range(60):
        assert dew_point_mc(1000 * degree, 1_000) == 1000 * degree
        highest_mc = 1000 * degree + 999
        assert highest_mc - 50 <= dew_point_mc(highest_mc, 1_000) <= highest_mc


@given(temperatures, humidities, st.integers(0, 1_000), st.integers(0, 20_000))
def test_dew_point_never_falls_with_more_moisture_or_warmer_air(air_mc, humidity_pm, more, warmer):
    dew_mc = dew_point_mc(air_mc, humidity_pm)
    assert dew_mc <= dew_point_mc(air_mc, min(humidity_pm + more, 1_000))
    assert dew_mc <= dew_point_mc(air_mc + warmer, humidity_pm)


@given(temperatures, humidities)
def test_dew_point_lies_between_freezing_and_the_air(air_mc, humidity_pm):
    assert 0 <= dew_point_mc(air_mc, humidity_pm) <= air_mc


@given(hood_air, st.integers(300, 950))
def test_condensation_is_likely_exactly_where_the_walls_are_below_the_dew_point(
    air_mc, humidity_pm
):
    margin_mc = _magnus_dew_point_mc(air_mc, humidity_pm) - (air_mc - WALL_BELOW_AIR_MC)
    if abs(margin_mc) > 80:
        assert condensation_likely(_air(air_mc), humidity_pm) == (margin_mc > 0)


def test_condensation_is_told_of_only_where_moisture_is_asked_for_and_the_air_is_known():
    assert condensation_likely(_air(30_000), 950)
    assert not condensation_likely(_air(30_000, valid=False), 950)
    assert not condensation_likely(_air(30_000), HUMIDITY_OFF)
    assert not condensation_likely(_air(30_000), 300)


def test_condensation_begins_where_the_dew_point_passes_a_wall_3_5_k_below_the_air():
    begins_pm = [
        next(pm for pm in range(1_001) if condensation_likely(_air(1000 * degree), pm))
        for degree in (25, 30, 36, 39)
    ]
    exact_pm = [
        1000 * _magnus_pa(degree - WALL_BELOW_AIR_MC / 1000) / _magnus_pa(degree)
        for degree in (25, 30, 36, 39)
    ]
    assert all(0 < begins - exact <= 2 for begins, exact in zip(begins_pm, exact_pm, strict=True))
