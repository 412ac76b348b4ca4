"""Sensors: lag, place and noise, for any plant with the documented attributes."""

from math import exp
from types import SimpleNamespace

import pytest

from sim.world.drives import Drives
from sim.world.noise import Noise
from sim.world.plant.psychrometry import saturation_kpa
from sim.world.sensors import BOUNDS, DEFAULT, Sensors


class Silence:
    """A noise that is none."""

    def next_gaussian(self):
        return 0.0


def make_plant(**values):
    quantities = {
        "air_true": 30.0,
        "skin_true": 36.0,
        "foot_true": 35.0,
        "core_true": 37.0,
        "rh_true": 50.0,
        "element_true": 60.0,
        "supply_true": 30.0,
        "heater": 0.0,
        "fan": 3000.0,
    }
    return SimpleNamespace(**(quantities | values))


def run(sensors, seconds):
    for _ in range(seconds):
        sensors.step(1.0)


@pytest.mark.parametrize(
    ("rpm", "lag_s"), [(3000.0, 20.0), (750.0, 40.0), (480.0, 50.0), (0.0, 50.0)]
)
def test_air_sensor_lags_more_the_slower_the_air(rpm, lag_s):
    plant = make_plant(fan=rpm)
    sensors = Sensors(plant, Drives(), Silence())
    plant.air_true = 31.0
    run(sensors, 20)
    assert sensors.air == pytest.approx(31.0 - exp(-20 / lag_s))


@pytest.mark.parametrize(
    ("reading", "quantity", "lag_s", "share"),
    [
        ("air2", "air_true", 30, 0.97),
        ("skin", "skin_true", 15, 0.92),
        ("skin2", "foot_true", 15, 0.92),
        ("element", "element_true", 10, 1.0),
    ],
)
def test_each_sensor_goes_63_percent_of_the_way_in_its_lag(reading, quantity, lag_s, share):
    plant = make_plant()
    sensors = Sensors(plant, Drives(), Silence())
    run(sensors, 600)
    before = getattr(sensors, reading)
    setattr(plant, quantity, getattr(plant, quantity) + 1.0)
    run(sensors, lag_s)
    assert getattr(sensors, reading) - before == pytest.approx(share * (1 - exp(-1)))


def test_a_lag_does_not_depend_on_the_step():
    readings = []
    for steps, dt_s in ((60, 1.0), (120, 0.5)):
        plant = make_plant()
        sensors = Sensors(plant, Drives(), Silence())
        plant.air_true = 35.0
        for _ in range(steps):
            sensors.step(dt_s)
        readings.append((sensors.air, sensors.element, sensors.skin))
    assert readings[0] == pytest.approx(readings[1])


def test_an_attached_probe_reads_the_skin_and_a_little_of_the_air():
    plant = make_plant()
    sensors = Sensors(plant, Drives(), Silence())
    run(sensors, 600)
    assert sensors.skin == pytest.approx(0.92 * 36.0 + 0.08 * 30.0)
    assert sensors.skin2 == pytest.approx(0.92 * 35.0 + 0.08 * 30.0)


def test_without_a_foot_of_its_own_the_second_probe_feels_the_skin():
    plant = make_plant()
    del plant.foot_true
    sensors = Sensors(plant, Drives(), Silence())
    run(sensors, 600)
    assert sensors.skin2 == pytest.approx(sensors.skin)


def test_a_detached_probe_falls_to_the_air_with_its_own_lag():
    drives = Drives()
    sensors = Sensors(make_plant(), drives, Silence())
    drives.skin_attached = False
    run(sensors, 38)
    assert sensors.skin == pytest.approx(30.0 + 6.0 * exp(-1))
    peripheral = sensors.skin2
    run(sensors, 600)
    assert sensors.skin == pytest.approx(30.0)
    assert sensors.skin2 <= peripheral  # the other probe stays where it is, on the skin
    assert sensors.skin2 > 33.0


def test_the_second_air_sensor_sits_nearer_to_the_supply():
    sensors = Sensors(make_plant(supply_true=40.0), Drives(), Silence())
    run(sensors, 900)
    assert sensors.air == pytest.approx(30.0)
    assert 30.2 < sensors.air2 < 30.8


def test_humidity_is_felt_at_the_temperature_of_the_sensor():
    plant = make_plant(supply_true=40.0)
    sensors = Sensors(plant, Drives(), Silence())
    run(sensors, 900)
    expected = 50.0 * saturation_kpa(30.0) / saturation_kpa(sensors.air2)
    assert sensors.rh == pytest.approx(expected)
    assert sensors.rh < 50.0


def test_humidity_lags_12_s_and_stays_within_0_to_100():
    plant = make_plant()
    sensors = Sensors(plant, Drives(), Silence())
    plant.rh_true = 60.0
    run(sensors, 12)
    assert sensors.rh == pytest.approx(60.0 - 10.0 * exp(-1))
    for rh, inside in ((100.0, 100.0), (0.0, 0.0)):
        plant.rh_true = rh
        noisy = Sensors(plant, Drives(), Noise(5))
        readings = []
        for _ in range(300):
            noisy.step(1.0)
            readings.append(noisy.rh)
        assert 0.0 <= min(readings) <= max(readings) <= 100.0
        assert inside in readings


def test_noise_is_a_hundredth_of_a_degree_and_a_fifth_of_a_percent():
    sensors = Sensors(make_plant(), Drives(), Noise(1))
    run(sensors, 600)
    for name, deviation in (("air", 0.01), ("skin", 0.01), ("element", 0.01), ("rh", 0.2)):
        values = []
        for _ in range(1000):
            sensors.step(1.0)
            values.append(getattr(sensors, name))
        mean = sum(values) / len(values)
        spread = (sum((value - mean) ** 2 for value in values) / len(values)) ** 0.5
        assert spread == pytest.approx(deviation, rel=0.1)


def test_sensors_start_at_the_truth():
    sensors = Sensors(make_plant(), Drives(), Silence())
    assert (sensors.air, sensors.air2, sensors.skin, sensors.rh) == (30.0, 30.0, 36.0, 50.0)
    assert sensors.element == 60.0


def test_sensors_of_another_incubator_have_their_own_lag_and_place():
    plant = make_plant(supply_true=40.0)
    sensors = Sensors(plant, Drives(), Silence(), {"air2_in_supply": 0.08, "air2_lag_s": 45.0})
    for _ in range(45 * 10):
        sensors.step(1.0)
    assert sensors.air2 - sensors.air == pytest.approx(0.8, abs=0.01)


@pytest.mark.parametrize("name", DEFAULT)
def test_what_a_sensor_has_by_default_is_within_its_bounds(name):
    assert BOUNDS[name][0] <= DEFAULT[name] <= BOUNDS[name][1]
