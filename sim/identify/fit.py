"""Fits the plant's parameters to a recording, and says how well each of them is determined.

What is fitted are logarithms of shares of the preset's value, each held near zero by a weak prior.
One that the recording determines worse than _DETERMINED is put back to the preset's value, the
worst first, and the rest is fitted anew: so what remains is what the recording itself tells.
"""

from dataclasses import dataclass, field
from math import exp, log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from sim.identify.grid import Grid
from sim.identify.model import (
    AIR,
    BASE,
    BEAD,
    ELEMENT,
    FIRST_SENSOR,
    INPUTS,
    MATTRESS,
    WALL_INNER,
    WALL_OUTER,
    Physics,
    Sensors,
    linear,
    transition,
)
from sim.world.plant import parameters as plant_parameters
from sim.world.plant.parameters import machine_parameters
from sim.world.sensors import BOUNDS as SENSOR_BOUNDS
from sim.world.sensors import DEFAULT as SENSORS

Numbers = NDArray[np.float64]

_PLANT = (
    "heater_j_k",
    "heater_air_w_k",
    "circulation_m3_s",
    "fresh_air_m3_s",
    "base_j_k",
    "duct_base_w_k",
    "base_room_w_k",
    "wall_m",
    "wall_air_w_m2_k",
    "wall_room_w_m2_k",
    "mattress_j_k",
)
_DOUBLE_WALLED = ("gap_w_m2_k",)
# Of a sensor of [machine.sensors] by the channel's place; a third channel has no name there.
_LAGS = ("air_lag_s", "air2_lag_s")
_IN_SUPPLY = "air2_in_supply"

_PRIOR = 0.5  # standard deviation of a parameter about the preset's, as a logarithm
_OFFSET_K = 0.2  # of a sensor, likewise
_START_COLD_K = 0.2  # of the start of base, walls and mattress where all has stood in the room
_START_WARM_K = 6.0  # and elsewhere
_COLD_WITHIN_K = 1.0
_GAP_HEATER = 0.3  # of the share of power in a gap
_DETERMINED = 0.06  # standard deviation, as a share, up to which a parameter counts as determined
_UNTOLD = 0.3  # beyond that it tells nothing of a parameter: several of them go at once
_BAND_K = 5.0  # the model is linear within such a band of the air
_STEP = 1e-3  # of the slopes
_LEAST_NOISE_K = 0.03  # for no model is nearer to a box
_ALIKE_S = 300.0  # for so long a model errs in the same way: no sample within it tells more
_ELEMENT_NOISE = 10.0  # times that of the air
_ROBUST = 3.0  # standard deviations from which a sample counts for less
_HELD_BACK = 0.25  # of the recording, its end
_BLIND_AFTER_GAP_S = 1_800.0  # in what is held back, after a gap with unknown heat

_FALL_K = 0.7  # below the model within _FALL_S: a lid was opened
_FALL_S = 60.0
_LONGEST_OPEN_S = 3_600.0
_STILL_OPEN = 0.65  # share of the fall that is still there until the lid is closed
_MOST_LIDS = 3  # times that lids are looked for


@dataclass(frozen=True)
class Determined:
    """One parameter: its value, the preset's, and its standard deviation as a share.

    fitted: whether the recording determines it; else `value` is the preset's.
    """

    name: str
    value: float
    usual: float
    deviation: float
    fitted: bool


@dataclass(frozen=True)
class Quality:
    """How near the model comes to the first air sensor, in K; n: moments compared."""

    rms_k: float
    worst_k: float
    n: int


@dataclass(frozen=True)
class Fit:
    """What came of it. `course_c` is the model's first sensor at each moment but the first."""

    parameters: list[Determined]
    sensors: list[Determined]
    offsets_k: list[float]
    learned: Quality
    held_back: Quality
    preset_held_back: Quality
    held_back_from: int
    lids: list[tuple[int, int]]
    course_c: Numbers
    grid: Grid = field(repr=False)


