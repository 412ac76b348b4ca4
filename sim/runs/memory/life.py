"""Measures the program itself: bytes it takes when it is made, and hour by hour as it runs.

All modules are loaded before the first step, and so is the pretended incubator. What the incubator
takes later on is counted as the program's.
"""

import machine

from firmware.program import Files, Program
from firmware.start import Life
from sim.world.clock import SECOND_US
from sim.world.description import described
from sim.world.plant.plant import Plant
from sim.world.world import World

_MINUTE_S = 60
_HOUR_S = 3_600
_SLICE_S = 600  # between two collections: the WebAssembly port makes none while a program runs
_SEED = 1
_CALENDAR = (2026, 1, 1, 8, 0, 0)
_NO_SLOTS = "no such file"
_NOTHING = -1
_QUESTION = b"values\r"

# Seconds of every hour: ports are open for some minutes, which alarms; somebody silences that and
# changes the set point.
_OPEN_S = 600
_SILENCE_S = 900
_RELEASE_S = 901
_CLOSE_S = 1_200
_SET_S = 1_800
_SET_MC = (35_000, 36_000)


class Pause(BaseException):
    """Ends a run of the program between two periods; no `except Exception` stops it."""


class Technician:
    """At the service console: asks for all values now and then, and at until_us pauses the run."""

    def __init__(self, clock):
        self._clock = clock
        self._typed = iter(b"")
        self.until_us = 0

    def ask(self) -> None:
        """Type the question."""
        self._typed = iter(_QUESTION)

    def read(self) -> int:
        """The next byte, or -1."""
        if self._clock.now_us >= self.until_us:
            raise Pause
        for byte in self._typed:
            return byte
        return _NOTHING

    def write(self, text: str) -> None:
        """Nobody reads."""

    def allow_interrupt(self, on: bool) -> None:
        """Nobody presses Ctrl-C."""


class Bench:
    """An incubator, and later its program."""

    def __init__(self, scenario: dict, board, incubator, data: str, shown: bool):
        self._world = World(scenario, board, Plant, _SEED)
        machine.attach(self._world.hardware)
        self._world.ds3231.set_calendar(_CALENDAR)
        self._world.clock.on_second = self._second
        self._board = board
        self._incubator = incubator
        self._files = Files(data)
        self._files.names()
        self._shown = shown
        self._technician = Technician(self._world.clock)
        self._program = None

    def make(self) -> None:
        """Make the program, as firmware/start.py does."""
        life = Life(machine.RTC(), machine.reset_cause(), _NO_SLOTS)
        self._program = Program(
            self._board, self._incubator, life, self._files, self._technician, self._shown
        )

    def treat(self, mode: int) -> None:
        """Choose therapy."""
        self._program.settings.set_mode(mode)

    def go_on(self, duration_s: int) -> None:
        """Let the program run."""
        self._technician.until_us = self._world.clock.now_us + duration_s * SECOND_US
        try:
            self._program.run()
        except Pause:
            pass
        self._world.display.pixel(0, 0)  # or the pretended glass keeps all that was sent to it

    def _second(self, t_s: int) -> None:
        world = self._world
        world.step()
        hour, second = divmod(t_s, _HOUR_S)
        if second == _OPEN_S:
            world.drives.ports = 6
        elif second == _SILENCE_S:
            world.keys.add("silence")
        elif second == _RELEASE_S:
            world.keys.discard("silence")
        elif second == _CLOSE_S:
            world.drives.ports = 0
        elif second == _SET_S:
            self._program.settings.set_air(_SET_MC[hour % 2])
            self._technician.ask()


def steps(argument: dict, data: str):
    """Make the program and let it run for some hours, with an alarm and a change in each."""
    for name in argument["modules"]:
        __import__(name)
    scenario = argument["scenario"]
    board = __import__("boards." + scenario["machine"]["board"] + ".board", None, None, ["board"])
    bench = Bench(scenario, board, described(scenario["machine"]), data, argument["shown"])
    yield "nothing"
    bench.make()
    yield "made"
    bench.treat(argument["mode"])
    bench.go_on(_MINUTE_S)
    yield "started"
    for second in range(_SLICE_S, argument["hours"] * _HOUR_S + 1, _SLICE_S):
        bench.go_on(_SLICE_S)
        yield "-" if second % _HOUR_S else str(second // _HOUR_S)
