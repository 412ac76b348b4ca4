"""The ring of the last events, against a list that forgets its oldest."""

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control import alarm_log
from control.alarm_log import AlarmLog, Entry

pytestmark = pytest.mark.proves("LAW-7-ALARMS")

ENTRIES = 64
LOST_MAX = 1_000_000
# So many events are written, or taken: a ring filled, passed and emptied.
turns = st.lists(
    st.tuples(st.booleans(), st.sampled_from((1, 2, 5, ENTRIES - 1, ENTRIES, ENTRIES + 1))),
    max_size=12,
)


def _row(entry):
    return (entry.uptime_s, entry.alarm, entry.event, entry.value, entry.limit)


@given(turns)
def test_what_is_taken_is_the_oldest_left_and_what_was_overwritten_is_counted(turns):
    log = AlarmLog()
    model = deque(maxlen=ENTRIES)
    written = taken = 0
    for writes, count in turns:
        for _ in range(count):
            if writes:
                row = (written, written % 45 - 1, written % 5, written + 3, written + 4)
                log.write(*row)
                model.append(row)
                written += 1
            else:
                entry = log.take()
                assert (entry and _row(entry)) == (model.popleft() if model else None)
                taken += entry is not None
            assert log.waiting == len(model)
            assert log.lost == written - taken - len(model)


@pytest.mark.parametrize("lost", (LOST_MAX - 1, LOST_MAX))
def test_what_is_lost_is_counted_to_a_million_and_no_further(lost):
    log = AlarmLog()
    for uptime_s in range(ENTRIES):
        log.write(uptime_s, 0, 0, 0, 0)
    log.lost = lost
    log.write(ENTRIES, 0, 0, 0, 0)
    assert log.lost == LOST_MAX


def test_an_entry_begins_as_nothing_that_happened_to_any_alarm():
    assert _row(Entry()) == (0, -1, alarm_log.BEGAN, 0, 0)


def test_every_event_has_its_name():
    names = [name for name in vars(alarm_log) if name.isupper() and not name.startswith("_")]
    names.remove("EVENTS")
    assert {name: alarm_log.EVENTS[getattr(alarm_log, name)] for name in names} == {
        "BEGAN": "began",
        "ENDED": "ended",
        "PAUSED": "paused",
        "ACKNOWLEDGED": "acknowledged",
        "TESTED": "tested",
    }
