"""Files in RAM that can fail or lose power, and a clock, for the tests of what is kept there."""

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


class Clock:
    """What is asked of a Ds3231."""

    def __init__(self, year=2026, month=7, day=31, hour=23, minute=59, second=58, lost=False):
        self.year, self.month, self.day = year, month, day
        self.hour, self.minute, self.second = hour, minute, second
        self.lost = lost
