"""The frozen image's _boot.py: a damaged filesystem sounds, and is left as it is."""

import json
from pathlib import Path

import pytest

from tests.on_littlefs import ROOT, run

SCRIPT = Path(__file__).with_name("on_micropython_boot.py")
BOOT = ROOT / "boards" / "micropython" / "modules" / "_boot.py"
SPEAKER = 7  # of the board that on_micropython_boot.py makes up


def boot(state):
    """File kept, tones, whether formatted, whether the flash is unchanged, what was said."""
    return json.loads(run(SCRIPT, BOOT, state))


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
