"""What an engineer does to a virtual board, and what is on its flash afterwards."""

import hashlib
import json
import re
import subprocess
import sys
import time

import littlefs

from tests.sim.virtual_board import board_process
from tests.sim.virtual_board.board_process import PATIENCE_S, ROOT, console

BOARD = "esp32_devkitc"
_SPEED = 20  # a hung chip's time is what it computes, however busy the PC is
_BLOCK = 4096
_ANSWER = re.compile(rb'\{"version": "Cradle (\S+) on [^"]+"\}')


def board(image, *options):
    """A virtual board with its flash in a file, for a `with`."""
    return board_process.board(image, *options, speed=_SPEED)


def boards(*arguments):
    """`python -m boards`: what it printed, and its exit status."""
    done = subprocess.run(
        [sys.executable, "-m", "boards", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=4 * PATIENCE_S,
        check=False,
    )
    return done.stdout + done.stderr, done.returncode


def _flash_arguments(port, version):
    return ("flash", "--board", BOARD, "--port", port, "--version", version)


def flash(port, version):
    """Put a version on the board, as `make flash` does; the last line that it prints."""
    said, status = boards(*_flash_arguments(port, version))
    assert status == 0, said
    return said.splitlines()[-1]


def flashing(port, version):
    """The same, under way in a process."""
    return subprocess.Popen(
        [sys.executable, "-m", "boards", *_flash_arguments(port, version)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def running_version(port):
    """Which version the console says it is."""
    heard = b""
    end_s = time.monotonic() + 2 * PATIENCE_S
    with console(port) as terminal:
        terminal.timeout = 0.5
        while not _ANSWER.search(heard):
            assert time.monotonic() < end_s, heard
            terminal.write(b"\rjson on\rversion\rjson off\r")
            heard += terminal.read(4096)
    return _ANSWER.search(heard)[1].decode()


def say(port, line):
    """Type a line at the console; what came back within a second."""
    with console(port) as terminal:
        terminal.timeout = 1
        terminal.write(b"\r" + line.encode() + b"\r")
        return terminal.read(4096).decode()


def files(image):
    """Path to content of every file in a flash image, as another littlefs reads it."""
    flash_image = littlefs.LittleFS(
        block_size=_BLOCK, block_count=image.stat().st_size // _BLOCK, mount=False
    )
    flash_image.context.buffer = bytearray(image.read_bytes())
    flash_image.mount()
    found = {}
    for folder, _, names in flash_image.walk("/"):
        for name in names:
            path = f"{folder.rstrip('/')}/{name}"
            with flash_image.open(path, "rb") as file:
                found[path] = file.read()
    return found


def slots(image):
    """What /slot.json says."""
    return json.loads(files(image)["/slot.json"])


def whole_version(image):
    """The version that is to run; it is there to the last byte, and the launcher too."""
    found = files(image)
    folder = json.loads(found["/slot.json"])["run"]
    manifest = json.loads(found[f"/{folder}/manifest.json"])
    for name, sha256 in manifest["files"].items():
        assert hashlib.sha256(found[f"/{folder}/{name}"]).hexdigest() == sha256, name
    assert found["/main.py"] == (ROOT / "boards" / "launch.py").read_bytes()
    return manifest["version"]


def until(condition):
    """Wait for it."""
    end_s = time.monotonic() + 3 * PATIENCE_S
    while not condition():
        assert time.monotonic() < end_s
        time.sleep(0.1)
