import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.world.chips.ina226 import Ina226
from sim.world.clock import Clock
from tests.sim.world.chips.registers import read, signed, write

CONFIGURATION, SHUNT, BUS, POWER, CURRENT, CALIBRATION, MASK = range(7)
READY = 0x0008
SHUNT_OHM = 0.002
FIRST_US = 2 * 1_210


def made(amperes=12.5, volts=24.0):
    clock = Clock()
    return clock, Ina226(clock, lambda: amperes, lambda: volts, SHUNT_OHM)


def ready(chip):
    return bool(read(chip, MASK) & READY)


def test_registers_at_power_up_are_those_of_the_datasheet():
    _, chip = made()
    assert [read(chip, register) for register in range(8)] == [0x4127, 0, 0, 0, 0, 0, 0, 0]
    assert (read(chip, 0xFE), read(chip, 0xFF)) == (0x5449, 0x2260)


@given(st.floats(-50, 50), st.floats(-1, 45))
def test_voltages_are_within_half_a_step_or_at_the_end_of_the_scale(amperes, volts):
    clock, chip = made(amperes, volts)
    clock.advance_us(FIRST_US)
    shunt_v = min(max(amperes * SHUNT_OHM, -0x8000 * 2.5e-6), 0x7FFF * 2.5e-6)
    assert signed(read(chip, SHUNT)) * 2.5e-6 == pytest.approx(shunt_v, abs=1.2501e-6)
    bus_v = min(max(volts, 0.0), 0x7FFF * 1.25e-3)
    assert read(chip, BUS) * 1.25e-3 == pytest.approx(bus_v, abs=0.62501e-3)


@given(st.floats(-30, 30), st.floats(0, 30))
def test_current_and_power_follow_from_the_calibration(amperes, volts):
    clock, chip = made(amperes, volts)
    current_step_a = 0.001
    write(chip, CALIBRATION, round(0.00512 / (current_step_a * SHUNT_OHM)))
    clock.advance_us(FIRST_US)
    assert signed(read(chip, CURRENT)) * current_step_a == pytest.approx(amperes, abs=0.0025)
    power_w = abs(amperes) * volts
    assert read(chip, POWER) * 25 * current_step_a == pytest.approx(power_w, abs=0.15)


def test_without_calibration_current_and_power_are_zero():
    clock, chip = made()
    clock.advance_us(FIRST_US)
    assert (read(chip, CURRENT), read(chip, POWER)) == (0, 0)


@pytest.mark.parametrize(
    ("configuration", "cycle_us"),
    [
        (0x4127, 2 * 1_210),
        (0x4000 | 7, 2 * 154),
        (0x4000 | 4 << 6 | 5, 154),
        (0x4000 | 4 << 6 | 6, 1_210),
        (0x4000 | 2 << 9 | 7 << 6 | 1 << 3 | 7, 16 * (9_068 + 224)),
        (0x4000 | 7 << 9 | 0 << 6 | 7 << 3 | 5, 1024 * 9_068),
    ],
)
def test_conversion_time_follows_from_averaging_times_and_mode(configuration, cycle_us):
    clock, chip = made()
    write(chip, CONFIGURATION, configuration)
    for _ in range(3):
        clock.advance_us(cycle_us - 1)
        assert not ready(chip)
        clock.advance_us(1)
        assert ready(chip)


def test_reading_mask_enable_clears_ready_and_reading_the_rest_does_not():
    clock, chip = made()
    clock.advance_us(FIRST_US)
    for register in (CONFIGURATION, SHUNT, BUS, CURRENT, 0xFE):
        read(chip, register)
    assert ready(chip)
    assert not ready(chip)


def test_writing_the_configuration_clears_ready_and_starts_anew():
    clock, chip = made()
    clock.advance_us(FIRST_US)
    read(chip, SHUNT)
    write(chip, CONFIGURATION, 0x4127)
    assert not ready(chip)
    clock.advance_us(FIRST_US)
    assert ready(chip)


@pytest.mark.parametrize("mode", [0, 4])
def test_power_down_keeps_ready_and_converts_no_more(mode):
    clock, chip = made()
    clock.advance_us(FIRST_US)
    read(chip, SHUNT)
    write(chip, CONFIGURATION, 0x4120 | mode)
    assert ready(chip)
    clock.advance_us(60_000_000)
    assert not ready(chip)


@pytest.mark.parametrize(("mode", "converted"), [(1, (10_000, 0)), (2, (0, 19_200)), (3, None)])
def test_triggered_modes_convert_once_what_they_are_told_to(mode, converted):
    clock, chip = made()
    write(chip, CONFIGURATION, 0x4120 | mode)
    clock.advance_us(60_000_000)
    assert ready(chip)
    assert (read(chip, SHUNT), read(chip, BUS)) == (converted or (10_000, 19_200))
    clock.advance_us(60_000_000)
    assert not ready(chip)


@given(st.integers(0, 0x7FFF))
def test_configuration_reads_back_with_its_fixed_bits(value):
    _, chip = made()
    write(chip, CONFIGURATION, value)
    assert read(chip, CONFIGURATION) == value & 0x0FFF | 0x4000


def test_reset_bit_restores_every_register():
    _, chip = made()
    write(chip, CALIBRATION, 2560)
    write(chip, CONFIGURATION, 0x8000)
    assert (read(chip, CONFIGURATION), read(chip, CALIBRATION)) == (0x4127, 0)


@pytest.mark.parametrize("register", [SHUNT, BUS, POWER, CURRENT, 0xFE, 0xFF])
def test_read_only_registers_take_no_notice_of_a_write(register):
    _, chip = made()
    before = read(chip, register)
    write(chip, register, 0x1234)
    assert read(chip, register) == before
