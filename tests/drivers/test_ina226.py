import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import WRONG_CHIP
from drivers.ina226 import Ina226
from tests import watched
from tests.drivers.playback_bus import PlaybackBus

ADDRESS = 0x40
CONFIGURATION, SHUNT, BUS, MASK_ENABLE, MANUFACTURER, DIE = 0x00, 0x01, 0x02, 0x06, 0xFE, 0xFF
READY = 0x0008
SETTINGS = 0x4927  # 128 averages, 1.1 ms each, shunt and bus, continuous

words = st.integers(0, 0xFFFF)
shunts_uohm = st.one_of(st.integers(500, 100_000), st.just(2000))


def chip(driver=Ina226, shunt=0, bus_voltage=0, shunt_uohm=2000, mask_enable=READY):
    bus = PlaybackBus()
    bus.word(ADDRESS, CONFIGURATION, SETTINGS)
    bus.word(ADDRESS, MASK_ENABLE, mask_enable)
    bus.word(ADDRESS, SHUNT, shunt)
    bus.word(ADDRESS, BUS, bus_voltage)
    bus.word(ADDRESS, MANUFACTURER, 0x5449)
    bus.word(ADDRESS, DIE, 0x2260)
    return bus, driver(bus, shunt_uohm=shunt_uohm)


@given(shunt=words, shunt_uohm=shunts_uohm)
def test_current_is_ohms_law_to_the_nearest_milliampere(shunt, shunt_uohm):
    _, monitor = chip(shunt=shunt, shunt_uohm=shunt_uohm)
    assert monitor.poll()
    counts = shunt - 0x10000 if shunt >= 0x8000 else shunt
    assert abs(monitor.current_ma - counts * 2.5e-6 / (shunt_uohm * 1e-6) * 1000) <= 0.5001


@given(bus_voltage=words)
def test_supply_is_1_25_mv_a_count_to_the_nearest(bus_voltage):
    _, monitor = chip(bus_voltage=bus_voltage)
    assert monitor.poll()
    assert abs(monitor.supply_mv - bus_voltage * 1.25) <= 0.5


def test_300_w_at_24_v():
    _, monitor = chip(shunt=10_000, bus_voltage=19_200)
    assert monitor.poll()
    assert (monitor.current_ma, monitor.supply_mv) == (12_500, 24_000)


@given(mask_enable=words)
def test_only_conversion_ready_makes_a_sample(mask_enable):
    _, monitor = chip(shunt=4, bus_voltage=4, mask_enable=mask_enable)
    assert monitor.poll() == bool(mask_enable & READY)
    assert monitor.current_ma == (5 if mask_enable & READY else 0)


@given(register=st.sampled_from([MANUFACTURER, DIE]), number=words)
def test_a_chip_of_another_type_is_told_from_a_silent_one_and_named_by_its_number(
    register, number
):
    bus, monitor = chip()
    bus.word(ADDRESS, register, number)
    if number in (0x5449, 0x2260) and number == {MANUFACTURER: 0x5449, DIE: 0x2260}[register]:
        monitor.configure()
        assert monitor.stranger == 0
        return
    with pytest.raises(OSError) as raised:
        monitor.configure()
    assert raised.value is WRONG_CHIP
    assert monitor.stranger == (number or 1)
    bus.error = OSError(19)
    with pytest.raises(OSError):
        monitor.configure()
    assert monitor.stranger == 0


@given(configuration=words.filter(lambda word: word != SETTINGS))
def test_any_other_configuration_is_a_chip_that_was_reset(configuration):
    bus, monitor = chip()
    bus.word(ADDRESS, CONFIGURATION, configuration)
    with pytest.raises(OSError) as raised:
        monitor.poll()
    assert raised.value is WRONG_CHIP


def test_configure_writes_the_settings():
    bus, monitor = chip()
    bus.word(ADDRESS, CONFIGURATION, 0x4127)
    bus.log = []
    monitor.configure()
    assert bus.log == [(ADDRESS, b"\x00\x49\x27")]
    assert monitor.poll()


@given(register=st.sampled_from((MANUFACTURER, DIE)), identity=words)
def test_configure_refuses_another_chip(register, identity):
    bus, monitor = chip()
    if identity in (0x5449, 0x2260):
        return
    bus.word(ADDRESS, register, identity)
    bus.log = []
    with pytest.raises(OSError) as raised:
        monitor.configure()
    assert raised.value is WRONG_CHIP
    assert bus.log == []


@given(shunt=words, bus_voltage=words, shunt_uohm=shunts_uohm)
def test_stays_in_small_integers(shunt, bus_voltage, shunt_uohm):
    chip(Checked, shunt, bus_voltage, shunt_uohm)[1].poll()


Checked = watched.load("drivers.ina226").Ina226
