"""The MCP23017's registers as its datasheet has them."""

from hypothesis import given
from hypothesis import strategies as st

from sim.world.chips.mcp23017 import Mcp23017

IODIRA, IPOLA, IOCON, GPPUA, GPIOA, GPIOB, OLATA = 0x00, 0x02, 0x0A, 0x0C, 0x12, 0x13, 0x14
BYTE_MODE, BANK = 0x20, 0x80
words = st.integers(0, 0xFFFF)


def read(chip, register, count=1):
    buf = bytearray(count)
    assert chip.write(bytes((register,)))
    assert chip.read_into(buf)
    return bytes(buf)


def write(chip, register, *values):
    assert chip.write(bytes((register, *values)))


def pair(word):
    return word & 0xFF, word >> 8


def test_registers_at_power_up_are_those_of_table_3_5():
    assert read(Mcp23017(lambda: 0), 0, 22) == b"\xff\xff" + bytes(20)


@given(direction=words, polarity=words, pull_ups=words, latches=words, closed=words)
def test_every_pin_reads_as_its_registers_and_its_contact_say(
    direction, polarity, pull_ups, latches, closed
):
    chip = Mcp23017(lambda: closed)
    write(chip, IODIRA, *pair(direction), *pair(polarity))
    write(chip, GPPUA, *pair(pull_ups))
    write(chip, OLATA, *pair(latches))
    levels = int.from_bytes(read(chip, GPIOA, 2), "little")
    for pin in range(16):
        bit = 1 << pin
        driver = pull_ups if direction & bit else latches
        level = bool(driver & bit and not closed & bit)
        inverted = bool(direction & polarity & bit)
        assert bool(levels & bit) == (level != inverted), pin
    assert chip.driven_high() == latches & ~direction
    assert read(chip, OLATA, 2) == bytes(pair(latches))


def test_writing_the_port_writes_its_latch():
    chip = Mcp23017(lambda: 0)
    write(chip, IODIRA, 0, 0)
    write(chip, GPIOB, 0x5A)
    assert read(chip, OLATA, 2) == b"\x00\x5a"


@given(value=st.integers(0, 0xFF))
def test_what_the_chip_alone_sets_is_not_written(value):
    chip = Mcp23017(lambda: 0)
    write(chip, 0x0E, value, value, value, value)
    assert read(chip, 0x0E, 4) == bytes(4)


def test_both_addresses_of_iocon_are_one_register_and_its_lowest_bit_is_fixed():
    chip = Mcp23017(lambda: 0)
    write(chip, IOCON + 1, 0x05)
    assert read(chip, IOCON, 2) == b"\x04\x04"


def test_the_pointer_wraps_after_the_last_register():
    assert read(Mcp23017(lambda: 0), 0x15, 3) == b"\x00\xff\xff"


def test_in_byte_mode_the_pointer_goes_to_and_fro_between_the_ports():
    chip = Mcp23017(lambda: 0)
    write(chip, OLATA, 0x12, 0x34)
    write(chip, IOCON, BYTE_MODE)
    assert read(chip, OLATA, 4) == b"\x12\x34\x12\x34"


def test_in_bank_mode_the_ports_lie_apart():
    chip = Mcp23017(lambda: 0)
    write(chip, OLATA, 0x12, 0x34)
    write(chip, IOCON, BANK)
    assert read(chip, 0x0A) == b"\x12"
    assert read(chip, 0x1A, 2) == b"\x34\xff"
    write(chip, 0x05, 0)
    assert read(chip, OLATA, 2) == b"\x12\x34"
