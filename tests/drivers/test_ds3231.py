from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ds3231 import Ds3231
from drivers.errors import WRONG_CHIP
from tests import watched
from tests.drivers.playback_bus import PlaybackBus

ADDRESS = 0x68
STATUS = 0x0F
STOPPED = 0x80
# 2026-02-28 23:59:58, weekday 6; nothing in the alarms.
GOOD = bytes.fromhex("58 59 23 06 28 02 26") + bytes(7) + b"\x04\x00"

times = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31, 23, 59, 59))


def chip(registers=GOOD, driver=Ds3231):
    bus = PlaybackBus()
    bus.registers(ADDRESS, 0, registers)
    bus.log = []
    return bus, driver(bus)


def fields(clock):
    return (clock.year, clock.month, clock.day, clock.hour, clock.minute, clock.second)


def test_reads_a_time():
    _, clock = chip()
    clock.read()
    assert fields(clock) == (2026, 2, 28, 23, 59, 58)
    assert not clock.lost


def test_until_read_the_time_counts_as_lost():
    assert chip()[1].lost


@given(status=st.integers(0, 0xFF))
def test_lost_is_the_oscillator_stop_flag(status):
    _, clock = chip(GOOD[:STATUS] + bytes((status,)))
    clock.read()
    assert clock.lost == bool(status & STOPPED)


def test_the_century_bit_is_no_month():
    _, clock = chip(GOOD[:5] + b"\x92" + GOOD[6:])
    clock.read()
    assert (clock.year, clock.month) == (2026, 12)


@given(time=times)
def test_what_is_set_is_read_back_and_declared_good(time):
    bus, clock = chip(GOOD[:STATUS] + bytes((STOPPED,)))
    clock.set(time.year, time.month, time.day, time.hour, time.minute, time.second)
    (address, written), (also, control) = bus.log
    assert address == also == ADDRESS
    assert written[0] == 0 and len(written) == 8
    assert control == b"\x0e\x04\x00"  # oscillator on, stop flag cleared
    assert 1 <= written[4] <= 7  # the chip has no weekday 0
    bus.registers(ADDRESS, 0, written[1:] + bytes(7) + control[1:])
    clock.read()
    assert fields(clock) == (
        time.year,
        time.month,
        time.day,
        time.hour,
        time.minute,
        time.second,
    )
    assert not clock.lost


NO_TIMES = {  # by register
    0: (0x5A, 0x60, 0x80),
    1: (0x0F, 0x60),
    2: (0x24, 0x52),
    4: (0x00, 0x32, 0x1A),
    5: (0x00, 0x13, 0x8A),
    6: (0x9A, 0xA0, 0xFF),
}


@pytest.mark.parametrize(
    ("register", "bcd"), [(register, bcd) for register in NO_TIMES for bcd in NO_TIMES[register]]
)
def test_what_is_no_time_raises_and_changes_nothing(register, bcd):
    _, clock = chip(GOOD[:register] + bytes((bcd,)) + GOOD[register + 1 :])
    before = fields(clock)
    with pytest.raises(OSError) as raised:
        clock.read()
    assert raised.value is WRONG_CHIP
    assert fields(clock) == before


@given(registers=st.binary(min_size=16, max_size=16))
def test_arbitrary_bytes_are_a_time_or_an_error_in_small_integers(registers):
    _, clock = chip(registers, Checked)
    try:
        clock.read()
    except OSError as error:
        assert error.errno == WRONG_CHIP.errno
    year, month, day, hour, minute, second = fields(clock)
    assert 2000 <= year <= 2099 and 1 <= month <= 12 and 1 <= day <= 31
    assert 0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59


@pytest.mark.parametrize(
    "time",
    [
        (1999, 12, 31, 0, 0, 0),
        (2100, 1, 1, 0, 0, 0),
        (2026, 0, 1, 0, 0, 0),
        (2026, 13, 1, 0, 0, 0),
        (2026, 1, 0, 0, 0, 0),
        (2026, 1, 32, 0, 0, 0),
        (2026, 1, 1, 24, 0, 0),
        (2026, 1, 1, 0, 60, 0),
        (2026, 1, 1, 0, 0, 60),
        (2026, 1, 1, -1, 0, 0),
    ],
)
def test_no_such_time_is_refused_and_not_sent(time):
    bus, clock = chip()
    with pytest.raises(ValueError):
        clock.set(*time)
    assert bus.log == []


Checked = watched.load("drivers.ds3231").Ds3231
