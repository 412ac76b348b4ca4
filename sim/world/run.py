"""One run, on either interpreter: SCENARIO.json OUT_DIR SEED [PLANT.py] -> trace.csv, events.csv.

Prints `progress T` now and then, at the end `done T`. A plant file that fails prints `error ...`
and ends with status 2.
"""

import json
import sys

if sys.implementation.name == "cpython":
    from sim.machine.install import install

    install()

import machine

from firmware.program import Program
from sim.world.plant.plant import Plant
from sim.world.timetable import Timetable
from sim.world.trace import Events, Trace
from sim.world.world import World

_PROGRESS_EVERY_S = 300


class Finished(BaseException):
    """The scenario is over; no `except Exception` of the firmware stops it."""


class PlantFailed(BaseException):
    """The plant raised; carried past the firmware, whose business it is not."""


class Run:
    """A program on a world, with the scenario's timetable, until the scenario's end."""

    def __init__(
        self, scenario: dict, seed: int, plant, trace_file, events_file, start_ticks_ms: int = 0
    ):
        self._duration_s = scenario["duration_s"]
        board = _board(scenario["machine"]["board"])
        self.world = World(scenario, board, plant, seed, start_ticks_ms)
        machine.attach(self.world.hardware)
        self.program = Program(board)
        settings = self.program.settings
        self._events = Events(events_file)
        self._trace = Trace(trace_file, self.world, self.program)
        self._timetable = Timetable(
            _opening_moves(scenario["start"]) + scenario["timetable"],
            self.world.drives,
            self._events,
            {
                "set_mode": settings.set_mode,
                "set_air_mc": settings.set_air,
                "set_skin_mc": settings.set_skin,
                "set_humidity_pm": settings.set_humidity,
            },
        )
        self.world.clock.on_second = self._second

    def play(self) -> None:
        """Run from power-on to the scenario's end."""
        self._timetable.play(0)
        try:
            self.program.run()
        except Finished:
            pass

    def _second(self, t_s: int) -> None:
        world = self.world
        try:
            world.step()
        except Exception as error:
            raise PlantFailed("at {} s: {}: {}".format(t_s, type(error).__name__, error))
        self._trace.row(t_s)
        self._events.watch(
            t_s, self.program.controller.permits.reasons, world.heater_circuit.relay_closed()
        )
        if t_s % _PROGRESS_EVERY_S == 0:
            print("progress", t_s)
        if t_s >= self._duration_s:
            raise Finished
        self._timetable.play(t_s)


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
            plant(scenario)
        except Exception as error:
            return _plant_error(arguments[3], "{}: {}".format(type(error).__name__, error))
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
