"""The frozen image's _boot.py: a damaged filesystem sounds, and is left as it is."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPEAKER = 7  # of the board that on_micropython_boot.py makes up


def boot(state):
    """File kept, tones, whether formatted, whether the flash is unchanged, what was said."""
    beside = Path(sys.executable).with_name("micropython")
    done = subprocess.run(
        [
            str(beside) if beside.exists() else shutil.which("micropython"),
            str(Path(__file__).with_name("on_micropython_boot.py")),
            str(ROOT / "boards" / "micropython" / "modules" / "_boot.py"),
            state,
        ],
        env={**os.environ, "MICROPYPATH": str(ROOT / "tests" / "firmware" / "littlefs")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_a_whole_filesystem_is_mounted_in_silence():
    assert boot("whole") == ["kept", [], False, True, ""]


def test_a_blank_flash_is_formatted_in_silence():
    assert boot("blank") == ["", [], True, False, ""]


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_filesystem_sounds_and_is_not_written(seed):
    kept, tones, formatted, unchanged, said = boot(f"damaged{seed}")
    assert (kept, formatted, unchanged) == ("", False, True)
    assert [pin for pin, _, _ in tones] == [SPEAKER]
    assert all(hz > 0 and duty_u16 > 0 for _, hz, duty_u16 in tones)
    assert "docs/flashing.md tells how to repair it" in said
