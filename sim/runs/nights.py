"""Lives some days of a controller for sim/tools/week.py, on either interpreter.

ARGUMENT.json DATA -> a line of JSON for each day, with what came of it. DATA is an empty folder
for the controller's files. ARGUMENT: scenario, start_ticks_ms, day_s, before_s and after_s; at
these seconds of each day it is noted what is set.
"""

import gc
import json
import sys

if sys.implementation.name == "cpython":
    from sim.mcu.install import install

    install()

import time

from control import limits
from firmware.storage.event_log import EventLog
from firmware.storage.files import Files
from firmware.storage.trends import Trends
from sim.runs.observer import Observer
from sim.runs.run import Run
from sim.world.plant.plant import Plant

_SEED = 1
_PERIOD_US = limits.PERIOD_MS * 1000
_LATE_US = _PERIOD_US + _PERIOD_US // 10  # the transfers of a period differ by less


class Periods:
    """Counts the periods that ended, seen from the watchdog, and those of them that came late."""

    def __init__(self, watchdog, clock):
        self._clock = clock
        self._feed = watchdog.feed
        self._first_us = None  # the first feed in this life of the program
        self._last_us = 0
        self._due = 0  # periods that were due in the lives before
        self.count = 0
        self.late = 0
        watchdog.feed = self._fed

    def end_life(self) -> None:
        """The program has ended. The periods of the next one are counted from its first feed."""
        self._due += self._due_now()
        self._first_us = None

    def missed(self) -> int:
        """Periods that should have been and were not."""
        return self._due + self._due_now() - self.count

    def _due_now(self) -> int:
        if self._first_us is None:
            return 0
        return (self._last_us - self._first_us + _PERIOD_US // 2) // _PERIOD_US + 1

    def _fed(self):
        now_us = self._clock.now_us
        if self._first_us is None:
            self._first_us = now_us
        elif now_us - self._last_us > _LATE_US:
            self.late += 1
        self._last_us = now_us
        self.count += 1
        self._feed()


class Days(Observer):
    """Reports every day of a run; `files` are those of its controller."""

    def __init__(self, argument: dict, run: Run, files: Files):
        self._files = files
        self._day_s = argument["day_s"]
        self._noted_at_s = (argument["before_s"], argument["after_s"])
        self._noted = []
        self._ticks_ms = argument["start_ticks_ms"]
        self._wraps = 0
        self._ends = {}  # number of the next record of each journal, when last looked
        self._periods = Periods(run.world.hardware.watchdog, run.world.clock)

    def reset(self, run, cause: int) -> None:
        """The ticks begin anew, and so do the periods."""
        self._ticks_ms = 0
        self._periods.end_life()

    def second(self, run, t_s: int) -> None:
        """Note what is set when it is to be noted; at the end of a day print what came of it."""
        ticks_ms = time.ticks_ms()
        if run.program:
            self._wraps += ticks_ms < self._ticks_ms
        self._ticks_ms = ticks_ms
        second = t_s % self._day_s
        if second in self._noted_at_s:
            settings = run.program.settings
            self._noted.append(
                (settings.mode, settings.air_mc, settings.skin_mc, settings.humidity_pm)
            )
        elif not second:
            print(json.dumps(self._day(run.program)))

    def _day(self, program) -> dict:
        """What came of the day that ends now."""
        gc.collect()
        day = {"live_bytes": gc.mem_alloc() if hasattr(gc, "mem_alloc") else 0}
        periods = self._periods
        day["periods"] = periods.count
        day["missed"] = periods.missed()
        day["late"] = periods.late
        day["wraps"] = self._wraps
        day["before"], day["after"] = self._noted
        self._noted = []
        clock = program.hardware.clock
        day["events"], kinds = self._journal("events", EventLog(self._files, clock))
        day["trends"], _ = self._journal("trends", Trends(self._files, clock))
        day["kinds"] = kinds
        return day

    def _journal(self, name: str, journal) -> tuple:
        """What a reader of the flash finds: figures of it all, and how often each event was new.

        An event is "kind subject".
        """
        first = count = number = 0
        kinds = {}
        for line in journal.lines():
            if line is None:
                continue
            fields = line.split(",")
            if fields[0] == "number":
                continue
            number = int(fields[0])
            if not count:
                first = number
            count += 1
            if number >= self._ends.get(name, 0):
                kind = fields[3] + " " + fields[4]
                kinds[kind] = kinds.get(kind, 0) + 1
        new = number + 1 - self._ends.get(name, 0)
        self._ends[name] = number + 1
        sizes = [self._files.size(file) for file in self._files.names() if file.startswith(name)]
        return {
            "whole": count == number + 1 - first,
            "count": count,
            "new": new,
            "bytes": sum(sizes),
        }, kinds


def main(arguments: list) -> None:
    """Run as the module's docstring says."""
    with open(arguments[0]) as file:
        argument = json.load(file)
    files = Files(arguments[1])
    start_ticks_ms = argument["start_ticks_ms"]
    run = Run(argument["scenario"], _SEED, Plant, start_ticks_ms=start_ticks_ms, files=files)
    run.observers.append(Days(argument, run, files))
    run.play()


if __name__ == "__main__":
    main(sys.argv[1:])