@dataclass(frozen=True)
class _Unknown:
    """A number to be found, within its bounds; `scale` is its prior's standard deviation."""

    kind: str
    name: str
    place: int
    scale: float
    low: float
    high: float


def fit(grid: Grid, machine: dict[str, Any]) -> Fit:
    """Fit `machine`, as a scenario has it, to a recording whose lids are marked or not."""
    steps = grid.steps
    held_back_from = round(steps * (1 - _HELD_BACK))
    lids: list[tuple[int, int]] = []
    problem = _Problem(grid, machine, held_back_from)
    theta = np.zeros(len(problem.unknowns))
    deviations = problem.give_up(theta, _UNTOLD)
    theta = problem.solve(theta, 2)
    for _ in range(_MOST_LIDS):
        found = _lids(problem.grid, problem.course(theta))
        if not found:
            break
        lids += found
        marks = np.zeros(steps, dtype=bool)
        for first, last in lids:
            marks[first:last] = True
        problem.grid = grid.opened(marks)
        theta = problem.solve(theta)
    while True:
        free = problem.free.copy()
        deviations.update(problem.give_up(theta, _DETERMINED))
        if (free == problem.free).all():
            break
        theta = problem.solve(np.where(problem.free, theta, 0.0))
    course = problem.course(theta)
    preset = np.where([one.kind in ("plant", "sensor") for one in problem.unknowns], 0.0, theta)
    before = problem.course(preset)
    return Fit(
        _determined(problem, "plant", theta, deviations),
        _determined(problem, "sensor", theta, deviations),
        [
            float(theta[place])
            for place, one in enumerate(problem.unknowns)
            if one.kind == "offset"
        ],
        problem.quality(course, False),
        problem.quality(course, True),
        problem.quality(before, True),
        held_back_from,
        sorted(lids),
        course,
        problem.grid,
    )


def _determined(
    problem: "_Problem", kind: str, theta: Numbers, deviations: dict[str, float]
) -> list[Determined]:
    found = []
    for place, one in enumerate(problem.unknowns):
        if one.kind == kind:
            usual = problem.usual(one)
            value = usual * exp(theta[place])
            fitted = bool(problem.free[place])
            found.append(Determined(one.name, value, usual, deviations[one.name], fitted))
    return found


