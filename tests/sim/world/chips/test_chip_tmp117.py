import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.world.chips.tmp117 import Tmp117
from sim.world.clock import Clock
from tests.sim.world.chips.registers import read, signed, write

RESULT, CONFIGURATION, OFFSET, IDENTITY = 0x00, 0x01, 0x07, 0x0F
DATA_READY = 0x2000
FIRST_RESULT_US = 1_500 + 125_000


class Air:
    celsius = 36.5

    def __call__(self):
        return self.celsius


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def air():
    return Air()


@pytest.fixture
def chip(clock, air):
    return Tmp117(clock, air)


def fresh(chip):
    return bool(read(chip, CONFIGURATION) & DATA_READY)


def test_registers_at_power_up_are_those_of_the_datasheet(chip):
    expected = {0x00: 0x8000, 0x01: 0x0220, 0x02: 0x6000, 0x03: 0x8000, 0x07: 0, 0x0F: 0x0117}
    assert {register: read(chip, register) for register in expected} == expected


@given(st.floats(-300, 300))
def test_result_is_within_half_a_step_of_the_temperature_or_at_the_end_of_the_scale(celsius):
    clock = Clock()
    chip = Tmp117(clock, lambda: celsius)
    clock.advance_us(FIRST_RESULT_US)
    clamped = min(max(celsius, -256.0), 32767 / 128)
    assert abs(signed(read(chip, RESULT)) / 128 - clamped) <= 0.5 / 128


@pytest.mark.parametrize(
    ("celsius", "word"),
    [(-256, 0x8000), (-25, 0xF380), (-0.125, 0xFFF0), (0, 0), (25, 0x0C80), (100, 0x3200)],
)
def test_results_are_those_of_the_datasheets_table(celsius, word):
    clock = Clock()
    chip = Tmp117(clock, lambda: float(celsius))
    clock.advance_us(FIRST_RESULT_US)
    assert read(chip, RESULT) == word


def test_first_result_comes_after_start_up_and_eight_conversions(clock, chip):
    clock.advance_us(FIRST_RESULT_US - 1)
    assert (fresh(chip), read(chip, RESULT)) == (False, 0x8000)
    clock.advance_us(1)
    assert (fresh(chip), read(chip, RESULT)) == (True, 36.5 * 128)


@pytest.mark.parametrize("register", [RESULT, CONFIGURATION])
def test_reading_result_or_configuration_clears_data_ready(clock, chip, register):
    clock.advance_us(FIRST_RESULT_US)
    read(chip, register)
    assert not fresh(chip)


def test_reading_anything_else_leaves_data_ready(clock, chip):
    clock.advance_us(FIRST_RESULT_US)
    read(chip, IDENTITY)
    assert fresh(chip)


def test_result_holds_until_the_next_conversion_ends(clock, air, chip):
    clock.advance_us(FIRST_RESULT_US)
    first = read(chip, RESULT)
    air.celsius = 40.0
    clock.advance_us(999_999)
    assert read(chip, RESULT) == first
    clock.advance_us(1)
    assert read(chip, RESULT) == 40 * 128


@pytest.mark.parametrize(
    ("conv", "avg", "cycle_us"),
    [
        (0, 0, 15_500),
        (0, 1, 125_000),
        (1, 0, 125_000),
        (2, 2, 500_000),
        (3, 3, 1_000_000),
        (4, 1, 1_000_000),
        (5, 3, 4_000_000),
        (6, 0, 8_000_000),
        (7, 0, 16_000_000),
    ],
)
def test_conversion_cycle_is_that_of_the_datasheets_table(clock, chip, conv, avg, cycle_us):
    write(chip, CONFIGURATION, conv << 7 | avg << 5)
    clock.advance_us(60_000_000)
    read(chip, RESULT)
    step_us = 100
    waited_us = 0
    while not fresh(chip):
        clock.advance_us(step_us)
        waited_us += step_us
    waited_again_us = 0
    while waited_again_us == 0 or not fresh(chip):
        clock.advance_us(step_us)
        waited_again_us += step_us
    assert abs(waited_again_us - cycle_us) <= step_us


def test_one_shot_converts_once_and_shuts_down(clock, chip):
    write(chip, CONFIGURATION, 3 << 10)
    clock.advance_us(15_500)
    assert fresh(chip)
    assert read(chip, CONFIGURATION) == 1 << 10
    clock.advance_us(60_000_000)
    assert not fresh(chip)


def test_shut_down_never_converts(clock, chip):
    write(chip, CONFIGURATION, 1 << 10)
    clock.advance_us(60_000_000)
    assert not fresh(chip)


@given(st.integers(0, 0xFFFF).filter(lambda value: not value & 2))
def test_configuration_reads_back_without_its_status_bits(value):
    chip = Tmp117(Clock(), lambda: 20.0)
    write(chip, CONFIGURATION, value)
    assert read(chip, CONFIGURATION) == value & 0x0FFC


def test_soft_reset_restores_every_register(clock, chip):
    write(chip, 0x02, 0x1234)
    write(chip, CONFIGURATION, 0x0C00)
    write(chip, CONFIGURATION, 0x0002)
    assert (read(chip, 0x02), read(chip, CONFIGURATION)) == (0x6000, 0x0220)
    assert read(chip, RESULT) == 0x8000


@given(st.integers(-0x8000, 0x7FFF))
def test_offset_is_added_and_clamped(offset):
    clock = Clock()
    chip = Tmp117(clock, lambda: 30.0)
    write(chip, OFFSET, offset & 0xFFFF)
    clock.advance_us(FIRST_RESULT_US)
    assert signed(read(chip, RESULT)) == max(-0x8000, min(0x7FFF, 30 * 128 + offset))


def test_identity_and_result_are_read_only(chip):
    write(chip, IDENTITY, 0)
    write(chip, RESULT, 0x1234)
    assert (read(chip, IDENTITY), read(chip, RESULT)) == (0x0117, 0x8000)


def test_pointer_stays_for_reads_without_a_new_one(chip):
    chip.write(b"\x0f")
    for _ in range(3):
        buf = bytearray(2)
        chip.read_into(buf)
        assert buf == b"\x01\x17"


def test_a_single_data_byte_changes_nothing(chip):
    chip.write(b"\x02\x12")
    assert read(chip, 0x02) == 0x6000
