"""Boards as HTML: a tile each, and all values of one. What is not known is a dash."""

from bisect import bisect_left
from collections.abc import Sequence
from html import escape
from math import isnan
from typing import Any

from boards.atlas.catalogue import read
from boards.read_data_port import FIELDS
from control.alarm_table import HIGH, NAMES, PRIORITIES, PRIORITY_OF
from sim.bench.trace import Trace
from sim.scenario.bounds import MC_PER_DEGREE
from sim.watch.board import Message

UNKNOWN = "--"
_TREND_S = 3_600
_TREND_WIDTH, _TREND_HEIGHT = 240, 44
_TREND_POINTS = 120
_TREND_LEAST_C = 2.0  # that its height stands for
_TRENDS = (("air_shown_mc", "air"), ("skin_shown_mc", "skin"))
_ENGLISH = read("en")
_WORDS = {name: _ENGLISH[name].texts[0] for name in NAMES}
_URGENCY = {name: PRIORITY_OF[row] for row, name in enumerate(NAMES)}


def tile(name: str, message: Message | None, lost: str, history: Trace, now_s: float) -> str:
    """The inside of a board's tile."""
    return (
        f"<header><b>{escape(name)}</b>{_mode(message)}</header>"
        f"<div class='values'>{_value(message, 'air', '°C')}{_value(message, 'skin', '°C')}"
        f"{_value(message, 'humidity', '%')}{_value(message, 'heater', '%')}</div>"
        f"{_trend(history, now_s)}{_lost(lost) if message is None else alarms(message)}"
    )


def state(message: Message | None) -> str:
    """The class of a tile: lost, or the priority of its most urgent alarm, or none."""
    if message is None:
        return "lost"
    return PRIORITIES[max(map(_urgency, message["alarms"]), default=0)] or "quiet"


def alarms(message: Message) -> str:
    """What is wrong, the most urgent first, as the display says it."""
    said = "".join(
        f"<li class='{PRIORITIES[_urgency(alarm)]}'>{escape(_WORDS.get(alarm, alarm))}</li>"
        for alarm in message["alarms"]
    )
    silent = " silenced" if said and message["sound"] == "none" else ""
    return f"<ul class='alarms{silent}'>{said or '<li class=quiet>no alarm</li>'}</ul>"


def table(message: Message | None) -> str:
    """All that a board says, a row a value."""
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{_in_words(message and message[name])}</td>"
        f"<td>{escape(unit)}</td></tr>"
        for name, unit, _ in FIELDS
    )
    return f"<table class='all'>{rows}</table>"


def _urgency(alarm: str) -> int:
    """Of an alarm; one that another version has, and we know nothing of, counts as HIGH."""
    return _URGENCY.get(alarm, HIGH)


def _lost(lost: str) -> str:
    return f"<ul class='alarms'><li class='lost'>LOST: {escape(lost)}</li></ul>"


def _mode(message: Message | None) -> str:
    if message is None:
        return "<span>lost</span>"
    mode = message["mode"]
    wanted = f" {message[f'set_{mode}']:.1f}" if mode in ("air", "skin") else ""
    marks = [
        mark
        for mark, shown in (
            ("&gt;37", message["override"]),
            ("battery", message["mains"] is False),
            ("open", message["hood_open"]),
        )
        if shown
    ]
    return f"<span>{' '.join([escape(mode) + wanted, *marks])}</span>"


def _value(message: Message | None, name: str, unit: str) -> str:
    value = message and message[name]
    text = UNKNOWN if value is None else f"{value:.{1 if unit == '°C' else 0}f}"
    return f"<div class='{name}'><small>{name}</small><b>{text}</b><i>{unit}</i></div>"


def _in_words(value: Any) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    return escape(str(value))


def _trend(history: Trace, now_s: float) -> str:
    """Air and skin of the last hour."""
    times_s = history.numbers.get("t_s", ())
    first = bisect_left(times_s, now_s - _TREND_S)
    rows = range(first, len(times_s), max(1, (len(times_s) - first) // _TREND_POINTS))
    lines = [
        (name, [(times_s[row], history.numbers[column][row] / MC_PER_DEGREE) for row in rows])
        for column, name in _TRENDS
        if rows
    ]
    known = [value for _, points in lines for _, value in points if not isnan(value)]
    paths = ""
    if known:
        middle = (max(known) + min(known)) / 2
        reach = max(max(known) - min(known), _TREND_LEAST_C)
        for name, points in lines:
            paths += f"<path class='{name}' d='{_path(points, now_s, middle, reach)}'/>"
    return (
        f"<svg viewBox='0 0 {_TREND_WIDTH} {_TREND_HEIGHT}' preserveAspectRatio='none'>"
        f"{paths}</svg>"
    )


def _path(points: Sequence[tuple[float, float]], now_s: float, middle: float, reach: float) -> str:
    """A line from point to point; where one is not known, it begins anew."""
    parts = []
    pen = "M"
    for t_s, value in points:
        if isnan(value):
            pen = "M"
            continue
        x = _TREND_WIDTH * (1 - (now_s - t_s) / _TREND_S)
        y = _TREND_HEIGHT * (0.5 - 0.9 * (value - middle) / reach)
        parts.append(f"{pen}{x:.1f} {y:.1f}")
        pen = "L"
    return "".join(parts)
