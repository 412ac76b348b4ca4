"""The stamp that tells, after a power cut, how long it lasted."""

from datetime import datetime, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from drivers.ds3231 import UNKNOWN, Ds3231
from sim.world.chips import ds3231 as simulated
from sim.world.clock import Clock
from tests import watched

ADDRESS = 0x68
STAMP = 0x07
ROUND = timedelta(days=128 * 128 - 8)  # then the count of stretches has come round
BRIEF_S = 7 * 86_400  # outages below this are told

FIRST, LAST = datetime(2000, 1, 1), datetime(2099, 12, 1)
ENDS = [
    datetime(year, month, day, 23, 59, 50)
    for year, month, day in (
        (2000, 2, 28),
        (2000, 2, 29),
        (2023, 2, 28),
        (2024, 2, 28),
        (2024, 2, 29),
        (2025, 12, 31),
        (2026, 4, 30),
        (2098, 12, 31),
    )
]
STRETCH_ENDS = [
    FIRST + timedelta(days=128 * stretch, seconds=-10) for stretch in (1, 2, 127, 128, 129, 256)
]
moments = st.datetimes(FIRST, LAST).map(
    lambda moment: moment.replace(microsecond=0)
) | st.sampled_from(ENDS + STRETCH_ENDS)
outages_s = st.integers(0, 700) | st.integers(0, BRIEF_S - 86_400) | st.just(0)


class Power(Exception):
    """Power went in the middle of a transfer."""


class Wire:
    """A bus with a simulated DS3231. `bytes_left`: power goes after so many bytes written."""

    def __init__(self, moment):
        self.clock = Clock()
        self.chip = simulated.Ds3231(self.clock)
        self.chip.set_calendar(moment.timetuple()[:6])
        self.bytes_left = None

    def writeto(self, address, data):
        assert address == ADDRESS
        if self.bytes_left is not None and self.bytes_left < len(data):
            self.chip.write(data[: self.bytes_left])
            raise Power
        self.chip.write(data)

    def readfrom_mem_into(self, address, register, buffer):
        assert address == ADDRESS
        self.chip.write(bytes((register,)))
        self.chip.read_into(buffer)

    def wait(self, seconds):
        self.clock.now_us += seconds * 1_000_000


def stamped(moment, driver=Ds3231):
    wire = Wire(moment)
    clock = driver(wire)
    clock.outage_s()
    clock.stamp()
    return wire


@example(datetime(2024, 2, 28, 23, 59, 59), 86_401)
@example(datetime(2025, 12, 31, 23, 59, 59), 1)
@given(moments, outages_s)
def test_an_outage_is_as_long_as_the_calendar_says(moment, outage_s):
    wire = stamped(moment)
    wire.wait(outage_s)
    assert Ds3231(wire).outage_s() == outage_s


@pytest.mark.parametrize("year", [2001, 2023, 2024, 2099])
@pytest.mark.parametrize("month", range(1, 13))
def test_a_second_over_the_end_of_any_month_is_a_second(year, month):
    wire = stamped(datetime(year, month, 1) - timedelta(seconds=1))
    wire.wait(1)
    assert Ds3231(wire).outage_s() == 1


@given(moments, moments)
def test_any_two_dates_are_told_apart_or_called_unknown(before, after):
    wire = stamped(before)
    wire.chip.set_calendar(after.timetuple()[:6])
    assume(abs(after - before) < ROUND)
    elapsed_s = int((after - before).total_seconds())
    told_s = Ds3231(wire).outage_s()
    if 0 <= elapsed_s < BRIEF_S:
        assert told_s == elapsed_s
    else:
        assert told_s in (UNKNOWN, elapsed_s)


@given(moments, st.integers(1, 86_400))
def test_a_stamp_from_the_future_is_unknown(moment, ahead_s):
    wire = stamped(moment)
    wire.chip.jump(-ahead_s)
    assert Ds3231(wire).outage_s() == UNKNOWN


@given(moments, st.integers(0, 600))
def test_a_clock_that_had_stopped_is_unknown(moment, outage_s):
    wire = stamped(moment)
    wire.wait(outage_s)
    wire.chip.stop()
    wire.chip.start()
    assert Ds3231(wire).outage_s() == UNKNOWN


def test_a_clock_that_was_never_stamped_is_unknown():
    assert Ds3231(Wire(datetime(2026, 1, 1))).outage_s() == UNKNOWN


@given(moments, st.integers(1, 60), st.lists(st.integers(1, 200_000), min_size=1, max_size=6))
def test_the_last_of_many_stamps_counts_across_restarts(moment, outage_s, gaps_s):
    wire = stamped(moment)
    for gap_s in gaps_s:
        wire.wait(gap_s)
        clock = Ds3231(wire)
        clock.outage_s()
        clock.stamp()
        wire.wait(1)
        clock.stamp()
    wire.wait(outage_s)
    if (moment + timedelta(seconds=sum(gaps_s) + 500)).year < 2100:
        assert Ds3231(wire).outage_s() == outage_s


@pytest.mark.parametrize("sent", range(8))
@given(moments, st.integers(1, 300_000), st.integers(0, 3))
def test_power_that_goes_within_a_stamp_leaves_the_one_before_or_this_one(
    sent, moment, gap_s, earlier
):
    wire = stamped(moment)
    clock = Ds3231(wire)
    clock.outage_s()
    for _ in range(earlier):
        clock.stamp()
    wire.wait(gap_s)
    wire.bytes_left = sent
    with pytest.raises(Power):
        clock.stamp()
    told_s = Ds3231(wire).outage_s()
    assert told_s in (0, gap_s)


@given(moments, st.lists(st.integers(0, 7), min_size=1, max_size=4))
def test_transfers_that_fail_again_and_again_never_spoil_the_last_good_stamp(moment, cuts):
    wire = stamped(moment)
    clock = Ds3231(wire)
    clock.outage_s()
    for sent in cuts:
        wire.wait(5)
        wire.bytes_left = sent
        with pytest.raises(Power):
            clock.stamp()
    assert Ds3231(wire).outage_s() == 5 * len(cuts)


def test_a_stamp_leaves_time_and_control_as_they_are():
    wire = stamped(datetime(2026, 7, 1, 12, 0, 0))
    before = bytearray(7)
    wire.readfrom_mem_into(ADDRESS, 0, before)
    control = bytearray(3)
    wire.readfrom_mem_into(ADDRESS, 0x0E, control)
    Ds3231(wire).stamp()
    after = bytearray(7)
    wire.readfrom_mem_into(ADDRESS, 0, after)
    assert after == before
    after = bytearray(3)
    wire.readfrom_mem_into(ADDRESS, 0x0E, after)
    assert after == control


@given(moments, st.binary(min_size=7, max_size=7))
def test_arbitrary_bytes_in_the_stamp_are_brief_or_unknown_in_small_integers(moment, garbage):
    wire = Wire(moment)
    wire.chip.write(bytes((STAMP,)) + garbage)
    clock = Checked(wire)
    assert -1 <= clock.outage_s() < BRIEF_S + 86_400
    clock.stamp()
    assert Ds3231(wire).outage_s() == 0


Checked = watched.load("drivers.ds3231").Ds3231
