import traceback

import pytest

from drivers.errors import BAD_CHECKSUM, BUS_STUCK, WRONG_CHIP, fail

ERRORS = (BUS_STUCK, WRONG_CHIP, BAD_CHECKSUM)


def test_errors_are_told_apart_by_number():
    assert len({error.errno for error in ERRORS}) == len(ERRORS)


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_raised_again_and_again_does_not_grow(error):
    depths = set()
    for _ in range(5):
        with pytest.raises(OSError) as raised:
            fail(error)
        assert raised.value is error
        depths.add(len(traceback.extract_tb(error.__traceback__)))
    assert len(depths) == 1
