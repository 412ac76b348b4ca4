"""sounds.png: a burst of each priority, and what it is made of."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.results.colours import ORANGE, SKY, VERMILION
from sim.results.sound import Samples

_COLOURS = {"low": SKY, "medium": ORANGE, "high": VERMILION}
_SIZE_INCHES = (11.0, 7.0)
_DOTS_PER_INCH = 120
_MOST_HZ = 5000
_LEAST_DB = -40.0


def plot_sounds(path: Path, sounds: dict[str, Samples], rate_hz: int) -> None:
    """Draw the bursts by priority, -1..1, with their spectra into a PNG file."""
    with mpl.rc_context({"font.size": 9, "axes.grid": True, "grid.alpha": 0.3}):
        figure = Figure(figsize=_SIZE_INCHES, dpi=_DOTS_PER_INCH, layout="constrained")
        FigureCanvasAgg(figure)
        panels = figure.subplots(len(sounds), 2, sharex="col", width_ratios=(3, 2))
        for (priority, samples), (burst, spectrum) in zip(sounds.items(), panels, strict=True):
            colour = _COLOURS[priority]
            times_s = np.arange(len(samples)) / rate_hz
            burst.plot(times_s, samples, color=colour, linewidth=0.3)
            burst.set_ylabel(f"{priority}: coil voltage\n(of the supply)")
            hertz = np.fft.rfftfreq(len(samples), 1 / rate_hz)
            loud = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
            decibels = 20 * np.log10(np.maximum(loud / loud.max(), 1e-6))
            spectrum.plot(hertz, decibels, color=colour, linewidth=0.6)
            spectrum.axhline(-15, color="black", linewidth=0.8, linestyle=":")
            spectrum.set_ylim(_LEAST_DB, 3)
            spectrum.set_xlim(0, _MOST_HZ)
            spectrum.set_ylabel("dB below the loudest")
        panels[-1][0].set_xlabel("time (s)")
        panels[-1][1].set_xlabel("frequency (Hz); dotted: 15 dB below")
        figure.suptitle("Alarm sounds as heard, a burst of each priority", fontweight="bold")
        figure.savefig(path)
