"""Incubators that nobody tuned the firmware for: neither an alarm without cause nor a refusal."""

import pytest

from sim.campaign.lives import first_hours
from tests.sim.campaign.bare import Bare
from tests.sim.campaign.short_lives import scenario

pytestmark = pytest.mark.proves("LAW-5-QUIET")

SEED = 1
# One around each preset; and two whose second sensor feels much of the supply air.
NUMBERS = (2, 5, 18, 22, 119, 182)
SETTLED_S = 1_200  # after the last thing that happens
NOISE = 7


def hood(duration_s=7_200, air_mc=36_000, humidity_pm=0, sensors=(), **parameters):
    """One that differs from its preset in a thing."""
    life = scenario(duration_s=duration_s, room_c=20.0)
    life["machine"]["parameters"] = parameters
    life["machine"]["sensors"] = dict(sensors)
    life["start"] |= {"air_mc": air_mc, "humidity_pm": humidity_pm}
    return life


@pytest.mark.parametrize("number", NUMBERS)
def test_a_random_incubator_warms_up_and_lives_through_an_opening_and_a_cut(number):
    life, noise = first_hours(SEED, number, "random")
    life["duration_s"] = life["timetable"][-1]["at_s"] + SETTLED_S
    assert Bare(life, noise).live() == []


@pytest.mark.proves("SAFE-DISAGREE")
def test_a_second_sensor_in_the_supply_air_costs_a_little_warmth_and_no_more():
    bare = Bare(hood(air_mc=37_000, sensors={"air2_in_supply": 0.08}), NOISE)
    assert bare.live() == []
    assert bare.plant.air_true > 36.5


def test_a_heater_too_strong_for_its_fins_is_throttled():
    bare = Bare(hood(air_mc=37_000, heater_air_w_k=4.0, bimetal_opens_c=120.0), NOISE)
    assert bare.live() == []
    assert bare.plant.air_true == pytest.approx(37.0, abs=0.3)


@pytest.mark.parametrize("changes", [{}, {"air_m3": 0.1, "humidifier_w": 300.0}])
def test_the_humidity_overshoots_by_a_few_percent_in_a_small_hood_as_in_a_large_one(changes):
    humidities = []
    life = hood(duration_s=3_600, humidity_pm=600, **changes)
    assert Bare(life, NOISE).live(lambda bare: humidities.append(bare.plant.rh_true)) == []
    assert 58.0 < humidities[-1] < 62.0
    assert max(humidities) < 63.0
