"""Mutation testing: `python -m tests.mutants [MODULE ...] [--workers N]`; see docs/mutants.md.

Changes one small thing in control/ at a time, in copies of the tree, and runs its tests on that.
Prints each change that no test noticed, and the scores. Exit status 1 below SCORE_MIN_PCT.
"""

import argparse
import os
import resource
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import hypothesis.stateful  # noqa: F401 - as pytest: else each of thousands of children would
import pytest
from tqdm import tqdm

from tests.mutation import Mutant, mutants_of

ROOT = Path(__file__).parents[1]
COPIES = ROOT / "build" / "mutants"
COPIED = ("boards", "control", "docs", "drivers", "firmware", "sim", "tests")
SCORE_MIN_PCT = 90
CPU_LIMIT_S = 60  # three times what all the tests take: a mutant that needs more never ends
PYTEST_ARGUMENTS = (
    "-x",
    "--hypothesis-profile=mutants",
    "-pno:cacheprovider",
    "-knot on_micropython",  # another interpreter, another start-up: minutes for each mutant
)


class Task(NamedTuple):
    """A mutant of a module of control/."""

    module: str
    mutant: Mutant

    def __str__(self) -> str:
        mutant = self.mutant
        return f"control/{self.module}.py:{mutant.line}: {mutant.before}  =>  {mutant.after}"


class Run(NamedTuple):
    """A task under test: the file of which copy was changed, and what was in it."""

    task: Task
    copy: Path
    path: Path
    original: str


def main() -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="of control/; none: all")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="tests at a time")
    arguments = parser.parse_args()
    every = sorted(path.stem for path in (ROOT / "control").glob("*.py"))
    modules = arguments.modules or every
    if not set(modules) <= set(every):
        parser.error(f"choose from {', '.join(every)}")

    copies = _copies(arguments.workers)
    tasks = [
        Task(module, mutant)
        for module in modules
        for mutant in mutants_of((copies[0] / "control" / f"{module}.py").read_text())
    ]
    survivors = []
    for task, survived in tqdm(_judge(tasks, copies), "mutants", len(tasks), disable=None):
        if survived:
            survivors.append(task)
            tqdm.write(str(task))
    for module in modules:
        _print_score(
            f"{module}.py",
            sum(task.module == module for task in tasks),
            sum(task.module == module for task in survivors),
        )
    return _print_score("control/", len(tasks), len(survivors)) < SCORE_MIN_PCT


def _print_score(name: str, count: int, survived: int) -> float:
    score_pct = 100 * (count - survived) / count if count else 100.0
    print(f"{name:16} {score_pct:6.1f} % killed: {count - survived} of {count}")
    return score_pct


def _copies(count: int) -> list[Path]:
    """As many copies of the tree as tests run at a time, each with its bytecode."""
    shutil.rmtree(COPIES, ignore_errors=True)
    copies = [COPIES / str(number) for number in range(count)]
    for name in COPIED:
        shutil.copytree(ROOT / name, copies[0] / name)
    shutil.copy(ROOT / "pyproject.toml", copies[0])
    _start_tests(copies[0], "")
    _, failed = os.wait()
    if failed:
        raise SystemExit("The tests fail on the unchanged code: `make test` says how.")
    for copy in copies[1:]:
        shutil.copytree(copies[0], copy)
    return copies


def _judge(tasks: list[Task], copies: list[Path]) -> Iterator[tuple[Task, bool]]:
    """Each task as it ends, and whether its mutant survived."""
    waiting = list(reversed(tasks))
    free = list(copies)
    running: dict[int, Run] = {}
    while waiting or running:
        if waiting and free:
            task = waiting.pop()
            copy = free.pop()
            path = copy / "control" / f"{task.module}.py"
            run = Run(task, copy, path, path.read_text())
            path.write_text(task.mutant.code)
            running[_start_tests(copy, task.module)] = run
        else:
            child, failed = os.wait()
            run = running.pop(child)
            run.path.write_text(run.original)
            free.append(run.copy)
            yield run.task, not failed


def _start_tests(copy: Path, module: str) -> int:
    """Run the tests in a process of their own; its id. No module: the code is as it was."""
    if child := os.fork():
        return child
    os.chdir(copy)
    sys.path[0] = str(copy)  # where `python -m` has put the tree itself
    sys.dont_write_bytecode = bool(module)  # or a mutant's could be taken for the next one's
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT_S, CPU_LIMIT_S))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os._exit(_run_tests(module))


def _run_tests(module: str) -> int:
    """Pytest's exit status: of the tests named after the module, then of the others."""
    tests = sorted(map(str, Path("tests/control").glob("test_*.py")))
    start = f"tests/control/test_{module.partition('_')[0]}"
    own = [path for path in tests if path.startswith(start)]
    others = [path for path in tests if path not in own]
    for paths in filter(None, (own, others)):
        if status := pytest.main([*PYTEST_ARGUMENTS, *paths]):
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
