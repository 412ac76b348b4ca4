"""Measures modules loaded from files: bytes of each when those that it imports are there."""

import binascii  # noqa: F401 (these are in the flash of a board, as parts of MicroPython)
import json  # noqa: F401
import os  # noqa: F401
import select  # noqa: F401
import struct  # noqa: F401
import sys

import micropython  # noqa: F401


class BuiltIn:
    """Stands for a module that costs a board nothing: it has whatever name is asked for."""

    def __getattr__(self, name):
        return None


def stand_in() -> None:
    """Let modules be imported without a machine."""
    for name in ("machine", "esp32", "time"):
        sys.modules[name] = BuiltIn()


def steps(argument: dict, data: str):
    """Import the modules, each after those that it imports."""
    stand_in()
    yield "nothing"
    for name in argument["modules"]:
        __import__(name)
        yield name
