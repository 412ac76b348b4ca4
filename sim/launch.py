"""Starts sim/runs/run.py as a process of either interpreter, and follows what that prints.

Not to be taken for boards/launch.py, which chooses the version that a board starts.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tqdm import tqdm

from sim.errors import InputError, RunError
from sim.scenario.load import ROOT

INTERPRETERS = ("micropython", "cpython")

_RUNNER = Path("sim", "runs", "run.py")
_MICROPYTHON_HEAP = "heapsize=32M"  # a day's trace is streamed: this is ample
_ERROR_LINES = 3  # of what a broken run said last
_ERROR_CHARACTERS = 600
_INPUT_STATUS = 2  # how the runner ends when the plant is at fault, after saying why
_MESSAGE = re.compile(r"(progress|done) ([0-9.]+)|(error) (.*)")


@dataclass(frozen=True)
class Run:
    """How a simulation went: simulated and real seconds."""

    sim_s: float
    wall_s: float


def check_plant(path: Path) -> None:
    """InputError unless `path` is Python that defines a class Plant. Does not run it."""
    try:
        module = ast.parse(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: cannot read the plant: {error.strerror}") from None
    except SyntaxError as error:
        raise InputError(f"{path}: not valid Python: {error.msg} (line {error.lineno})") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise InputError(f"{path}: not valid Python: {error}") from None
    if not any(isinstance(part, ast.ClassDef) and part.name == "Plant" for part in module.body):
        raise InputError(f"{path}: a plant file must define class Plant; docs/plant.md tells how")


def launch(
    scenario: dict[str, Any], interpreter: str, seed: int, out: Path, plant: Path | None
) -> Run:
    """Run the scenario; trace.csv and events.csv appear in `out`.

    InputError if the plant is refused, RunError if the run breaks.
    """
    began_s = time.monotonic()
    said: list[str] = []  # by a plant under development, or by an interpreter that gives up
    with tempfile.TemporaryDirectory(prefix="cradle-") as folder:
        compiled = Path(folder, "scenario.json")
        compiled.write_text(json.dumps(scenario), encoding="utf-8")
        arguments = [_RUNNER, compiled, out.resolve(), seed]
        if plant is not None:
            arguments.append(plant.resolve())
        command, environment = interpreter_command(interpreter)
        with started([*command, *arguments], environment) as (process, lines):
            sim_s = _follow(process, lines, scenario, said)
    if process.returncode != 0 or sim_s is None:
        last = " | ".join([line.strip() for line in said if line.strip()][-_ERROR_LINES:])
        raise RunError(f"the simulation broke (exit status {process.returncode}): {last}")
    sys.stdout.writelines(said)
    return Run(sim_s, time.monotonic() - began_s)


def interpreter_command(name: str) -> tuple[list[str], dict[str, str]]:
    """The command line that begins a process of an interpreter, and its environment."""
    if name == "cpython":
        return [sys.executable, "-u"], {**os.environ, "PYTHONPATH": str(ROOT)}
    beside = Path(sys.executable).with_name("micropython")
    micropython = str(beside) if beside.exists() else shutil.which("micropython")
    if micropython is None:
        raise RunError("micropython is not installed: run `make setup`, then use .venv/bin/python")
    path = os.pathsep.join((str(ROOT), str(ROOT / "sim" / "mcu")))
    return [micropython, "-X", _MICROPYTHON_HEAP], {**os.environ, "MICROPYPATH": path}


def output_of(command: Iterable[object], environment: dict[str, str], failure: str) -> str:
    """All that a process prints by its end. RunError, which begins with `failure`, if it fails."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RunError(f"{failure}: {(done.stdout + done.stderr)[-_ERROR_CHARACTERS:]}")
    return done.stdout


@contextmanager
def started(
    command: Iterable[object], environment: dict[str, str]
) -> Iterator[tuple["subprocess.Popen[str]", IO[str]]]:
    """A process that reads nothing, and all it says; killed if its reader fails."""
    with subprocess.Popen(
        list(map(str, command)),
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,  # where MicroPython's tracebacks go anyway
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout
        except BaseException:
            process.kill()
            raise


def _follow(
    process: "subprocess.Popen[str]",
    lines: IO[str],
    scenario: dict[str, Any],
    said: list[str],
) -> float | None:
    """Show the progress of a run to its end; what is no message of the runner goes to `said`.

    Returns the simulated seconds; None if the run broke.
    """
    sim_s = None
    refusal = None
    # tqdm's None means: only on a terminal.
    quiet = True if os.environ.get("CI") else None
    with tqdm(
        desc=scenario["name"], total=scenario["duration_s"], unit=" s", disable=quiet
    ) as bar:
        for line in lines:
            message = _MESSAGE.fullmatch(line.rstrip("\n"))
            if message is None:
                said.append(line)
            elif message[3]:
                refusal = message[4]
            else:
                bar.update(float(message[2]) - bar.n)
                if message[1] == "done":
                    sim_s = float(message[2])
    if process.wait() == _INPUT_STATUS and refusal:
        raise InputError(refusal)
    return sim_s
