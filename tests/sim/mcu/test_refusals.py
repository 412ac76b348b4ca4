"""What the chip refuses, the pretended one refuses with the same exception (docs/chips.md)."""

import ast
import re

import esp32
import machine
import pytest
from hypothesis import given
from hypothesis import strategies as st
from machine import ADC, PWM, RTC, SPI, UART, WDT, Counter, Pin

from sim.world.hardware import Hardware
from sim.world.mcu import ESP32, ESP32S3, with_psram
from tests.watched import ROOT

TX, RX = 14, 13
BAUD = 115_200
PAGE = ROOT / "docs" / "chips.md"
SOURCES = [
    path
    for folder in ("firmware", "drivers", "boards")
    for path in (ROOT / folder).glob("*.py")
    if folder != "boards" or path.name in ("launch.py", "on_device.py")
]


@pytest.fixture(autouse=True)
def board():
    board = Hardware()
    machine.attach(board)
    return board


def on(soc):
    machine.attach(Hardware(soc=soc))


@pytest.mark.parametrize(
    ("soc", "psram", "missing"),
    [
        (ESP32, "none", {24, 28, 29, 30, 31, 40, -1}),
        (ESP32, "quad", {16, 17}),
        (ESP32S3, "none", {19, 20, 22, 23, 24, 25, 49, -1}),
        (ESP32S3, "quad", {26}),
        (ESP32S3, "octal", {26, 33, 34, 35, 36, 37}),
    ],
)
def test_a_pin_that_the_chip_or_its_psram_has_not_is_invalid(soc, psram, missing):
    on(with_psram(soc, psram))
    for number in missing:
        with pytest.raises(ValueError, match="invalid pin"):
            Pin(number)


def test_psram_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="ESP32 has no octal PSRAM"):
        with_psram(ESP32, "octal")


@pytest.mark.parametrize("number", ESP32.input_only)
def test_input_only_pins_drive_nothing_and_have_no_pulls(number):
    with pytest.raises(ValueError, match="pin can only be input"):
        Pin(number, Pin.OUT)
    with pytest.raises(RuntimeError, match="floats"):
        Pin(number, Pin.IN, Pin.PULL_UP).value()
    with pytest.raises(OSError, match="ESP_FAIL"):
        UART(1, BAUD, tx=number, rx=RX)
    with pytest.raises(OSError, match="ESP_ERR_INVALID_ARG"):
        PWM(Pin(number), freq=100, duty_u16=0)


@pytest.mark.parametrize(
    ("number", "said"), [(-1, "does not exist"), (3, "does not exist"), (0, "size is fixed")]
)
def test_a_uart_that_is_none_or_the_console_is_refused(number, said):
    with pytest.raises(ValueError, match=said):
        UART(number, BAUD, tx=TX, rx=RX, txbuf=1024)


@given(txbuf=st.integers(0, 2048))
def test_a_uarts_buffer_must_be_larger_than_its_fifo_or_none(txbuf):
    machine.attach(Hardware())
    if 0 < txbuf <= 128:
        with pytest.raises(OSError) as error:
            UART(1, BAUD, tx=TX, rx=RX, txbuf=txbuf)
        assert error.value.args == (1, "ESP_FAIL")
    else:
        UART(1, BAUD, tx=TX, rx=RX, txbuf=txbuf)


@given(sizes=st.lists(st.integers(0, 1500), max_size=5), pause_us=st.integers(0, 200_000))
def test_a_uart_waits_when_and_only_when_its_buffer_is_full(sizes, pause_us):
    board = Hardware()
    machine.attach(board)
    uart = UART(1, BAUD, tx=TX, rx=RX, txbuf=1024)
    byte_us = 10_000_000 // BAUD
    waiting_us = 0  # of what is to be sent
    for size in sizes:
        before_us = board.clock.now_us
        assert uart.write(bytes(size)) == size
        took_us = board.clock.now_us - before_us
        waiting_us += size * byte_us
        assert took_us == max(waiting_us - (1024 + 128) * byte_us, 0)
        waiting_us -= took_us
        board.clock.advance_us(pause_us)
        waiting_us = max(waiting_us - pause_us, 0)


def test_the_converter_takes_its_own_attenuation_and_pins_only():
    with pytest.raises(ValueError, match="invalid attenuation"):
        ADC(Pin(36), atten=4)
    with pytest.raises(ValueError, match="invalid pin"):
        ADC(Pin(23))


@pytest.mark.parametrize(("soc", "units"), [(ESP32, 8), (ESP32S3, 4)])
def test_counters_are_as_many_as_the_chip_has_units(soc, units):
    on(soc)
    machine.hardware.counters[15] = lambda: 0
    Counter(units - 1, Pin(15))
    for number in (-1, units):
        with pytest.raises(ValueError, match="invalid id"):
            Counter(number, Pin(15))


@pytest.mark.parametrize("number", [-1, 2])
def test_an_i2c_controller_that_is_none_is_refused(number):
    with pytest.raises(ValueError, match="doesn't exist"):
        machine.I2C(number, scl=Pin(22), sda=Pin(21))


