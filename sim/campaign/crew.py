"""Who lives the lives: processes of this machine, or the workers of a Dask cluster.

Whoever is lost in the middle of a job takes nothing along: the job is given to another.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from threading import Lock
from typing import Any

from sim.errors import InputError, RunError

Do = Callable[[Callable[..., Any], list[tuple[Any, ...]]], Iterator[tuple[int, Any]]]

_ROOT = Path(__file__).parents[2]
_PROGRAM = ("boards", "control", "drivers", "firmware", "sim")
_MOST_LOSSES = 3  # in a row, without a result between them
_CONNECT_S = 10
_WORKERS_WITHIN_S = 30
_one_at_a_time = Lock()  # the pretended machine is one to a process, whatever threads it has


@lru_cache
def program_id() -> str:
    """What tells this program from another version of it: all that a life depends on."""
    digest = hashlib.sha256()
    for path in sorted(path for top in _PROGRAM for path in (_ROOT / top).rglob("*.py")):
        digest.update(path.relative_to(_ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def crew(workers: int | None, scheduler: str | None) -> Iterator[Do]:
    """Gives do(function, jobs), which yields (index, function(*jobs[index])) as each is done.

    workers: processes of this machine, one per core where None. scheduler: the address of a Dask
    cluster to use in their place. InputError if nobody is there, RunError if jobs cannot be done.
    """
    if scheduler is None:
        yield partial(_here, workers or os.cpu_count() or 1)
        return
    # Imported here: most campaigns need none.
    import distributed  # noqa: PLC0415

    dask: Any = distributed
    try:
        client = dask.Client(scheduler, timeout=_CONNECT_S)
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(f"--scheduler {scheduler}: nobody answers there: {error}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_WORKERS_WITHIN_S)
        except TimeoutError:
            raise InputError(f"--scheduler {scheduler}: it has no workers") from None
        yield partial(_on_cluster, client)


def _here(
    workers: int, function: Callable[..., Any], jobs: list[tuple[Any, ...]]
) -> Iterator[tuple[int, Any]]:
    left = dict(enumerate(jobs))
    losses = 0
    while left:
        pool = ProcessPoolExecutor(min(workers, len(left)))
        try:
            futures = {pool.submit(function, *job): index for index, job in left.items()}
            for future in as_completed(futures):
                result = future.result()
                losses = 0
                del left[futures[future]]
                yield futures[future], result
        except BrokenProcessPool:
            losses += 1
            if losses > _MOST_LOSSES:
                raise RunError(
                    "processes die again and again: is there memory for so many --workers?"
                ) from None
        finally:
            pool.shutdown(cancel_futures=True)


def _on_cluster(
    client: Any, function: Callable[..., Any], jobs: list[tuple[Any, ...]]
) -> Iterator[tuple[int, Any]]:
    import distributed  # noqa: PLC0415

    dask: Any = distributed

    def submit(index: int) -> Any:
        return client.submit(_alone, program_id(), function, jobs[index], pure=False)

    futures = {submit(index): index for index in range(len(jobs))}
    losses = 0
    done = dask.as_completed(list(futures))
    for future in done:
        index = futures.pop(future)
        try:
            result = future.result()
        except dask.KilledWorker:
            losses += 1
            if losses > _MOST_LOSSES:
                raise RunError("workers die again and again: have they memory enough?") from None
            again = submit(index)
            futures[again] = index
            done.add(again)
            continue
        except ModuleNotFoundError as error:
            raise RunError(f"a worker lacks {error.name}: start it in Cradle's folder") from None
        if result is None:
            raise RunError("a worker has another version of Cradle: give all of them the same")
        losses = 0
        yield index, result[0]
        future.release()


def _alone(program: str, function: Callable[..., Any], job: tuple[Any, ...]) -> tuple[Any] | None:
    """On a worker: one job at a time, and none for another version of the program."""
    if program != program_id():
        return None
    with _one_at_a_time:
        return (function(*job),)
