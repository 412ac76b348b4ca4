"""Reads what somebody has recorded of a real box: a table, a data port's log, or its trends."""

import csv
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from math import inf, isfinite, nan
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError

Numbers = NDArray[np.float64]

_WORDS = {"on": 1.0, "true": 1.0, "yes": 1.0, "off": 0.0, "false": 0.0, "no": 0.0}
_SUFFIXES = {"_mc": 1000.0}  # of a column's name: by what its numbers are divided
_LEAST_ROWS = 60
_SHORTEST_S = 1_800
_LEAST_RISE_K = 3.0  # of the air over the room
_LEAST_READ = 0.5  # of the rows, of every column that is needed
_ROOM_C = (0.0, 50.0)  # as an incubator's room may be, and more
_AIR_C = (0.0, 60.0)
_ELEMENT_C = (0.0, 300.0)
_BOARD = {"time": "uptime", "air": ("air", "air2"), "element": "element", "open": "hood_open"}
# Of data port and trends: each column's name, and what heater and fan are at full power.
_PORT = {**_BOARD, "heater": "heater", "heater_full": 100.0, "fan": "fan_duty", "fan_full": 100.0}
_TRENDS = {
    "time": "time",
    "air": ("air_mc", "air2_mc"),
    "element": "element_mc",
    "open": "hood_open",
    "heater": "heater_pm",
    "heater_full": 1000.0,
}


@dataclass(frozen=True)
class Columns:
    """Which column holds what, as the user named them; None: not said.

    room: a column, or a temperature as text. heater_full, fan_full: what these columns hold at
    full power.
    """

    time: str | None = None
    room: str | None = None
    air: tuple[str, ...] = ()
    heater: str | None = None
    heater_full: float | None = None
    fan: str | None = None
    fan_full: float | None = None
    element: str | None = None
    open: str | None = None


@dataclass(frozen=True)
class Recording:
    """n samples in order of time; nan where nothing was read.

    t_s from the first one, room_c, air_c (channels, n), heater and fan (shares of full power),
    element_c or None, is_open (true while a lid is open) or None.
    """

    t_s: Numbers
    room_c: Numbers
    air_c: Numbers
    heater: Numbers
    fan: Numbers
    element_c: Numbers | None
    is_open: NDArray[np.bool_] | None
    channels: tuple[str, ...]


def read_recording(path: Path, columns: Columns) -> Recording:
    """The recording in a file. InputError says in one line what is wrong with it, and where."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot read the log: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: a log is UTF-8 text, and this is not") from None
    rows, usual = _rows(path, text)
    chosen = _chosen(path, columns, usual, rows)
    return _recording(path, chosen, rows)


Rows = list[dict[str, Any]]


def _rows(path: Path, text: str) -> tuple[Rows, dict[str, Any]]:
    """The rows of a file by column, and the columns that a file of this kind has anyway."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise InputError(f"{path}: the log is empty")
    if lines[0].startswith("CRADLE,"):
        return _port_rows(path, lines), _PORT
    if lines[0].startswith("{"):
        said = _json_rows(path, lines)
        if not said or "line" not in said[0]:
            return said, _PORT
        lines = [str(row["line"]) for row in said if "line" in row]  # the console's `trends`
    rows = _table_rows(path, lines)
    trends = {"number", "alarm", "heater_pm", "air_mc"} <= rows[0].keys() if rows else False
    return rows, _TRENDS if trends else {}


def _port_rows(path: Path, lines: list[str]) -> Rows:
    # Imported here: it knows the fields by making a controller.
    from sim.mcu.install import install  # noqa: PLC0415

    install()
    from boards.read_data_port import Damaged, parse  # noqa: PLC0415

    rows = []
    damage = ""
    for line in lines:
        try:
            rows.append(parse(line.encode("ascii", "replace")))
        except Damaged as error:
            damage = str(error)
    if len(rows) < _LEAST_READ * len(lines):
        raise InputError(f"{path}: most lines of the data port are damaged: {damage}")
    return rows


def _json_rows(path: Path, lines: list[str]) -> Rows:
    """Lines of JSON: of the data port's reader, or of the console."""
    rows = []
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
        except ValueError:
            raise InputError(f"{path}: line {number} is not JSON, as the first one is") from None
        if isinstance(row, dict):
            rows.append(row)
    return rows


def _table_rows(path: Path, lines: list[str]) -> Rows:
    delimiter = max(",;\t", key=lines[0].count)
    if delimiter not in lines[0]:
        raise InputError(f"{path}: the first line names no columns with commas between them")
    decimal_comma = delimiter == ";"
    reader = csv.reader(lines, delimiter=delimiter)
    names = [name.strip() for name in next(reader)]
    rows = []
    for cells in reader:
        texts = (cell.strip().replace(",", ".") if decimal_comma else cell for cell in cells)
        rows.append(dict(zip(names, texts, strict=False)))
    return rows


def _chosen(path: Path, columns: Columns, usual: dict[str, Any], rows: Rows) -> Columns:
    """The user's columns, and where nothing was said those that this kind of file has."""
    names = list(rows[0]) if rows else []
    given = {key: value for key, value in vars(columns).items() if value}
    there = {
        key: tuple(name for name in value if name in names) if key == "air" else value
        for key, value in usual.items()
        if not isinstance(value, str) or value in names
    }
    chosen = Columns(**{**there, **given})
    for option, value in (("time", chosen.time), ("air", chosen.air), ("heater", chosen.heater)):
        if not value:
            raise InputError(f"{path}: say with --{option} which column it is: {_listed(names)}")
    if not chosen.room:
        raise InputError(f"{path}: say with --room which column it is, or its temperature in degC")
    wanted = [("time", chosen.time), ("heater", chosen.heater), ("fan", chosen.fan)]
    wanted += [("element", chosen.element), ("open", chosen.open)]
    wanted += [("air", name) for name in chosen.air]
    if _number(chosen.room) is None:
        wanted.append(("room", chosen.room))
    for option, name in wanted:
        if name is not None and name not in names:
            raise InputError(f"{path}: --{option} {name}: no such column; it has {_listed(names)}")
    return chosen


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "none"


