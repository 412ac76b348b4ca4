"""A recording on an even grid: what acted in each step, what was seen after it.

Real logs are uneven and have gaps. In a gap, and while a lid is open, the air is taken as
measured: so the walls go on as they did, and the model need not know what passed through.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.identify.recording import Recording

Numbers = NDArray[np.float64]
Marks = NDArray[np.bool_]

_STEP_S = (5.0, 20.0)  # least and most, where the log is fine enough
_STEPS = 900  # of an ordinary log: more of them tell no more
_GAP_FACTOR = 10  # times the usual distance of two samples
_LEAST_GAP_S = 30.0
_UNKNOWN_GAP_S = 60.0  # in a longer gap nobody knows what the heater did
_AROUND_S = 600.0  # by what it did before and after
_CLOSED_S = 180.0  # after the lid is closed, until the air is mixed again
_MEAN_ABOVE_S = 20.0  # a log so slow holds means of the time before
_FAN_STEPS = 20  # a fan's speed is taken in so many levels


@dataclass(frozen=True)
class Grid:
    """n steps of step_s. Step k leads from moment k to moment k + 1.

    Of each step: heater, room_c, fan; held_c, the hood's air while it is known rather than
    modelled, else nan; gap, the number of a gap whose heat is unknown, else -1. Of each moment but
    the first: seen_c (channels, n), element_c (n), nan where nothing is to be compared.
    start_air_c (channels), start_element_c: at the beginning.
    """

    step_s: float
    heater: Numbers
    room_c: Numbers
    fan: Numbers
    held_c: Numbers
    gap: NDArray[np.int_]
    gap_heater: Numbers  # the guess for each gap
    air_c: Numbers  # of the first channel at every moment, interpolated
    seen_c: Numbers
    element_c: Numbers | None
    start_air_c: Numbers
    start_element_c: float | None
    gaps_s: float  # in all

    @property
    def steps(self) -> int:
        return len(self.heater)

    def opened(self, marks: Marks) -> "Grid":
        """The same grid with the lid open in the steps that are marked."""
        held_c = np.where(marks, self.air_c[:-1], self.held_c)
        after = _spread(marks, round(_CLOSED_S / self.step_s))
        return replace(
            self,
            held_c=held_c,
            seen_c=np.where(after, np.nan, self.seen_c),
        )


def on_grid(recording: Recording) -> Grid:
    """The recording in even steps."""
    t_s = recording.t_s
    usual_s = float(np.median(np.diff(t_s)))
    step_s = min(_STEP_S[1], max(_STEP_S[0], round(t_s[-1] / _STEPS)))
    step_s = max(step_s, round(usual_s))
    edges = np.arange(0.0, t_s[-1] + step_s / 1000, step_s)
    steps = len(edges) - 1
    known = np.isfinite(recording.heater) & np.isfinite(recording.air_c[0])
    heater_t, heater = t_s[known], recording.heater[known]
    gaps = _gaps(heater_t, max(_LEAST_GAP_S, _GAP_FACTOR * usual_s))
    gap = np.full(steps, -1)
    blind = np.zeros(steps, dtype=bool)
    guesses: list[float] = []
    for begin_s, end_s in gaps:
        inside = (edges[1:] > begin_s) & (edges[:-1] < end_s)
        blind |= inside
        if end_s - begin_s > _UNKNOWN_GAP_S:
            near = (heater_t > begin_s - _AROUND_S) & (heater_t < end_s + _AROUND_S)
            gap[inside] = len(guesses)
            guesses.append(float(heater[near].mean()))
    seen = np.array([_around(t_s, channel, edges, step_s) for channel in recording.air_c])
    air_c = _at(t_s, recording.air_c[0], edges)
    element = recording.element_c
    grid = Grid(
        step_s,
        _means(heater_t, heater, edges, usual_s > _MEAN_ABOVE_S),
        _at(t_s, recording.room_c, edges[:-1] + step_s / 2),
        np.round(_at(t_s, recording.fan, edges[:-1] + step_s / 2) * _FAN_STEPS) / _FAN_STEPS,
        np.where(blind, air_c[:-1], np.nan),
        gap,
        np.array(guesses),
        air_c,
        np.where(blind, np.nan, seen[:, 1:]),
        None
        if element is None
        else np.where(blind, np.nan, _around(t_s, element, edges, step_s)[1:]),
        np.array([_at(t_s, channel, edges[:1])[0] for channel in recording.air_c]),
        None if element is None else float(_at(t_s, element, edges[:1])[0]),
        float(sum(end_s - begin_s for begin_s, end_s in gaps)),
    )
    if recording.is_open is not None:
        grid = grid.opened(_any(t_s, recording.is_open, edges))
    return grid


def _gaps(t_s: Numbers, longest_s: float) -> list[tuple[float, float]]:
    places = np.flatnonzero(np.diff(t_s) > longest_s)
    return [(float(t_s[place]), float(t_s[place + 1])) for place in places]


def _at(t_s: Numbers, values: Numbers, at_s: Numbers) -> Numbers:
    known = np.isfinite(values)
    return np.interp(at_s, t_s[known], values[known])


def _around(t_s: Numbers, values: Numbers, edges: Numbers, step_s: float) -> Numbers:
    """The mean of the samples within half a step of each edge, nan where there is none."""
    known = np.isfinite(values)
    place = np.round((t_s[known] - edges[0]) / step_s).astype(int)
    inside = place < len(edges)
    count = np.bincount(place[inside], minlength=len(edges))
    total = np.bincount(place[inside], values[known][inside], len(edges))
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _means(t_s: Numbers, values: Numbers, edges: Numbers, backwards: bool) -> Numbers:
    """The mean of what holds until the next sample, or since the last, over each step."""
    held = values[1:] if backwards else values[:-1]
    total = np.concatenate(([0.0], np.cumsum(held * np.diff(t_s))))
    return np.diff(np.interp(edges, t_s, total)) / np.diff(edges)


def _any(t_s: Numbers, marks: Marks, edges: Numbers) -> Marks:
    """Whether a mark lies in a step, or within one of it."""
    place = np.searchsorted(edges, t_s[marks], side="right") - 1
    steps = np.zeros(len(edges) - 1, dtype=bool)
    steps[np.clip(place, 0, len(steps) - 1)] = True
    return _spread(steps, 1)


def _spread(marks: Marks, steps: int) -> Marks:
    """The marks, and so many steps after each."""
    return np.convolve(marks, np.ones(steps + 1))[: len(marks)] > 0.5
