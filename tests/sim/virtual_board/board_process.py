"""A virtual board in a process of its own, and the real mpremote to talk with it."""

import queue
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import serial
from mpremote.transport_serial import SerialTransport

ROOT = Path(__file__).parents[3]
PATIENCE_S = 60  # on a PC that has much else to do
SPEED = 20


class BoardProcess:
    """`port` and `data_port` are names to open; `lines` what it has said since."""

    def __init__(self, flash: Path, *options: str, speed: float = SPEED):
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "sim",
                "board",
                "--flash",
                flash,
                "--speed",
                str(speed),
                *options,
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._said = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self.port = self._announced("port: ")
        self.data_port = self._announced("data port: ")

    def _listen(self):
        for line in self._process.stdout:
            self._said.put(line.rstrip())

    def _announced(self, what):
        line = self.line()
        assert line.startswith(what), line
        return line.removeprefix(what)

    def line(self) -> str:
        """The next line that the process says."""
        return self._said.get(timeout=PATIENCE_S)

    def wait_for(self, text: str) -> None:
        """Until it says a line with that text."""
        while text not in self.line():
            pass

    def mpremote(self, *arguments: str, status: int = 0) -> str:
        """Run the tool on the board; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "mpremote", "connect", self.port, *arguments],
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def prompt(self, soft_reset: bool = True):
        """The raw prompt: .exec(code) gives what the code has printed, as bytes."""
        transport = SerialTransport(self.port)
        try:
            transport.enter_raw_repl(soft_reset=soft_reset)
            yield transport
            transport.exit_raw_repl()
        finally:
            transport.close()

    def end(self) -> int:
        """End the process; its exit status."""
        self._process.terminate()
        return self._process.wait(PATIENCE_S)


@contextmanager
def board(flash: Path, *options: str, speed: float = SPEED):
    """A board with its flash in a file; ended at the end."""
    process = BoardProcess(flash, *options, speed=speed)
    try:
        yield process
    finally:
        process.end()


@contextmanager
def console(name: str):
    """A port, opened as a terminal program does."""
    with serial.Serial(name, 115200, timeout=0.05) as port:
        yield port


def read_until(port, text: bytes) -> bytes:
    """What comes up to and including the text."""
    got = b""
    end_s = time.monotonic() + PATIENCE_S
    while not got.endswith(text):
        assert time.monotonic() < end_s, got
        got += port.read(1)
    return got
