"""The live plot of a run as a figure for Plotly: what is true, what is shown, alarms as bands."""

from collections.abc import Callable, Sequence
from itertools import groupby
from math import isnan, nan
from typing import Any

from control.alarm_table import HIGH, LOW, MEDIUM, NAMES, PRIORITY_OF
from sim.bench.trace import Trace
from sim.results.colours import BLUE, ORANGE, PURPLE, SKY, VERMILION
from sim.scenario.bounds import MC_PER_DEGREE, PM_PER_PERCENT

Figure = dict[str, Any]
Stamp = Callable[[float], float | str]
Value = Callable[[int], float]  # of a row

_GREY = "#555555"
# As the lamps have them.
_OF_PRIORITY = {LOW: "#3fb8c9", MEDIUM: "#e6b800", HIGH: "#d62828"}

_POINTS = 600  # of a line
_LANES = 5  # of alarms that are seen at once; the most urgent
_LATE = 0.8  # of what is drawn: a band that begins later has its name before it
_S_PER_MIN = 60
_ABOVE = "<br><span style='font-size:4px'> </span>"  # lifts a name off its band

# name, column, how many to a unit, axis, colour, style
_LINES = (
    ("air", "air_true_mc", MC_PER_DEGREE, "y", BLUE, {"width": 2}),
    ("air shown", "air_shown_mc", MC_PER_DEGREE, "y", SKY, {"width": 1}),
    ("skin", "skin_true_mc", MC_PER_DEGREE, "y", VERMILION, {"width": 2}),
    ("skin shown", "skin_shown_mc", MC_PER_DEGREE, "y", ORANGE, {"width": 1}),
    ("core", "core_true_mc", MC_PER_DEGREE, "y", PURPLE, {"width": 1}),
    ("heater", "heater_pm", PM_PER_PERCENT, "y2", VERMILION, {"width": 1}),
    ("humidity", "rh_true_pm", PM_PER_PERCENT, "y2", BLUE, {"width": 2}),
    ("humidity shown", "rh_shown_pm", PM_PER_PERCENT, "y2", SKY, {"width": 1}),
)


def in_minutes(t_s: float) -> float:
    """Of a run: since power-on."""
    return round(t_s / _S_PER_MIN, 3)


def figure(
    trace: Trace, window_s: int, stamp: Stamp = in_minutes, since_s: float = 0, per_row_s: int = 1
) -> Figure:
    """The last `window_s` seconds of a trace with a row every `per_row_s`.

    stamp: a moment as the axis has it. since_s: before this there is nothing to be drawn.
    """
    count = len(trace)
    if not count:
        return _layout([], stamp(since_s), stamp(since_s + window_s))
    first = max(0, count - window_s // per_row_s)
    step = max(1, -(-(count - first) // _POINTS))
    rows = range(first, count, step)
    times_s = trace.numbers["t_s"]
    stamps = [stamp(times_s[row]) for row in rows]

    def line(name: str, value: Value, axis: str, color: str, how: Any) -> Figure:
        return {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "x": stamps,
            "y": [_or_gap(value(row)) for row in rows],
            "yaxis": axis,
            "line": {"color": color, **how},
        }

    def column(name: str, scale: int) -> Value:
        values = trace.numbers[name]
        return lambda row: values[row] / scale

    lines = [
        line(name, column(of, scale), axis, color, style)
        for name, of, scale, axis, color, style in _LINES
        if of in trace.numbers
    ]
    wanted = {"width": 1, "dash": "dash"}
    lines.append(line("set", lambda row: _set_c(trace, row), "y", _GREY, wanted))
    lines += _bands(trace, first, stamp)
    begin_s = max(since_s, times_s[count - 1] - window_s)
    return _layout(lines, stamp(begin_s), stamp(begin_s + window_s))


def alarm_spans(shown: Sequence[str], times_s: Sequence[float]) -> dict[str, list[list[float]]]:
    """When each alarm was shown: from its first second to its last."""
    spans: dict[str, list[list[float]]] = {}
    going: set[str] = set()
    at = 0
    for text, group in groupby(shown):
        rows = len(list(group))
        now = set(text.split(";")) - {""}
        for name in now:
            if name not in going:
                spans.setdefault(name, []).append([times_s[at], times_s[at]])
            spans[name][-1][1] = times_s[min(at + rows, len(times_s) - 1)]
        going = now
        at += rows
    return spans


def _bands(trace: Trace, first: int, stamp: Stamp) -> list[Figure]:
    """A lane for each alarm of the window, the most urgent on top."""
    times_s = trace.numbers["t_s"]
    spans = alarm_spans(trace.words["alarms"][first:], times_s[first:])
    seen = [name for name in NAMES if name in spans][:_LANES]
    bands: list[Figure] = [{"type": "scatter", "x": [], "y": [], "yaxis": "y3", "name": ""}]
    for lane, name in enumerate(seen):
        x: list[float | str | None] = []
        begins_late = (spans[name][0][0] - times_s[first]) > _LATE * (times_s[-1] - times_s[first])
        for begin_s, end_s in spans[name]:
            x += [stamp(begin_s), stamp(end_s), None]
        bands.append(
            {
                "type": "scatter",
                "mode": "lines+text",
                "name": name,
                "hoverinfo": "name",
                "x": x,
                "y": [None if at is None else -lane for at in x],
                "text": [f" {name}{_ABOVE}", *[""] * (len(x) - 1)],
                "textposition": "top left" if begins_late else "top right",
                "textfont": {"size": 9},
                "cliponaxis": False,
                "yaxis": "y3",
                "showlegend": False,
                "line": {"color": _OF_PRIORITY[PRIORITY_OF[NAMES.index(name)]], "width": 5},
            }
        )
    return bands


def _layout(lines: list[Figure], begin: float | str, end: float | str) -> Figure:
    quiet = {"gridcolor": "#e8ebee", "zeroline": False, "automargin": True}
    return {
        "data": lines,
        "layout": {
            "margin": {"l": 44, "r": 12, "t": 8, "b": 34},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "#ffffff",
            "font": {"size": 11},
            "legend": {
                "orientation": "h",
                "y": 1.01,
                "yanchor": "bottom",
                "x": 0,
                "font": {"size": 10},
                "entrywidth": 0,
            },
            "hovermode": "x unified",
            "uirevision": "bench",
            "xaxis": {
                **quiet,
                "range": [begin, end],
                "title": {"text": "" if isinstance(begin, str) else "min", "standoff": 4},
                "anchor": "free",
                "position": 0,
            },
            "yaxis": {**quiet, "domain": [0.54, 1.0], "title": {"text": "°C", "standoff": 4}},
            "yaxis2": {
                **quiet,
                "domain": [0.24, 0.5],
                "range": [0, 105],
                "title": {"text": "%", "standoff": 4},
            },
            "yaxis3": {
                "domain": [0.0, 0.2],
                "range": [-_LANES + 0.6, 0.9],
                "showgrid": False,
                "zeroline": False,
                "showticklabels": False,
                "fixedrange": True,
            },
        },
        "config": {"displaylogo": False, "responsive": True, "displayModeBar": False},
    }


def _set_c(trace: Trace, row: int) -> float:
    """The set point of the mode in force; nan in standby."""
    mode = trace.words["mode"][row]
    if mode not in ("air", "skin"):
        return nan
    return trace.numbers[f"set_{mode}_mc"][row] / MC_PER_DEGREE


def _or_gap(value: float) -> float | None:
    return None if isnan(value) else round(value, 3)
