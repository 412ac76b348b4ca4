"""Draws a fit: what was measured, what the model makes of it, and what is left."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from sim.identify.fit import Fit

_MEASURED, _MODEL, _HELD_BACK, _LID = "#8a94a3", "#ac1c1c", "#eef2f6", "#f3d9a4"


def picture(path: Path, title: str, fitted: Fit) -> None:
    """A PNG of a page's width."""
    grid = fitted.grid
    hours = np.arange(1, grid.steps + 1) * grid.step_s / 3600
    figure = Figure(figsize=(10, 6.5), layout="constrained")
    above, middle, below = figure.subplots(
        3, 1, sharex=True, gridspec_kw={"height_ratios": (4, 2, 1)}
    )
    above.plot(hours, grid.seen_c[0], color=_MEASURED, linewidth=2.5, label="measured")
    above.plot(hours, fitted.course_c, color=_MODEL, linewidth=0.9, label="model")
    above.set_ylabel("air, degC")
    above.set_title(title, loc="left", fontsize=10)
    above.legend(loc="lower right", frameon=False)
    middle.plot(hours, fitted.course_c - grid.seen_c[0], color=_MODEL, linewidth=0.8)
    middle.axhline(0.0, color=_MEASURED, linewidth=0.6)
    middle.set_ylabel("model less\nmeasured, K")
    below.fill_between(hours, 100 * grid.heater, step="pre", color=_MEASURED, linewidth=0)
    below.set_ylabel("heater, %")
    below.set_xlabel("hours")
    for axes in (above, middle, below):
        axes.axvspan(hours[fitted.held_back_from], hours[-1], color=_HELD_BACK, zorder=-2)
        for first, last in fitted.lids:
            axes.axvspan(hours[first], hours[min(last, len(hours) - 1)], color=_LID, zorder=-1)
    above.text(hours[fitted.held_back_from], above.get_ylim()[0], " held back", va="bottom")
    figure.savefig(path, dpi=110)