class _Problem:
    """A grid and a machine as least squares. `free` marks the unknowns that are still fitted."""

    def __init__(self, grid: Grid, machine: dict[str, Any], held_back_from: int) -> None:
        self.grid = grid
        self._machine = machine
        self._preset = machine_parameters(machine)
        self._sensors = {**SENSORS, **(machine.get("sensors") or {})}
        self._held_back_from = held_back_from
        self._channels = len(grid.seen_c)
        self._noise_k = np.full(self._channels, _LEAST_NOISE_K)
        self.unknowns = self._unknowns()
        self.free = np.ones(len(self.unknowns), dtype=bool)
        self._scales = np.array([one.scale for one in self.unknowns])
        self._known: tuple[bytes, Numbers, Numbers] | None = None

    def _unknowns(self) -> list[_Unknown]:
        grid = self.grid
        names = list(_PLANT)
        if self._preset["walls"] == "double":
            names += _DOUBLE_WALLED
        found = []
        for name in names:
            low, high = plant_parameters.bounds(name)
            found.append(self._share("plant", name, low, high))
        for place in range(self._channels):
            name = _LAGS[place] if place < len(_LAGS) else f"air{place + 1}_lag_s"
            low, high = SENSOR_BOUNDS[_LAGS[min(place, 1)]]
            found.append(self._share("sensor", name, low, high, place))
            if place:
                name = _IN_SUPPLY if place == 1 else f"air{place + 1}_in_supply"
                found.append(
                    self._share("sensor", name, 0.001, SENSOR_BOUNDS[_IN_SUPPLY][1], place)
                )
            found.append(_Unknown("offset", "", place, _OFFSET_K, -2.0, 2.0))
        cold = abs(grid.start_air_c[0] - grid.room_c[0]) < _COLD_WITHIN_K
        scale = _START_COLD_K if cold else _START_WARM_K
        for place in (ELEMENT, BASE, WALL_INNER, MATTRESS):
            found.append(_Unknown("start", "", place, scale, -60.0, 60.0))
        for gap, guess in enumerate(grid.gap_heater):
            found.append(_Unknown("gap", "", gap, _GAP_HEATER, -guess, 1.0 - guess))
        return found

    def _share(self, kind: str, name: str, low: float, high: float, place: int = 0) -> _Unknown:
        usual = self._usual(name)
        return _Unknown(kind, name, place, _PRIOR, log(low / usual), log(high / usual))

    def usual(self, one: _Unknown) -> float:
        """What the preset has of it."""
        return self._usual(one.name)

    def _usual(self, name: str) -> float:
        if name in self._preset:
            return float(self._preset[name])
        lag = name.endswith("_lag_s")
        return float(self._sensors.get(name, self._sensors["air2_lag_s" if lag else _IN_SUPPLY]))

    def solve(self, theta: Numbers, rounds: int = 1) -> Numbers:
        """The best set of unknowns, from `theta` on; the noise is learned on the way."""
        for _ in range(rounds):
            free, before = self.free, theta

            def slopes(
                part: Numbers, free: Any = free, before: Numbers = before
            ) -> tuple[Numbers, Numbers]:
                whole = before.copy()
                whole[free] = part
                residuals, all_slopes = self._slopes(whole)
                return residuals, all_slopes[:, free]

            low = np.array([one.low for one in self.unknowns])[free]
            high = np.array([one.high for one in self.unknowns])[free]
            found = least_squares(
                lambda part: slopes(part)[0],
                np.clip(theta[free], low + 1e-9, high - 1e-9),
                lambda part: slopes(part)[1],
                bounds=(low, high),
                x_scale=self._scales[free],
                tr_solver="lsmr",  # the exact one wastes its time with threads
                loss="soft_l1",
                f_scale=_ROBUST,
                xtol=1e-3,
                ftol=1e-3,
                max_nfev=40,
            )
            theta = before.copy()
            theta[free] = found.x
            self._learn_noise(theta)
        return theta

    def _learn_noise(self, theta: Numbers) -> None:
        residuals = (
            self._seen(slice(None, self._held_back_from))
            - self._simulate(theta[None])[0, : self._channels, : self._held_back_from]
        )
        middle = np.nanmedian(residuals, axis=1, keepdims=True)
        spread = 1.4826 * np.nanmedian(np.abs(residuals - middle), axis=1)
        self._noise_k = np.maximum(_LEAST_NOISE_K, np.nan_to_num(spread, nan=_LEAST_NOISE_K))
        self._known = None

    def _seen(self, part: slice) -> Numbers:
        return self.grid.seen_c[:, part]

    def course(self, theta: Numbers) -> Numbers:
        """The first air sensor at each moment but the first."""
        return np.asarray(self._simulate(theta[None])[0, 0])

    def quality(self, course: Numbers, held_back: bool) -> Quality:
        """How near a course is to what was seen, in the part held back or in the other."""
        off = course - self.grid.seen_c[0]
        inside = np.arange(len(off)) >= self._held_back_from
        if not held_back:
            inside = ~inside
        else:
            width = round(_BLIND_AFTER_GAP_S / self.grid.step_s)
            for place in np.flatnonzero(self.grid.gap >= 0):
                inside[place : place + width] = False
        off = off[inside & np.isfinite(off)]
        if not len(off):
            return Quality(0.0, 0.0, 0)
        return Quality(float(np.sqrt(np.mean(off**2))), float(np.abs(off).max()), len(off))

    def give_up(self, theta: Numbers, most: float) -> dict[str, float]:
        """Fix parameters, the worst first, until each that is left deviates by `most` at most.

        Without one the others are determined better. Returns the deviation, as a share, of each
        that was free: those given up as they were when they went.
        """
        residuals, slopes = self._slopes(theta)
        weights = (1 + (residuals / _ROBUST) ** 2) ** -0.25
        weights[len(residuals) - len(self.unknowns) :] = 1.0
        weighted = slopes * weights[:, None]
        information = weighted.T @ weighted
        found: dict[str, float] = {}
        while True:
            free = np.flatnonzero(self.free)
            deviations = np.diag(np.linalg.inv(information[np.ix_(free, free)])) ** 0.5
            worst, of_worst = -1, most
            for place, deviation in zip(free, deviations, strict=True):
                one = self.unknowns[place]
                if one.kind in ("plant", "sensor"):
                    found[one.name] = float(deviation)
                    if deviation > of_worst:
                        worst, of_worst = int(place), float(deviation)
            if worst < 0:
                return found
            self.free[worst] = False

    def _slopes(self, theta: Numbers) -> tuple[Numbers, Numbers]:
        """Residuals, in standard deviations, and their slopes; priors stand behind the data."""
        key = theta.tobytes() + self.free.tobytes()
        if self._known is None or self._known[0] != key:
            steps = np.diag(_STEP * self._scales)[self.free]
            sets = np.vstack((theta, theta + steps))
            residuals = self._residuals(sets)
            slopes = np.zeros((residuals.shape[1], len(theta)))
            slopes[:, self.free] = (
                (residuals[1:] - residuals[0]) / (_STEP * self._scales[self.free])[:, None]
            ).T
            self._known = (key, residuals[0], slopes)
        return self._known[1], self._known[2]

    def _residuals(self, sets: Numbers) -> Numbers:
        part = slice(None, self._held_back_from)
        model = self._simulate(sets)[:, :, part]
        share = min(1.0, self.grid.step_s / _ALIKE_S) ** 0.5
        parts = []
        for channel in range(self._channels):
            seen = self.grid.seen_c[channel, part]
            known = np.isfinite(seen)
            parts.append((model[:, channel, known] - seen[known]) / self._noise_k[channel] * share)
        if self.grid.element_c is not None:
            seen = self.grid.element_c[part]
            known = np.isfinite(seen)
            noise_k = _ELEMENT_NOISE * self._noise_k[0]
            parts.append((model[:, -1, known] - seen[known]) / noise_k * share)
        parts.append(sets / self._scales)
        return np.concatenate(parts, axis=1)

    def _simulate(self, sets: Numbers) -> Numbers:
        """Air sensors and the element's at each moment but the first, for each set."""
        grid = self.grid
        combinations, of_step = np.unique(
            np.column_stack(
                (grid.fan, np.isfinite(grid.held_c), np.round(grid.air_c[:-1] / _BAND_K) * _BAND_K)
            ),
            axis=0,
            return_inverse=True,
        )
        count = FIRST_SENSOR + self._channels
        transitions = np.empty((len(combinations), len(sets), count, count))
        gains = np.empty((len(combinations), len(sets), count, INPUTS))
        physics: dict[Any, Physics] = {}  # several sets differ in what is none
        for place, theta in enumerate(sets):
            machine, sensors = self._machine_of(theta)
            for kind, (fan, held, air_c) in enumerate(combinations):
                key = (fan, air_c, *machine["parameters"].values())
                if key not in physics:
                    physics[key] = linear(machine, fan, air_c)
                transitions[kind, place], gains[kind, place] = transition(
                    physics[key], sensors, fan, bool(held), grid.step_s
                )
        heater = np.repeat(grid.heater[None], len(sets), axis=0)
        for place, one in enumerate(self.unknowns):
            if one.kind == "gap":
                inside = grid.gap == one.place
                guess = grid.gap_heater[one.place]
                heater[:, inside] = (guess + sets[:, place])[:, None]
        inputs = np.stack((heater, np.broadcast_to(grid.room_c, heater.shape)), axis=2)
        inputs = np.concatenate((inputs, np.ones((*heater.shape, 1))), axis=2)
        state = self._start(sets, count)
        seen = np.empty((grid.steps, len(sets), count - BEAD))
        held_c = grid.held_c
        for step, kind in enumerate(of_step):
            if held_c[step] == held_c[step]:
                state[:, AIR] = held_c[step]
            state = (transitions[kind] @ state[:, :, None])[:, :, 0] + (
                gains[kind] @ inputs[:, step, :, None]
            )[:, :, 0]
            seen[step] = state[:, BEAD:]
        seen = seen.transpose(1, 2, 0)
        offsets = np.array(
            [sets[:, place] for place, one in enumerate(self.unknowns) if one.kind == "offset"]
        )
        return np.concatenate((seen[:, 1:] + offsets.T[:, :, None], seen[:, :1]), axis=1)

    def _start(self, sets: Numbers, count: int) -> Numbers:
        """All as warm as the air, walls half way to the room, and what the fit adds to that."""
        grid = self.grid
        air_c, room_c = grid.start_air_c[0], grid.room_c[0]
        state = np.full((len(sets), count), air_c)
        state[:, ELEMENT] = state[:, BEAD] = (
            air_c if grid.start_element_c is None else grid.start_element_c
        )
        state[:, WALL_INNER] = (2 * air_c + room_c) / 3
        state[:, WALL_OUTER] = (air_c + 2 * room_c) / 3
        for place, one in enumerate(self.unknowns):
            if one.kind == "start":
                state[:, one.place] += sets[:, place]
                if one.place == WALL_INNER:
                    state[:, WALL_OUTER] += sets[:, place]
        return state

    def _machine_of(self, theta: Numbers) -> tuple[dict[str, Any], Sensors]:
        own = dict(self._machine.get("parameters") or {})
        lags = [0.0] * self._channels
        shares = [0.0] * self._channels
        for value, one in zip(theta, self.unknowns, strict=True):
            if one.kind == "plant":
                own[one.name] = self._usual(one.name) * exp(value)
            elif one.kind == "sensor":
                into = lags if one.name.endswith("_lag_s") else shares
                into[one.place] = self._usual(one.name) * exp(value)
        sensors = Sensors(lags, shares, self._sensors["element_lag_s"])
        return {**self._machine, "parameters": own}, sensors


