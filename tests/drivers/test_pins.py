"""Arm signal, cut-out, switch and battery: drivers of single pins."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from drivers.battery import Battery
from drivers.cutout import CutOut
from drivers.edges import Edges
from drivers.switch import Switch
from tests import watched


class Pin:
    def __init__(self, level=1):
        self.level = level

    def value(self, level=None):
        if level is None:
            return self.level
        self.level = level
        return None


def test_the_arm_signal_is_made_at_rest_and_each_toggle_is_an_edge():
    pin = Pin()
    arm = Edges(pin)
    levels = [pin.level]
    for _ in range(4):
        arm.toggle()
        levels.append(pin.level)
    assert levels == [0, 1, 0, 1, 0]


@given(st.lists(st.booleans(), max_size=10))
def test_a_line_that_is_renewed_has_an_edge_whenever_it_is_on_and_else_rests_low(wanted):
    pin = Pin()
    arm = Edges(pin)
    for on in wanted:
        before = pin.level
        arm.renew(on, 0)
        assert pin.level == (1 - before if on else 0)


@given(toggles=st.integers(0, 5))
def test_the_arm_signal_rests_low_from_either_level(toggles):
    pin = Pin()
    arm = Edges(pin)
    for _ in range(toggles):
        arm.toggle()
    arm.rest()
    assert pin.level == 0
    arm.toggle()
    assert pin.level == 1


def test_the_cut_out_is_made_untested_and_in_its_low_range():
    test, sense, range_pin = Pin(), Pin(), Pin()
    CutOut(test, sense, range_pin)
    assert (test.level, range_pin.level) == (0, 0)


def test_the_cut_out_drives_its_two_outputs_apart():
    test, range_pin = Pin(), Pin()
    cutout = CutOut(test, Pin(), range_pin)
    cutout.renew(True, 0)
    assert (test.level, range_pin.level) == (1, 0)
    cutout.override(True)
    cutout.renew(False, 0)
    assert (test.level, range_pin.level) == (0, 1)
    cutout.override(False)
    assert (test.level, range_pin.level) == (0, 0)


def test_the_cut_out_has_tripped_unless_its_wire_says_otherwise():
    sense = Pin(1)
    cutout = CutOut(Pin(), sense, Pin())
    assert cutout.tripped() is True
    sense.level = 0
    assert cutout.tripped() is False


def reference_debounce(levels, active_level):
    """Active as of the latest two equal neighbours."""
    active = levels[0] == active_level
    for before, now in pairwise(levels):
        if before == now:
            active = now == active_level
        yield active


@given(
    levels=st.lists(st.integers(0, 1), min_size=1, max_size=20),
    active_level=st.integers(0, 1),
)
def test_a_switch_follows_what_two_polls_in_a_row_agree_on(levels, active_level):
    pin = Pin(levels[0])
    switch = Switch(pin, active_level)
    assert switch.active == (levels[0] == active_level)
    polled = []
    for level in levels[1:]:
        pin.level = level
        polled.append(switch.poll())
        assert switch.active == polled[-1]
    assert polled == list(reference_debounce(levels, active_level))


class Adc:
    def __init__(self, microvolts):
        self.microvolts = microvolts

    def read_uv(self):
        return self.microvolts


@given(microvolts=st.integers(0, 3_300_000), divider_pm=st.integers(1, 1000))
def test_battery_voltage_is_the_pin_voltage_over_the_divider(microvolts, divider_pm):
    battery = watched.load("drivers.battery").Battery(Adc(microvolts), divider_pm)
    battery.poll()
    assert abs(battery.voltage_mv - microvolts / divider_pm) <= 0.5


def test_12_v_through_a_quarter():
    battery = Battery(Adc(3_000_000), 250)
    battery.poll()
    assert battery.voltage_mv == 12_000
