"""A service console on a controller without a machine, for tests on either interpreter."""

from collections import deque

from boards.incubators import single_300w
from control.controller import Controller
from control.records import Readings
from control.settings import Settings
from firmware.service.commands import Commands
from firmware.service.console import Console
from firmware.storage.hours import Hours

PERIOD_MS = 500


class Lines:
    """A source of lines that remembers what it was told."""

    def __init__(self, *lines):
        self._lines = lines
        self.told = []
        self.refusal = ""

    def lines(self):
        yield from self._lines

    def note(self, uptime_s, event, subject=""):
        self.told.append((uptime_s, event, subject))

    def set(self, *arguments):
        self.told.append(arguments)
        return self.refusal


class Archive:
    """Says at once that flash has all, or what it was told to say, one answer a time."""

    def __init__(self):
        self.answers = []
        self.hours = Hours()

    def settings_kept(self, settings):
        return self.calibration_kept()

    def calibration_kept(self):
        return self.answers.pop(0) if self.answers else ""


class Clock:
    """A Ds3231 that keeps time by standing still."""

    def __init__(self):
        self.lost = False
        self.stamps = 0
        self._time = (2026, 1, 2, 3, 4, 5)
        self.read()

    def read(self):
        self.year, self.month, self.day, self.hour, self.minute, self.second = self._time

    def set(self, year, month, day, hour, minute, second):
        if not (2000 <= year < 2100 and hour < 24 and minute < 60 and second < 60 and day):
            raise ValueError("no such time")
        self._time = (year, month, day, hour, minute, second)

    def stamp(self):
        self.stamps += 1


class Wire:
    """A terminal: `arriving` bytes wait to be read, `written` collects what was sent."""

    def __init__(self):
        self.arriving = deque((), 10_000)  # noqa: RUF037 (MicroPython knows no maxlen)
        self.written = []
        self.reads = 0

    def read(self):
        self.reads += 1
        return self.arriving.popleft() if self.arriving else -1

    def write(self, text):
        self.written.append(text)


class Bench:
    """All of it, with some seconds of good readings behind it."""

    def __init__(self):
        self.settings = Settings()
        self.controller = Controller(self.settings, single_300w, False)
        self.readings = Readings()
        self.clock = Clock()
        self.events = Lines("number,time", "1,2026-01-02")
        self.trends = Lines("air_mc", "36500")
        self.calibration = Lines("air 0 0")
        self.archive = Archive()
        self.self_tests = 0
        self.commands = Commands(
            "cradle 1.2.3",
            self.settings,
            self.controller,
            self.readings,
            self.clock,
            self.events,
            self.trends,
            self.calibration,
            self._repeat_self_test,
            self.archive,
        )
        self.wire = Wire()
        self.console = Console(self.wire, self.commands)
        self.now_ms = 0
        self.live(10)

    def live(self, periods):
        """Some periods of a warm incubator."""
        readings = self.readings
        readings.cutout_tripped = False
        readings.mains = True
        readings.fan_rpm = 3_000
        readings.battery_mv = 8_000
        for _ in range(periods):
            readings.air.take(36_512)
            readings.air2.take(36_400)
            readings.humidity.take(605)
            readings.skin.take(36_600)
            readings.skin2.take(34_000)
            readings.element.take(50_000)
            readings.heater_ma.take(0)
            readings.supply_mv.take(24_000)
            self.now_ms += PERIOD_MS
            self.controller.step(readings, self.now_ms)

    def ask(self, line):
        """The reply to a line, as the commands give it."""
        return list(self.commands.run(line))

    def type(self, data, turns=400):
        """Send bytes to the console and give it turns; returns what it has written since."""
        self.wire.arriving.extend(data)
        del self.wire.written[:]
        for _ in range(turns):
            self.now_ms += 10
            self.console.turn(self.now_ms)
        return "".join(self.wire.written)

    def _repeat_self_test(self):
        self.self_tests += 1
        return ""
