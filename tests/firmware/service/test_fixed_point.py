"""Decimal text and scaled integers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.service.fixed_point import Quantity, parse, text

UNITS = st.sampled_from([1, 10, 1000])


@given(value=st.integers(-999_999, 999_999), per_unit=UNITS)
def test_what_is_shown_can_be_read_back(value, per_unit):
    assert parse(text(value, per_unit), per_unit) == value
    assert text(value, per_unit) == str(Quantity(value, per_unit))
    assert float(text(value, per_unit)) == pytest.approx(value / per_unit)


@given(words=st.text(alphabet="0123456789.-+e_ ²", max_size=12), per_unit=UNITS)
def test_what_is_read_is_the_number_or_nothing_and_always_small(words, per_unit):
    value = parse(words, per_unit)
    if value is not None:
        assert abs(value) < 1 << 30
        assert value == round(float(words) * per_unit)


@pytest.mark.parametrize(
    "words, value",
    [("36.5", 36_500), ("-0.5", -500), ("0", 0), ("36.512", 36_512), ("999999.999", 999_999_999)],
)
def test_numbers(words, value):
    assert parse(words, 1000) == value


@pytest.mark.parametrize(
    "words", ["", "-", ".", "5.", ".5", "1.2.3", "36.5123", "1e3", "--1", "+1", "1000000", "36,5"]
)
def test_no_numbers(words):
    assert parse(words, 1000) is None
