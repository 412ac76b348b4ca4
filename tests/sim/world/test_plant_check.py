"""A plant of a tester's own that gives nonsense is named, with what is wrong in it."""

import subprocess
import sys

import pytest

from sim.scenario.load import REFERENCE, ROOT
from sim.world.plant_check import wrong

PLANT = """
class Plant:
    def __init__(self, scenario):
        self.air_true = self.skin_true = self.core_true = 30.0
        self.element_true = self.supply_true = 30.0
        self.rh_true = 50.0
        self.heater = 0.0
        self.fan = 3000.0

    def step(self, dt_s, drives):
        {step}
"""
NAMES = ("air_true", "skin_true", "core_true", "element_true", "supply_true", "rh_true", "heater")


def plant(step="pass"):
    names = {}
    exec(PLANT.format(step=step), names)
    return names["Plant"]({})


def test_a_sound_plant_is_not_wrong():
    assert wrong(plant()) == ""


@pytest.mark.parametrize("name", [*NAMES, "fan"])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1e9, 1e9, None, "30", [30.0]])
def test_each_quantity_that_no_incubator_can_have_is_named(name, value):
    broken = plant()
    setattr(broken, name, value)
    assert name in wrong(broken)


def test_a_foot_may_be_missing_but_not_impossible():
    broken = plant()
    broken.foot_true = float("nan")
    assert "foot_true" in wrong(broken)


def test_each_quantity_that_is_not_there_is_named():
    for name in NAMES:
        broken = plant()
        delattr(broken, name)
        assert wrong(broken).startswith(f"it has no {name};")


@pytest.mark.parametrize("interpreter", ["micropython", "cpython"])
@pytest.mark.parametrize(
    ("step", "words"),
    [
        ('self.air_true = float("nan")', "air_true is nan"),
        ("self.element_true = 1e9", "element_true is 1"),
        ("del self.heater", "it has no heater"),
    ],
)
def test_a_run_on_it_ends_with_its_name_and_status_2(tmp_path, interpreter, step, words):
    file = tmp_path / "mine.py"
    file.write_text(PLANT.format(step=step))
    scenario = tmp_path / "minute.toml"
    scenario.write_text(REFERENCE.read_text().split("[[timetable]]")[0].replace("8 h", "1 min"))
    command = [sys.executable, "-m", "sim", "run", scenario, "--plant", file]
    done = subprocess.run(
        [*command, "--out", tmp_path / "out", "--interpreter", interpreter],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "mine.py" in done.stderr and words in done.stderr.splitlines()[-1]
