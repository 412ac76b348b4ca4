"""The test bench: lives runs on this machine, and writes down what the tests ask for.

What several tests begin with is lived once: the run then forks, a process for each way in which it
goes on, all from the very same state.
"""

import os
import pickle
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from control.settings import STANDBY
from sim.campaign.scene import Scene
from sim.errors import RunError
from sim.runs.observer import Observer
from sim.runs.run import PlantFailed, Run
from sim.scenario.load import DEFAULT_BOARD
from sim.world.plant.plant import Plant

Numbers = NDArray[np.float64]
Actions = tuple[tuple[int, str, Any], ...]

# What is written down each second; nan where it is not known.
_COLUMNS = (
    "air",
    "air_shown",
    "skin",
    "skin_shown",
    "core",
    "rh",
    "rh_shown",
    "watts",
    "mattress",
    "wall",
    "mode",
    "set_air",
    "set_skin",
    "set_rh",
    "override",
    "heard",
    "red",
    "yellow",
    "cyan",
    "runs",
)
_MC = 1000.0
_PM = 10.0
_NAN = float("nan")


@dataclass(frozen=True)
class Setup:
    """How a run begins, and until when; `supply` is the voltage over the nominal one.

    actions: (at_s, what, value), as in a compiled scenario. infant: None, or weight_g,
    gestation_weeks and age_days.
    """

    duration_s: int
    room_c: float = 23.0
    supply: float = 1.0
    mode: str = "air"
    air_c: float = 36.0
    skin_c: float = 36.5
    humidity_pct: int = 0
    infant: dict[str, Any] | None = None
    actions: Actions = ()
    plant: Callable[..., Any] = Plant


@dataclass(frozen=True)
class Way:
    """One way in which a run goes on from the end of its setup."""

    duration_s: int
    actions: Actions = ()


@dataclass(frozen=True)
class Job:
    """A run and the ways in which it goes on, each by its name; its own course is "begin".

    machine: as a scenario has it.
    """

    machine: dict[str, Any]
    setup: Setup
    seed: int
    ways: dict[str, Way] = field(default_factory=dict)


class Course:
    """What happened: a number each second by the names of _COLUMNS, and the alarms shown.

    `t_s` counts from power-on. Temperatures in degC, humidity in %.
    """

    def __init__(self, rows: list[tuple[float, ...]], alarms: list[tuple[str, ...]]) -> None:
        table = np.array(rows, dtype=np.float32)
        self.columns = {name: table[:, place] for place, name in enumerate(_COLUMNS)}
        self.alarms = alarms
        self.t_s = np.arange(1, len(rows) + 1)

    def __getitem__(self, name: str) -> Numbers:
        return self.columns[name].astype(np.float64)

    def part(self, name: str, from_s: int, to_s: int | None = None) -> Numbers:
        """A column after from_s, up to and with to_s."""
        return self[name][from_s:to_s]

    def first_alarm_s(self, from_s: int, names: tuple[str, ...] = ()) -> int | None:
        """The second in which one of these alarms, or any, is first shown after from_s."""
        for place in range(from_s, len(self.alarms)):
            if any(not names or name in names for name in self.alarms[place]):
                return place + 1
        return None


class _Recorder(Observer):
    def __init__(self, run: Any) -> None:
        self.rows: list[tuple[float, ...]] = []
        self.alarms: list[tuple[str, ...]] = []
        self._scene = Scene(run)

    def acted(self, run: Any, t_s: int) -> None:
        scene = self._scene
        scene.update(t_s)
        plant = scene.plant
        incubator = getattr(plant, "incubator", None)
        shown = (_NAN,) * 3
        settings = (STANDBY, 0.0, 0.0, 0.0, 0.0)
        if scene.program:
            estimates = scene.controller.estimates
            shown = (
                _shown(estimates.air, _MC),
                _shown(estimates.skin, _MC),
                _shown(estimates.humidity, _PM),
            )
            own = scene.settings
            points = (own.air_mc / _MC, own.skin_mc / _MC, own.humidity_pm / _PM)
            settings = (own.mode, *points, float(own.override))
        self.rows.append(
            (
                plant.air_true,
                shown[0],
                plant.skin_true,
                shown[1],
                plant.core_true,
                plant.rh_true,
                shown[2],
                scene.watts,
                incubator.mattress_c if incubator else plant.air_true,
                incubator.wall_inner_c if incubator else plant.air_true,
                *settings,
                scene.heard,
                "red" in scene.lit,
                "yellow" in scene.lit,
                "cyan" in scene.lit,
                scene.program is not None,
            )
        )
        self.alarms.append(tuple(scene.shown()))


def _shown(estimate: Any, scale: float) -> float:
    return estimate.value / scale if estimate.valid else _NAN


class _Fork(Observer):
    """At the end of the setup: lets each way be lived by a process of its own."""

    def __init__(self, setup: Setup, ways: dict[str, Way]) -> None:
        self._setup = setup
        self._ways = ways
        self.child = ""  # the way that this process lives; none in the one that began

    def acted(self, run: Any, t_s: int) -> None:
        if t_s != self._setup.duration_s or self.child:
            return
        for name, way in self._ways.items():
            sys.stdout.flush()
            process = os.fork()
            if not process:
                self.child = name
                for entry in _entries(way.actions):
                    run.timetable.add(entry)
                run.go_on(way.duration_s)
                return
            if os.waitpid(process, 0)[1]:
                raise RunError(f"{name}: its run broke")


def live(job: Job) -> dict[str, Course]:
    """The courses of a job by name."""
    setup = job.setup
    scenario = _scenario(job.machine, setup)
    if job.ways:  # the setup itself ends when all its ways have been lived
        scenario["duration_s"] += 1
    run = cast(Any, Run)(scenario, job.seed, setup.plant)
    run.world.drives.supply_ratio = setup.supply
    recorder = _Recorder(run)
    fork = _Fork(setup, job.ways)
    run.observers += [recorder, fork]
    with tempfile.TemporaryDirectory(prefix="cradle-") as folder:
        status = 1
        try:
            run.play()
            status = 0
        except (Exception, PlantFailed) as error:
            if not fork.child:
                raise
            print(f"{fork.child}: {type(error).__name__}: {error}", file=sys.stderr)
        finally:
            if fork.child:  # nothing of the process that began is to be tidied up by this one
                text = pickle.dumps((recorder.rows, recorder.alarms))
                (Path(folder) / fork.child).write_bytes(text)
                os._exit(status)
        courses = {"begin": Course(recorder.rows, recorder.alarms)}
        for name in job.ways:
            courses[name] = Course(*pickle.loads((Path(folder) / name).read_bytes()))
    return courses


def _scenario(machine: dict[str, Any], setup: Setup) -> dict[str, Any]:
    return {
        "name": "conformance",
        "duration_s": setup.duration_s,
        "room": {"temperature_c": setup.room_c, "humidity_pct": 45.0},
        "infant": setup.infant,
        "machine": {**machine, "board": machine["board"] or DEFAULT_BOARD},
        "start": {
            "mode": setup.mode,
            "air_mc": round(setup.air_c * _MC),
            "skin_mc": round(setup.skin_c * _MC),
            "humidity_pm": round(setup.humidity_pct * _PM),
        },
        "timetable": _entries(setup.actions),
    }


def _entries(actions: Actions) -> list[dict[str, Any]]:
    ordered = sorted(actions, key=lambda action: action[0])
    return [{"at_s": at_s, "do": do, "value": value} for at_s, do, value in ordered]
