"""Gives CPython what MicroPython has: `machine`, `esp32`, `framebuf`, `micropython`, `time`'s
ticks, and `os.ilistdir`.
"""

import importlib
import os
import sys
import time

# In this order: each may import the ones before it.
MODULES = ("micropython", "machine", "esp32", "framebuf")
TIME_NAMES = ("sleep_ms", "sleep_us", "ticks_add", "ticks_diff", "ticks_ms", "ticks_us")


def install() -> None:
    """Make `import machine` and the like work from here on; a second call changes nothing.

    `time` only gains names: the PC's own clock stays what it was.
    """
    for name in MODULES:
        sys.modules[name] = importlib.import_module("sim.mcu." + name)
    pretended = importlib.import_module("sim.mcu.time")
    for name in TIME_NAMES:
        setattr(time, name, getattr(pretended, name))
    os.ilistdir = _ilistdir  # type: ignore[attr-defined]


def _ilistdir(path: str):  # type: ignore[no-untyped-def]
    return ((entry.name, 0x4000 if entry.is_dir() else 0x8000, 0) for entry in os.scandir(path))
