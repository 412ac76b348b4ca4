"""What a watcher keeps: each line once, for as long as it was told."""

import csv
import sqlite3
from contextlib import suppress

import pytest

from boards.read_data_port import parse
from sim.errors import InputError
from sim.watch.store import COLUMNS, MS_PER_DAY, Store, as_csv
from tests.sim.watch.lines import numbered, recorded

NOW_MS = 1_800_000_000_000
MESSAGES = [parse(numbered(line, number)) for number, line in enumerate(recorded(30, "mains-cut"))]
# A row has 39 values, most of 1 to 9 bytes: docs/watching.md promises so much.
BYTES_A_ROW = 300


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "values.sqlite", keep_days=1)
    yield store
    with suppress(sqlite3.ProgrammingError):  # closed by the test
        store.close()


def test_messages_come_back_as_they_were(store):
    for number, message in enumerate(MESSAGES):
        assert store.add("bed", NOW_MS + number, message)
        assert not store.add("bed", NOW_MS + number, message)  # each once
        store.add("other", NOW_MS + number, message)
    kept = list(store.messages("bed", NOW_MS - 1))
    assert [at_ms - NOW_MS for at_ms, _ in kept] == list(range(len(MESSAGES)))
    assert [message for _, message in kept] == MESSAGES
    assert store.boards() == ["bed", "other"]
    assert [at_ms for at_ms, _ in store.messages("bed", NOW_MS, 2)] == [NOW_MS + 1, NOW_MS + 2]


def test_what_was_committed_outlives_the_watcher(store, tmp_path):
    store.add("bed", NOW_MS, MESSAGES[0])
    store.commit()
    store.add("bed", NOW_MS + 1, MESSAGES[1])
    again = Store(tmp_path / "values.sqlite", keep_days=1)
    assert [message for _, message in again.messages("bed", 0)] == MESSAGES[:1]
    again.close()


def test_it_forgets_in_time(store):
    for at_ms in (NOW_MS - MS_PER_DAY - 1, NOW_MS - MS_PER_DAY, NOW_MS):
        store.add("bed", at_ms, MESSAGES[0])
    store.prune(NOW_MS)
    assert [at_ms for at_ms, _ in store.messages("bed", 0)] == [NOW_MS - MS_PER_DAY, NOW_MS]


def test_it_grows_as_calculated(store, tmp_path):
    rows = 2_000
    for number in range(rows):
        store.add("bed", NOW_MS + number, MESSAGES[number % len(MESSAGES)])
    store.close()
    assert (tmp_path / "values.sqlite").stat().st_size / rows < BYTES_A_ROW


def test_an_export_has_all_of_a_board(store):
    for number, message in enumerate(MESSAGES):
        store.add("bed", NOW_MS + number, message)
    store.commit()
    rows = list(csv.DictReader("".join(as_csv(store.path, "bed", NOW_MS + 1)).splitlines()))
    assert list(rows[0]) == ["time_utc", *COLUMNS]
    assert rows[0]["time_utc"] == "2027-01-15T08:00:00.001+00:00"
    assert [float(row["air"]) for row in rows if row["air"]] == [
        message["air"] for message in MESSAGES[1:] if message["air"] is not None
    ]
    assert len(rows) == len(MESSAGES) - 1


def test_a_field_that_a_new_version_has_is_added(store, tmp_path, monkeypatch):
    store.add("bed", NOW_MS, MESSAGES[0])
    store.close()
    monkeypatch.setattr("sim.watch.store.COLUMNS", (*COLUMNS[:-1], "lamp_hours", "alarms"))
    newer = Store(tmp_path / "values.sqlite", keep_days=1)
    newer.add("bed", NOW_MS + 1, {**MESSAGES[0], "lamp_hours": 7})
    assert [message["lamp_hours"] for _, message in newer.messages("bed", 0)] == [None, 7]
    newer.close()


def test_a_file_that_is_no_store_is_refused(tmp_path):
    (tmp_path / "x").write_text("something else, and long enough to look at" * 9)
    with pytest.raises(InputError, match="cannot keep values there"):
        Store(tmp_path / "x", 1)
