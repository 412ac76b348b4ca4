"""The fan cools an element that may be hot: it runs in boot, service and safe mode too."""

import machine
import pytest
from hypothesis import given
from hypothesis import strategies as st
from machine import PWM, Pin

from boards.esp32_devkitc import board
from boards.incubators import single_300w
from firmware import start
from firmware.life import Life
from sim.world.hardware import HARD_RESET, PWRON_RESET
from sim.world.plant.plant import Plant
from sim.world.world import World
from tests.firmware.conftest import WARM_UP

FAN = board.OUTPUT_PINS["fan"]
FULL_U16 = 65_535


def watched(world):
    """Every duty that the fan's buffer is given, from the one it has."""
    given_u16 = []
    drive = world.hardware.pwms[FAN]

    def see(duty_u16):
        given_u16.append(duty_u16)
        drive(duty_u16)

    world.hardware.pwms[FAN] = see
    return given_u16


def made():
    world = World(WARM_UP, board, Plant, 1)
    machine.attach(world.hardware)
    return world


def fan(world):
    world.step()
    return world.drives.fan


@pytest.mark.parametrize("cause", [PWRON_RESET, HARD_RESET])
def test_undriven_it_runs_at_full_speed_from_power_on_and_after_each_reset(cause):
    world = made()
    assert fan(world) == 1.0
    pwm = PWM(Pin(FAN), freq=25_000, duty_u16=0)
    assert fan(world) == 0.0
    world.hardware.reset(cause)
    assert fan(world) == 1.0
    pwm.deinit()
    Pin(FAN, Pin.IN)
    assert fan(world) == 1.0


@given(duty_u16=st.integers(0, FULL_U16), levels=st.lists(st.booleans(), min_size=7, max_size=7))
def test_at_rest_it_runs_and_every_other_output_is_low_whatever_was_left_behind(duty_u16, levels):
    world = made()
    for pin, level in zip(board.OUTPUT_PINS.values(), levels, strict=True):
        Pin(pin, Pin.OUT, value=level)
    PWM(Pin(FAN), freq=25_000, duty_u16=duty_u16)
    start.rest(board)
    assert fan(world) == 1.0
    high = [role for role, pin in board.OUTPUT_PINS.items() if Pin(pin).value()]
    assert high == ["fan"]


def test_a_program_that_ends_leaves_it_at_full_speed(warm_up):
    run = warm_up(20)
    run.play()
    run.program.hardware.fan.renew(0, 0)
    run.program.hardware.rest()
    assert fan(run.world) == 1.0


def test_from_power_on_through_a_reset_to_the_next_therapy_it_never_stands(warm_up):
    run = warm_up(60, [{"at_s": 30, "do": "fault", "value": "exception"}])
    duties = watched(run.world)
    run.play()
    assert run.world.hardware.reset_cause != PWRON_RESET
    assert set(duties) == {FULL_U16}


@pytest.mark.parametrize("why", ["the service key", "the last starts failed"])
def test_in_service_and_in_safe_mode_it_runs_at_full_speed(warm_up, capsys, why):
    run = warm_up(20)
    run.play()
    duties = watched(run.world)
    if why == "the service key":
        run.world.keys.add("left")
        run.world.hardware.reset(PWRON_RESET)
    else:
        run.world.hardware.reset(HARD_RESET)
        machine.RTC().memory(b"")
        for _ in range(3):
            Life(machine.RTC(), machine.reset_cause()).end(ValueError("no program here"))
    start.start(board, single_300w)
    assert f"Service: {why}" in capsys.readouterr().out
    assert set(duties) == {FULL_U16}
    assert fan(run.world) == 1.0
