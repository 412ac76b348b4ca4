"""What came of a comparison, as text, as CSV and as plots."""

import csv
from collections.abc import Iterable
from math import ceil
from pathlib import Path
from statistics import median

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.compare.compare import Result
from sim.compare.controllers import BOUND
from sim.compare.manoeuvres import BY_NAME
from sim.results.colours import BLACK, BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILION
from sim.results.plot import FOOTER

_RATIO = ", ratio to the bound"
_NEVER = "never"
_WIDTH = 17
_COLOURS = (BLACK, BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY)

# (manoeuvre, figure) and controller: a value of each case, None where it never came to that.
Rows = dict[tuple[str, str], dict[str, list[float | None]]]


def rows(results: list[list[Result]]) -> Rows:
    """The figures of all cases, and where it counts their ratio to the bound."""
    made: Rows = {}
    for of_job in results:
        bound = next((result for result in of_job if result.controller == BOUND), None)
        for result in of_job:
            for name, value in result.figures.items():
                _add(made, result, name, value)
                if bound is not None and name in BY_NAME[result.manoeuvre].against_bound:
                    least = max(bound.figures[name] or 0.0, 1.0)
                    _add(made, result, name + _RATIO, None if value is None else value / least)
    return made


def _add(made: Rows, result: Result, name: str, value: float | None) -> None:
    of_figure = made.setdefault((result.manoeuvre, name), {})
    of_figure.setdefault(result.controller, []).append(value)


def table(made: Rows, controllers: list[str]) -> str:
    """A line for each figure: median and worst of the cases, by controller."""
    lines = [f"{'median / worst':<58}" + "".join(f"{name:>{_WIDTH}}" for name in controllers)]
    before = ""
    for (manoeuvre, figure), values in made.items():
        if manoeuvre != before:
            lines.append(manoeuvre)
            before = manoeuvre
        cells = "".join(f"{_cell(values.get(name, [])):>{_WIDTH}}" for name in controllers)
        lines.append(f"  {figure:<56}{cells}")
    return "\n".join(lines)


def middle_and_worst(values: list[float | None]) -> tuple[float | None, float | None]:
    """Median and worst: by size, and never is worse than any."""
    known = [abs(value) for value in values if value is not None]
    never = len(values) - len(known)
    ordered = sorted(known) + [float("inf")] * never
    middle = median(ordered)
    return (None if middle == float("inf") else middle, None if never else ordered[-1])


def _cell(values: list[float | None]) -> str:
    if not values:
        return "-"
    middle, worst = middle_and_worst(values)
    return f"{_number(middle)} / {_number(worst)}"


def _number(value: float | None) -> str:
    if value is None:
        return _NEVER
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.2f}"


def write_csv(path: Path, results: list[list[Result]]) -> None:
    """A line for each figure of each case and controller; empty where it never came to that."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("manoeuvre", "case", "controller", "figure", "value"))
        for result in (result for of_job in results for result in of_job):
            for name, value in result.figures.items():
                number = "" if value is None else f"{value:.4f}"
                writer.writerow(
                    (result.manoeuvre, result.case.name, result.controller, name, number)
                )


def plot(path: Path, results: Iterable[list[Result]]) -> None:
    """A panel for each manoeuvre: its true quantity under each controller, in one case."""
    shown = list(results)
    columns = 3
    lines = ceil(len(shown) / columns)
    figure = Figure(figsize=(15, 3.2 * lines), dpi=100, layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplots(lines, columns, squeeze=False)
    for number, of_job in enumerate(shown):
        panel = panels[number // columns][number % columns]
        quantity = BY_NAME[of_job[0].manoeuvre].shows
        for colour, result in zip(_COLOURS, of_job, strict=False):
            values = getattr(result.track, quantity)
            minutes = [second / 60 for second in range(len(values))]
            panel.plot(minutes, values, color=colour, linewidth=1, label=result.controller)
        panel.set_title(f"{of_job[0].manoeuvre} ({of_job[0].case.name})", fontsize=9)
        panel.set_xlabel("min", fontsize=8)
        panel.grid(alpha=0.3)
    for empty in range(len(shown), lines * columns):
        panels[empty // columns][empty % columns].axis("off")
    panels[0][0].legend(fontsize=7)
    figure.supxlabel(FOOTER, x=0.01, ha="left", fontsize=7, color="dimgray")
    figure.savefig(path)
