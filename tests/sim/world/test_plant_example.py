"""The example of docs/plant.md is a plant: it has what it says, and the sensors can feel it."""

import re
from pathlib import Path

from sim.world.drives import Drives
from sim.world.noise import Noise
from sim.world.plant.plant import Plant
from sim.world.sensors import Sensors

PAGE = (Path(__file__).parents[3] / "docs" / "plant.md").read_text(encoding="utf-8")
INTERFACE = PAGE[: PAGE.index("## The built-in model")]
SCENARIO = {
    "room": {"temperature_c": 24.0, "humidity_pct": 45.0},
    "infant": None,
    "machine": {"preset": None, "walls": None, "humidifier": None, "water_g": None},
}


def documented(table_head):
    """The names in the first column of a table of the page."""
    table = INTERFACE[INTERFACE.index(table_head) :].split("\n\n")[0]
    cells = [row.split("|")[1] for row in table.splitlines()[2:]]
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


def test_the_example_warms_up_and_can_be_felt():
    names = {}
    exec(re.search(r"```python\n(.*?)```", INTERFACE, re.DOTALL).group(1), names)
    plant = names["Plant"](SCENARIO)
    drives = Drives()
    drives.heater = drives.fan = 1.0
    sensors = Sensors(plant, drives, Noise(1))
    for _ in range(3600):
        plant.step(1.0, drives)
        sensors.step(1.0)
    assert plant.air_true > 35.0
    assert abs(sensors.air - plant.air_true) < 1.0


def test_every_documented_quantity_exists_as_a_float_from_the_start():
    plant = Plant(SCENARIO)
    names = documented("| attribute | unit |")
    assert len(names) == 8
    assert all(isinstance(getattr(plant, name), float) for name in names)


def test_drives_carry_just_what_is_documented():
    assert documented("| attribute | range |") == set(Drives.__slots__)
