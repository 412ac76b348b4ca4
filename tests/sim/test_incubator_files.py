"""boards/incubators/ say what docs/hardware.md tells to measure, on what is simulated."""

import pytest

from boards import found
from sim.world.description import described
from sim.world.drives import Drives
from sim.world.plant.parameters import machine_parameters
from sim.world.plant.plant import Plant
from sim.world.sensors import DEFAULT

SET_C = 35.0
ROOM = {"temperature_c": 24.0, "humidity_pct": 40.0}


def full_power(preset):
    """Air and element by seconds, of a hood that was steady; the duty before, and the plant."""
    plant = Plant({"room": ROOM, "machine": {"preset": preset}, "infant": None})
    drives = Drives()
    drives.mains, drives.fan = True, 1.0
    drives.room_c, drives.room_rh = ROOM["temperature_c"], ROOM["humidity_pct"]
    for _ in range(7_200):
        drives.heater = min(max((SET_C - plant.air_true) * 0.5 + 0.25, 0.0), 1.0)
        plant.step(1.0, drives)
    before, drives.heater = drives.heater, 1.0
    course = [(plant.air_true, plant.element_true)]
    for _ in range(600):
        plant.step(1.0, drives)
        course.append((plant.air_true, plant.element_true))
    return course, before, plant


@pytest.mark.parametrize("preset", found.incubators())
def test_a_file_says_what_its_incubator_measures(preset):
    incubator = found.load_incubator(preset)
    assert described({"preset": preset}) is incubator
    course, before, plant = full_power(preset)
    watts = plant.heater
    supply_mc = 1_000 * (plant.supply_true - plant.air_true)
    parameters = machine_parameters({"preset": preset})
    steam_g_h = 3.6e6 * parameters["humidifier_w"] / 2.571e6
    rises = [element - air for air, element in course]
    lag_s = next(
        second
        for second, rise in enumerate(rises)
        if rise >= rises[0] + 0.632 * (rises[-1] - rises[0])
    )
    air_rise_k = (course[165][0] - course[0][0]) / (1 - before)
    assert incubator.HEATER_W == pytest.approx(watts, abs=1)
    assert incubator.ELEMENT_RISE_MC_PER_W == pytest.approx(1_200 * rises[-1] / watts, rel=0.1)
    assert incubator.ELEMENT_LAG_S == pytest.approx(lag_s, rel=0.1)
    assert incubator.AIR_RISE_MC == pytest.approx(1_000 * air_rise_k, rel=0.1)
    assert incubator.AIR_LAG_S == DEFAULT["air2_lag_s"]
    lead_mc = DEFAULT["air2_in_supply"] * supply_mc
    assert incubator.AIR2_RISE_MC == pytest.approx(1.2 * lead_mc, rel=0.1)
    rises_pm = 400 * steam_g_h / (parameters["air_m3"] * 1_000)
    assert incubator.HUMIDITY_RISE_PM_PER_MIN == pytest.approx(rises_pm, rel=0.02)


def test_one_that_differs_from_its_preset_is_described_by_as_much_differently():
    own = described({"preset": "single_300w", "parameters": {"heater_j_k": 1_800.0}})
    assert own.ELEMENT_LAG_S == 300
    assert own.ELEMENT_RISE_MC_PER_W == 200
    assert described({"preset": "heavy_450w", "humidifier": "ultrasonic"}).HUMIDIFIER_MIST_W == 82
    elsewhere = {"air_lag_s": 40.0, "air2_in_supply": 0.06}
    own = described({"preset": "single_300w", "sensors": elsewhere})
    assert (own.AIR_LAG_S, own.AIR2_RISE_MC) == (40, 1_100)
    half = {"air_m3": 0.10}
    assert described({"parameters": half}).HUMIDITY_RISE_PM_PER_MIN == 1_120


def test_a_description_may_be_off():
    own = described({"preset": "single_300w", "description": {"ELEMENT_LAG_S": 0.9}})
    assert (own.ELEMENT_LAG_S, own.BASE_LAG_S, own.HEATER_W) == (135, 1_500, 300)
