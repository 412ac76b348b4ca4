import machine
import pytest
from hypothesis import given
from hypothesis import strategies as st
from machine import Pin

from sim.world.hardware import HARD_RESET, Hardware
from sim.world.mcu import ESP32, ESP32S3


@pytest.fixture
def board():
    board = Hardware()
    machine.attach(board)
    return board


@pytest.mark.parametrize(
    ("soc", "missing"), [(ESP32, (6, 11, 20, 24, 40)), (ESP32S3, (22, 26, 49))]
)
def test_gpios_that_the_chip_lacks_or_needs_for_its_flash_are_invalid(soc, missing):
    machine.attach(Hardware(soc=soc))
    for number in (*missing, -1):
        with pytest.raises(ValueError, match="invalid pin"):
            Pin(number)


@pytest.mark.parametrize("mode", [Pin.OUT, Pin.OPEN_DRAIN])
@pytest.mark.parametrize("number", range(34, 40))
def test_gpios_34_to_39_of_the_esp32_are_inputs_only(board, number, mode):
    with pytest.raises(ValueError, match="pin can only be input"):
        Pin(number, mode)


def test_the_level_is_latched_before_the_direction_is_set(board):
    seen = []
    board.outputs[32] = seen.append
    Pin(32, value=1)
    assert seen == []
    Pin(32, Pin.OUT)
    assert seen == [1]
    Pin(32, Pin.OUT, value=0)
    assert seen == [1, 0]


def test_an_input_drives_nothing_until_it_becomes_an_output(board):
    seen = []
    board.outputs[32] = seen.append
    pin = Pin(32, Pin.IN)
    pin(1)
    assert 1 not in seen
    pin.init(Pin.OUT)
    assert seen[-1] == 1


def test_made_again_without_a_mode_a_pin_goes_on_as_it_was(board):
    seen = []
    board.outputs[32] = seen.append
    Pin(32, Pin.OUT, value=1)
    again = Pin(32)
    again.off()
    assert seen == [1, 0]
    assert again.value() == 0


def test_an_output_reads_what_it_drives_and_an_input_what_is_wired(board):
    level = [0]
    board.inputs[13] = lambda: level[0]
    pin = Pin(13, Pin.IN)
    assert pin.value() == 0
    level[0] = 1
    assert pin() == 1
    out = Pin(14, Pin.OUT)
    out.on()
    assert out() == 1


def test_an_unwired_input_reads_its_pull_and_without_one_it_is_an_error_of_the_wiring(board):
    assert Pin(13, Pin.IN, Pin.PULL_UP)() == 1
    assert Pin(13, Pin.IN, Pin.PULL_DOWN)() == 0
    with pytest.raises(RuntimeError, match="GPIO13 floats"):
        Pin(13, Pin.IN, None)()


def test_turned_into_an_input_a_pin_falls_to_its_external_pull_down(board):
    seen = []
    board.outputs[32] = seen.append
    Pin(32, Pin.OUT, value=1)
    Pin(32, Pin.IN)
    assert seen == [1, 0]


def test_a_reset_of_the_chip_lets_every_pin_go(board):
    seen = {}
    board.outputs[32] = lambda level: seen.__setitem__("arm", level)
    board.pwms[25] = lambda duty: seen.__setitem__("heater", duty)
    Pin(32, Pin.OUT, value=1)
    machine.PWM(25, freq=100)
    board.reset(HARD_RESET)
    assert seen == {"arm": 0, "heater": 0}
    assert machine.reset_cause() == HARD_RESET
    Pin(32).on()
    assert seen["arm"] == 0


@given(st.lists(st.sampled_from(["scl0", "scl1", "sda0", "sda1"]), max_size=30))
def test_open_drain_pins_read_the_wire(moves):
    board = Hardware()
    machine.attach(board)
    bus = board.add_bus(22, 21)
    bus.hold_sda()
    scl = Pin(22, Pin.OPEN_DRAIN, value=1)
    sda = Pin(21, Pin.OPEN_DRAIN, value=1)
    for move in moves:
        (scl if move.startswith("scl") else sda)(int(move[-1]))
        assert sda() == 0
        if move.startswith("scl"):
            assert scl() == int(move[-1])
