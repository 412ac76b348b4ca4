from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.world.chips.ds3231 import Ds3231
from sim.world.clock import Clock

CONTROL, STATUS, TEMPERATURE = 0x0E, 0x0F, 0x11
OSF = 0x80
moments = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31, 23, 59, 59)).map(
    lambda moment: moment.replace(microsecond=0)
)


def read(chip, register, count=1):
    buf = bytearray(count)
    assert chip.write(bytes((register,)))
    assert chip.read_into(buf)
    return bytes(buf)


def write(chip, register, *values):
    assert chip.write(bytes((register, *values)))


def bcd(number):
    return int(str(number), 16)


def registers(moment):
    return bytes(
        bcd(number)
        for number in (
            moment.second,
            moment.minute,
            moment.hour,
            moment.isoweekday(),
            moment.day,
            moment.month,
            moment.year - 2000,
        )
    )


def test_registers_at_first_power_up_are_those_of_the_datasheet():
    chip = Ds3231(Clock())
    assert read(chip, 0, 7) == bytes.fromhex("00000001010100")
    assert read(chip, CONTROL, 2) == bytes.fromhex("1c88")


@given(moments, st.integers(0, 10**9))
def test_time_counts_on_as_the_calendar_does(moment, elapsed_s):
    clock = Clock()
    chip = Ds3231(clock)
    write(chip, 0, *registers(moment))
    clock.now_us += elapsed_s * 1_000_000
    later = moment + timedelta(seconds=elapsed_s)
    if later.year < 2100:
        assert read(chip, 0, 7) == registers(later)


@given(moments, st.lists(st.integers(0, 5_000_000), max_size=20))
def test_looking_at_the_time_does_not_disturb_it(moment, waits_us):
    clock = Clock()
    watched, alone = Ds3231(clock), Ds3231(clock)
    watched.set_calendar(moment.timetuple()[:6])
    alone.set_calendar(moment.timetuple()[:6])
    for wait_us in waits_us:
        clock.now_us += wait_us
        read(watched, 0, 7)
    assert read(watched, 0, 7) == read(alone, 0, 7)


@given(moments)
def test_set_calendar_is_what_is_read(moment):
    chip = Ds3231(Clock())
    chip.set_calendar(moment.timetuple()[:6])
    assert read(chip, 0, 7) == registers(moment)
    assert not read(chip, STATUS)[0] & OSF


def test_writing_the_seconds_starts_the_second_anew():
    clock = Clock()
    chip = Ds3231(clock)
    clock.now_us += 900_000
    write(chip, 0, 0x30)
    clock.now_us += 999_999
    assert read(chip, 0) == b"\x30"
    clock.now_us += 1
    assert read(chip, 0) == b"\x31"


def test_writing_one_register_leaves_the_others_as_they_have_counted():
    clock = Clock()
    chip = Ds3231(clock)
    write(chip, 0, 0x50, 0x00, 0x12)
    clock.now_us += 20_000_000
    write(chip, 1, 0x10)
    assert read(chip, 0, 3) == bytes.fromhex("101012")


def test_century_bit_toggles_at_the_end_of_year_99():
    clock = Clock()
    chip = Ds3231(clock)
    write(chip, 0, 0x59, 0x59, 0x23, 0x07, 0x31, 0x12, 0x99)
    clock.now_us += 1_000_000
    assert read(chip, 0, 7) == bytes.fromhex("00000001018100")


@pytest.mark.parametrize(
    ("before", "after"),
    [(0x71, 0x52), (0x52, 0x41), (0x49, 0x50), (0x51, 0x72), (0x72, 0x61)],
    ids=["11 pm to 12 am", "12 am to 1 am", "9 am to 10 am", "11 am to 12 pm", "12 pm to 1 pm"],
)
def test_twelve_hour_mode_counts(before, after):
    clock = Clock()
    chip = Ds3231(clock)
    write(chip, 0, 0x59, 0x59, before)
    clock.now_us += 1_000_000
    assert read(chip, 2)[0] == after


@given(st.integers(0, 255))
def test_oscillator_stop_flag_can_be_cleared_but_not_set(value):
    chip = Ds3231(Clock())
    write(chip, STATUS, value)
    assert bool(read(chip, STATUS)[0] & OSF) == bool(value & OSF)
    write(chip, STATUS, 0)
    write(chip, STATUS, 0xFF)
    assert not read(chip, STATUS)[0] & OSF


def test_nonsense_stays_as_written_and_stands_still():
    clock = Clock()
    chip = Ds3231(clock)
    write(chip, 0, 0x7F, 0x99, 0x3A, 0, 0x32, 0x13, 0xFF)
    clock.now_us += 100_000_000
    assert read(chip, 0, 7) == bytes.fromhex("7f993a003213ff")


def test_pointer_wraps_after_the_last_register():
    chip = Ds3231(Clock())
    assert read(chip, 0x12, 3)[1:] == read(chip, 0, 2)


@pytest.mark.parametrize(
    ("celsius", "registers_read"),
    [(25.0, "1900"), (25.25, "1940"), (-0.25, "ffc0"), (-10.5, "f580"), (36.9, "2500")],
)
def test_temperature_is_in_quarters_of_a_degree(celsius, registers_read):
    chip = Ds3231(Clock(), lambda: celsius)
    assert read(chip, TEMPERATURE, 2) == bytes.fromhex(registers_read)


def test_power_loss_loses_the_time_and_says_so():
    chip = Ds3231(Clock())
    chip.set_calendar((2026, 7, 1, 12, 0, 0))
    chip.power_up()
    assert read(chip, STATUS)[0] & OSF
    assert read(chip, 6) == b"\x00"
