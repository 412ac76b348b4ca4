"""How the last life ended, how this one began, and whether this version is any good.

RTC memory outlives every reset but not power. Its first bytes are the launcher's
(boards/launch.py), the rest is a record of this life: layout, place of the version, failed starts
in a row of each place, brown-outs in a row, ending (1 byte each), uptime in s (4 bytes, most
significant first), last words, CRC-16. A life that is running by its record, read at a start, has
ended badly: by a fault of its supply, or else of the program.
"""

import io
import json
import os
import sys

from machine import HARD_RESET, PWRON_RESET, SOFT_RESET, WDT_RESET
from micropython import const

from control import limits
from firmware.storage.crc16 import crc16

_SLOT_FILE = "/slot.json"  # boards/launch.py says what is in it
_SLOT_FILE_MAX = const(400)  # characters
_PLACES = ("", "a", "b")  # where a version is: frozen, or in a folder of that name

# The launcher's bytes in RTC memory.
_LAUNCHER_MARK = const(0xC7)
_LAUNCHER_STARTS = const(2)  # a byte for each place: starts since its version last proved itself
_LAUNCHER_CHECK = const(5)  # the sum of the bytes before it
_LAUNCHER_SIZE = const(6)

# Positions in the record of a life, from its first byte.
_LAYOUT = const(2)
_PLACE = const(1)
_FAILED_STARTS = const(2)  # a byte for each place
_BROWN_OUTS = const(5)
_ENDING = const(6)
_UPTIME = const(7)
_WORDS = const(11)
_CRC_SIZE = const(2)
_WORDS_MAX = const(120)
_FIRST_ASCII = const(0x20)
_LAST_ASCII = const(0x7E)

_RESET = "reset"  # not by a fault: whatever ran is neither crashed nor a start that failed

# How a life ended, or that it has not.
_STARTING = const(1)  # running, not proved yet
_PROVED = const(2)  # running, proved
_CLEAN = const(3)  # an engineer stopped it
_EXCEPTION = const(4)  # of a version that had proved itself
_EXCEPTION_AT_START = const(5)

_SAFE_AFTER = const(3)  # starts in a row that failed: the next does not try
_DIPS_AFTER = const(2)  # brown-outs in a row: one may be a plug, more are a supply that is no good
# The start-up test takes 10 s, and regulation has begun after it; a fault of memory or timing
# shows in the first minute or hides for days.
_PROVED_AFTER_S = const(60)
_STAMP_EVERY_S = const(60)
_MAX_COUNT = const(255)
_UPTIME_MAX_S = const(0x3FFFFFFF)


class Life:
    """rtc: a machine.RTC. reset_cause: as machine.reset_cause() says. path: as sys.path.

    began: why the chip started, in words. crashed: the last life ended by a fault of the program.
    last_words: where an exception ended the last life, and which; or "". last_uptime_s: for how
    long that had run, to a minute; 0 if unknown. safe: too many starts failed, so this one must
    not control. supply_dips: the supply failed again and again, each time within a minute.
    update_failed: the launcher gave up another version for this one. storage_failed: /slot.json
    cannot be written. slot: the folder that runs, "" if none does. proved: this version may stay.
    """

    def __init__(self, rtc, reset_cause: int, slot_file: str = _SLOT_FILE, path=None):
        self._rtc = rtc
        self._slot_file = slot_file
        self._slots = _read_slots(slot_file)
        self._punctual = 0  # periods in a row
        self._periods = 0
        self.uptime_s = 0
        self.slot = _slot(sys.path if path is None else path)
        self.update_failed = bool(
            self._slots and (self._slots.get("failed") or self._slots["run"] != self.slot)
        )
        self.storage_failed = False
        self.proved = False

        memory = rtc.memory()
        self._launcher = _launcher_bytes(memory)
        last = memory[_LAUNCHER_SIZE:]
        known = _is_whole(last)
        ending = last[_ENDING] if known else _CLEAN
        self.last_uptime_s = _uptime_s(last) if known else 0
        self.last_words = _words(last) if known else ""
        self.began = _began(reset_cause, ending)
        self.crashed = self.began in ("watchdog", "exception", "panic")
        self._record = bytearray(_WORDS + _CRC_SIZE)
        if known and ending != _CLEAN:
            self._count(last, reset_cause, ending)
        self.safe = self._failed_starts() >= _SAFE_AFTER
        self.supply_dips = self._record[_BROWN_OUTS] >= _DIPS_AFTER
        self._note(_STARTING)

    def period(self, punctual: bool, passed: bool) -> bool:
        """After each period: was it on time, and has the start-up test passed? Never raises.

        True once: when a version that was on trial has proved itself. Once in a life it writes
        /slot.json, which takes some 0.1 s.
        """
        self._periods += 1
        if self._periods * limits.PERIOD_MS >= 1000 * _STAMP_EVERY_S:
            self._periods = 0
            self.uptime_s += _STAMP_EVERY_S
            self._note(_PROVED if self.proved else _STARTING)
        if not self.proved:
            self._punctual = self._punctual + 1 if punctual and passed else 0
            if self._punctual * limits.PERIOD_MS >= 1000 * _PROVED_AFTER_S:
                return self._prove()
        return False

    def end(self, error=None) -> None:
        """The last act of a life, which `error` has ended; without an error, an engineer has."""
        if error is None:
            for index in range(len(_PLACES)):
                self._forget_failures(index)
            self._note(_CLEAN)
        else:
            words = "{}{}: {}".format(_place(error), type(error).__name__, error)[:_WORDS_MAX]
            record = bytearray(_WORDS + len(words) + _CRC_SIZE)
            record[:_WORDS] = self._record[:_WORDS]
            for index, character in enumerate(words):
                record[_WORDS + index] = min(ord(character), _LAST_ASCII)
            self._record = record
            self._note(_EXCEPTION if self.proved else _EXCEPTION_AT_START)

    def _count(self, last: bytes, reset_cause: int, ending: int) -> None:
        """Take over the counts of the last life, and count the way in which that ended."""
        record = self._record
        record[_FAILED_STARTS : _BROWN_OUTS + 1] = last[_FAILED_STARTS : _BROWN_OUTS + 1]
        if self.began == "brown-out":
            at = _BROWN_OUTS
        elif self.began != _RESET and ending in (_EXCEPTION_AT_START, _STARTING):
            at = _FAILED_STARTS + last[_PLACE]
        else:
            return
        record[at] = min(record[at] + 1, _MAX_COUNT)

    def _failed_starts(self) -> int:
        return self._record[_FAILED_STARTS + _PLACES.index(self.slot)]

    def _forget_failures(self, index: int) -> None:
        self._record[_FAILED_STARTS + index] = 0
        self._record[_BROWN_OUTS] = 0
        launcher = self._launcher
        launcher[_LAUNCHER_STARTS + index] = 0
        launcher[_LAUNCHER_CHECK] = sum(launcher[:_LAUNCHER_CHECK]) & 0xFF

    def _prove(self) -> bool:
        self.proved = True
        self._forget_failures(_PLACES.index(self.slot))
        self._note(_PROVED)
        slots = self._slots
        former = ""
        if slots and slots["run"] == self.slot:
            if not slots["trial"] and not self.update_failed:
                return False
            former = slots["former"]
        elif not slots and not self.slot:
            return False  # nothing but what is frozen needs no such file
        try:
            replace_slots({"run": self.slot, "former": former, "trial": 0}, self._slot_file)
        except OSError:
            self.storage_failed = True
        return bool(former and slots["trial"])

    def _note(self, ending: int) -> None:
        record = self._record
        record[0] = _LAYOUT
        record[_PLACE] = _PLACES.index(self.slot)
        record[_ENDING] = ending
        for index in range(4):
            record[_UPTIME + index] = self.uptime_s >> (24 - 8 * index) & 0xFF
        count = len(record) - _CRC_SIZE
        crc = crc16(record, count)
        record[count] = crc >> 8
        record[count + 1] = crc & 0xFF
        self._rtc.memory(self._launcher + record)


