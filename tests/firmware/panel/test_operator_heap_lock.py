"""REQ: keys, lamps, sound, the storing of settings and the loop allocate nothing."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
PLAYBACK = Path(__file__).parents[1] / "playback"


def test_the_operators_side_allocates_nothing_on_micropython():
    done = subprocess.run(
        [Path(sys.executable).with_name("micropython"), PLAYBACK / "operator_side.py"],
        env={**os.environ, "MICROPYPATH": f"{ROOT}:{PLAYBACK}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "air 34100 tones True stored True\nperiods left 0\n"
