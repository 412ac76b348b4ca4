"""What boards have said, kept in a file for some time: SQLite, a row a line."""

import csv
import io
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from boards.read_data_port import FIELDS
from sim.errors import InputError
from sim.watch.board import Message

COLUMNS = ("sequence", *(name for name, _, _ in FIELDS), "alarms")
MS_PER_DAY = 86_400_000
_MS_PER_S = 1000
_PAGE_ROWS = 500  # of an export that is on its way


class Store:
    """Rows of (board, at_ms), each once. Nothing is lost that was committed."""

    def __init__(self, path: Path, keep_days: float):
        self.path = path
        self._keep_ms = int(keep_days * MS_PER_DAY)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._file = sqlite3.connect(path)
            self._file.execute("pragma journal_mode = wal")
            self._file.execute("pragma synchronous = normal")
            self._file.execute(
                "create table if not exists line (board text, at_ms integer,"
                " primary key (board, at_ms)) without rowid"
            )
            self._file.execute(
                "create table if not exists sent (board text primary key, at_ms integer)"
            )
            there = {row[1] for row in self._file.execute("pragma table_info(line)")}
            for name in COLUMNS:
                if name not in there:  # a newer version has a field more
                    self._file.execute(f'alter table line add column "{name}"')
            self._file.commit()
        except sqlite3.DatabaseError as error:
            raise InputError(f"{path}: cannot keep values there: {error}") from None
        names = ", ".join(f'"{name}"' for name in COLUMNS)
        marks = ", ".join("?" * (len(COLUMNS) + 2))
        self._insert = f"insert or ignore into line (board, at_ms, {names}) values ({marks})"

    def add(self, board: str, at_ms: int, message: Message) -> bool:
        """Keep a message; False if it was there. Committed by `commit`."""
        values = [message[name] for name in COLUMNS[:-1]]
        cursor = self._file.execute(
            self._insert, (board, at_ms, *values, ";".join(message["alarms"]))
        )
        return cursor.rowcount > 0

    def commit(self) -> None:
        """What was added is safe from here on."""
        self._file.commit()

    def prune(self, now_ms: int) -> None:
        """Forget what is older than it is to be kept."""
        for board in self.boards():
            self._file.execute(
                "delete from line where board = ? and at_ms < ?", (board, now_ms - self._keep_ms)
            )
        self._file.commit()

    def boards(self) -> list[str]:
        """The names of all that are in it."""
        return [row[0] for row in self._file.execute("select distinct board from line")]

    def messages(self, board: str, after_ms: int, most: int = -1) -> Iterator[tuple[int, Message]]:
        """(at_ms, message) of a board in order, from the first after a moment on."""
        names = ", ".join(f'"{name}"' for name in COLUMNS)
        rows = self._file.execute(
            f"select at_ms, {names} from line where board = ? and at_ms > ?"
            " order by at_ms limit ?",
            (board, after_ms, most),
        )
        for at_ms, *values in rows:
            message = dict(zip(COLUMNS, values, strict=True))
            message["alarms"] = [name for name in (message["alarms"] or "").split(";") if name]
            yield at_ms, message

    def last_ms(self, board: str) -> int | None:
        """When its newest message came."""
        rows = self._file.execute("select max(at_ms) from line where board = ?", (board,))
        at_ms: int | None = rows.fetchone()[0]
        return at_ms

    def sent_ms(self, board: str) -> int:
        """Up to when its messages have been passed on; 0: none."""
        row = self._file.execute("select at_ms from sent where board = ?", (board,)).fetchone()
        return 0 if row is None else int(row[0])

    def mark_sent(self, board: str, at_ms: int) -> None:
        """Its messages up to then have been passed on."""
        self._file.execute("insert or replace into sent values (?, ?)", (board, at_ms))

    def close(self) -> None:
        """Commit and let go."""
        self._file.commit()
        self._file.close()


def as_csv(path: Path, board: str, since_ms: int) -> Iterator[str]:
    """The rows of a board as CSV in pieces; opened anew, for a thread of its own."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("time_utc", *COLUMNS))
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    file = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)
    try:
        rows = file.execute(
            f"select at_ms, {names} from line where board = ? and at_ms >= ? order by at_ms",
            (board, since_ms),
        )
        while page := rows.fetchmany(_PAGE_ROWS):
            for at_ms, *values in page:
                moment = datetime.fromtimestamp(at_ms / _MS_PER_S, UTC)
                writer.writerow((moment.isoformat(timespec="milliseconds"), *values))
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    finally:
        file.close()
    yield out.getvalue()
