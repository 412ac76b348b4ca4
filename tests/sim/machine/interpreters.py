"""Running a program under CPython and under MicroPython, in front of the pretended machine."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def cpython(program):
    """What it prints under CPython."""
    program = "from sim.machine.install import install\ninstall()\n" + program
    return _printed([sys.executable, "-c", program], {"PYTHONPATH": str(ROOT)})


def micropython(program):
    """What it prints under MicroPython."""
    beside = Path(sys.executable).with_name("micropython")
    interpreter = str(beside) if beside.exists() else shutil.which("micropython")
    path = os.pathsep.join((str(ROOT), str(ROOT / "sim" / "machine")))
    return _printed([interpreter, "-c", program], {"MICROPYPATH": path})


def _printed(command, environment):
    result = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    assert result.returncode == 0, result.stderr
    return result.stdout
