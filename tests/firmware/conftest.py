"""A short warm-up to run the firmware through, in this process."""

import pytest

from sim.runs.run import Run
from sim.world.plant.plant import Plant

WARM_UP = {
    "name": "warm-up",
    "duration_s": 60,
    "room": {"temperature_c": 24.0, "humidity_pct": 45.0},
    "infant": {"weight_g": 1500, "gestation_weeks": 31, "age_days": 3},
    "machine": {
        "board": "esp32_devkitc",
        "preset": "single_300w",
        "walls": "single",
        "humidifier": "boiler",
    },
    "start": {"mode": "air", "air_mc": 36_000, "skin_mc": 36_500, "humidity_pm": 600},
    "timetable": [],
}


def make_run(duration_s, timetable=(), start_ticks_ms=0):
    """A run of the warm-up: seconds to go, what happens when, where the ticks begin."""
    scenario = WARM_UP | {"duration_s": duration_s, "timetable": list(timetable)}
    return Run(scenario, 1, Plant, start_ticks_ms=start_ticks_ms)


@pytest.fixture
def warm_up():
    """Make a run for one test."""
    return make_run


@pytest.fixture(scope="session")
def warm_up_once():
    """Make a run for each example of a property."""
    return make_run
