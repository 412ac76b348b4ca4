"""The expander's driver, in front of the simulated chip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import WRONG_CHIP
from drivers.mcp23017 import ExpanderPin, Mcp23017
from sim.world.chips import mcp23017 as simulated
from tests import watched

ADDRESS = 0x20
INPUTS = 0x003F
OUTPUTS = 0xFFFF & ~INPUTS


class Bus:
    """A bus with one chip on it. `error` is raised by every transfer while set."""

    def __init__(self, chip):
        self.chip = chip
        self.error = None
        self.writes = []

    def writeto(self, address, data):
        assert address == ADDRESS
        if self.error:
            raise self.error
        self.writes.append(bytes(data))
        assert self.chip.write(data)

    def readfrom_mem_into(self, address, register, buffer):
        assert address == ADDRESS
        if self.error:
            raise self.error
        assert self.chip.write(bytes((register,)))
        assert self.chip.read_into(buffer)


def wired(grounded=lambda: 0, inputs=INPUTS, driver=Mcp23017):
    chip = simulated.Mcp23017(grounded)
    bus = Bus(chip)
    return chip, bus, driver(bus, inputs)


words = st.integers(0, 0xFFFF)


@given(closed=words, inputs=words.map(lambda word: word & 0x7F7F))
def test_an_input_reads_high_until_a_contact_grounds_it(closed, inputs):
    _, _, expander = wired(lambda: closed, inputs)
    expander.configure()
    assert expander.poll()
    assert expander.levels == inputs & ~closed


@given(wanted=st.lists(words, max_size=5))
def test_the_outputs_follow_at_each_poll_and_the_inputs_are_never_driven(wanted):
    chip, _, expander = wired()
    expander.configure()
    for outputs in wanted:
        expander.outputs = outputs
        expander.poll()
        assert chip.driven_high() == outputs & OUTPUTS


@given(st.lists(st.tuples(st.integers(6, 15), st.booleans()), max_size=20))
def test_each_pin_that_is_driven_by_itself_leaves_the_others_alone(acts):
    chip, _, expander = wired()
    expander.configure()
    pins = {place: ExpanderPin(expander, 1 << place) for place in range(6, 16)}
    wanted = 0
    for place, level in acts:
        pins[place].value(level)
        wanted = wanted & ~(1 << place) | level << place
        expander.poll()
        assert chip.driven_high() == wanted


def test_outputs_are_written_only_when_they_change():
    _, bus, expander = wired()
    expander.configure()
    expander.outputs = 0x0100
    expander.poll()
    bus.writes.clear()
    expander.poll()
    assert bus.writes == []


def test_nothing_lights_up_while_the_chip_is_being_configured():
    chip, _, expander = wired()
    expander.outputs = 0x0200
    expander.configure()
    chip.power_up()
    expander.outputs = 0x0100
    seen = []
    write = chip.write
    chip.write = lambda data: (write(data), seen.append(chip.driven_high()))[0]
    expander.configure()
    assert set(seen) == {0, 0x0100}


@given(closed=words)
def test_a_chip_that_was_reset_is_found_before_its_levels_are_believed(closed):
    chip, _, expander = wired(lambda: closed)
    expander.configure()
    expander.poll()
    before = expander.levels
    chip.power_up()
    with pytest.raises(OSError) as raised:
        expander.poll()
    assert raised.value is WRONG_CHIP
    assert expander.levels == before
    expander.configure()
    assert expander.poll()


@given(register=st.sampled_from((0x0C, 0x0D, 0x14, 0x15)), flipped=st.integers(1, 0xFF))
def test_any_pull_up_or_latch_that_is_not_as_we_left_it_is_found(register, flipped):
    chip, _, expander = wired()
    expander.configure()
    expander.poll()
    there = bytearray(1)
    chip.write(bytes((register,)))
    chip.read_into(there)
    chip.write(bytes((register, there[0] ^ flipped)))
    with pytest.raises(OSError):
        expander.poll()


@given(garbage=st.lists(st.binary(min_size=1, max_size=30), max_size=8), closed=words)
def test_whatever_was_written_to_the_chip_configure_brings_it_back(garbage, closed):
    chip, _, expander = wired(lambda: closed)
    for data in garbage:
        chip.write(data)
    expander.outputs = 0x0500
    expander.configure()
    expander.poll()
    assert expander.levels == INPUTS & ~closed
    assert chip.driven_high() == 0x0500


def test_outputs_that_did_not_arrive_are_sent_again():
    chip, bus, expander = wired()
    expander.configure()
    expander.outputs = 0x0300
    bus.error = OSError(19)
    with pytest.raises(OSError):
        expander.poll()
    bus.error = None
    expander.poll()
    assert chip.driven_high() == 0x0300


@pytest.mark.parametrize("inputs", [0x0080, 0x8000])
def test_the_two_pins_that_cannot_be_inputs_are_refused(inputs):
    with pytest.raises(ValueError):
        Mcp23017(None, inputs)


@given(outputs=words, closed=words)
def test_the_expander_stays_in_small_integers(outputs, closed):
    _, _, expander = wired(lambda: closed, driver=Checked)
    expander.outputs = outputs
    expander.configure()
    expander.poll()


Checked = watched.load("drivers.mcp23017").Mcp23017
