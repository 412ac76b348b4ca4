import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import WRONG_CHIP
from drivers.tmp117 import Tmp117
from tests import watched
from tests.drivers.playback_bus import PlaybackBus

ADDRESS = 0x48
TEMPERATURE, CONFIGURATION, DEVICE_ID = 0x00, 0x01, 0x0F
READY = 0x2000
SETTINGS = 0x0120  # continuous, 250 ms cycle, 8 averages
RESET_SETTINGS = 0x0220  # datasheet "Configuration Register"


def chip(driver=Tmp117, configuration=SETTINGS | READY, temperature=0, device_id=0x0117):
    bus = PlaybackBus()
    bus.word(ADDRESS, CONFIGURATION, configuration)
    bus.word(ADDRESS, TEMPERATURE, temperature)
    bus.word(ADDRESS, DEVICE_ID, device_id)
    return bus, driver(bus)


DATASHEET_EXAMPLES = {  # table "16-Bit Temperature Data Format"
    0x8000: -256,
    0xF380: -25,
    0xFFF0: -0.125,
    0xFFFF: -0.0078125,
    0x0000: 0,
    0x0001: 0.0078125,
    0x0010: 0.125,
    0x0080: 1,
    0x0C80: 25,
    0x3200: 100,
    0x7FFF: 255.9921875,
}


@pytest.mark.parametrize(("word", "celsius"), DATASHEET_EXAMPLES.items())
def test_datasheet_examples(word, celsius):
    _, sensor = chip(temperature=word)
    assert sensor.poll()
    assert abs(sensor.temperature_mc - 1000 * celsius) <= 0.5


@given(word=st.integers(0, 0xFFFF))
def test_every_word_is_within_half_a_millidegree(word):
    _, sensor = chip(temperature=word)
    assert sensor.poll()
    counts = word - 0x10000 if word >= 0x8000 else word
    assert abs(sensor.temperature_mc - counts * 7.8125) <= 0.5


def test_without_data_ready_the_temperature_is_not_read():
    _, sensor = chip(configuration=SETTINGS, temperature=0x0C80)
    sensor.temperature_mc = 1
    assert not sensor.poll()
    assert sensor.temperature_mc == 1


@given(flags=st.integers(0, 0xFFFF).map(lambda word: word & 0xF003))
def test_flags_are_no_configuration(flags):
    _, sensor = chip(configuration=SETTINGS | flags)
    assert sensor.poll() == bool(flags & READY)


@given(settings=st.integers(0, 0xFFFF).filter(lambda word: word & 0x0FFC != SETTINGS))
def test_any_other_configuration_is_a_chip_that_was_reset(settings):
    _, sensor = chip(configuration=settings)
    with pytest.raises(OSError) as raised:
        sensor.poll()
    assert raised.value is WRONG_CHIP


def test_configure_sets_a_chip_that_was_reset():
    _, sensor = chip(configuration=RESET_SETTINGS)
    sensor.configure()
    assert not sensor.poll()


@given(device_id=st.integers(0, 0xFFFF))
def test_configure_accepts_only_the_part_number_of_any_revision(device_id):
    bus, sensor = chip(device_id=device_id)
    bus.log = []
    if device_id & 0x0FFF == 0x117:
        sensor.configure()
        assert bus.log == [(ADDRESS, b"\x01\x01\x20")]
    else:
        with pytest.raises(OSError) as raised:
            sensor.configure()
        assert raised.value is WRONG_CHIP
        assert bus.log == []


@given(word=st.integers(0, 0xFFFF))
def test_stays_in_small_integers(word):
    chip(Checked, temperature=word)[1].poll()


Checked = watched.load("drivers.tmp117").Tmp117
