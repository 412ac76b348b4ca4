import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ads1115 import Ads1115
from drivers.errors import WRONG_CHIP
from tests.drivers.playback_bus import PlaybackBus

ADDRESS = 0x49
CONVERSION, CONFIG = 0, 1
IDLE = 0x8000
RESET_CONFIG = 0x8583  # datasheet "Config Register"
RANGES = {6144: 0, 4096: 1, 2048: 2, 1024: 3, 512: 4, 256: 5}  # PGA[2:0]
FULL_SCALE_MV = (512, 1024, 4096, 6144)


def chip(full_scale_mv=FULL_SCALE_MV):
    bus = PlaybackBus()
    bus.word(ADDRESS, CONFIG, RESET_CONFIG)
    bus.word(ADDRESS, CONVERSION, 0)
    adc = Ads1115(bus, full_scale_mv)
    adc.configure()
    return bus, adc


def config(bus):
    word = bytearray(2)
    bus.readfrom_mem_into(ADDRESS, CONFIG, word)
    return word[0] << 8 | word[1]


@given(full_scale_mv=st.tuples(*[st.sampled_from(sorted(RANGES))] * 4))
def test_each_start_names_one_input_its_range_single_shot_8_per_s_and_no_comparator(full_scale_mv):
    bus, adc = chip(full_scale_mv)
    adc.poll()
    for expected in (3, 0, 1, 2, 3, 0):
        word = config(bus)
        assert word & 0x8000  # start
        assert word >> 12 & 7 == 4 + expected  # this input against ground
        assert word >> 9 & 7 == RANGES[full_scale_mv[expected]]
        assert word & 0x0100  # single shot
        assert word >> 5 & 7 == 0  # 8 samples a second
        assert word & 0x001F == 3  # comparator off
        assert adc.poll()
        assert adc.channel == expected


@given(word=st.integers(0, 0xFFFF))
def test_counts_are_the_signed_result(word):
    bus, adc = chip()
    adc.poll()
    bus.word(ADDRESS, CONVERSION, word)
    assert adc.poll()
    assert adc.counts == int.from_bytes(word.to_bytes(2, "big"), "big", signed=True)


def test_a_conversion_under_way_is_left_alone():
    bus, adc = chip()
    adc.poll()
    bus.word(ADDRESS, CONFIG, config(bus) & ~IDLE)
    bus.log = []
    assert not adc.poll()
    assert bus.log == []


def test_what_was_under_way_at_configure_does_not_count():
    _, adc = chip()
    adc.poll()
    assert adc.poll()
    assert adc.channel == 3
    adc.configure()
    assert not adc.poll()
    assert adc.poll()
    assert adc.channel == 3


@given(word=st.integers(0, 0xFFFF))
def test_any_other_configuration_is_a_chip_that_was_reset(word):
    bus, adc = chip()
    ours = config(bus)
    bus.word(ADDRESS, CONFIG, word)
    if word | IDLE == ours:
        adc.poll()
        return
    with pytest.raises(OSError) as raised:
        adc.poll()
    assert raised.value is WRONG_CHIP


def test_reset_is_among_the_other_configurations_of_every_range():
    for full_scale_mv in RANGES:
        bus, adc = chip((full_scale_mv,) * 4)
        for _ in range(4):
            assert config(bus) | IDLE != RESET_CONFIG
            adc.poll()


def test_a_bus_error_loses_no_order():
    bus, adc = chip()
    adc.poll()
    bus.error = OSError(19)
    with pytest.raises(OSError):
        adc.poll()
    bus.error = None
    assert adc.poll()
    assert adc.channel == 3


def test_a_range_that_the_chip_does_not_have_is_refused():
    with pytest.raises(KeyError):
        Ads1115(PlaybackBus(), (512, 512, 512, 3300))
