"""Cuts power at every flash operation of every kind of write, on real littlefs: cuts.py IMAGE.

Prints what a board that starts after each cut finds, as JSON. For each kind of write: how many
operations it has, how many cuts left the state before it, how many that after it, how many another
(a fault), and after how many the board could not write any more (a fault). Then makes an image
with a log and a calibration, writes it to IMAGE and prints what is in it.
"""

import gc
import json
import sys

import vfs
from ram_flash import RamFlash

from control.calibration import Calibration
from firmware.storage.calibration_file import CalibrationFile
from firmware.storage.event_log import STARTED, EventLog
from firmware.storage.files import Files
from firmware.storage.journal import Journal

BLOCKS = 64
ROOT = "/flash/data"
EVENTS_PER_FILE = 309  # as in firmware/storage/event_log.py


class Clock:
    lost = False
    year, month, day, hour, minute, second = 2026, 7, 31, 12, 0, 0


def mounted(flash):
    try:
        vfs.umount("/flash")
    except OSError:
        pass
    vfs.mount(vfs.VfsLfs2(flash), "/flash")
    return Files(ROOT)


class Events:
    """A log with `count` events, to which a batch is added."""

    def __init__(self, count):
        self._count = count

    def prepare(self, files):
        self._note(files, "before", self._count)

    def write(self, files):
        return self._note(files, "in-flight", 3)

    def lines(self, files):
        return list(EventLog(files, Clock).lines())

    def as_before(self, before, found):
        return found == before

    def _note(self, files, subject, count):
        log = EventLog(files, Clock)
        for number in range(count):
            log.note(number, STARTED, subject, number)
            if number % 8 == 7:
                log.flush(0)
        log.flush(0)
        return not log.failed


class Calibrations:
    """A calibration that is changed: both copies are written."""

    def prepare(self, files):
        self._calibrate(files, 30_100)

    def write(self, files):
        return self._calibrate(files, 30_200)

    def lines(self, files):
        file = CalibrationFile(files, Clock, Calibration())
        file.load()
        lines = list(file.lines())
        lines.append("lost" if file.lost else "")
        return lines

    def as_before(self, before, found):
        return found == before

    def _calibrate(self, files, low_true):
        file = CalibrationFile(files, Clock, Calibration())
        file.load()
        assert not file.set("air", 30_000, low_true, 37_000, 37_000, "Meier")
        file.save()
        file.save()
        return not file.failed


class Rotation:
    """Full files of which the oldest goes, of `size` bytes a record."""

    per_file = 60
    files = 3

    def __init__(self, size):
        self._size = size

    def prepare(self, files):
        self._add(files, self.per_file * self.files)

    def write(self, files):
        return self._add(files, 1)

    def lines(self, files):
        return [number for number, _ in self._journal(files).rows()]

    def as_before(self, before, found):
        return found in (before, before[self.per_file :])

    def _journal(self, files):
        return Journal(files, "log", self._size, self.per_file, self.files, 8)

    def _add(self, files, count):
        journal = self._journal(files)
        for _ in range(count):
            journal.add(bytearray(self._size))
            journal.flush()
        return not journal.failed


CASES = {
    "the first events ever": Events(0),
    "some more events": Events(100),
    "events in a new file": Events(EVENTS_PER_FILE),
    "records, and the oldest go": Rotation(90),
    "records in files so short that they lie in their folder": Rotation(6),
    "a calibration": Calibrations(),
}


def try_cuts(case, torn, counts):
    flash = RamFlash(BLOCKS)
    vfs.VfsLfs2.mkfs(flash)
    case.prepare(mounted(flash))
    before = case.lines(mounted(flash))
    image = bytes(flash.data)
    flash = RamFlash(BLOCKS, image)
    case.write(mounted(flash))
    operations = flash.operations
    after = case.lines(mounted(flash))
    for cut_at in range(operations):
        flash = RamFlash(BLOCKS, image, cut_at, torn)
        case.write(mounted(flash))
        files = mounted(RamFlash(BLOCKS, flash.data))
        found = case.lines(files)
        if found == after:
            counts["after"] += 1
        elif case.as_before(before, found):
            counts["before"] += 1
        else:
            counts["other"] += 1
        counts["stuck"] += 0 if case.write(files) else 1
    counts["operations"] += operations


results = {}
for name, case in CASES.items():
    results[name] = {"operations": 0, "before": 0, "after": 0, "other": 0, "stuck": 0}
    for torn in (False, True):
        try_cuts(case, torn, results[name])
    gc.collect()

flash = RamFlash(BLOCKS)
vfs.VfsLfs2.mkfs(flash)
files = mounted(flash)
lines = []
for case in (Events(EVENTS_PER_FILE), Calibrations()):
    case.prepare(files)
    case.write(files)
    lines.append(case.lines(files))
with open(sys.argv[1], "wb") as file:
    file.write(flash.data)
print(json.dumps({"results": results, "lines": lines}))
