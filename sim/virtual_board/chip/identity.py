"""Makes `sys`, `os` and `micropython` look like an ESP32's, where they differ from the PC's."""

import io
import os
import sys
from collections import namedtuple

import micropython
from link import BOARD, call

_Implementation = namedtuple("implementation", ("name", "version", "_machine", "_mpy", "_build"))
_Uname = namedtuple("uname", ("sysname", "nodename", "release", "version", "machine"))
_MPY = 11014  # version 6.3 with native code for xtensawin, which is 10 << 10

_pc_sys = sys
_pc_os = os
_pc_micropython = micropython
_PC_ONLY = ("system", "getenv", "putenv", "unsetenv")


class _Bytes(io.IOBase):
    """What `sys.stdout.buffer` is: bytes, which go out as they are."""

    def write(self, data, size=None) -> int:
        """Send the first `size` bytes, or all."""
        data = bytes(data)[:size]
        call(BOARD, "transmit", data)
        return len(data)


class _Text(io.IOBase):
    """What `sys.stdout` is: text, whose line ends become CR LF."""

    buffer = _Bytes()

    def write(self, data) -> int:
        """Send."""
        return _pc_sys.stdout.write(data if isinstance(data, str) else str(data, "utf-8"))


class _Sys:
    """`sys`."""

    platform = "esp32"
    argv = []
    stdout = _Text()

    def __getattr__(self, name):
        return getattr(_pc_sys, name)

    def __setattr__(self, name, value):
        setattr(_pc_sys, name, value)


class _Os:
    """`os`."""

    def __getattr__(self, name):
        if name in _PC_ONLY:
            raise AttributeError(name)
        return getattr(_pc_os, name)


class _MicroPython:
    """`micropython`."""

    def __getattr__(self, name):
        return getattr(_pc_micropython, name)

    def kbd_intr(self, character: int) -> None:
        """Which character interrupts the program, -1 for none."""
        call(BOARD, "kbd_intr", character)

    def alloc_emergency_exception_buf(self, size: int) -> None:
        """Do nothing: the PC has room for an exception."""


def install(version: tuple, machine: str, build: str) -> None:
    """Be a board with MicroPython of that version; `machine` is what `os.uname()` says of it."""
    release = ".".join([str(part) for part in version])
    _Sys.implementation = _Implementation("micropython", version + ("",), machine, _MPY, build)
    _Sys.version = "3.4.0; MicroPython v" + release
    _Os.uname = lambda self: _Uname("esp32", "esp32", release, "v" + release, machine)
    _pc_sys.modules["sys"] = _Sys()
    _pc_sys.modules["os"] = _Os()
    _pc_sys.modules["micropython"] = _MicroPython()
