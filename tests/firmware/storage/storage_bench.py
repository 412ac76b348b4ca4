"""Files and an NVS in RAM that can fail or lose power, and a clock, for the tests of storage."""

import esp32
import machine

from sim.world.hardware import Hardware
from sim.world.ram_files import RamFiles


class Cut(BaseException):
    """Power went."""


class Flash:
    """The `hardware` of RamFiles. `fate(number)` is told of each write, from 0, and may raise."""

    def __init__(self):
        self.writes = 0
        self.fate = lambda number: None

    def before_flash_write(self):
        number = self.writes
        self.writes += 1
        self.fate(number)


class BenchFiles(RamFiles):
    """`cut(after)`: power goes at the write of that number from now. `fail()`: till `repair()`."""

    def __init__(self):
        self.flash = Flash()
        super().__init__(self.flash)

    def cut(self, after):
        self._at(after, Cut)

    def fail(self):
        def refuse(number):
            raise OSError(5)

        self.flash.fate = refuse

    def repair(self):
        self.flash.fate = lambda number: None

    def _at(self, after, error):
        last = self.flash.writes + after

        def strike(number):
            if number == last:
                raise error

        self.flash.fate = strike


class BenchNvs(esp32.NVS):
    """An NVS of its own whose operations can fail. `before(n)` is told the number of each, from 0.

    `after(n)` is told it when the operation has taken effect. Either may raise.
    `keep(key, blob)` says what a key really holds once `blob` is written to it; None: no change.
    values: {key: bytes}. operations, writes: how many there have been.
    """

    def __init__(self, values=()):
        machine.attach(Hardware())
        super().__init__("bench")
        self.values = self._values
        self.values.update(values)
        self.operations = 0
        self.writes = 0
        self.before = self.after = lambda number: None
        self.keep = lambda key, blob: blob

    def get_blob(self, key, buf):
        return self._operate(super().get_blob, key, buf)

    def set_blob(self, key, value):
        self.writes += 1
        self._operate(self._set_kept, key, value)

    def erase_key(self, key):
        self.writes += 1
        self._operate(super().erase_key, key)

    def commit(self):
        self._operate(super().commit)

    def _set_kept(self, key, value):
        kept = self.keep(key, bytes(value))
        if kept is not None:
            super().set_blob(key, kept)

    def _operate(self, act, *arguments):
        number = self.operations
        self.operations += 1
        self.before(number)
        result = act(*arguments)
        self.after(number)
        return result


class Clock:
    """What is asked of a Ds3231."""

    def __init__(self, year=2026, month=7, day=31, hour=23, minute=59, second=58, lost=False):
        self.year, self.month, self.day = year, month, day
        self.hour, self.minute, self.second = hour, minute, second
        self.lost = lost

    def read(self):
        """Read the time, which stands still."""
