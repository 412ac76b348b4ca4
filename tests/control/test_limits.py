"""The safety numbers in the code are those that docs/safety-numbers.md requires, and no others."""

import pytest

from control import limits
from tests.safety_numbers import NUMBERS


@pytest.mark.parametrize(
    ("constant", "value"),
    [
        pytest.param(constant, value, marks=pytest.mark.proves(name), id=constant)
        for name, constant, value in NUMBERS
    ],
)
def test_each_number_is_the_one_that_is_required(constant, value):
    assert getattr(limits, constant) == value


def test_each_number_is_required_once():
    constants = sorted(name for name in vars(limits) if name.isupper())
    assert sorted(constant for _, constant, _ in NUMBERS) == constants


@pytest.mark.proves("SAFE-AIR-CUTOUT", "SAFE-SKIN-CUTOUT")
def test_override_has_cut_outs_of_its_own():
    assert [limits.air_cutout_mc(override) for override in (False, True)] == [37_700, 39_700]
    assert [limits.skin_cutout_mc(override) for override in (False, True)] == [38_000, 39_000]
