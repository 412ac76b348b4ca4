"""Storage on the real littlefs of the real MicroPython: cuts, reading by a PC, and wear."""

import json

import pytest
from littlefs import LittleFS, UserContext

from control import limits
from control.calibration import Calibration
from firmware.storage.calibration_file import CalibrationFile
from firmware.storage.event_log import EventLog
from tests.firmware.storage.storage_bench import BenchFiles, Clock
from tests.on_littlefs import SCRIPTS, run

BLOCK_SIZE = 4096
PAGE_SIZE = 256
ERASE_MS = 45  # typical of the modules' flash chips (W25Q32JV datasheet, 9.6): a block ...
PROGRAM_MS = 0.7  # ... and a page
ENDURANCE = 100_000  # erases of a block of serial flash, by its makers
SERVICE_YEARS = 10


def tried(script, *arguments):
    """What a script says of it."""
    return json.loads(run(SCRIPTS / script, *arguments))


@pytest.fixture(scope="module")
def cuts(tmp_path_factory):
    image = tmp_path_factory.mktemp("littlefs") / "image.bin"
    return {"image": image, **tried("cuts.py", image)}


@pytest.fixture(scope="module")
def wear():
    return tried("wear.py")


def test_a_cut_at_any_flash_operation_loses_nothing_but_the_write_in_flight(cuts):
    for name, counts in cuts["results"].items():
        assert counts["operations"] > 0, name
        assert counts["before"] + counts["after"] == counts["operations"], name
        assert counts["other"] == 0, name


def test_after_any_cut_the_board_writes_again(cuts):
    assert [name for name, counts in cuts["results"].items() if counts["stuck"]] == []


def test_a_pc_reads_from_the_image_what_the_board_exports(cuts):
    image = cuts["image"].read_bytes()
    context = UserContext(len(image))
    context.buffer[:] = image
    disk = LittleFS(
        context=context,
        block_size=BLOCK_SIZE,
        block_count=len(image) // BLOCK_SIZE,
        mount=False,
    )
    disk.mount()
    files = BenchFiles()
    for name in disk.listdir("/data"):
        with disk.open("/data/" + name, "rb") as file:
            files.append(name, file.read())
    calibration = CalibrationFile(files, Clock(), Calibration())
    calibration.load()
    assert not calibration.lost
    assert [
        list(EventLog(files, Clock()).lines()),
        [*calibration.lines(), ""],
    ] == cuts["lines"]


def test_the_flash_outlives_the_incubator(wear):
    erases_a_day = -(-wear["most_a_block"] // wear["days"])
    assert erases_a_day * 365 * SERVICE_YEARS < ENDURANCE / 2


@pytest.mark.proves("LAW-4-PRIORITY")
def test_a_flush_leaves_room_in_its_period(wear):
    pages = -(-wear["most_bytes_a_flush"] // PAGE_SIZE)
    flush_ms = wear["most_erases_a_flush"] * ERASE_MS + pages * PROGRAM_MS
    assert flush_ms < limits.PERIOD_MS / 3


def test_log_and_trends_take_little_of_the_flash(wear):
    program_blocks = -(-600_000 // BLOCK_SIZE)
    assert wear["used_blocks"] - program_blocks <= 70  # 280 KB
