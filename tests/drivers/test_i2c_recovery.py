import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import BUS_STUCK
from drivers.i2c_recovery import recover

BOUND_US = 1000
EDGE_MIN_US = 5  # UM10204 table 10, standard mode: no interval on the wires is longer than 4.7 us


class Line:
    """An open-drain wire with a pull-up."""

    def __init__(self, bus):
        self._bus = bus
        self.driven = 1
        self.held = False

    @property
    def level(self):
        return 0 if self.held else self.driven

    def value(self, level=None):
        if level is None:
            return self.level
        before = self.level
        if level != self.driven:
            self._bus.changed()
        self.driven = level
        if self.level != before:
            self._bus.edge(self, self.level)
        return None


class Bus:
    """A chip that sends `bits` and, between them, waits for falling clocks; None: none does."""

    def __init__(self, bits=()):
        self.scl = Line(self)
        self.sda = Line(self)
        self.bits = list(bits)
        self.time_us = 0
        self.changed_us = -EDGE_MIN_US
        self.pulses = 0
        self.stopped = False
        self._present()

    def _present(self):
        self.sda.held = bool(self.bits) and not self.bits[0]

    def changed(self):
        assert self.time_us - self.changed_us >= EDGE_MIN_US
        self.changed_us = self.time_us

    def edge(self, line, level):
        if line is self.scl:
            if level:
                self.pulses += 1
            elif self.bits:
                self.bits.pop(0)
                self._present()
        elif self.scl.level and level:  # data rises while the clock is high
            self.stopped = True
            self.bits = []
            self._present()

    def sleep_us(self, duration_us):
        self.time_us += duration_us

    def recover(self):
        recover(self.scl, self.sda, self.sleep_us)


def assert_released(bus):
    assert bus.scl.driven == bus.sda.driven == 1
    assert bus.time_us <= BOUND_US


@given(bits=st.lists(st.integers(0, 1), max_size=9))
def test_a_chip_cut_off_in_a_byte_is_clocked_free_and_stopped(bits):
    bus = Bus(bits)
    bus.recover()
    assert bus.stopped
    assert bus.sda.level == bus.scl.level == 1
    assert bus.pulses <= 9
    assert_released(bus)


@given(more=st.integers(10, 100))
def test_a_chip_that_holds_data_for_more_than_nine_clocks_is_given_up(more):
    bus = Bus([0] * more)
    with pytest.raises(OSError) as raised:
        bus.recover()
    assert raised.value is BUS_STUCK
    assert bus.pulses == 9
    assert_released(bus)


def test_a_clock_held_low_is_given_up():
    bus = Bus()
    bus.scl.held = True
    with pytest.raises(OSError) as raised:
        bus.recover()
    assert raised.value is BUS_STUCK
    assert_released(bus)


def test_a_free_bus_gets_one_stop():
    bus = Bus()
    bus.recover()
    assert bus.stopped
    assert bus.pulses == 1
    assert_released(bus)


@pytest.mark.parametrize("before", [0, 1])
def test_lines_that_were_driven_are_released(before):
    bus = Bus()
    bus.scl.value(before)
    bus.sleep_us(EDGE_MIN_US)
    bus.sda.value(before)
    bus.sleep_us(EDGE_MIN_US)
    bus.recover()
    assert_released(bus)
