"""Parts of the virtual board by themselves: flash, console, ports, pace."""

import os

import machine
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.scenario.load import REFERENCE, load_scenario
from sim.virtual_board.host.console import Console
from sim.virtual_board.host.flash import BoardFlash, PowerCut
from sim.virtual_board.host.incubator import BoardIncubator
from sim.virtual_board.host.pace import Pace
from sim.virtual_board.host.port import Port
from sim.world.hardware import Reset

RAW = b"raw REPL; CTRL-B to exit"


class Wire:
    """Keeps what is sent."""

    def __init__(self):
        self.sent = b""

    def write(self, data):
        self.sent += data


# Flash.


def test_a_new_flash_is_blank_and_as_large_as_the_partition(tmp_path):
    flash = BoardFlash(tmp_path / "deep" / "flash.img", "esp32", 0)
    assert flash.image.read_bytes() == b"\xff" * 0x200000
    assert flash.blocks == 512


def test_a_file_of_another_size_is_refused(tmp_path):
    (tmp_path / "flash.img").write_bytes(b"precious")
    with pytest.raises(InputError, match="not the flash of this board"):
        BoardFlash(tmp_path / "flash.img", "esp32", 0)
    assert (tmp_path / "flash.img").read_bytes() == b"precious"


def test_power_fails_once_in_the_operation_that_was_chosen(tmp_path):
    flash = BoardFlash(tmp_path / "flash.img", "esp32", 3)
    flash.operation()
    flash.operation()
    with pytest.raises(PowerCut):
        flash.operation()
    flash.operation()


def test_what_nvs_keeps_comes_back(tmp_path):
    flash = BoardFlash(tmp_path / "flash.img", "esp32", 0)
    kept = {"cradle": {"blob": b"\x00\xff", "number": -1}, "empty": {}}
    flash.save_nvs(kept)
    assert BoardFlash(tmp_path / "flash.img", "esp32", 0).load_nvs() == kept


@pytest.mark.parametrize("text", ["", "[]", '{"a": 1}', '{"a": {"b": "zz"}}'])
def test_a_file_that_is_no_nvs_is_refused(tmp_path, text):
    flash = BoardFlash(tmp_path / "flash.img", "esp32", 0)
    (tmp_path / "flash.img.nvs").write_text(text)
    with pytest.raises(InputError, match="not settings"):
        flash.load_nvs()


# Incubator.


@pytest.fixture
def incubator():
    said = []
    scenario = load_scenario(REFERENCE)
    board = BoardIncubator(scenario, 1, said.append, lambda *event: None)
    machine.attach(board.hardware)
    return board


def test_a_soft_reset_stops_pwm_and_leaves_watchdog_pins_and_memory(incubator):
    duties = []
    incubator.hardware.pwms[25] = duties.append
    machine.PWM(machine.Pin(25), freq=100, duty_u16=40_000)
    machine.Pin(32, machine.Pin.OUT, value=1)
    machine.RTC().memory(b"kept")
    machine.WDT(timeout=8000)
    incubator.reset(machine.SOFT_RESET)
    assert duties[-1] == 0
    assert machine.reset_cause() == machine.SOFT_RESET
    assert machine.Pin(32).value() == 1
    assert machine.RTC().memory() == b"kept"
    with pytest.raises(Reset):
        incubator.clock.advance_us(8_000_000)


@pytest.mark.parametrize("cause", [machine.PWRON_RESET, machine.HARD_RESET, machine.WDT_RESET])
def test_a_hard_reset_lets_go_of_all_and_only_a_loss_of_power_takes_the_memory(incubator, cause):
    machine.Pin(32, machine.Pin.OUT, value=1)
    machine.RTC().memory(b"kept")
    machine.WDT(timeout=8000)
    incubator.reset(cause)
    assert machine.reset_cause() == cause
    assert incubator.hardware.levels == {}
    assert machine.RTC().memory() == b"kept"
    incubator.lose_power()
    assert machine.RTC().memory() == b""
    incubator.clock.advance_us(20_000_000)


def test_the_data_port_hears_its_pin_and_no_other():
    heard = []
    board = BoardIncubator(load_scenario(REFERENCE), 1, heard.append, print)
    machine.attach(board.hardware)
    machine.UART(1, tx=14, rx=39).write(b"heard")
    machine.UART(2, tx=18, rx=39).write(b"unheard")
    assert heard == [b"heard"]


# Console.


@given(st.lists(st.sampled_from([b"\r", b"\n", b"a", b"\r\n", b"\n\n"])))
def test_line_ends_do_not_depend_on_how_the_text_comes_in(pieces):
    apart, together = Wire(), Wire()
    console = Console(apart)
    for piece in pieces:
        console.print(piece)
    Console(together).print(b"".join(pieces))
    assert apart.sent == together.sent
    assert b"\n" not in apart.sent.replace(b"\r\n", b"")


@pytest.mark.parametrize("size", [1, 7, 100])
def test_the_prompt_last_seen_is_known(size):
    console = Console(Wire())
    console.print(RAW + b"\r\n>")
    assert not console.raw, "a program said it"
    console.prompt()
    for text, raw in (
        (b"MicroPython\r\n", False),
        (RAW + b"\r\n>", True),
        (b'\r\nMicroPython\r\nType "help()" for more information.\r\n>>> ', False),
        (b"\r\n" + RAW + b"\r\n>OK", True),
        (b"x" * 200, True),
    ):
        for start in range(0, len(text), size):
            console.print(text[start : start + size])
        assert console.raw == raw


# Ports.


def test_what_nobody_listens_to_is_lost():
    port = Port()
    port.write(b"lost")
    terminal = os.open(port.name, os.O_RDWR | os.O_NOCTTY)
    port.write(b"heard\r\n")
    assert os.read(terminal, 100) == b"heard\r\n"
    os.write(terminal, b"\x03\x04\r")
    assert port.read() == b"\x03\x04\r"
    os.close(terminal)
    port.write(b"lost")
    terminal = os.open(port.name, os.O_RDWR | os.O_NOCTTY)
    port.write(b"again")
    assert os.read(terminal, 100) == b"again"


def test_a_slow_reader_loses_nothing():
    port = Port()
    terminal = os.open(port.name, os.O_RDWR | os.O_NOCTTY)
    text = bytes(range(256)) * 200
    port.write(text)
    heard = b""
    while len(heard) < len(text):
        heard += os.read(terminal, 1000)
        port.flush()
    assert heard == text


def test_nothing_that_came_is_nothing():
    assert Port().read() == b""


# Pace.


def test_simulated_time_runs_at_its_speed():
    pace = Pace(1000)
    pace.restart(5_000_000)
    first = pace.now_us()
    assert first >= 5_000_000
    assert pace.until_s(first + 1_000_000_000) <= 1.0
    assert pace.until_s(0) == 0
