"""`make monitor`, typed at as a person does."""

import os
import pty
import subprocess
import time

from tests.boards.conftest import FORMER
from tests.boards.flash_bench import board, running_version
from tests.sim.virtual_board.board_process import PATIENCE_S, ROOT

LEAVE = b"\x1d"  # Ctrl-]


def test_the_monitor_talks_with_the_console_and_leaves_the_program_running(image):
    with board(image) as device:
        assert running_version(device.port) == FORMER
        here, there = pty.openpty()
        monitor = subprocess.Popen(
            ["make", "-s", "monitor", f"PORT={device.port}"],
            cwd=ROOT,
            stdin=there,
            stdout=there,
            stderr=there,
            start_new_session=True,
        )
        os.close(there)
        try:
            os.set_blocking(here, False)
            heard = _ask(here, b"\rversion\r", b"Cradle " + FORMER.encode())
            assert b"Traceback" not in heard
            os.write(here, LEAVE)
            assert monitor.wait(PATIENCE_S) == 0
        finally:
            monitor.kill()
            os.close(here)
        assert running_version(device.port) == FORMER


def _ask(terminal, question, answer):
    """Type the question once a second until the answer comes; all that was heard."""
    heard = b""
    end_s = time.monotonic() + PATIENCE_S
    while answer not in heard:
        assert time.monotonic() < end_s, heard
        os.write(terminal, question)
        time.sleep(1)
        try:
            heard += os.read(terminal, 65536)
        except BlockingIOError:
            pass
    return heard
