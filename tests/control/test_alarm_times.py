"""Delays, signals, pauses and tests of alarms, to the millisecond, for every row of the table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control import alarm_table as table
from tests.control.test_alarms import HIGH_UNLATCHED, MEDIUM, PAUSE_MS, ROWS, Alarms, priority_of

pytestmark = pytest.mark.proves("LAW-7-ALARMS", "LAW-4-SILENCE")
rows = pytest.mark.parametrize("row", ROWS, ids=lambda row: table.NAMES[row])


def _begun(row):
    alarms = Alarms()
    alarms.period(row)
    alarms.period(row, after_ms=table.DELAY_MS_OF[row])
    assert alarms.system.present[row]
    return alarms


def test_before_the_first_period_nothing_is_shown_sounded_or_begun():
    system = Alarms().system
    assert (system.count, system.highest, system.uptime_s) == (0, -1, 0)
    assert (system.lamp_priority, system.sounding_priority, system.began_priority) == (0, 0, 0)


@pytest.mark.proves("SAFE-DELAY")
@rows
def test_an_alarm_begins_in_the_last_millisecond_of_its_delay(row):
    delay_ms = table.DELAY_MS_OF[row]
    alarms = Alarms()
    alarms.period(row, after_ms=0)
    if delay_ms:
        alarms.period(row, after_ms=delay_ms - 1)
        assert not alarms.system.present[row]
        alarms.period(row, after_ms=1)
    assert alarms.system.present[row] == 1


@pytest.mark.parametrize("row", (HIGH_UNLATCHED, MEDIUM))
def test_a_short_condition_is_signalled_for_two_seconds(row):
    alarms = Alarms()
    alarms.period(row)
    assert alarms.period(after_ms=1_999).sounding_priority == priority_of(row)
    assert alarms.period(after_ms=1).sounding_priority == 0


@pytest.mark.proves("SAFE-PAUSE")
@rows
@pytest.mark.parametrize("key", ("pause_audio", "acknowledge"))
def test_a_silenced_alarm_sounds_again_in_the_last_millisecond_of_its_pause(row, key):
    alarms = _begun(row)
    getattr(alarms.system, key)()
    assert alarms.period(row, after_ms=PAUSE_MS[priority_of(row)] - 1).sounding_priority == 0
    assert alarms.period(row, after_ms=1).sounding_priority == priority_of(row)


def test_each_test_is_in_the_log_once_however_its_key_is_mashed():
    alarms = Alarms()
    for _ in range(2):
        for _ in range(3):
            alarms.system.start_test(table.HIGH)
        assert [event for _, _, event in alarms.events()] == ["tested"]
        assert alarms.period(after_ms=4_999).sounding_priority == table.HIGH
        assert alarms.period(after_ms=1).sounding_priority == 0


def test_the_first_second_is_counted_when_it_is_over():
    alarms = Alarms()
    assert alarms.period(after_ms=999).uptime_s == 0
    assert alarms.period(after_ms=1).uptime_s == 1


@given(st.lists(st.integers(0, 60_000), max_size=20))
def test_no_part_of_a_second_is_lost_or_counted_twice(gaps_ms):
    alarms = Alarms()
    for after_ms in gaps_ms:
        alarms.period(after_ms=after_ms)
    assert alarms.system.uptime_s == sum(gaps_ms) // 1_000
