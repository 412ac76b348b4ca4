import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.world.chips.sht45 import Sht45, crc8
from sim.world.clock import Clock

MEASURE = b"\xfd"
UP_US = 1_000
MEASURED_US = 8_300


def started(celsius=36.5, humidity_pct=50.0):
    clock = Clock()
    chip = Sht45(clock, lambda: celsius, lambda: humidity_pct)
    clock.advance_us(UP_US)
    return clock, chip


def crc_by_division(*data):
    """The remainder, bit by bit, as Sensirion's sample code does it."""
    crc = 0xFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = ((crc << 1) ^ 0x31 if crc & 0x80 else crc << 1) & 0xFF
    return crc


def test_crc_of_the_datasheets_example():
    assert crc8(0xBE, 0xEF) == 0x92


@given(st.integers(0, 255), st.integers(0, 255))
def test_crc_is_the_remainder_of_the_division(high, low):
    assert crc8(high, low) == crc_by_division(high, low)


@given(st.floats(-60, 150), st.floats(-20, 130))
def test_measurement_converts_back_to_what_was_measured(celsius, humidity_pct):
    clock, chip = started(celsius, humidity_pct)
    assert chip.write(MEASURE)
    clock.advance_us(MEASURED_US)
    buf = bytearray(6)
    assert chip.read_into(buf)
    assert buf[2] == crc_by_division(*buf[0:2])
    assert buf[5] == crc_by_division(*buf[3:5])
    temperature = -45 + 175 * (buf[0] << 8 | buf[1]) / 65535
    humidity = -6 + 125 * (buf[3] << 8 | buf[4]) / 65535
    assert temperature == pytest.approx(min(max(celsius, -45), 130), abs=0.0014)
    assert humidity == pytest.approx(min(max(humidity_pct, -6), 119), abs=0.001)


@pytest.mark.parametrize(("command", "duration_us"), [(0xFD, 8300), (0xF6, 4500), (0xE0, 1600)])
def test_a_read_is_refused_until_the_measurement_is_done(command, duration_us):
    clock, chip = started()
    assert chip.write(bytes((command,)))
    clock.advance_us(duration_us - 1)
    assert not chip.read_into(bytearray(6))
    clock.advance_us(1)
    assert chip.read_into(bytearray(6))


def test_one_measurement_can_be_read_once():
    clock, chip = started()
    assert not chip.read_into(bytearray(6))
    chip.write(MEASURE)
    clock.advance_us(MEASURED_US)
    assert chip.read_into(bytearray(2))
    assert not chip.read_into(bytearray(6))


def test_commands_are_refused_while_measuring_except_the_reset():
    clock, chip = started()
    chip.write(MEASURE)
    assert not chip.write(MEASURE)
    assert chip.write(b"\x94")
    clock.advance_us(UP_US)
    assert not chip.read_into(bytearray(6))
    assert chip.write(MEASURE)


@given(st.integers(0, 255).filter(lambda c: c not in {0xFD, 0xF6, 0xE0, 0x89, 0x94}))
def test_unknown_commands_are_refused_and_measure_nothing(command):
    clock, chip = started()
    assert not chip.write(bytes((command,)))
    clock.advance_us(MEASURED_US)
    assert not chip.read_into(bytearray(6))


def test_serial_number_is_two_words_with_checksums():
    _, chip = started()
    assert chip.write(b"\x89")
    buf = bytearray(6)
    assert chip.read_into(buf)
    assert buf[0:2] + buf[3:5] == bytes.fromhex("0d15ea5e")
    assert (buf[2], buf[5]) == (crc_by_division(*buf[0:2]), crc_by_division(*buf[3:5]))


def test_deaf_for_a_millisecond_after_power_up():
    clock = Clock()
    chip = Sht45(clock, lambda: 20.0, lambda: 50.0)
    assert not chip.write(MEASURE)
    clock.advance_us(UP_US)
    assert chip.write(MEASURE)


def test_measures_what_there_is_when_told_to():
    air = {"celsius": 20.0}
    clock = Clock()
    chip = Sht45(clock, lambda: air["celsius"], lambda: 50.0)
    clock.advance_us(UP_US)
    chip.write(MEASURE)
    air["celsius"] = 40.0
    clock.advance_us(60_000_000)
    buf = bytearray(2)
    chip.read_into(buf)
    assert -45 + 175 * (buf[0] << 8 | buf[1]) / 65535 == pytest.approx(20, abs=0.01)
