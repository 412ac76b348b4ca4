"""The safety numbers in the code are those that docs/safety-numbers.md requires, and no others."""

import importlib
import re
from pathlib import Path

import pytest

from control import limits
from tests.safety_numbers import NUMBERS, OTHERS

CONTROL = Path(limits.__file__).parent
UNIT = re.compile(r"[A-Z]_(MC|PM|MS|S|MA|MV|W|RPM)(_PER_[A-Z])?$")


def numbers_of(module):
    """The constants that a module itself gives a number with a unit."""
    text = (CONTROL / (module.partition(".")[2] + ".py")).read_text()
    every = module == "control.limits"
    return {
        name
        for name in re.findall(r"^(_?[A-Z]\w+) = ", text, re.MULTILINE)
        if every or UNIT.search(name)
    }


@pytest.mark.parametrize(
    ("module", "constant", "value"),
    [
        pytest.param(module, constant, value, marks=pytest.mark.proves(name), id=constant)
        for name, module, constant, value in NUMBERS
    ],
)
def test_each_number_is_the_one_that_is_required(module, constant, value):
    assert getattr(importlib.import_module(module), constant) == value


def test_each_number_is_required_once():
    required = [(module, constant) for _, module, constant, _ in NUMBERS]
    assert len(required) == len(set(required))


@pytest.mark.parametrize("module", [f"control.{path.stem}" for path in CONTROL.glob("*.py")])
def test_each_number_of_control_is_said_to_protect_or_not_to(module):
    """A new one belongs to one of the two tables of docs/safety-numbers.md."""
    required = {constant for _, where, constant, _ in NUMBERS if where == module}
    others = {constant for where, constant in OTHERS if where == module}
    if "" in others:
        others |= numbers_of(module) - required
    assert not required & others
    assert numbers_of(module) - required == others - {""}


@pytest.mark.proves("SAFE-AIR-CUTOUT", "SAFE-SKIN-CUTOUT")
def test_override_has_cut_outs_of_its_own():
    assert [limits.air_cutout_mc(override) for override in (False, True)] == [37_700, 39_700]
    assert [limits.skin_cutout_mc(override) for override in (False, True)] == [38_000, 39_000]
