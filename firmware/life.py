"""How the last life ended, how this one began, and whether this version is any good.

RTC memory outlives every reset but not power. What stays there is a record of this life:
layout, slot, failed starts, ending (1 byte each), uptime in s (4 bytes, most significant first),
last words, CRC-16. A life that is running by its record, read at a start, has ended badly.
"""

import json
import os

from machine import HARD_RESET, PWRON_RESET, SOFT_RESET, WDT_RESET
from micropython import const

from control import limits
from firmware.crc16 import crc16

_SLOT_FILE = "/slot.json"  # boards/launch.py says what is in it

_LAYOUT = const(1)
_SLOT = const(1)
_FAILED_STARTS = const(2)
_ENDING = const(3)
_UPTIME = const(4)
_WORDS = const(8)
_CRC_SIZE = const(2)
_WORDS_MAX = const(120)
_LAST_ASCII = const(0x7E)

# Endings.
_STARTING = const(1)  # running, not proved yet
_PROVED = const(2)  # running, proved
_CLEAN = const(3)  # an engineer stopped it
_EXCEPTION = const(4)  # of a version that had proved itself
_EXCEPTION_AT_START = const(5)

_SAFE_AFTER = 3  # starts in a row that failed: the next does not try
# Long enough for the start-up test (10 s) and the first regulation; a fault of memory or timing
# shows in a minute or hides for days.
_PROVED_AFTER_S = 60
_STAMP_EVERY_S = 60
_MAX_COUNT = const(255)


class Life:
    """rtc: a machine.RTC. reset_cause: as machine.reset_cause() says.

    began: why the chip started, in words. crashed: the last life ended by a fault of the program.
    last_words: the exception that ended it, or "". last_uptime_s: how old it was, to a minute; 0
    if unknown. safe: too many starts failed, so this one must not control. update_failed: the
    launcher went back to this version from a newer one. storage_failed: /slot.json cannot be
    written. slot: the folder that runs, "" if none does. proved: this version may stay.
    """

    def __init__(self, rtc, reset_cause: int, slot_file: str = _SLOT_FILE):
        self._rtc = rtc
        self._record = bytearray(_WORDS + _CRC_SIZE)
        self._slot_file = slot_file
        self._slots = _read_slots(slot_file)
        self._punctual = 0  # periods in a row
        self._periods = 0
        self.uptime_s = 0
        self.slot = self._slots["run"]
        self.update_failed = bool(self._slots.get("failed"))
        self.storage_failed = False
        self.proved = False

        last = rtc.memory()
        known = _is_whole(last)
        ending = last[_ENDING] if known else _CLEAN
        self.last_uptime_s = _uptime_s(last) if known else 0
        self.last_words = str(last[_WORDS:-_CRC_SIZE], "utf-8") if known else ""
        self.began = _began(reset_cause, ending)
        self.crashed = self.began in ("watchdog", "exception", "panic")
        self._failed_starts = 0
        if ending in (_STARTING, _EXCEPTION_AT_START) and last[_SLOT] == self._slot_byte():
            self._failed_starts = min(last[_FAILED_STARTS] + 1, _MAX_COUNT)
        self.safe = self._failed_starts >= _SAFE_AFTER
        self._note(_STARTING)

    def period(self, punctual: bool, passed: bool) -> None:
        """After each period: was it on time, and has the start-up test passed? Never raises.

        Once in a life it writes /slot.json, which takes some 0.1 s.
        """
        self._periods += 1
        if self._periods * limits.PERIOD_MS >= 1000 * _STAMP_EVERY_S:
            self._periods = 0
            self.uptime_s += _STAMP_EVERY_S
            self._note(_PROVED if self.proved else _STARTING)
        if not self.proved:
            self._punctual = self._punctual + 1 if punctual and passed else 0
            if self._punctual * limits.PERIOD_MS >= 1000 * _PROVED_AFTER_S:
                self._prove()

    def end(self, error=None) -> None:
        """The last act: an engineer has stopped the program, or an exception has."""
        if error is None:
            self._note(_CLEAN)
        else:
            words = "{}: {}".format(type(error).__name__, error)[:_WORDS_MAX]
            self._record = bytearray(_WORDS + len(words) + _CRC_SIZE)
            for index, character in enumerate(words):
                self._record[_WORDS + index] = min(ord(character), _LAST_ASCII)
            self._note(_EXCEPTION if self.proved else _EXCEPTION_AT_START)

    def _prove(self) -> None:
        self.proved = True
        self._failed_starts = 0
        self._note(_PROVED)
        slots = self._slots
        if slots["trial"] or self.update_failed:
            try:
                replace_slots(
                    {"run": slots["run"], "former": slots["former"], "trial": 0}, self._slot_file
                )
            except OSError:
                self.storage_failed = True

    def _note(self, ending: int) -> None:
        record = self._record
        record[0] = _LAYOUT
        record[_SLOT] = self._slot_byte()
        record[_FAILED_STARTS] = self._failed_starts
        record[_ENDING] = ending
        for index in range(4):
            record[_UPTIME + index] = self.uptime_s >> (24 - 8 * index) & 0xFF
        count = len(record) - _CRC_SIZE
        crc = crc16(record, count)
        record[count] = crc >> 8
        record[count + 1] = crc & 0xFF
        self._rtc.memory(record)

    def _slot_byte(self) -> int:
        return ord(self.slot) if self.slot else 0


def replace_slots(slots: dict, slot_file: str = _SLOT_FILE) -> None:
    """Write the slot file in one step: a cut leaves the old one or the new. Raises OSError."""
    with open(slot_file + ".new", "w") as file:
        json.dump(slots, file)
    os.rename(slot_file + ".new", slot_file)


def _read_slots(slot_file: str) -> dict:
    try:
        with open(slot_file) as file:
            return json.load(file)
    except (OSError, ValueError):
        return {"run": "", "former": "", "trial": 0}


def _is_whole(record: bytes) -> bool:
    count = len(record) - _CRC_SIZE
    return (
        count >= _WORDS
        and record[0] == _LAYOUT
        and record[count] << 8 | record[count + 1] == crc16(record, count)
    )


def _uptime_s(record: bytes) -> int:
    seconds = 0
    for index in range(4):
        seconds = seconds << 8 | record[_UPTIME + index]
    return seconds


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
    return "reset" if reset_cause == HARD_RESET and ending == _CLEAN else "panic"
