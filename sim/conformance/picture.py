"""Draws the courses of a test: temperatures, set point, heat, and when an alarm was shown."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from sim.conformance.bench import Course

_AIR, _SHOWN, _SKIN, _SET, _HEAT, _ALARM = (
    "#ac1c1c",
    "#e39a9a",
    "#0b4f8a",
    "#16202a",
    "#8a94a3",
    "#f6e3bd",
)
_SKIN_MODE = 2
_MOST_POINTS = 1_500


def picture(path: Path, courses: list[tuple[str, Course, int]]) -> None:
    """Courses side by side, each from a second on."""
    figure = Figure(figsize=(4.6 * max(2, len(courses)), 3.4), layout="constrained")
    panels: Any = figure.subplots(
        2, len(courses), sharex="col", squeeze=False, gridspec_kw={"height_ratios": (3, 1)}
    )
    for place, (title, course, from_s) in enumerate(courses):
        _draw(panels[0][place], panels[1][place], title, course, from_s)
    figure.savefig(path, dpi=80)


def _draw(above: Any, below: Any, title: str, course: Course, from_s: int) -> None:
    every = max(1, (len(course.t_s) - from_s) // _MOST_POINTS)
    part = slice(from_s, None, every)
    minutes = course.t_s[part] / 60
    skin = bool((course["mode"][part] == _SKIN_MODE).any())
    above.plot(minutes, course["air"][part], color=_AIR, linewidth=1.2, label="air")
    if skin:
        above.plot(minutes, course["skin"][part], color=_SKIN, linewidth=1.2, label="skin")
        above.plot(minutes, course["set_skin"][part], color=_SET, linewidth=0.7, linestyle=":")
    else:
        above.plot(minutes, course["air_shown"][part], color=_SHOWN, linewidth=0.8, label="shown")
        above.plot(minutes, course["set_air"][part], color=_SET, linewidth=0.7, linestyle=":")
    told = np.array([bool(alarms) for alarms in course.alarms])[part]
    above.fill_between(
        minutes, 0, 1, where=told, color=_ALARM, linewidth=0, transform=above.get_xaxis_transform()
    )
    above.set_title(title, loc="left", fontsize=9)
    above.legend(loc="best", frameon=False, fontsize=8)
    above.set_ylabel("degC", fontsize=8)
    below.fill_between(minutes, course["watts"][part], color=_HEAT, linewidth=0)
    below.set_ylabel("heat, W", fontsize=8)
    below.set_xlabel("min", fontsize=8)
    for axes in (above, below):
        axes.tick_params(labelsize=8)
        axes.margins(x=0)
