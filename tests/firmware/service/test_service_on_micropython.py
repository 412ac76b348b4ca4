"""The service console and the data port on the real interpreter."""

import os
import pty
import select
import subprocess
import sys
import time
import tty
from pathlib import Path

from tests.firmware.service.on_micropython.service_transcript import transcript

ROOT = Path(__file__).parents[3]
SCRIPTS = Path(__file__).parent / "on_micropython"
MICROPYTHON = Path(sys.executable).with_name("micropython")
ENVIRONMENT = {**os.environ, "MICROPYPATH": str(ROOT)}


def test_every_reply_is_the_same_on_micropython():
    done = subprocess.run(
        [MICROPYTHON, SCRIPTS / "service_transcript.py"],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == transcript()


def test_the_terminal_gives_every_byte_and_never_waits_for_one():
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    with subprocess.Popen(
        [MICROPYTHON, SCRIPTS / "terminal_echo.py"], env=ENVIRONMENT, stdin=theirs, stdout=theirs
    ) as process:
        assert read_until(ours, b"ready")
        time.sleep(0.05)
        sent = bytes([*range(1, 3), *range(4, 46), *range(127, 256), 0, 46])  # 3 is Ctrl-C
        os.write(ours, sent)
        written = read_until(ours, b"waited")
        assert process.wait(timeout=10) == 0
    numbers = written.split()
    first = bytes(int(number) for number in numbers[: sent.index(46) + 1])
    assert first == sent[: sent.index(46) + 1]
    assert b"never" not in written


def read_until(port, word):
    data = b""
    while word not in data:
        assert select.select([port], [], [], 10)[0], data
        data += os.read(port, 1024)
    return data
