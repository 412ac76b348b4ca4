"""boards/incubators/ say what docs/hardware.md tells to measure, on what is simulated."""

import pytest

from boards import found
from sim.runs.fitted import described
from sim.world.drives import Drives
from sim.world.plant.plant import Plant

SET_C = 35.0
ROOM = {"temperature_c": 24.0, "humidity_pct": 40.0}


def full_power(preset):
    """Air and element, second by second, of a hood that was steady; the duty before, and watts."""
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
    return course, before, plant.heater


@pytest.mark.parametrize("preset", found.incubators())
def test_a_file_says_what_its_incubator_measures(preset):
    incubator = found.load_incubator(preset)
    assert described({"preset": preset}) is incubator
    course, before, watts = full_power(preset)
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


def test_one_that_differs_from_its_preset_is_described_by_as_much_differently():
    own = described({"preset": "single_300w", "parameters": {"heater_j_k": 1_800.0}})
    assert own.ELEMENT_LAG_S == 300
    assert own.ELEMENT_RISE_MC_PER_W == 200
    assert described({"preset": "heavy_450w", "humidifier": "ultrasonic"}).HUMIDIFIER_MIST_W == 82
