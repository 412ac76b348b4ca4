import time

import machine
import pytest
from hypothesis import given
from hypothesis import strategies as st
from machine import I2C, Pin

from sim.world.hardware import HARD_RESET, Hardware

ENODEV, ETIMEDOUT = 19, 116
SCL, SDA = 22, 21


class Memory:
    """A chip of 256 registers that keeps what was written, for as long as it acknowledges."""

    def __init__(self):
        self.acknowledges = True
        self.bytes = bytearray(range(256))
        self.pointer = 0

    def write(self, data):
        if self.acknowledges and len(data):
            self.pointer = data[0]
            self.bytes[self.pointer : self.pointer + len(data) - 1] = data[1:]
        return self.acknowledges

    def read_into(self, buf):
        buf[:] = self.bytes[self.pointer : self.pointer + len(buf)]
        return self.acknowledges


def made(freq=100_000, timeout=5_000):
    board = Hardware()
    machine.attach(board)
    bus = board.add_bus(SCL, SDA)
    chip = Memory()
    bus.add(0x48, chip)
    return board, bus, chip, I2C(0, scl=Pin(SCL), sda=Pin(SDA), freq=freq, timeout=timeout)


@given(st.integers(0, 200), st.binary(min_size=1, max_size=8))
def test_what_is_written_to_a_register_is_read_from_it(register, data):
    _, _, _, i2c = made()
    i2c.writeto_mem(0x48, register, data)
    buf = bytearray(len(data))
    i2c.readfrom_mem_into(0x48, register, buf)
    assert buf == data
    i2c.writeto(0x48, bytes((register,)))
    again = bytearray(len(data))
    i2c.readfrom_into(0x48, again)
    assert again == data


@given(st.integers(0, 127).filter(lambda address: address != 0x48))
def test_an_absent_chip_is_enodev(address):
    _, _, _, i2c = made()
    with pytest.raises(OSError, match="ENODEV") as raised:
        i2c.readfrom_mem_into(address, 0, bytearray(2))
    assert (raised.value.errno, raised.value.args[0]) == (ENODEV, ENODEV)


def test_a_chip_that_does_not_acknowledge_is_enodev_reading_and_writing():
    _, _, chip, i2c = made()
    chip.acknowledges = False
    for transfer in (i2c.writeto, i2c.readfrom_into):
        with pytest.raises(OSError, match="ENODEV"):
            transfer(0x48, bytearray(2))


def test_scan_finds_the_chips_that_are_there():
    _, bus, _, i2c = made()
    bus.add(0x40, Memory())
    assert i2c.scan() == [0x40, 0x48]


@pytest.mark.parametrize("freq", [100_000, 400_000])
def test_a_transfer_takes_nine_bits_a_byte(freq):
    board, _, _, i2c = made(freq)
    i2c.writeto(0x48, b"\x00\x00")
    assert board.clock.now_us == 29 * 1_000_000 // freq
    before_us = board.clock.now_us
    i2c.readfrom_mem_into(0x48, 0, bytearray(2))
    assert board.clock.now_us - before_us == 47 * 1_000_000 // freq


def test_bus_time_makes_the_seconds_pass_in_order():
    board, _, _, i2c = made()
    seen = []
    board.clock.on_second = lambda t_s: seen.append((t_s, board.clock.now_us))
    while board.clock.now_us < 3_000_000:
        i2c.readfrom_mem_into(0x48, 0, bytearray(2))
        time.sleep_ms(7)
    assert seen == [(1, 1_000_000), (2, 2_000_000), (3, 3_000_000)]


def test_a_transfer_that_ends_on_the_second_has_seen_it():
    board, _, _, i2c = made()
    seen = []
    board.clock.on_second = seen.append
    board.clock.advance_us(1_000_000 - 290)
    i2c.writeto(0x48, b"\x00\x00")
    assert seen == [1]


