"""Prints the live heap after each step of a measurement, on any port of MicroPython.

sim/tools/memory.py starts it, and says what the figures mean.

KIND FILE DATA -> lines of `STEP BYTES`. KIND is a module beside this one: its steps(argument,
data) does a step whenever it is asked for the next, and yields its name. FILE holds the argument
as JSON; DATA is a folder for the controller's files.
"""

import gc
import json
import sys


def begin(kind: str, file: str, data: str) -> None:
    """Choose the measurement."""
    global steps
    with open(file) as argument:
        steps = __import__(kind).steps(json.load(argument), data)


def advance() -> str:
    """Do the next step and collect what it left behind; gives its name, "" after the last."""
    for name in steps:
        gc.collect()
        return name
    return ""


def live() -> int:
    """Bytes that are in use."""
    return gc.mem_alloc()


if __name__ == "__main__":
    begin(*sys.argv[1:])
    while True:
        step = advance()
        if not step:
            break
        print(step, live())
