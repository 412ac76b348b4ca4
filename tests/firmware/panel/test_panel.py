"""Keys and lamps on the expander, in front of the pretended machine."""

import time
from itertools import pairwise

import machine
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.mcp23017 import Mcp23017
from firmware.bus import Bus
from firmware.expander import INPUTS
from firmware.panel.keys import SILENCE, UP
from firmware.panel.panel import Panel
from sim.world import panel as simulated
from sim.world.clock import Clock
from sim.world.faults import FAULTS
from sim.world.hardware import Hardware

SCL, SDA, ADDRESS, SPEAKER = 17, 16, 0x20, 2
BUSY_MS = 20  # of each period, in which nothing else runs
PERIOD_MS = 500


class Hood:
    """A panel that is polled whenever it is due, between periods that take BUSY_MS."""

    def __init__(self, start_ticks_ms=0):
        hardware = Hardware(Clock(start_ticks_ms))
        machine.attach(hardware)
        self.clock = hardware.clock
        self.down = set()
        self.there = simulated.Panel(hardware, SPEAKER, self.down)
        self.wires = hardware.add_bus(SCL, SDA)
        self.wires.add(ADDRESS, self.there.chip)
        bus = Bus(1, {"scl": SCL, "sda": SDA})
        self.pressed = []
        self.polls = 0
        self.panel = Panel(Mcp23017(bus.i2c, INPUTS), bus, self, time.ticks_ms())
        self.events = []  # (at_ms, act), in order
        self.seconds(1)

    def act(self, keys, dt_ms):
        """The operator's side."""
        self.polls += 1
        if keys.pressed:
            self.pressed.append((self.now_ms(), keys.pressed))

    def now_ms(self):
        return self.clock.now_us // 1000

    def sleep(self, duration_ms):
        end_ms = self.now_ms() + duration_ms
        while self.events and self.events[0][0] <= end_ms:
            at_ms, act = self.events.pop(0)
            time.sleep_ms(max(at_ms - self.now_ms(), 0))
            act()
        time.sleep_ms(end_ms - self.now_ms())

    def seconds(self, seconds, show=None):
        end_ms = self.now_ms() + seconds * 1000
        due_ms = self.now_ms()
        while self.now_ms() < end_ms:
            self.sleep(BUSY_MS)
            if show:
                self.panel.show(*show, False)
            due_ms += PERIOD_MS
            while True:
                self.panel.turn(time.ticks_ms())
                left_ms = due_ms - self.now_ms()
                wait_ms = self.panel.next_ms(time.ticks_ms())
                if wait_ms >= left_ms:
                    break
                self.sleep(wait_ms)
            if left_ms > 0:
                self.sleep(left_ms)

    def at(self, in_ms, act):
        self.events.append((self.now_ms() + in_ms, act))


@given(st.integers(0, 2_000), st.integers(0, 5_000))
def test_a_press_is_answered_within_100_ms(at_ms, before_wrap_ms):
    hood = Hood((1 << 30) - before_wrap_ms)
    pressed_ms = hood.now_ms() + at_ms
    hood.at(at_ms, lambda: hood.down.add("silence"))
    hood.seconds(4)
    ((answered_ms, key),) = hood.pressed
    assert key == SILENCE
    assert answered_ms - pressed_ms <= 100


@pytest.mark.parametrize("bit, name", list(enumerate(simulated.KEYS)))
def test_each_key_is_its_own_bit(bit, name):
    hood = Hood()
    hood.down.add(name)
    hood.seconds(1)
    assert [key for _, key in hood.pressed] == [1 << bit]


@pytest.mark.parametrize(
    "priority, override, lit",
    [
        (0, False, set()),
        (1, False, {"cyan"}),
        (2, False, {"yellow"}),
        (3, False, {"red"}),
        (0, True, {"override"}),
        (3, True, {"red", "override"}),
    ],
)
def test_the_lamp_of_the_priority_and_the_sign_are_lit(priority, override, lit):
    hood = Hood()
    seen = set()
    for in_ms in range(0, 4_000, 10):
        hood.at(in_ms, lambda: seen.update(hood.there.lamps()))
    hood.seconds(5, (priority, override))
    assert seen == lit
    if override:
        assert "override" in hood.there.lamps()


def test_the_red_lamp_flashes_at_2_hz_with_half_its_time_lit():
    hood = Hood()
    hood.seconds(1, (3, False))
    samples = []
    for in_ms in range(0, 10_000, 10):
        hood.at(in_ms, lambda: samples.append("red" in hood.there.lamps()))
    hood.seconds(11, (3, False))
    rises = sum(after > before for before, after in pairwise(samples))
    assert 14 <= rises <= 28
    assert 0.2 <= sum(samples) / len(samples) <= 0.6


def test_an_expander_that_is_gone_presses_nothing_and_is_not_asked_all_the_time():
    hood = Hood()
    hood.down.add("up")
    hood.seconds(1)
    chip = hood.wires.chips.pop(ADDRESS)
    hood.seconds(2)
    assert not hood.panel.answering
    polls = hood.polls
    hood.seconds(10)
    assert hood.polls - polls <= 21
    hood.wires.chips[ADDRESS] = chip
    hood.seconds(2, (1, False))
    assert hood.panel.answering
    assert hood.there.lamps() == ("cyan",)
    assert [key for _, key in hood.pressed] == [UP]


def test_a_reset_of_the_expander_presses_nothing_and_its_lamps_come_back():
    hood = Hood()
    hood.seconds(1, (1, True))
    hood.there.chip.power_up()
    assert hood.there.lamps() == ()
    hood.seconds(2, (1, True))
    assert hood.there.lamps() == ("cyan", "override")
    assert hood.pressed == []


def test_a_stuck_bus_presses_nothing_and_delays_no_period_by_much():
    hood = Hood()
    hood.wires.hold_scl()
    before_ms = hood.now_ms()
    hood.seconds(10)
    assert hood.now_ms() - before_ms <= 10_010
    assert hood.pressed == []


def test_every_fault_of_a_key_is_of_a_key_that_the_panel_has():
    stuck = {fault.name for fault in FAULTS if fault.name.startswith("key-")}
    assert stuck == {"key-" + name + "-stuck" for name in simulated.KEYS}
