"""Scripts that try storage under the real MicroPython, on a littlefs in RAM."""

import os
import subprocess
from pathlib import Path

from sim.launch import interpreter_command

ROOT = Path(__file__).parents[1]
SCRIPTS = (
    ROOT / "tests" / "firmware" / "storage" / "littlefs"
)  # with ram_flash.py, which all of them import
_LONGEST_S = 120


def run(script, *arguments):
    """What a script prints; it may import the project, and what lies in SCRIPTS."""
    command, environment = interpreter_command("micropython")
    environment["MICROPYPATH"] = os.pathsep.join((str(ROOT), str(SCRIPTS), ".frozen"))
    done = subprocess.run(
        [*command, script, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=_LONGEST_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
