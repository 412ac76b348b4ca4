"""The chip of the virtual board: a process of the real MicroPython, and the lines to it."""

import ast
import ctypes
import os
import signal
import subprocess
from typing import NamedTuple

from sim.launch import interpreter_command
from sim.scenario.load import ROOT
from sim.virtual_board.host.silence import Silence

_START = "sim/virtual_board/chip/start.py"
_MODULES = "sim/virtual_board/chip:."  # relative: a traceback shows these paths
_READ_BYTES = 1 << 16
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class Request(NamedTuple):
    """A call that the chip makes."""

    number: int
    target: int
    method: str
    arguments: list[object]


class Chip:
    """One life of the interpreter, from one reset to the next; it reads from `terminal`.

    `console` (what it prints) and `requests` are file descriptors to be polled; `silence` counts
    the time in which it does not call.
    """

    def __init__(self, terminal: int) -> None:
        self.console, console = os.pipe()
        self.requests, requests = os.pipe()
        answers, self._answers = os.pipe()
        command, environment = interpreter_command("micropython")
        self._process = subprocess.Popen(
            [*command, "-i", _START, str(answers), str(requests)],
            cwd=ROOT,
            stdin=terminal,
            stdout=console,
            stderr=console,
            env={**environment, "MICROPYPATH": _MODULES},
            pass_fds=(answers, requests),
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 (no threads here: safe)
        )
        for fd in (console, requests, answers):
            os.close(fd)
        for fd in (self.console, self.requests):
            os.set_blocking(fd, False)
        self.process_id = self._process.pid
        self.silence = Silence(self.process_id)
        self._asked = bytearray()

    def printed(self) -> bytes | None:
        """What came from the console, possibly nothing; None when the interpreter has ended."""
        try:
            return os.read(self.console, _READ_BYTES) or None
        except BlockingIOError:
            return b""

    def asked(self) -> list[Request]:
        """The calls that came."""
        try:
            self._asked += os.read(self.requests, _READ_BYTES)
        except BlockingIOError:
            pass
        *lines, rest = self._asked.split(b"\n")
        self._asked = rest
        return [Request(*ast.literal_eval(line.decode())) for line in lines]

    def answer(self, number: int, value: object) -> None:
        """Give the chip what a call has returned."""
        self._tell((number, True, value))

    def refuse(self, number: int, name: str, arguments: list[object]) -> None:
        """Give the chip the exception that a call has raised."""
        self._tell((number, False, (name, arguments)))

    def end(self) -> None:
        """Kill the interpreter, if it lives."""
        self._process.kill()
        self._process.wait()
        for fd in (self.console, self.requests, self._answers):
            os.close(fd)

    def _tell(self, answer: tuple[object, ...]) -> None:
        try:
            os.write(self._answers, repr(answer).encode() + b"\n")
        except BrokenPipeError:
            pass  # it has just ended, and its console will say so


def _end_with_parent() -> None:
    """However the parent ends: an interpreter left at its prompt would wait for ever."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
