from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.quantity import DAYS, MASS, TEMPERATURE, TIME, Quantity, duration_text

WEIGHT = Quantity(MASS, "0.3 kg", "8 kg", "1 g")
LASTING = Quantity(TIME, "0 s", "168 h", "1 s")


@pytest.mark.parametrize(
    ("text", "grams"),
    [("1.5 kg", 1500), ("1500 g", 1500), ("1 kg 500 g", 1500), ("0.3kg", 300), ("8.000 kg", 8000)],
)
def test_a_quantity_is_its_number_times_its_unit(text, grams):
    assert WEIGHT.parse(text) == grams


def test_tenths_of_a_degree_stay_exact():
    allowed = Quantity(TEMPERATURE, "20 degC", "37 degC", "0.1 degC")
    for tenth in range(200, 371):
        assert allowed.parse(f"{tenth // 10}.{tenth % 10} degC") * 1000 == tenth * 100


def test_weeks_and_days_add_up():
    assert Quantity(DAYS, "22 weeks", "44 weeks", "1 day").parse("28 weeks 3 days") == 199


@pytest.mark.parametrize(
    "value",
    [
        *("", "kg", "1.5", "1.5 lb", "1,5 kg", "-1 kg", "+1 kg", "1e0 kg", ".5 kg", "1. kg"),
        *("nan kg", "500 g 1 kg", "1 kg 1 kg", "1 kg and 500 g", " 1 kg", "1 KG", "1 k g"),
        *("\u0661 kg", "1 kg\x00", "9" * 5000 + " kg", "0." + "0" * 5000 + "1 kg"),
        *("0.299 kg", "8.001 kg", "1.5005 kg"),
        *(1.5, 1500, True, None, ["1 kg"], {"kg": 1}, float("nan")),
    ],
)
def test_anything_but_a_number_with_a_unit_in_bounds_and_steps_is_refused(value):
    with pytest.raises(ValueError) as refused:
        WEIGHT.parse(value)
    assert 'kg or g, from "0.3 kg" to "8 kg" in steps of "1 g"' in str(refused.value)


@given(st.text(alphabet="0123456789. kgKG-+e%\n", max_size=20))
def test_what_is_accepted_lies_in_bounds_and_on_a_step(text):
    try:
        value = WEIGHT.parse(text)
    except ValueError:
        return
    assert 300 <= value <= 8000
    assert value == int(value)


@given(st.integers(0, 168 * 3600))
def test_a_duration_reads_back_as_it_was_written(seconds):
    assert LASTING.parse(duration_text(seconds)) == Decimal(seconds)
