"""A board on a serial port, its program stopped, in the hands of mpremote's own transport."""

import contextlib
import io
import json
import re
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import serial
from mpremote.transport import TransportError, TransportExecError
from mpremote.transport_serial import SerialTransport

from boards.errors import Failure, Refusal

_ON_DEVICE = Path(__file__).with_name("on_device.py")
_ENTER_S = 4.0  # Ctrl-C, soft reset and prompt take one or two
_ENTER_ATTEMPTS = 2  # the first may meet a board that is just starting
_READ_S = 5.0  # a board that sends nothing for so long in the middle of an exchange is gone
_REOPEN_S = 10  # until a port of native USB is back after a reset
_PROBE_S = 1.0
_ASK_VERSION = b"\rjson on\rversion\rjson off\r"
_HEARD_BYTES = 4096
_CHUNK = 1024  # bytes of a file in one exchange

_DOES_NOT_LET_GO = (
    "{port} does not let go of its program. While therapy runs it ignores Ctrl-C, so that a"
    " laptop cannot end it: put the incubator in standby with its keys, or hold the key LEFT while"
    " it gets power (service; heat is locked out), and try again."
)


class Link:
    """The board on `port`, stopped. Leaving the `with` resets it, and its program runs again."""

    def __init__(self, port: str):
        self.port = port
        self._transport = _open(port)
        try:
            self._stop()
            self._call(_ON_DEVICE.read_text(encoding="utf-8"))
        except BaseException:
            self._transport.close()
            raise

    def __enter__(self) -> "Link":
        return self

    def __exit__(self, *_: object) -> None:
        self.reset()

    def ask(self, function: str, *arguments: object) -> list[Any]:
        """Run a function of boards/on_device.py; gives what it printed."""
        call = f"{function}({', '.join(repr(argument) for argument in arguments)})"
        return [json.loads(line) for line in self._call(call).splitlines()]

    def write(self, path: str, data: bytes) -> None:
        """Write a file, piece by piece: a cut leaves a part of it."""
        self.ask("make_folders", path)
        with _as_failure(self.port):
            self._transport.fs_writefile(path, data, chunk_size=_CHUNK)

    def read(self, path: str) -> bytes:
        """Read a file."""
        with _as_failure(self.port):
            return bytes(self._transport.fs_readfile(path, chunk_size=_CHUNK))

    def reset(self) -> None:
        """Restart the board and let go of it. Does not fail: it may be gone already."""
        with contextlib.suppress(*_ERRORS):
            self._transport.exec_raw_no_follow("machine.reset()")
            # Until the bytes are out: closing would drop them.
            self._transport.serial.flush()
        with contextlib.suppress(*_ERRORS):
            self._transport.close()

    def _stop(self) -> None:
        port = self._transport.serial
        port.timeout = _PROBE_S
        for _ in range(_ENTER_ATTEMPTS):
            with contextlib.redirect_stdout(io.StringIO()):  # it prints what it did not expect
                try:
                    self._transport.enter_raw_repl(timeout_overall=_ENTER_S)
                    port.timeout = _READ_S
                    self._transport.exec("")  # which a program that runs on refuses
                    return
                except TransportExecError:
                    break
                except TransportError:
                    continue
        raise Refusal(_DOES_NOT_LET_GO.format(port=self.port))

    def _call(self, script: str) -> str:
        with _as_failure(self.port):
            return bytes(self._transport.exec(script)).decode()


def wait_for_answer(port: str, version: str, within_s: float) -> bool:
    """Whether the console answers that it is `version` that runs, asked once a second."""
    until = time.monotonic() + within_s
    answer = re.compile(rb'\{"version": "[^"]*' + re.escape(version.encode()))
    heard = b""
    with contextlib.suppress(*_ERRORS), contextlib.closing(_open(port, _REOPEN_S)) as transport:
        while time.monotonic() < until and not answer.search(heard):
            transport.serial.write(_ASK_VERSION)
            transport.serial.timeout = _PROBE_S
            heard = heard[-_HEARD_BYTES:] + transport.serial.read(_HEARD_BYTES)
    return answer.search(heard) is not None


_ERRORS = (TransportError, OSError, serial.SerialException, struct.error)


@contextlib.contextmanager
def _as_failure(port: str) -> Iterator[None]:
    try:
        yield
    except TransportExecError as error:
        raise Failure(f"{port}: {error.error_output.strip()}") from None
    except _ERRORS as error:
        raise Failure(f"the board on {port} is gone: {error}") from None


def _open(port: str, wait_s: int = 0) -> SerialTransport:
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return SerialTransport(port, wait=wait_s, timeout=_READ_S)
    except TransportError:
        raise Refusal(
            f"{port} cannot be opened: is it the right port, and does nothing else use it?"
        ) from None