def _recording(path: Path, chosen: Columns, rows: Rows) -> Recording:
    assert chosen.time and chosen.room and chosen.heater
    t_s = _times(path, chosen.time, rows)
    room = _number(chosen.room)
    room_c = np.full(len(rows), room) if room is not None else _column(rows, chosen.room)
    read = {"room": _within(path, chosen.room, room_c, *_ROOM_C)}
    for name in chosen.air:
        read[name] = _within(path, name, _column(rows, name), *_AIR_C)
    heater = _share(path, "heater", chosen.heater, chosen.heater_full, rows)
    fan = np.ones(len(rows))
    if chosen.fan:
        fan = _share(path, "fan", chosen.fan, chosen.fan_full, rows)
    element_c = None
    if chosen.element:
        element_c = _within(path, chosen.element, _column(rows, chosen.element), *_ELEMENT_C)
        element_c = element_c if np.isfinite(element_c).mean() > _LEAST_READ else None
    is_open = _column(rows, chosen.open) > 0.5 if chosen.open else None
    # Other air sensors than the first may be missing altogether, as the board's may be silent.
    airs = [
        name
        for place, name in enumerate(chosen.air)
        if not place or np.isfinite(read[name]).mean() > _LEAST_READ
    ]
    for name, values in (("room", read["room"]), (airs[0], read[airs[0]]), ("heater", heater)):
        if np.isfinite(values).mean() < _LEAST_READ:
            raise InputError(f"{path}: {name}: most rows hold no number")
    recording = Recording(
        t_s,
        read["room"],
        np.array([read[name] for name in airs]),
        heater,
        fan,
        element_c,
        is_open,
        tuple(airs),
    )
    _check(path, recording)
    return recording


def _check(path: Path, recording: Recording) -> None:
    """Refuse what nothing can be learned from."""
    t_s = recording.t_s
    if t_s[-1] < _SHORTEST_S:
        raise InputError(
            f"{path}: it lasts {t_s[-1] / 60:.0f} min; {_SHORTEST_S / 60:.0f} min are the least"
            " to learn from, some hours are better"
        )
    heater = recording.heater
    if np.nanmax(heater) - np.nanmin(heater) < 0.05:
        raise InputError(f"{path}: the heater never changes: nothing can be learned from that")
    over = np.nanmax(recording.air_c[0] - recording.room_c)
    if over < _LEAST_RISE_K:
        raise InputError(
            f"{path}: the air is never more than {over:.1f} K above the room: let it warm up"
        )


def _times(path: Path, name: str, rows: Rows) -> Numbers:
    """Seconds from the first row; numbers are seconds, else dates and times."""
    if len(rows) < _LEAST_ROWS:
        raise InputError(f"{path}: {len(rows)} rows; {_LEAST_ROWS} are the least to learn from")
    times: list[float] = []
    for number, row in enumerate(rows, 2):
        text = row.get(name)
        at_s = _number(text)
        if at_s is None:
            at_s = _moment_s(str(text))
        if at_s is None:
            raise InputError(f"{path}: line {number}: {name} = {text!r} is no time")
        if times and at_s < times[-1]:
            raise InputError(f"{path}: line {number}: time goes backwards: cut the log there")
        times.append(at_s)
    return np.array(times) - times[0]


def _moment_s(text: str) -> float | None:
    for read in _MOMENTS:
        try:
            return read(text)
        except ValueError:
            continue
    return None


def _clock_s(text: str) -> float:
    hours, minutes, seconds = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


_MOMENTS: tuple[Callable[[str], float], ...] = (
    lambda text: datetime.fromisoformat(text).timestamp(),
    _clock_s,
)


def _column(rows: Rows, name: str) -> Numbers:
    divisor = next((by for suffix, by in _SUFFIXES.items() if name.endswith(suffix)), 1.0)
    return np.array([nan if v is None else v / divisor for v in _numbers(rows, name)])


def _numbers(rows: Rows, name: str) -> Iterable[float | None]:
    return (_number(row.get(name)) for row in rows)


def _number(value: object) -> float | None:
    """A finite number, or a word for on or off; None for anything else."""
    if isinstance(value, bool | int | float):
        return float(value)
    text = str(value).strip()
    try:
        number = float(text)
    except ValueError:
        return _WORDS.get(text.lower())
    return number if isfinite(number) else None


def _within(path: Path, name: str, values: Numbers, low: float, high: float) -> Numbers:
    """What a sensor can have felt; a few readings beyond are none. Refused where most are."""
    wrong = (values < low) | (values > high)
    if wrong.mean() > _LEAST_READ:
        example = values[np.argmax(wrong)]
        raise InputError(
            f"{path}: {name} reads {example:g}, not {low:g} to {high:g}: is it in degC?"
        )
    return np.where(wrong, nan, values)


def _share(path: Path, option: str, name: str, full: float | None, rows: Rows) -> Numbers:
    values = _column(rows, name) / (full or 1.0)
    most = np.nanmax(values, initial=-inf)
    least = np.nanmin(values, initial=inf)
    if least < -1e-6 or most > 1.2:
        raise InputError(
            f"{path}: {name} reads up to {most * (full or 1.0):g}: say with --{option}-full"
            " what it is at full power"
        )
    return np.clip(values, 0.0, 1.2)
