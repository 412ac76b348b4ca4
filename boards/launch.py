"""The board's /main.py: start the version that /slot.json names, or go back from one that fails.

The folders /a and /b hold a complete version each, or none: a version's manifest is written last.
/slot.json says
    run     the folder to start
    former  the folder that ran before it; empty if none
    trial   which of its first starts comes next; 0 once it has proved itself, or had no former
    failed  the folder that was given up for this one, if any
Whatever it holds, and whether or not it can be written, a whole version starts: RTC memory counts
the starts of each, and the other has its turn when one has failed three times in a row.
An update replaces a folder and /slot.json, never this file: it needs MicroPython's modules only.
"""

import json
import os
import sys
import time

import machine

_SLOT = "/slot.json"
_SLOT_MAX = 400  # characters; it has some 60
_PLACES = ("", "a", "b")  # what is frozen in the firmware, and the folders
_TRIAL_STARTS = 3  # of a version that has not proved itself: one may be a plug pulled too early
_PAUSE_MS = 5_000  # before a restart: time for an engineer's Ctrl-C
_START_MS = 30_000  # by then a version has started a watchdog of its own, or hangs
_SERVICE_MS = 3_600_000  # a watchdog cannot be stopped, only put off

# The first bytes of RTC memory are the launcher's: mark, place of the last start, starts of each
# place since it last proved itself, check. What follows is the version's own (firmware/life.py).
_MARK = 0xC7
_LAST = 1
_STARTS = 2
_CHECK = _STARTS + len(_PLACES)
_NOTES = _CHECK + 1
_MOST_STARTS = 255


def chosen():
    """The folder to start, with this start counted; "" for what is frozen, None for nothing."""
    whole = [place for place in _PLACES if _is_whole(place)]
    notes = _notes()
    if machine.reset_cause() == machine.PWRON_RESET:
        _uncount(notes)  # the supply ended that start, not the version
    named = _named(whole)
    if named is None:
        last = _PLACES[notes[_LAST]]
        # A folder before what is frozen, for it was put there later.
        order = [place for place in (last, "a", "b", "") if place in whole]
        if not order:
            return None
        named = order[0]
        if named:
            print("{} cannot be used: /{} has its turn".format(_SLOT, named))
    if min([_starts(notes, place) for place in whole]) >= _TRIAL_STARTS:
        notes[_STARTS:_CHECK] = bytes(len(_PLACES))  # all have failed: another round
    place = named
    for other in ("a", "b", ""):
        if other in whole and _starts(notes, place) >= _TRIAL_STARTS > _starts(notes, other):
            place = other
    notes[_LAST] = _PLACES.index(place)
    notes[_STARTS + notes[_LAST]] = min(_starts(notes, place) + 1, _MOST_STARTS)
    _keep(notes)
    return place


def _named(whole):
    """What /slot.json names, with a start of a version on trial counted; None if it is no use."""
    try:
        with open(_SLOT) as file:
            slot = json.loads(file.read(_SLOT_MAX))
        run, former, trial = slot["run"], slot["former"], slot["trial"]
        if run not in whole or not isinstance(trial, int) or trial < 0:
            return None
    except Exception:  # whatever it holds
        return None
    if trial:
        if trial <= _TRIAL_STARTS:
            slot["trial"] = trial + 1
        elif former in whole:
            slot = {"run": former, "former": "", "trial": 0, "failed": run}
        try:
            with open(_SLOT + ".new", "w") as file:
                json.dump(slot, file)
            os.rename(_SLOT + ".new", _SLOT)  # one step for littlefs: the old or the new
        except OSError as error:
            print("{} cannot be written: {}".format(_SLOT, error))
    return slot["run"]


def _is_whole(place):
    """Whether a version is there: the installer writes the manifest of a folder last."""
    if not place:
        return __name__ != "__main__"  # a frozen image brings this file and a version together
    try:
        os.stat("/" + place + "/manifest.json")
        return True
    except OSError:
        return False


def _notes():
    """The launcher's bytes in RTC memory; as new where they are not its own."""
    notes = bytearray(machine.RTC().memory()[:_NOTES])
    if (
        len(notes) < _NOTES
        or notes[0] != _MARK
        or notes[_LAST] >= len(_PLACES)
        or sum(notes[:_CHECK]) & 0xFF != notes[_CHECK]
    ):
        notes = bytearray(_NOTES)
        notes[0] = _MARK
    return notes


def _keep(notes):
    notes[_CHECK] = sum(notes[:_CHECK]) & 0xFF
    machine.RTC().memory(notes + machine.RTC().memory()[_NOTES:])


def _starts(notes, place):
    return notes[_STARTS + _PLACES.index(place)]


def _uncount(notes):
    at = _STARTS + notes[_LAST]
    notes[at] = max(notes[at] - 1, 0)


def launch():
    """Start, or say that there is nothing to start."""
    try:
        machine.WDT(timeout=_START_MS)
        place = chosen()
        if place is None:
            machine.WDT(timeout=_SERVICE_MS)
            print("No whole version is on this board. Nothing heats. `make flash` brings one.")
            return
        if place:
            sys.path.insert(0, "/" + place)
        import start  # noqa: F401, PLC0415 (a version runs by being imported)
    except KeyboardInterrupt:
        machine.WDT(timeout=_SERVICE_MS)
        notes = _notes()
        _uncount(notes)
        _keep(notes)
    except Exception as error:
        # Every pin is at rest, so nothing heats and the buzzer of the safety relay sounds.
        sys.print_exception(error)
        time.sleep_ms(_PAUSE_MS)
        machine.reset()


launch()
