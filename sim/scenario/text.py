"""Writes a compiled scenario as the TOML that people read and run: load.py gives the same back."""

from decimal import Decimal
from typing import Any

from control.settings import HUMIDITY_OFF
from sim.scenario import bounds
from sim.scenario.quantity import duration_text
from sim.scenario.timetable import Action, due_ms, interruption

_DAYS_PER_WEEK = 7
_MS_PER_S = 1000


def scenario_text(scenario: dict[str, Any]) -> str:
    """The scenario as a file that sim.scenario.load.load_scenario compiles to the same."""
    tables = [
        _table("", {"name": scenario["name"], "duration": duration_text(scenario["duration_s"])}),
        _table(
            "[room]",
            {
                "temperature": f"{scenario['room']['temperature_c']:g} degC",
                "humidity": f"{scenario['room']['humidity_pct']:g} %",
            },
        ),
    ]
    if scenario["infant"]:
        tables.append(_table("[infant]", _infant(scenario["infant"])))
    tables.append(machine_tables(scenario["machine"]))
    start = scenario["start"]
    tables.append(
        _table(
            "[start]",
            {
                row.name: _chosen(row, start[row.field])
                for row in bounds.SETTABLE
                if row.field in start
            },
        )
    )
    for action in scenario["timetable"]:
        lines = _entry(action)
        at_s = Decimal(due_ms(action)) / _MS_PER_S
        tables.append(f'[[timetable]]\nat = "{duration_text(at_s)}"\n{lines}\n')
    return "\n".join(tables)


def machine_tables(machine: dict[str, Any]) -> str:
    """[machine] and what belongs to it, as a scenario or a file for --machine has them."""
    tables = [_table("[machine]", _machine(machine))]
    for key in ("parameters", "sensors", "description"):
        if machine.get(key):
            tables.append(_numbers(key, machine[key]))
    return "\n".join(tables)


def _table(header: str, values: dict[str, str]) -> str:
    lines = [header] if header else []
    lines += [f'{key} = "{value}"' for key, value in values.items()]
    return "\n".join(lines) + "\n"


def _numbers(key: str, values: dict[str, float]) -> str:
    return "\n".join([f"[machine.{key}]", *(f"{name} = {values[name]!r}" for name in values), ""])


def _infant(infant: dict[str, Any]) -> dict[str, str]:
    weeks, days = divmod(round(infant["gestation_weeks"] * _DAYS_PER_WEEK), _DAYS_PER_WEEK)
    return {
        "weight": f"{infant['weight_g']} g",
        "gestation": f"{weeks} weeks {days} days",
        "age": f"{infant['age_days']} days",
    }


def _machine(machine: dict[str, Any]) -> dict[str, str]:
    """What the preset decides is left out."""
    values = {
        key: machine[key]
        for key in ("board", "preset", "walls", "humidifier")
        if machine.get(key) is not None
    }
    if machine.get("water_g") is not None:
        values["water"] = f"{machine['water_g']} g"
    return values


def _entry(action: Action) -> str:
    """What is to be done, as the timetable of a file says it."""
    do, value = action["do"], action["value"]
    name, begins = interruption(action)
    if name == "mains":
        return f'mains = "{"off" if begins else "on"}"'
    if name:
        return f'{"open" if begins else "close"} = "{name}"'
    for row in bounds.SETTABLE:
        if do == "set_" + row.field:
            return f'set = {{ {row.name} = "{_chosen(row, value)}" }}'
    entries = {
        "room_c": lambda: f'room = {{ temperature = "{value:g} degC" }}',
        "supply_ratio": lambda: f'supply = "{100 * value:g} %"',
        "room_rh": lambda: f'room = {{ humidity = "{value:g} %" }}',
    }
    return entries[do]() if do in entries else f'{do} = "{value}"'


def _chosen(row: Any, value: Any) -> str:
    """A setting as a file says it."""
    if row.words:
        return str(value)
    return "off" if not row.default and value == HUMIDITY_OFF else str(row.bounds.text(value))