def replace_slots(slots: dict, slot_file: str = _SLOT_FILE) -> None:
    """Write the slot file in one step: a power cut leaves the old or the new. Raises OSError."""
    with open(slot_file + ".new", "w") as file:
        json.dump(slots, file)
    os.rename(slot_file + ".new", slot_file)


def _place(error) -> str:
    """The module and line that raised it, and a space: "firmware.loop:57 ".

    "" where that cannot be told: without memory for it, or outside of MicroPython.
    """
    try:
        traceback = io.StringIO()
        sys.print_exception(error, traceback)
        module, line = traceback.getvalue().rsplit('  File "', 1)[1].split('", line ', 1)
        return "{}:{} ".format(module, int(line.split("\n", 1)[0].split(",", 1)[0]))
    except Exception:  # these are last words: nothing may stop them
        return ""


def _slot(path) -> str:
    """The folder that the launcher put before all others, or ""."""
    first = path[0] if path else ""
    return first[1:] if first in ("/a", "/b") else ""


def _read_slots(slot_file: str):
    """What the slot file says; None if there is no such file, or it makes no sense."""
    try:
        with open(slot_file) as file:
            slots = json.loads(file.read(_SLOT_FILE_MAX))
        if (
            slots["run"] in _PLACES
            and slots["former"] in _PLACES
            and isinstance(slots["trial"], int)
        ):
            return slots
    except Exception:  # whatever it holds
        pass
    return None


def _launcher_bytes(memory: bytes) -> bytearray:
    """What the launcher keeps in RTC memory; all zeros if it has left nothing there."""
    if len(memory) >= _LAUNCHER_SIZE and memory[0] == _LAUNCHER_MARK:
        return bytearray(memory[:_LAUNCHER_SIZE])
    return bytearray(_LAUNCHER_SIZE)


def _is_whole(record: bytes) -> bool:
    count = len(record) - _CRC_SIZE
    return (
        count >= _WORDS
        and record[0] == _LAYOUT
        and record[_PLACE] < len(_PLACES)
        and _STARTING <= record[_ENDING] <= _EXCEPTION_AT_START
        and record[count] << 8 | record[count + 1] == crc16(record, count)
    )


def _words(record: bytes) -> str:
    return "".join(
        [
            chr(byte) if _FIRST_ASCII <= byte <= _LAST_ASCII else "?"
            for byte in record[_WORDS:-_CRC_SIZE]
        ]
    )


def _uptime_s(record: bytes) -> int:
    seconds = 0
    for index in range(4):
        seconds = seconds << 8 | record[_UPTIME + index]
    return min(seconds, _UPTIME_MAX_S)


def _began(reset_cause: int, ending: int) -> str:
    if reset_cause == WDT_RESET:
        return "watchdog"
    if reset_cause == SOFT_RESET:
        return "soft reset"
    if ending in (_EXCEPTION, _EXCEPTION_AT_START):
        return "exception"
    if reset_cause == PWRON_RESET:
        # Real darkness empties RTC memory; the chip's brown-out detector does not.
        return "power-on" if ending == _CLEAN else "brown-out"
    if reset_cause == HARD_RESET and ending != _CLEAN:
        return "panic"
    # A reset from outside that the chip has no name for: an ESP32-S3's USB does so (cause 0).
    return _RESET
