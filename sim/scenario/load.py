"""Reads scenarios: from the TOML that people write to the plain numbers that the simulation runs.

docs/scenarios.md describes the format.
"""

import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from control.settings import Settings
from sim.errors import InputError
from sim.scenario import bounds
from sim.scenario.table import Table
from sim.scenario.timetable import compile_timetable, setting
from sim.world import description, sensors
from sim.world.plant import parameters
from sim.world.plant.parameters import PRESETS

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "sim" / "scenario" / "reference.toml"

BOARDS = sorted(board.parent.name for board in ROOT.glob("boards/*/board.py"))
WALLS = ("single", "double")
HUMIDIFIERS = ("boiler", "tray", "ultrasonic")
DEFAULT_BOARD = "esp32_devkitc"
DEFAULT_PRESET = "single_300w"
# Parameters that a machine may have otherwise than its preset; for the tank there is `water`.
OWN = [name for name in parameters.NUMBERS if name != "tank_kg"]
# What a start may choose beside the mode.
_CHOSEN = [row.name for row in bounds.SETTABLE if row.name != "mode"]
_SET_POINTS = ("air", "skin", "humidity")  # by which the results are judged

_MACHINE = (
    "board",
    "preset",
    "walls",
    "humidifier",
    "water",
    "parameters",
    "sensors",
    "description",
)
_LONGEST_NAME = 40  # characters; fits the title of the plot
_DAYS_PER_WEEK = 7


def load_scenario(path: Path) -> dict[str, Any]:
    """The compiled scenario in a file. InputError names the file, the table and the key."""
    return compile_scenario(str(path), _values(path, "scenario"))


def load_machine(path: Path) -> dict[str, Any]:
    """The machine in a file that has only [machine]; its board is None where it names none."""
    top = Table(str(path), _values(path, "machine"), ("machine",))
    machine = _machine(top)
    if "board" not in top.table("machine", (), _MACHINE):
        machine["board"] = None
    return machine


def in_machine(scenario: dict[str, Any], machine: dict[str, Any] | None) -> dict[str, Any]:
    """The scenario in another machine, on its own board where the machine names none."""
    if machine is None:
        return scenario
    board = machine["board"] or scenario["machine"]["board"]
    return {**scenario, "machine": {**machine, "board": board}}


def preset_machine(preset: str) -> dict[str, Any]:
    """The machine of a preset as it is."""
    machine = _machine(Table("", {"machine": {"preset": preset}}, ("machine",)))
    return {**machine, "board": None}


def _values(path: Path, what: str) -> dict[str, Any]:
    """The TOML of a file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path}: cannot read the {what}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: a {what} is UTF-8 text, and this is not") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not valid TOML: {error}") from None


def compile_scenario(place: str, values: object) -> dict[str, Any]:
    """Plain numbers, in the units their names tell, from the parsed TOML of the file `place`."""
    required = ("name", "duration", "room", "start")
    top = Table(place, values, required, ("infant", "machine", "timetable"))
    duration_s = int(top.quantity("duration", bounds.DURATION))
    return {
        "name": top.text("name", _LONGEST_NAME),
        "duration_s": duration_s,
        "room": _room(top.table("room", ("temperature", "humidity"))),
        "infant": _infant(top) if "infant" in top else None,
        "machine": _machine(top),
        "start": _start(top.table("start", ("mode",), _CHOSEN)),
        "timetable": compile_timetable(top, duration_s),
    }


def _room(room: Table) -> dict[str, Any]:
    return {
        "temperature_c": float(room.quantity("temperature", bounds.ROOM_TEMPERATURE)),
        "humidity_pct": float(room.quantity("humidity", bounds.ROOM_HUMIDITY)),
    }


def _infant(top: Table) -> dict[str, Any]:
    infant = top.table("infant", ("weight", "gestation", "age"))
    return {
        "weight_g": int(infant.quantity("weight", bounds.WEIGHT)),
        "gestation_weeks": float(infant.quantity("gestation", bounds.GESTATION) / _DAYS_PER_WEEK),
        "age_days": int(infant.quantity("age", bounds.AGE)),
    }


def _machine(top: Table) -> dict[str, Any]:
    """The machine; None where its preset decides."""
    machine = top.table("machine", (), _MACHINE)

    def chosen(key: str, allowed: Collection[str], default: str | None) -> str | None:
        return machine.choice(key, allowed) if key in machine else default

    def numbers(key: str, allowed: dict[str, tuple[float, float]]) -> dict[str, float]:
        place = f"{top.place}: [machine.{key}]"
        return Table(place, machine.raw(key, {}), (), allowed).numbers(allowed)

    return {
        "board": chosen("board", BOARDS, DEFAULT_BOARD),
        "preset": chosen("preset", PRESETS, DEFAULT_PRESET),
        "walls": chosen("walls", WALLS, None),
        "humidifier": chosen("humidifier", HUMIDIFIERS, None),
        "water_g": int(machine.quantity("water", bounds.WATER)) if "water" in machine else None,
        "parameters": numbers("parameters", {name: parameters.bounds(name) for name in OWN}),
        "sensors": numbers("sensors", sensors.BOUNDS),
        "description": numbers(
            "description", dict.fromkeys(description.MEASURED, description.BOUNDS)
        ),
    }


def _start(start: Table) -> dict[str, Any]:
    """The first choices of the operator, and what a new controller has of the other set points."""
    new = Settings()
    return {
        row.field: setting(start, row) if row.name in start else getattr(new, row.field)
        for row in bounds.SETTABLE
        if row.name in start or row.name in _SET_POINTS
    }
