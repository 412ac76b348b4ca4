"""ADC, Counter, WDT, reset and the non-volatile storage."""

import esp32
import machine
import pytest
from hypothesis import given
from hypothesis import strategies as st
from machine import ADC, WDT, Counter, Pin

from boards.esp32_devkitc import board as esp32_devkitc
from boards.incubators import single_300w
from firmware import start
from sim.world.hardware import PWRON_RESET, WDT_RESET, Hardware, Reset


@pytest.fixture
def board():
    board = Hardware()
    machine.attach(board)
    return board


def test_the_cpu_has_some_clocks_and_runs_at_240_mhz(board, monkeypatch):
    for hz in (240, 100_000_000, 480_000_000):
        with pytest.raises(ValueError, match="frequency must be"):
            machine.freq(hz)
    monkeypatch.setattr(start, "_run", lambda *_: None)
    monkeypatch.setattr(start, "service_key_held", lambda _: False)
    start.start(esp32_devkitc, single_300w)
    assert board.cpu_hz == 240_000_000


@given(st.integers(-100_000, 5_000_000))
def test_adc_reads_whole_millivolts_nothing_below_its_floor_and_saturates(microvolts):
    board = Hardware()
    machine.attach(board)
    board.analogs[36] = lambda: microvolts
    read = ADC(Pin(36)).read_uv()
    assert read % 1000 == 0
    if 100_000 <= microvolts <= 3_100_000:
        assert 0 <= microvolts - read < 1000
    else:
        assert read == (0 if microvolts < 100_000 else 3_100_000)


@pytest.mark.parametrize("number", [25, 4, 13])
def test_adc_is_on_adc1_only(board, number):
    with pytest.raises(ValueError, match="invalid pin"):
        ADC(Pin(number))


@given(st.lists(st.tuples(st.integers(0, 1000), st.none() | st.integers(-50, 50)), max_size=20))
def test_counter_counts_from_where_it_was_set(steps):
    board = Hardware()
    machine.attach(board)
    pulses = 12345
    board.counters[34] = lambda: pulses
    counter = Counter(0, Pin(34, Pin.IN))
    count = 0
    for new, value in steps:
        pulses += new
        count += new
        assert counter.value(value) == count
        count = count if value is None else value


def test_there_are_as_many_counters_as_the_chip_has(board):
    board.counters[34] = int
    with pytest.raises(ValueError, match="id"):
        Counter(8, Pin(34))


@given(st.integers(1, 20_000), st.lists(st.integers(0, 20_000), max_size=20))
def test_watchdog_resets_exactly_one_timeout_after_the_last_feeding(timeout_ms, waits_ms):
    board = Hardware()
    machine.attach(board)
    watchdog = WDT(timeout=timeout_ms)
    fed_us = 0
    with pytest.raises(Reset) as reset:
        for wait_ms in [*waits_ms, 20_000]:
            board.clock.advance_us(wait_ms * 1000)
            watchdog.feed()
            fed_us = board.clock.now_us
    assert reset.value.cause == WDT_RESET
    assert board.clock.now_us == fed_us + timeout_ms * 1000


def test_a_reset_is_no_exception_that_firmware_could_catch(board):
    assert not issubclass(Reset, Exception)
    with pytest.raises(Reset):
        machine.reset()


def test_another_watchdog_changes_the_timeout_and_only_a_reset_stops_it(board):
    WDT(timeout=1000)
    WDT(timeout=5000)
    board.clock.advance_us(4_999_999)
    WDT(timeout=1)
    with pytest.raises(Reset):
        board.clock.advance_us(1000)
    WDT(timeout=1000)
    board.reset(WDT_RESET)
    board.clock.advance_us(60_000_000)


def test_reset_cause_is_power_on_until_a_reset(board):
    assert machine.reset_cause() == PWRON_RESET == machine.PWRON_RESET


def test_storage_gives_back_what_was_set_across_resets(board):
    store = esp32.NVS("cradle")
    store.set_i32("mode", -2)
    store.set_blob("settings", bytearray(b"abc"))
    store.commit()
    board.reset(WDT_RESET)
    store = esp32.NVS("cradle")
    buf = bytearray(8)
    assert (store.get_i32("mode"), store.get_blob("settings", buf), buf[:3]) == (-2, 3, b"abc")
    for missing in ("other", "settings"):
        with pytest.raises(OSError, match="NOT_FOUND"):
            store.get_i32(missing)
    with pytest.raises(OSError, match="NOT_FOUND"):
        esp32.NVS("elsewhere").get_i32("mode")
    store.erase_key("mode")
    with pytest.raises(OSError, match="NOT_FOUND"):
        store.erase_key("mode")
    with pytest.raises(OSError, match="TOO_LONG"):
        store.set_i32("sixteen_letters_", 1)
