import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.world.chips.ads1115 import Ads1115
from sim.world.clock import Clock
from tests.sim.world.chips.registers import read, signed, write

CONVERSION, CONFIG = 0, 1
START = 0x8000
SINGLE = 0x0100
RATE_128 = 4 << 5
FULL_SCALE_V = [6.144, 4.096, 2.048, 1.024, 0.512, 0.256, 0.256, 0.256]
RATES_HZ = [8, 16, 32, 64, 128, 250, 475, 860]


def made(*volts):
    clock = Clock()
    volts = (*volts, 0.0, 0.0, 0.0, 0.0)
    return clock, Ads1115(clock, [lambda v=v: v for v in volts[:4]])


def single(mux, pga=2, rate=4):
    return START | mux << 12 | pga << 9 | SINGLE | rate << 5 | 3


def converted(clock, chip, config):
    write(chip, CONFIG, config)
    clock.advance_us(200_000)
    return signed(read(chip, CONVERSION))


def test_registers_at_power_up_are_those_of_the_datasheet():
    _, chip = made()
    assert [read(chip, register) for register in range(4)] == [0, 0x8583, 0x8000, 0x7FFF]


@given(st.integers(0, 7), st.floats(-7, 7))
def test_code_is_within_half_a_step_of_the_voltage_or_at_the_end_of_the_scale(pga, volts):
    clock, chip = made(volts)
    full_scale_v = FULL_SCALE_V[pga]
    clamped = min(max(volts, -full_scale_v), full_scale_v * 32767 / 32768)
    code = converted(clock, chip, single(4, pga))
    assert code * full_scale_v / 32768 == pytest.approx(clamped, abs=0.501 * full_scale_v / 32768)


@pytest.mark.parametrize(
    ("mux", "volts"),
    list(enumerate([0.1 - 0.2, 0.1 - 0.8, 0.2 - 0.8, 0.4 - 0.8, 0.1, 0.2, 0.4, 0.8])),
)
def test_multiplexer_selects_the_inputs_of_the_datasheet(mux, volts):
    clock, chip = made(0.1, 0.2, 0.4, 0.8)
    assert converted(clock, chip, single(mux)) == pytest.approx(volts / 2.048 * 32768, abs=0.501)


@pytest.mark.parametrize("rate", range(8))
def test_a_single_shot_takes_a_period_of_the_slowest_oscillator_and_shows_it(rate):
    clock, chip = made(1.0)
    write(chip, CONFIG, single(4, rate=rate))
    clock.advance_us(int(1.1e6 / RATES_HZ[rate]) + 25 - 1)
    assert (read(chip, CONFIG) & START, read(chip, CONVERSION)) == (0, 0)
    clock.advance_us(1)
    assert read(chip, CONFIG) & START
    assert read(chip, CONVERSION) == 16000


@given(st.integers(0, 0x7FFF))
def test_config_reads_back_as_written(value):
    _, chip = made()
    write(chip, CONFIG, value)
    assert read(chip, CONFIG) & 0x7FFF == value


def test_nothing_converts_without_a_start():
    clock, chip = made(1.0)
    assert converted(clock, chip, single(4) & ~START) == 0


def test_a_start_during_a_conversion_is_ignored():
    clock, chip = made(1.0, 2.0)
    write(chip, CONFIG, single(4))
    clock.advance_us(8_000)
    write(chip, CONFIG, single(5))
    clock.advance_us(1_000)
    assert read(chip, CONFIG) & START
    assert read(chip, CONVERSION) == 16000


def test_a_start_after_a_conversion_that_nobody_read_is_heard():
    clock, chip = made(1.0, 2.0)
    write(chip, CONFIG, single(4))
    clock.advance_us(200_000)
    assert converted(clock, chip, single(5)) == 32000


def test_conversion_register_keeps_the_last_result_until_the_next_is_ready():
    clock, chip = made(1.0, 2.0)
    assert converted(clock, chip, single(4)) == 16000
    write(chip, CONFIG, single(5))
    assert read(chip, CONVERSION) == 16000
    clock.advance_us(200_000)
    assert read(chip, CONVERSION) == 32000


def test_conversion_register_is_read_only():
    clock, chip = made(1.0)
    converted(clock, chip, single(4))
    write(chip, CONVERSION, 0)
    assert read(chip, CONVERSION) == 16000


def test_continuous_mode_converts_by_itself_until_stopped():
    level = {"volts": 1.0}
    clock = Clock()
    chip = Ads1115(clock, [lambda: level["volts"]] * 4)
    assert converted(clock, chip, 4 << 12 | 2 << 9 | RATE_128) == 16000
    level["volts"] = 0.5
    clock.advance_us(8_600)
    assert (read(chip, CONVERSION), read(chip, CONFIG) & START) == (8000, 0)
    write(chip, CONFIG, single(4) & ~START)
    level["volts"] = 0.25
    clock.advance_us(200_000)
    assert (read(chip, CONVERSION), read(chip, CONFIG) & START) == (8000, START)


def test_power_up_forgets_everything():
    clock, chip = made(1.0)
    converted(clock, chip, single(4))
    write(chip, CONFIG, single(5))
    chip.power_up()
    clock.advance_us(200_000)
    assert [read(chip, register) for register in range(4)] == [0, 0x8583, 0x8000, 0x7FFF]
