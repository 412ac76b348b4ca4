import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "tests/drivers/heap_locked.py"


def micropython():
    beside_python = Path(sys.executable).parent
    return shutil.which("micropython", path=f"{beside_python}{os.pathsep}{os.environ['PATH']}")


def test_no_driver_takes_memory_under_micropython():
    interpreter = micropython()
    if interpreter is None:
        pytest.skip("no micropython here")
    result = subprocess.run(
        [interpreter, str(SCRIPT)],
        env={"MICROPYPATH": f"{ROOT}:.frozen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (result.returncode, result.stdout.strip()) == (0, "OK"), result.stdout + result.stderr
