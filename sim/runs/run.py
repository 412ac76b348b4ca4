"""Lives one run on either interpreter: SCENARIO.json OUT_DIR SEED [PLANT.py] -> its files.

Prints `progress T` now and then, at the end `done T`. A plant file that fails prints `error ...`
and ends with status 2.
"""

import gc
import json
import sys

if sys.implementation.name == "cpython":
    from sim.mcu.install import install

    install()

import machine

from control.settings import SETTINGS
from sim.mcu.boundary import unlock
from sim.runs.actions import Timetable
from sim.runs.boot import boot
from sim.runs.observer import Progress
from sim.runs.pictures import Pictures
from sim.runs.recorder import Events, Tones, Trace
from sim.world.clock import SECOND_US
from sim.world.description import described
from sim.world.fault_acts import InjectedError, InjectedMemoryError
from sim.world.faults import BY_NAME
from sim.world.hardware import HARD_RESET, PWRON_RESET, SOFT_RESET, WDT_RESET, Reset
from sim.world.plant.plant import Plant
from sim.world.plant_check import wrong
from sim.world.world import World

_CAUSES = {
    PWRON_RESET: "power",
    HARD_RESET: "program",
    WDT_RESET: "watchdog",
    SOFT_RESET: "soft",
}
_COMMISSIONED = (2026, 1, 1, 8, 0, 0)  # what the clock was set to: any time will do
# MicroPython looks for room from the lowest hole on, past all that nobody has collected yet.
_COLLECT_BYTES = 1 << 20
_BOOT_US = 1_000_000  # from reset to the first line of the program


class Finished(BaseException):
    """The scenario is over; no `except Exception` of the firmware stops it."""


class PlantFailed(BaseException):
    """The plant raised; carried past the firmware, whose business it is not."""