@pytest.mark.parametrize("fault", ["hold_sda", "hold_scl"])
def test_a_line_held_low_is_etimedout_after_the_timeout(fault):
    board, bus, _, i2c = made()
    getattr(bus, fault)()
    with pytest.raises(OSError, match="ETIMEDOUT") as raised:
        i2c.readfrom_mem_into(0x48, 0, bytearray(2))
    assert raised.value.errno == ETIMEDOUT
    assert board.clock.now_us == 5_000
    getattr(bus, fault.replace("hold", "release"))()
    i2c.readfrom_mem_into(0x48, 0, bytearray(2))


def recovered(bus, clocks):
    scl = Pin(SCL, Pin.OPEN_DRAIN, value=1)
    sda = Pin(SDA, Pin.OPEN_DRAIN, value=1)
    for _ in range(clocks):
        scl(0)
        scl(1)
    return sda()


@given(st.integers(1, 12), st.integers(0, 12))
def test_a_stuck_bus_is_freed_by_as_many_clocks_as_it_needs(needed, given_clocks):
    _, bus, _, i2c = made()
    bus.hold_sda(needed)
    free = given_clocks >= needed
    assert recovered(bus, given_clocks) == free
    I2C(0, scl=Pin(SCL), sda=Pin(SDA))
    if free:
        i2c.readfrom_mem_into(0x48, 0, bytearray(2))
    else:
        with pytest.raises(OSError, match="ETIMEDOUT"):
            i2c.readfrom_mem_into(0x48, 0, bytearray(2))


def test_a_short_is_not_freed_by_any_clocks():
    _, bus, _, _ = made()
    bus.hold_sda()
    assert recovered(bus, 100) == 0
    bus.release_sda()
    bus.hold_scl()
    recovered(bus, 100)
    assert Pin(SCL)() == 0


def test_clocks_do_not_count_while_scl_is_held():
    _, bus, _, _ = made()
    bus.hold_sda(1)
    bus.hold_scl()
    assert recovered(bus, 9) == 0


def test_after_pins_took_the_lines_the_controller_must_be_made_again():
    board, bus, _, i2c = made()
    recovered(bus, 9)
    with pytest.raises(OSError, match="ETIMEDOUT"):
        i2c.writeto(0x48, b"\x00")
    I2C(0, scl=Pin(SCL), sda=Pin(SDA))
    i2c.writeto(0x48, b"\x00")
    Pin(SCL, Pin.OPEN_DRAIN, value=0)
    board.reset(HARD_RESET)
    assert bus.read_scl() == 1
    with pytest.raises(OSError, match="ETIMEDOUT"):
        i2c.writeto(0x48, b"\x00")


@given(st.binary(min_size=4, max_size=4), st.binary(min_size=4, max_size=4))
def test_chips_at_one_address_answer_with_the_and_of_their_bits(first, second):
    _, bus, chip, i2c = made()
    other = Memory()
    bus.add(0x48, other)
    chip.bytes[:4], other.bytes[:4] = first, second
    buf = bytearray(4)
    i2c.readfrom_mem_into(0x48, 0, buf)
    assert buf == bytes(a & b for a, b in zip(first, second, strict=True))
    chip.acknowledges = False
    i2c.readfrom_mem_into(0x48, 0, buf)
    assert buf == second
    chip.acknowledges, other.acknowledges = True, False
    i2c.readfrom_mem_into(0x48, 0, buf)
    assert buf == first
    chip.acknowledges = False
    other.acknowledges = False
    with pytest.raises(OSError, match="ENODEV"):
        i2c.readfrom_into(0x48, buf)


def test_a_controller_lets_go_of_lines_that_pins_held_low():
    _, bus, _, _ = made()
    Pin(SCL, Pin.OPEN_DRAIN, value=0)
    Pin(SDA, Pin.OPEN_DRAIN, value=0)
    I2C(0, scl=Pin(SCL), sda=Pin(SDA))
    assert (bus.read_scl(), bus.read_sda()) == (1, 1)


def test_a_port_or_pins_without_a_bus_are_refused():
    made()
    with pytest.raises(ValueError, match="doesn't exist"):
        I2C(2, scl=Pin(SCL), sda=Pin(SDA))
    with pytest.raises(RuntimeError, match="no I2C bus"):
        I2C(0, scl=Pin(SDA), sda=Pin(SCL))
