"""The three humidifiers, and what becomes of their water."""

import pytest

from sim.world.plant.plant import Plant
from tests.sim.world.plant.worlds import drives, scenario

KINDS = ("boiler", "tray", "ultrasonic")


def humidified(kind, seconds, applied=None, **machine):
    plant = Plant(scenario(humidifier=kind, **machine))
    for _ in range(seconds):
        plant.step(1.0, applied or drives(heater=0.38, humidifier=1.0))
    return plant


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_moistens_the_air_and_more_duty_is_never_drier(kind):
    before = 0.0
    for duty in (0.0, 0.3, 1.0):
        plant = humidified(kind, 3600, drives(heater=0.38, humidifier=duty))
        vapour = plant.incubator.moisture.vapour_ratio
        assert vapour > before
        before = vapour
    assert plant.rh_true > 60.0


def test_a_boiler_gives_nothing_until_it_boils_then_280_g_per_hour():
    plant = humidified("boiler", 60)
    assert plant.humidifier.vapour_kg_s == 0.0
    plant = humidified("boiler", 1800)
    assert plant.humidifier.water_c == 100.0
    assert 3.6e6 * plant.humidifier.vapour_kg_s == pytest.approx(280, rel=0.05)


def test_fog_cools_the_air_that_steam_warms():
    dry, fog, steam = (
        humidified(kind, 1800, drives(heater=0.38, humidifier=duty))
        for kind, duty in (("ultrasonic", 0.0), ("ultrasonic", 0.3), ("boiler", 0.3))
    )
    assert fog.air_true < dry.air_true - 1.0
    assert steam.air_true > dry.air_true


def test_a_passive_tray_evaporates_a_little_and_less_in_still_air():
    blown, still = (humidified("tray", 1800, drives(heater=0.2, fan=fan)) for fan in (1.0, 0.0))
    assert blown.humidifier.vapour_kg_s > 2 * still.humidifier.vapour_kg_s > 0.0


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_tank_gives_nothing_and_draws_nothing(kind):
    plant = humidified(kind, 3600, water_g=10)
    assert plant.humidifier.tank_kg == 0.0
    assert plant.humidifier.vapour_kg_s == plant.humidifier.fog_kg_s == 0.0
    assert plant.humidifier.power_w == 0.0
    assert plant.humidifier.water_c < 100.0


def test_moist_air_condenses_on_a_cold_wall_runs_off_and_dries_again():
    plant = humidified("boiler", 7200)
    moisture = plant.incubator.moisture
    assert moisture.runoff_kg > 0.0
    assert moisture.film_kg == pytest.approx(0.08 * 1.7)
    drying = drives(heater=0.38)
    for _ in range(40_000):
        plant.step(1.0, drying)
    assert moisture.film_kg == 0.0


def test_fog_vanishes_for_good_once_the_humidifier_stops():
    plant = humidified("ultrasonic", 1800)
    assert plant.incubator.moisture.fog_kg > 0.0
    for _ in range(7200):
        plant.step(1.0, drives(heater=0.38))
    assert plant.incubator.moisture.fog_kg == 0.0


def test_a_double_wall_stays_dry_at_a_humidity_that_wets_a_single_one():
    films = []
    for walls, heater in (("single", 0.38), ("double", 0.28)):
        moist = drives(heater=heater, humidifier=0.15, room_c=24.0)
        films.append(humidified("boiler", 5400, moist, walls=walls).incubator.moisture.film_kg)
    assert films[0] > films[1]
