"""The event log: what was noted is what is exported, and what found no room is counted."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control import alarm_log
from control.alarm_table import COUNT, NAMES
from control.settings import SETTINGS, Settings
from firmware.storage.crc16 import crc16
from firmware.storage.event_log import (
    CHANGED,
    COLUMNS,
    EVENTS,
    LOST,
    STARTED,
    SUBJECT_MAX,
    EventLog,
)
from firmware.storage.setting_changes import SettingChanges
from tests.firmware.storage.storage_bench import BenchFiles, Clock

WAITING_MAX = 24
RETRY_AFTER = 120
clocks = st.builds(
    Clock,
    st.integers(2000, 2099),
    st.integers(1, 12),
    st.integers(1, 31),
    st.integers(0, 23),
    st.integers(0, 59),
    st.integers(0, 59),
    st.booleans(),
)
small = st.integers(-(1 << 30), (1 << 30) - 1)
subjects = st.sampled_from([*NAMES, "", "air_mc", "v1.2.0-3"])
notes = st.tuples(
    st.integers(0, 1_000_000_000), st.integers(0, len(EVENTS) - 1), subjects, small, small
)


def table(log):
    lines = list(log.lines())
    assert lines[0] == COLUMNS
    return list(csv.DictReader(lines))


def time(clock):
    if clock.lost:
        return ""
    return (
        f"{clock.year}-{clock.month:02}-{clock.day:02} "
        f"{clock.hour:02}:{clock.minute:02}:{clock.second:02}"
    )


@given(clocks, st.lists(notes, max_size=WAITING_MAX), st.booleans())
def test_what_was_noted_is_what_is_exported(clock, noted, restart):
    files = BenchFiles()
    log = EventLog(files, clock)
    for note in noted:
        log.note(*note)
        log.flush(0)
    if restart:
        log = EventLog(files, Clock())
    assert [tuple(row.values()) for row in table(log)] == [
        (str(number), time(clock), str(uptime), EVENTS[event], subject, str(value), str(limit))
        for number, (uptime, event, subject, value, limit) in enumerate(noted)
    ]


def test_every_alarm_s_name_fits():
    assert max(map(len, NAMES)) <= SUBJECT_MAX


def test_the_events_in_flash_keep_their_meaning():
    """Logs that are in the field refer to them by position: add at the end only."""
    assert EVENTS[:13] == (
        *("began", "ended", "paused", "acknowledged", "tested"),
        *("started", "changed", "calibrated", "clock-set", "crashed", "updated", "lost"),
        "failed",
    )


@given(st.text(max_size=40))
def test_whatever_the_subject_a_line_is_a_line_of_seven_columns(subject):
    log = EventLog(BenchFiles(), Clock())
    log.note(1, STARTED, subject, 2, 3)
    (row,) = table(log)
    assert (row["uptime_s"], row["value"], row["limit"]) == ("1", "2", "3")
    assert len(row["subject"]) <= SUBJECT_MAX
    assert not set(row["subject"]) & set(',\n"\r')


@given(st.binary(min_size=51, max_size=51))
def test_whatever_a_whole_record_says_it_is_exported_without_a_fault(body):
    files = BenchFiles()
    record = bytearray(body + bytes(2))
    record[-2:] = crc16(record, 51).to_bytes(2, "big")
    files.contents["events.0"] = record
    assert len(table(EventLog(files, Clock()))) == 1


def alarms_noted(count):
    log = alarm_log.AlarmLog()
    for entry in range(count):
        log.write(entry, entry % (COUNT + 1) - 1, entry % 5, entry, -entry)
    return log


@given(st.integers(0, 100))
def test_what_the_alarms_have_logged_is_taken_as_fast_as_there_is_room(count):
    alarms = alarms_noted(count)
    kept = min(count, 64)
    log = EventLog(BenchFiles(), Clock())
    for _ in range(40):
        log.take(alarms)
        log.flush(999)
    rows = table(log)
    lost = [row for row in rows if row["event"] == "lost"]
    rows = [row for row in rows if row not in lost]
    assert [int(row["uptime_s"]) for row in rows] == list(range(count - kept, count))
    for row in rows:
        entry = int(row["uptime_s"])
        alarm = entry % (COUNT + 1) - 1
        assert row["subject"] == (NAMES[alarm] if alarm >= 0 else "")
        assert row["event"] == alarm_log.EVENTS[entry % 5]
        assert (int(row["value"]), int(row["limit"])) == (entry, -entry)
    assert sum(int(row["value"]) for row in lost) == count - kept


@given(st.integers(1, 60))
def test_events_without_room_are_counted_in_an_event_of_their_own(over):
    files = BenchFiles()
    log = EventLog(files, Clock())
    files.fail()
    for uptime in range(WAITING_MAX + over):
        log.note(uptime, STARTED)
        log.flush(uptime)
    assert log.failed
    files.repair()
    for _ in range(2 * RETRY_AFTER):
        log.flush(1000)
    log.note(2000, STARTED)
    assert not log.failed
    assert [(row["event"], row["uptime_s"], row["value"]) for row in table(log)] == [
        *(("started", str(uptime), "0") for uptime in range(WAITING_MAX)),
        ("lost", "1000", str(over)),
        ("started", "2000", "0"),
    ]


@given(st.lists(st.tuples(st.sampled_from(["air", "skin", "humidity", "mode"]), small)))
def test_every_change_of_a_setting_is_logged_with_what_was_before(changes):
    settings = Settings()
    log = EventLog(BenchFiles(), Clock())
    watch = SettingChanges(settings)
    state = {row.field: int(getattr(settings, row.field)) for row in SETTINGS}
    for name, value in [*changes, ("override", True), ("air", 38_000), ("override", False)]:
        getattr(settings, "set_" + name)(value)
        watch.note(log, 5)
        log.flush(5)
    for row in table(log):
        assert row["event"] == EVENTS[CHANGED]
        assert state[row["subject"]] == int(row["limit"]) != int(row["value"])
        state[row["subject"]] = int(row["value"])
    assert state == {row.field: int(getattr(settings, row.field)) for row in SETTINGS}
    watch.note(log, 6)
    assert "6" not in [row["uptime_s"] for row in table(log)]


@pytest.mark.parametrize("event", [STARTED, LOST])
def test_an_event_needs_no_more_than_its_name(event):
    log = EventLog(BenchFiles(), Clock())
    log.note(7, event)
    (row,) = table(log)
    assert (row["event"], row["subject"], row["value"]) == (EVENTS[event], "", "0")
