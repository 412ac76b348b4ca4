"""One run, on either interpreter: SCENARIO.json OUT_DIR SEED [PLANT.py] -> trace.csv, events.csv.

Prints `progress T` now and then, at the end `done T`. A plant file that fails prints `error ...`
and ends with status 2.
"""

import json
import sys

if sys.implementation.name == "cpython":
    from sim.mcu.install import install

    install()

import machine

from control.alarm_table import COUNT
from sim.mcu.boundary import unlock
from sim.runs.actions import Timetable
from sim.runs.boot import boot
from sim.runs.fitted import described
from sim.runs.recorder import Events, Trace
from sim.world.clock import SECOND_US
from sim.world.fault_acts import InjectedError, InjectedMemoryError
from sim.world.faults import BY_NAME
from sim.world.hardware import HARD_RESET, PWRON_RESET, SOFT_RESET, WDT_RESET, Reset
from sim.world.plant.plant import Plant
from sim.world.plant_check import wrong
from sim.world.world import World

_PROGRESS_EVERY_S = 300
_CAUSES = {
    PWRON_RESET: "power",
    HARD_RESET: "program",
    WDT_RESET: "watchdog",
    SOFT_RESET: "soft",
}
_NO_ALARMS = bytearray(COUNT)
_COMMISSIONED = (2026, 1, 1, 8, 0, 0)  # when the clock was set: any time will do
_BOOT_US = 1_000_000  # from reset to the first line of the program


class Finished(BaseException):
    """The scenario is over; no `except Exception` of the firmware stops it."""


class PlantFailed(BaseException):
    """The plant raised; carried past the firmware, whose business it is not."""


class Run:
    """A program on a world, with the scenario's timetable, until the scenario's end.

    After a reset `program` is a new one, which knows only what the board has kept; while the board
    starts or has no power it is None.
    """

    def __init__(
        self,
        scenario: dict,
        seed: int,
        plant,
        trace_file,
        events_file,
        start_ticks_ms: int = 0,
        files=None,
    ):
        self._duration_s = scenario["duration_s"]
        self.board = _board(scenario["machine"]["board"])
        self.incubator = described(scenario["machine"])
        self.world = World(scenario, self.board, plant, seed, start_ticks_ms, files)
        machine.attach(self.world.hardware)
        self._commission()
        _break_beforehand(self.world.faults, scenario["timetable"])
        self.program = boot(self.board, self.incubator, self.world.files)
        self._events = Events(events_file)
        self._trace = Trace(trace_file, self.world, self.program)
        self._timetable = Timetable(
            _opening_moves(scenario["start"]) + scenario["timetable"],
            self.world,
            self._events,
            {
                "set_mode": self._operator("set_mode"),
                "set_air_mc": self._operator("set_air"),
                "set_skin_mc": self._operator("set_skin"),
                "set_humidity_pm": self._operator("set_humidity"),
            },
        )
        self.world.clock.on_second = self._second

    def play(self) -> None:
        """Run from power-on to the scenario's end, through every reset on the way.

        People act on a machine that runs: what is due at 0 s happens in its first second.
        """
        try:
            while True:
                try:
                    self._live()
                except Reset as reset:
                    self._reset(reset.cause)
        except Finished:
            pass

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
            self._note("exception", type(error).__name__)
            while True:
                self.world.clock.advance_us(SECOND_US)

    def _reset(self, cause: int) -> None:
        unlock()
        self.program = None
        self.world.hardware.reset(cause)
        self.world.clock.restart_ticks()
        self._note("reset", _CAUSES[cause])

    def _start(self) -> None:
        """Wait for power, boot, and make a new program."""
        world = self.world
        if not world.powered():
            while not world.powered():
                world.clock.advance_us(SECOND_US)
            world.power_up()
            world.clock.restart_ticks()
        world.clock.advance_us(_BOOT_US)
        program = boot(self.board, self.incubator, world.files)
        if not program:
            self._note("safe-mode", "")
            while world.powered():
                world.clock.advance_us(SECOND_US)
            raise Reset(PWRON_RESET)
        self._trace.follow(program)
        self.program = program
        self._note("start", "")

    def _note(self, event: str, detail: object) -> None:
        self._events.note(self.world.clock.now_us // SECOND_US, "board", event, detail)

    def _operator(self, setter: str):
        """A hand on a setting of whichever program runs then."""

        def operate(value):
            if not self.program:
                return "the board does not run"
            return getattr(self.program.settings, setter)(value)

        return operate

    def _second(self, t_s: int) -> None:
        world = self.world
        try:
            world.step()
        except Exception as error:
            raise PlantFailed("at {} s: {}: {}".format(t_s, type(error).__name__, error))
        program = self.program
        if program:
            controller = program.controller
            self._trace.row(t_s)
            reasons = controller.permits.reasons
            alarms = controller.alarms.present
        else:
            self._trace.dark_row(t_s)
            reasons = 0
            alarms = _NO_ALARMS
        self._events.watch(t_s, reasons, alarms, world.heater_circuit.relay_closed())
        if t_s % _PROGRESS_EVERY_S == 0:
            print("progress", t_s)
        if t_s >= self._duration_s:
            raise Finished
        self._timetable.play(t_s)
        if program and not world.powered():
            raise Reset(PWRON_RESET)


def _break_beforehand(faults, timetable: list) -> None:
    """What is broken at 0 s was so before power came."""
    for entry in timetable:
        if entry["at_s"] == 0 and entry["do"] == "fault" and BY_NAME[entry["value"]].lasts:
            faults.begin(entry["value"])


def _opening_moves(start: dict) -> list:
    """What the operator chooses at power-on: set points first, then the mode."""
    moves = [
        {"at_s": 0, "do": "set_" + name, "value": start[name]}
        for name in ("air_mc", "skin_mc", "humidity_pm")
    ]
    return moves + [{"at_s": 0, "do": "set_mode", "value": start["mode"]}]


def _board(name: str):
    return __import__("boards." + name + ".board", None, None, ["board"])


def _plant_class(path: str):
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
            plant = _plant_class(arguments[3])
            problem = wrong(plant(scenario))
        except Exception as error:
            problem = "{}: {}".format(type(error).__name__, error)
        if problem:
            return _plant_error(arguments[3], problem)
    with open(out + "/trace.csv", "w") as trace, open(out + "/events.csv", "w") as events:
        try:
            Run(scenario, int(arguments[2]), plant, trace, events).play()
        except PlantFailed as failure:
            return _plant_error(arguments[3] if len(arguments) > 3 else "plant", failure)
    print("done", scenario["duration_s"])
    return 0


def _plant_error(where: str, what: object) -> int:
    print("error {}: {}".format(where, what))
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