class Run:
    """A program on a world, with the scenario's timetable, until the scenario's end.

    board: the module of boards/ that it runs on. incubator: the description that the firmware has
    of the machine. world: the machine and all around it. timetable: what happens to it, to be
    added to. program: firmware.program.Program; after a reset a new one, which knows only what the
    board has kept; None while the board starts or has no power. observers: a list, to be added to
    before play(); whoever wants to see or do something in the course of a run is one of them
    (sim/runs/observer.py). After the end `world.clock` goes on alone: nobody steps the plant.
    """

    def __init__(
        self, scenario: dict, seed: int, plant, observers=(), start_ticks_ms: int = 0, files=None
    ):
        self.observers = list(observers)
        self._duration_s = scenario["duration_s"]
        self.board = _board(scenario["machine"]["board"])
        self.incubator = described(scenario["machine"])
        self.world = World(scenario, self.board, plant, seed, start_ticks_ms, files)
        machine.attach(self.world.hardware)
        self._commission()
        _break_beforehand(self.world.faults, scenario["timetable"])
        self._shown = scenario.get("display", False)
        self.program = boot(self.board, self.incubator, self.world.files, None, self._shown)
        self.timetable = Timetable(
            _opening_moves(scenario["start"]) + scenario["timetable"],
            self.world,
            self,
            {"set_" + row.field: self._operator(row.field) for row in SETTINGS},
        )
        self.world.clock.on_second = self._second

    def play(self) -> None:
        """Run from power-on to the scenario's end, through every reset on the way.

        People act on a machine that runs: what is due at 0 s happens in its first second.
        """
        if sys.implementation.name == "micropython":
            gc.threshold(_COLLECT_BYTES)
        try:
            while True:
                try:
                    self._live()
                except Reset as reset:
                    self._reset(reset.cause)
        except Finished:
            pass

    def go_on(self, duration_s: int) -> None:
        """The run ends later, or earlier, than its scenario says."""
        self._duration_s = duration_s

    def note(self, t_s: int, source: str, event: str, detail: object) -> None:
        """Tell every observer of something that happened."""
        for observer in self.observers:
            observer.noted(self, t_s, source, event, detail)

    def _commission(self) -> None:
        """A machine in use, not one from the factory: its clock is set."""
        self.world.ds3231.set_calendar(_COMMISSIONED)

    def _live(self) -> None:
        """Run the program. Where a fault made it raise, the board waits for its watchdog."""
        try:
            if not self.program:
                self._start()
            self.program.run()
        except (InjectedError, InjectedMemoryError) as error:
            unlock()
            self._note_board("exception", type(error).__name__)
            while True:
                self.world.clock.advance_us(SECOND_US)

    def _reset(self, cause: int) -> None:
        unlock()
        self.program = None
        self.world.hardware.reset(cause)
        self.world.clock.restart_ticks()
        self._note_board("reset", _CAUSES[cause])
        for observer in self.observers:
            observer.reset(self, cause)

    def _start(self) -> None:
        """Wait for power, boot, and make a new program."""
        world = self.world
        if not world.powered():
            while not world.powered():
                world.clock.advance_us(SECOND_US)
            world.power_up()
            world.clock.restart_ticks()
        world.clock.advance_us(_BOOT_US)
        program = boot(self.board, self.incubator, world.files, None, self._shown)
        if not program:
            self._note_board("safe-mode", "")
            while world.powered():
                world.clock.advance_us(SECOND_US)
            raise Reset(PWRON_RESET)
        self.program = program
        self._note_board("start", "")

    def _note_board(self, event: str, detail: object) -> None:
        self.note(self.world.clock.now_us // SECOND_US, "board", event, detail)

    def _operator(self, field: str):
        """A hand on a setting of whichever program runs then."""

        def operate(value):
            if not self.program:
                return "the board does not run"
            return self.program.settings.set(field, value)

        return operate

    def _second(self, t_s: int) -> None:
        try:
            self._pass(t_s)
        finally:
            for observer in self.observers:
                observer.acted(self, t_s)

    def _pass(self, t_s: int) -> None:
        world = self.world
        program = self.program
        try:
            world.step()
        except Exception as error:
            raise PlantFailed("at {} s: {}: {}".format(t_s, type(error).__name__, error))
        for observer in self.observers:
            observer.second(self, t_s)
        if t_s >= self._duration_s:
            world.clock.on_second = None
            raise Finished
        self.timetable.play(t_s)
        if program and not world.powered():
            raise Reset(PWRON_RESET)


def _break_beforehand(faults, timetable: list) -> None:
    """Let the lasting faults of 0 s begin before power comes."""
    for entry in timetable:
        if entry["at_s"] == 0 and entry["do"] == "fault" and BY_NAME[entry["value"]].lasts:
            faults.begin(entry["value"])


def _opening_moves(start: dict) -> list:
    """What the operator chooses at power-on: set points first, then the mode."""
    moves = [
        {"at_s": 0, "do": "set_" + row.field, "value": start[row.field]}
        for row in SETTINGS
        if row.field in start and row.field != "mode"
    ]
    return moves + [{"at_s": 0, "do": "set_mode", "value": start["mode"]}]


def _board(name: str):
    return __import__("boards." + name + ".board", None, None, ["board"])


def plant_of_file(path: str):
    """The class Plant of a tester's own file (docs/plant.md)."""
    names = {"__name__": "plant", "__file__": path}
    with open(path) as file:
        exec(file.read(), names)
    return names["Plant"]


def main(arguments: list) -> int:
    """Run as the module's docstring says."""
    with open(arguments[0]) as file:
        scenario = json.load(file)
    out = arguments[1]
    plant = Plant
    if len(arguments) > 3:
        try:
            plant = plant_of_file(arguments[3])
            problem = wrong(plant(scenario))
        except Exception as error:
            problem = "{}: {}".format(type(error).__name__, error)
        if problem:
            return _plant_error(arguments[3], problem)
    try:
        with open(out + "/trace.csv", "w") as trace, open(out + "/events.csv", "w") as events:
            with open(out + "/tones.csv", "w") as tones:
                observers = (Trace(trace), Events(events), Progress())
                run = Run(scenario, int(arguments[2]), plant, observers)
                Tones(tones, run.world)
                if scenario.get("display"):
                    run.observers.append(Pictures(out, run.world, scenario["duration_s"]))
                run.play()
    except PlantFailed as failure:
        return _plant_error(arguments[3] if len(arguments) > 3 else "plant", failure)
    print("done", scenario["duration_s"])
    return 0


def _plant_error(where: str, what: object) -> int:
    print("error {}: {}".format(where, what))
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