def _lids(grid: Grid, course: Numbers) -> list[tuple[int, int]]:
    """Steps (from, to) in which the air fell away from the model: somebody opened a lid."""
    off = grid.seen_c[0] - course
    noise_k = 1.4826 * float(np.nanmedian(np.abs(off - np.nanmedian(off))))
    width = max(1, round(_FALL_S / grid.step_s))
    longest = round(_LONGEST_OPEN_S / grid.step_s)
    found: list[tuple[int, int]] = []
    step = 0
    while step < len(off) - width:
        fall = off[step + width] - off[step]
        if not fall < -max(_FALL_K, 6 * noise_k):
            step += 1
            continue
        before_k = off[step]
        window = off[step : step + longest]
        lowest = int(np.nanargmin(window))
        level_k = before_k + _STILL_OPEN * (window[lowest] - before_k)
        above = np.flatnonzero(~(window[lowest:] < level_k))
        last = step + lowest + (int(above[0]) if len(above) else len(window) - lowest)
        found.append((step, min(last + 1, len(off))))
        step = last + width
    return found


def merged(machine: dict[str, Any], fitted: Fit) -> dict[str, Any]:
    """The machine with what was fitted."""
    own = {one.name: short(one.value) for one in fitted.parameters if one.fitted}
    sensors = {
        one.name: short(one.value) for one in fitted.sensors if one.fitted and one.name in SENSORS
    }
    return {
        **machine,
        "parameters": {**(machine.get("parameters") or {}), **own},
        "sensors": {**(machine.get("sensors") or {}), **sensors},
    }


def short(value: float) -> float:
    """A number so that people can read it."""
    return float(f"{value:.4g}")
