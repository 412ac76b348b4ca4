"""Manoeuvres of cases under controllers, on all cores."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sim.compare.bench import Bench, new_plant, soaked
from sim.compare.cases import Case
from sim.compare.controllers import CONTROLLERS, Ideal
from sim.compare.manoeuvres import BY_NAME, SOAK_HOURS, Figures, Manoeuvre, Track


@dataclass(frozen=True)
class Job:
    """One manoeuvre of one case, by each of these controllers in turn."""

    case: Case
    manoeuvre: str
    controllers: tuple[str, ...]
    seed: int


@dataclass(frozen=True)
class Result:
    """What one controller did in it."""

    case: Case
    manoeuvre: str
    controller: str
    figures: Figures
    track: Track


def compare(jobs: list[Job], workers: int | None) -> Iterator[list[Result]]:
    """The results of each job, in their order whatever the number of workers.

    A worker takes some neighbours at a time: what has stood in the same air is made once for them.
    """
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(do, jobs, chunksize=4)


def do(job: Job) -> list[Result]:
    """Let each controller go through the manoeuvre, from the same state with the same noise."""
    manoeuvre = BY_NAME[job.manoeuvre]
    case = job.case
    if manoeuvre.humidifier:
        case = replace(case, machine={**case.machine, "humidifier": manoeuvre.humidifier})
    results = []
    for name in job.controllers:
        plant = deepcopy(_stood(case, manoeuvre.soak_c))
        track = _track(Bench(case, job.seed, plant), name, manoeuvre)
        results.append(Result(job.case, job.manoeuvre, name, manoeuvre.figures(track), track))
    return results


@lru_cache(maxsize=4)
def _stood(case: Case, soak_c: float | None) -> Any:
    if soak_c is None:
        return new_plant(case)
    return soaked(case, Ideal(Bench(case, 1)), soak_c, SOAK_HOURS)


def _track(bench: Bench, name: str, manoeuvre: Manoeuvre) -> Track:
    controller = CONTROLLERS[name](bench)
    manoeuvre.start(bench)
    before = []
    for _ in range(manoeuvre.settle_s):
        bench.second(controller)
        before.append(bench.plant.air_true)
    minute = before[-60:] or [bench.plant.air_true]
    track = Track(sum(minute) / len(minute))
    acts = dict(manoeuvre.acts)
    for second in range(manoeuvre.length_s):
        if second in acts:
            acts[second](bench)
        bench.second(controller)
        track.note(bench)
    return track
