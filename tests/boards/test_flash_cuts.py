"""Power fails in one flash operation of an update after the other: a whole version runs each time.

`CUTS=all` tries every single one, some 450; otherwise a sample.
"""

import os

import pytest

from tests.boards.conftest import FORMER
from tests.boards.flash_bench import (
    board,
    boards,
    flashing,
    running_version,
    say,
    whole_version,
)

NEW = "1.1-new"
# Of the update as it is, with the operations of the two starts before and after it.
_OPERATIONS = 450
_SAMPLE = (1, 150, 330, 420, 432, 446)


def _points():
    return range(1, _OPERATIONS + 1) if os.environ.get("CUTS") == "all" else _SAMPLE


@pytest.mark.parametrize("point", _points())
def test_a_cut_leaves_the_former_version_or_the_new_one(image, point):
    with board(image, "--cut-at", str(point)) as device:
        update = flashing(device.port, NEW)
        said = ""
        while "reset " not in said:
            said = device.line()
        cut = "power-on" in said  # else the update is done, and has restarted the board
        if cut:
            update.kill()
        update.wait()
        version = running_version(device.port)
        assert version in (FORMER, NEW)
        assert whole_version(image) == version
        if not cut:
            assert version == NEW


@pytest.mark.parametrize("point", (100, 400) if os.environ.get("CUTS") == "all" else (400,))
def test_a_restore_that_was_cut_is_made_whole_by_another(image, tmp_path, point):
    kept = tmp_path / "kept"
    with board(image) as device:
        running_version(device.port)
        assert "ok" in say(device.port, "set air 33.3")
        said, status = boards("backup", kept, "--port", device.port)
        assert status == 0, said
    blank = tmp_path / "blank.img"
    with board(blank, "--cut-at", str(point)) as device:
        _, status = boards("restore", kept, "--port", device.port)
        assert status != 0
        device.wait_for("power-on")
        said, status = boards("restore", kept, "--port", device.port)
        assert status == 0, said
        assert running_version(device.port) == FORMER
        assert "33.3" in say(device.port, "get set_air")
    assert whole_version(blank) == FORMER