def spi(id=2, baudrate=20_000_000, sck=18, mosi=23, **options):
    machine.hardware.add_spi_bus(sck, mosi)
    pins = {"sck": Pin(sck), "mosi": Pin(mosi), "miso": None}
    return SPI(id, baudrate, **(pins | options))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"id": 0}, "doesn't exist"),
        ({"id": 3}, "doesn't exist"),
        ({"bits": 0}, "invalid bits"),
        ({"miso": 40}, "invalid pin"),
        ({"mosi": 34}, "invalid configuration"),
        ({"baudrate": 0}, "divide by zero"),
        ({"polarity": 1}, "another mode"),
        ({"firstbit": SPI.LSB}, "another mode"),
        ({"id": 1, "baudrate": 40_000_000}, "faster than the GPIO matrix"),
    ],
)
def test_an_spi_that_the_chip_has_not_is_refused(wrong, said):
    with pytest.raises((ValueError, OSError, RuntimeError), match=said):
        spi(**wrong)


@pytest.mark.parametrize("soc", [ESP32, ESP32S3])
@pytest.mark.parametrize("number", [1, 2])
def test_an_spi_takes_no_pin_of_its_own_choice(soc, number):
    on(soc)
    with pytest.raises(RuntimeError, match="own choice"):
        SPI(number, 20_000_000, sck=Pin(18), mosi=Pin(13))


@pytest.mark.parametrize(
    ("asked", "given"), [(20, 20), (10, 10), (61, 80), (60, 40), (30, 27), (3, 3), (80, 80)]
)
def test_an_spi_runs_at_the_nearest_that_its_divider_gives(asked, given):
    assert round(spi(baudrate=asked * 1_000_000)._hz / 1_000_000) == given


def test_an_spi_sends_something_and_while_it_lives():
    bus = spi()
    with pytest.raises(ValueError, match="buffer too short"):
        bus.write(b"")
    bus.deinit()
    with pytest.raises(OSError, match="deinitialized"):
        bus.write(b"1")


@given(size=st.integers(1, 12_000), hz=st.sampled_from((10_000_000, 20_000_000)))
def test_an_spi_takes_the_time_of_its_bits_and_of_each_piece(size, hz):
    machine.attach(Hardware())
    port = spi(baudrate=hz)
    before_us = machine.hardware.clock.now_us
    port.write(bytes(size))
    took_us = machine.hardware.clock.now_us - before_us
    assert took_us == size * 8_000_000 // hz + 28 * -(-size // 4092)
    assert machine.hardware.spi_buses[18, 23].busy_us(hz) == took_us


def test_watchdogs_are_one_and_have_time():
    with pytest.raises(ValueError):
        WDT(1)
    for timeout in (0, -1):
        with pytest.raises(ValueError, match="WDT timeout too short"):
            WDT(timeout=timeout)


def test_rtc_memory_takes_2048_bytes_and_no_more():
    RTC().memory(bytes(2048))
    with pytest.raises(ValueError, match="buffer too long"):
        RTC().memory(bytes(2049))
    assert RTC().memory() == bytes(2048)


@given(length=st.integers(0, 40))
def test_names_in_nvs_have_15_characters_at_most(length):
    machine.attach(Hardware())
    name = "n" * length
    if length <= 15:
        esp32.NVS(name).set_blob(name, b"")
        return
    with pytest.raises(OSError) as error:
        esp32.NVS(name)
    assert error.value.args == (-0x1109, "ESP_ERR_NVS_KEY_TOO_LONG")
    with pytest.raises(OSError, match="KEY_TOO_LONG"):
        esp32.NVS("store").set_blob(name, b"")


def test_nvs_holds_blobs_of_20000_bytes_and_integers_of_32_bits():
    store = esp32.NVS("store")
    store.set_blob("blob", bytes(20_000))
    with pytest.raises(OSError) as error:
        store.set_blob("blob", bytes(20_001))
    assert error.value.args == (-0x110E, "ESP_ERR_NVS_VALUE_TOO_LONG")
    assert store.get_blob("blob", bytearray(20_000)) == 20_000
    with pytest.raises(OSError) as error:
        store.get_blob("blob", bytearray(19_999))
    assert error.value.args == (-0x110C, "ESP_ERR_NVS_INVALID_LENGTH")
    for value in (-(1 << 31), (1 << 31) - 1):
        store.set_i32("number", value)
    for value in (-(1 << 31) - 1, 1 << 31):
        with pytest.raises(OverflowError):
            store.set_i32("number", value)
    with pytest.raises(OSError, match="NOT_FOUND"):
        store.erase_key("nothing")


def _called():
    """What the device's code takes from machine and esp32."""
    names = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module in ("machine", "esp32"):
                names |= {name.name for name in node.names}
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                if node.value.id in ("machine", "esp32"):
                    names.add(node.attr)
    return names


def test_the_page_speaks_of_every_call_and_its_tests_are_there():
    page = PAGE.read_text(encoding="utf-8")
    for name in [name for name in _called() if not name.endswith("_RESET")]:
        assert f"`{name}" in page, name
    named = re.findall(r"`(test_\w+)`", page)
    assert len(named) > 10
    tests = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")
    )
    for name in named:
        assert f"def {name}(" in tests, name
