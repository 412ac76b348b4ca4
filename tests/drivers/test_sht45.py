import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import BAD_CHECKSUM
from drivers.sht45 import Sht45, crc8
from tests import watched
from tests.drivers.playback_bus import PlaybackBus

ADDRESS = 0x44
MEASURE = (ADDRESS, b"\xfd")

words = st.one_of(st.integers(0, 0xFFFF), st.sampled_from((0, 1, 0x7FFF, 0x8000, 0xFFFF)))


def with_crc(word):
    data = bytes((word >> 8, word & 0xFF))
    return data + bytes((reference_crc(data),))


def reference_crc(data):
    """The remainder, by long division of polynomials over the whole message."""
    message = int.from_bytes(data, "big") << 8 ^ 0xFF << 8 * len(data)
    for bit in reversed(range(8, 8 * len(data) + 8)):
        if message >> bit & 1:
            message ^= 0x131 << (bit - 8)
    return message


def chip(answer, driver=Sht45):
    bus = PlaybackBus()
    bus.streams[ADDRESS] = bytearray(answer)
    return bus, driver(bus)


def polled(temperature, humidity, driver=Sht45):
    _, sensor = chip(with_crc(temperature) + with_crc(humidity), driver)
    sensor.configure()
    assert sensor.poll()
    return sensor


def test_checksum_is_the_datasheet_example():
    assert crc8(0xBE, 0xEF) == 0x92


@given(word=words)
def test_temperature_is_the_datasheet_formula_to_the_nearest_millidegree(word):
    assert abs(polled(word, 0).temperature_mc - (-45000 + 175000 * word / 65535)) <= 0.5001


@given(word=words)
def test_humidity_is_the_datasheet_formula_clamped_to_what_exists(word):
    exact = min(max(-60 + 1250 * word / 65535, 0), 1000)
    assert abs(polled(0, word).humidity_pm - exact) <= 0.5001


def test_a_poll_begins_the_next_measurement():
    bus, sensor = chip(with_crc(0x6666) + with_crc(0x8000))
    bus.log = []
    sensor.configure()
    assert bus.log == [MEASURE]
    sensor.poll()
    assert bus.log == [MEASURE, MEASURE]


@given(
    temperature=words,
    humidity=words,
    at=st.integers(0, 5),
    flipped=st.integers(1, 0xFF),
)
def test_one_garbled_byte_raises_and_changes_and_begins_nothing(
    temperature, humidity, at, flipped
):
    answer = bytearray(with_crc(temperature) + with_crc(humidity))
    answer[at] ^= flipped
    bus, sensor = chip(answer)
    bus.log = []
    sensor.temperature_mc, sensor.humidity_pm = 1, 2
    with pytest.raises(OSError) as raised:
        sensor.poll()
    assert raised.value is BAD_CHECKSUM
    assert (sensor.temperature_mc, sensor.humidity_pm) == (1, 2)
    assert bus.log == []  # so that configure() finds a chip that listens


@given(temperature=words, humidity=words)
def test_stays_in_small_integers(temperature, humidity):
    polled(temperature, humidity, Checked)


@given(answer=st.binary(min_size=6, max_size=6))
def test_arbitrary_bytes_give_a_sample_or_a_checksum_error(answer):
    _, sensor = chip(answer, Checked)
    try:
        sensor.poll()
    except OSError as error:
        assert error is not None and error.errno == BAD_CHECKSUM.errno
    assert -45000 <= sensor.temperature_mc <= 130000
    assert 0 <= sensor.humidity_pm <= 1000


Checked = watched.load("drivers.sht45").Sht45
