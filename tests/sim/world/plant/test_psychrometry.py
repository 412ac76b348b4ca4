"""Moist air against published values, and inverses against each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.world.plant.psychrometry import (
    AIR_HEAT_J_KG_K,
    EVAPORATION_J_KG,
    humidity_ratio,
    latent_share,
    saturation_kpa,
    vapour_kpa,
)


@pytest.mark.parametrize(
    ("temperature_c", "expected_kpa"),
    # IAPWS-95, as tabulated in the CRC Handbook.
    [(0.01, 0.6117), (20.0, 2.3393), (37.0, 6.2823), (50.0, 12.352)],
)
def test_saturation_pressure_is_within_half_a_percent_of_the_tables(temperature_c, expected_kpa):
    assert saturation_kpa(temperature_c) == pytest.approx(expected_kpa, rel=5e-3)


@given(st.floats(-40.0, 99.0), st.floats(0.01, 1.0))
def test_warmer_air_holds_more(temperature_c, warmer_k):
    assert saturation_kpa(temperature_c + warmer_k) > saturation_kpa(temperature_c)


@given(st.floats(0.0, 90.0))
def test_pressure_and_ratio_are_inverse(pressure_kpa):
    assert vapour_kpa(humidity_ratio(pressure_kpa)) == pytest.approx(pressure_kpa, abs=1e-9)


@given(st.floats(0.0, 1000.0))
def test_humidity_ratio_is_bounded(pressure_kpa):
    assert 0.0 <= humidity_ratio(pressure_kpa) < 6.0


@given(st.floats(5.0, 45.0), st.floats(1e-5, 1e-3))
def test_condensing_the_latent_share_leaves_air_just_saturated(air_c, excess):
    saturation = humidity_ratio(saturation_kpa(air_c))
    condensed = excess * latent_share(air_c, saturation)
    warmed_c = air_c + condensed * EVAPORATION_J_KG / AIR_HEAT_J_KG_K
    left = saturation + excess - condensed - humidity_ratio(saturation_kpa(warmed_c))
    assert abs(left) < 0.05 * excess
