"""The board's /main.py: start the version that /slot.json names, or go back from one that fails.

The folders /a and /b hold a complete version each, or none. /slot.json says
    run     the folder to start
    former  the folder that ran before it; empty if none
    trial   which of its first starts comes next; 0 once it has proved itself, or had no former
    failed  the folder that was given up for this one, if any
An update replaces a folder and /slot.json, never this file: it needs MicroPython's modules only.
"""

import json
import os
import sys
import time

import machine

_SLOT = "/slot.json"
_TRIAL_STARTS = 3  # of a version that has not proved itself: one may be a plug pulled too early
_PAUSE_MS = 5_000  # before a restart: time for an engineer's Ctrl-C
_START_MS = 30_000  # by then a version has started a watchdog of its own, or hangs
_SERVICE_MS = 3_600_000  # a watchdog cannot be stopped, only put off


def chosen() -> str:
    """The folder to start, with this start counted; empty if there is none."""
    try:
        with open(_SLOT) as file:
            slot = json.load(file)
    except OSError:
        return ""
    if slot["trial"]:
        if slot["trial"] > _TRIAL_STARTS:
            slot = {"run": slot["former"], "former": "", "trial": 0, "failed": slot["run"]}
        else:
            slot["trial"] += 1
        with open(_SLOT + ".new", "w") as file:
            json.dump(slot, file)
        os.rename(_SLOT + ".new", _SLOT)  # one step for littlefs: the old or the new
    return slot["run"]


def launch() -> None:
    """Start. Where no folder is chosen, what is frozen in the firmware runs, if anything is."""
    try:
        machine.WDT(timeout=_START_MS)
        folder = chosen()
        if folder:
            sys.path.insert(0, "/" + folder)
        import start  # noqa: F401, PLC0415 (a version runs by being imported)
    except KeyboardInterrupt:
        machine.WDT(timeout=_SERVICE_MS)
    except Exception as error:
        # Every pin is at rest, so nothing heats and the buzzer of the safety relay sounds.
        sys.print_exception(error)
        time.sleep_ms(_PAUSE_MS)
        machine.reset()


launch()
