"""plot.png: a run on one page, for a tester's report."""

import warnings
from math import inf, nan
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.results.colours import BLACK, BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILION
from sim.results.report import interruptions
from sim.results.trace import Trace
from sim.scenario.bounds import MC_PER_DEGREE, PM_PER_PERCENT

_SHADE = "#BBBBBB"

_SIZE_INCHES = (11.0, 10.5)
_DOTS_PER_INCH = 130
_PANEL_HEIGHTS = (3.0, 1.2, 1.2, 1.2, 1.2, 1.0)
_SECONDS_PER_HOUR = 3600
_MOST_TICKS = 16
_STEPS = [1, 2, 5, 10]
_MOST_TICKS_OF_LOW_PANELS = 4
_LABEL_WIDTH = 0.12  # of the time axis: neighbours nearer than this take turns in height
FOOTER = "Cradle simulation. Not a certified medical device."


def plot(path: Path, scenario: dict[str, Any], trace: Trace, title: str) -> None:
    """Draw the run into a PNG file."""
    # A name in a script that the font does not have shows as boxes: no reason to say anything.
    warnings.filterwarnings("ignore", "Glyph .* missing from", UserWarning)
    warnings.filterwarnings("ignore", "Matplotlib currently does not support", UserWarning)
    with mpl.rc_context({"font.size": 9, "axes.grid": True, "grid.alpha": 0.3}):
        figure = Figure(figsize=_SIZE_INCHES, dpi=_DOTS_PER_INCH, layout="constrained")
        FigureCanvasAgg(figure)
        panels = figure.subplots(len(_PANEL_HEIGHTS), 1, sharex=True, height_ratios=_PANEL_HEIGHTS)
        _draw(panels, trace)
        _shade(panels, scenario)
        panels[-1].set_xlim(0, scenario["duration_s"] / _SECONDS_PER_HOUR)
        panels[-1].set_xlabel("time (h)")
        panels[-1].xaxis.set_major_locator(MaxNLocator(_MOST_TICKS, steps=_STEPS))
        for panel in panels[1:]:
            panel.yaxis.set_major_locator(MaxNLocator(_MOST_TICKS_OF_LOW_PANELS, steps=_STEPS))
        for panel in panels:
            panel.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
        figure.align_ylabels(panels)
        figure.suptitle(title, fontsize=11, fontweight="bold")
        figure.supxlabel(FOOTER, x=0.01, ha="left", fontsize=7, color="dimgray")
        figure.savefig(path)


def _draw(panels: list[Axes], trace: Trace) -> None:
    for panel in panels:
        panel.margins(y=0.1)
    hours = [t_s / _SECONDS_PER_HOUR for t_s in trace["t_s"]]
    temperature, humidity, element, power, duty, fan = panels

    def line(panel: Axes, label: str, values: list[float], color: str, **style: Any) -> None:
        panel.plot(hours, values, label=label, color=color, **{"linewidth": 1.2, **style})

    def degrees(name: str) -> list[float]:
        return [mc / MC_PER_DEGREE for mc in trace[name]]

    shown = {"linewidth": 0.6, "alpha": 0.7}
    wanted = {"linestyle": "--", "linewidth": 1.0}

    line(temperature, "air shown", degrees("air_shown_mc"), SKY, **shown)
    line(temperature, "air", degrees("air_true_mc"), BLUE)
    line(temperature, "skin shown", degrees("skin_shown_mc"), ORANGE, **shown)
    line(temperature, "skin", degrees("skin_true_mc"), VERMILION)
    line(temperature, "core", degrees("core_true_mc"), PURPLE)
    line(temperature, "set point", _set_points_c(trace), BLACK, **wanted)
    temperature.set_ylabel("temperature (°C)")

    set_pct = [pm / PM_PER_PERCENT if pm else nan for pm in trace["set_rh_pm"]]
    line(humidity, "RH shown", [pm / PM_PER_PERCENT for pm in trace["rh_shown_pm"]], SKY, **shown)
    line(humidity, "RH", [pm / PM_PER_PERCENT for pm in trace["rh_true_pm"]], BLUE)
    line(humidity, "set point", set_pct, BLACK, **wanted)
    humidity.set_ylabel("humidity (% RH)")

    line(element, "heater element", degrees("element_true_mc"), VERMILION)
    line(element, "supply air", degrees("supply_true_mc"), GREEN)
    element.set_ylabel("heater (°C)")

    line(power, "heater power", trace["heater_w"], VERMILION, linewidth=0.8)
    alarmed = [bool(alarms) for alarms in trace.words["alarms"]]
    everywhere = power.get_xaxis_transform()
    power.fill_between(
        hours, 0, 1, where=alarmed, transform=everywhere, color=ORANGE, alpha=0.25, label="alarm"
    )
    power.set_ylabel("power (W)")
    power.set_ylim(bottom=0)

    for label, name, color in (
        ("heater asked", "heater_pm", VERMILION),
        ("humidifier asked", "humidifier_pm", BLUE),
    ):
        line(duty, label, [pm / PM_PER_PERCENT for pm in trace[name]], color, linewidth=0.8)
    duty.set_ylabel("duty (%)")
    duty.set_ylim(0, 105)

    line(fan, "fan", trace["fan_rpm"], GREEN)
    fan.set_ylabel("fan (rpm)")
    fan.set_ylim(bottom=0)


def _set_points_c(trace: Trace) -> list[float]:
    """The set point of the mode in force; nan in standby."""
    columns = {"air": trace["set_air_mc"], "skin": trace["set_skin_mc"]}
    return [
        columns[mode][row] / MC_PER_DEGREE if mode in columns else nan
        for row, mode in enumerate(trace.words["mode"])
    ]


def _shade(panels: list[Axes], scenario: dict[str, Any]) -> None:
    """Mark what was open, off or broken, and name it above the top panel."""
    previous_h = -inf
    line = 0
    for cut in interruptions(scenario):
        start_h, end_h = (t_s / _SECONDS_PER_HOUR for t_s in (cut.start_s, cut.end_s))
        crowded = start_h - previous_h < _LABEL_WIDTH * scenario["duration_s"] / _SECONDS_PER_HOUR
        line = 1 - line if crowded else 0
        previous_h = start_h
        for panel in panels:
            panel.axvspan(start_h, end_h, color=_SHADE, alpha=0.5, linewidth=0)
        panels[0].annotate(
            cut.what,
            ((start_h + end_h) / 2, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, 3 + 10 * line),
            textcoords="offset points",
            ha="center",
            fontsize=8,
        )
