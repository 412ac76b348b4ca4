"""`make week`: a week in the life of the controller on MicroPython, with a cut every night.

It starts sim/runs/nights.py, which lives the week, and judges what that prints day by day. It
begins some hours before the board's milliseconds wrap. Every day ports are opened, which
alarms, people change the set point, and at night the mains fails: for longer or shorter, with a
battery that holds or one that is flat. The event log fills and its oldest file goes.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from control.settings import AIR, MODES, STANDBY
from sim.errors import RunError
from sim.launch import interpreter_command, started
from sim.scenario.load import REFERENCE, load_scenario

_RUNNER = Path("sim", "runs", "nights.py")
_TICKS_PERIOD_MS = 1 << 30
_RESUMES_S = 600  # the longest cut after which therapy goes on
_FLAT_BYTES = 2_048  # between the live heaps of any two days, the simulator's own included
_FILE_BYTES = 16_384
_FILES = 8  # of a journal
_TRENDS_IN_RAM = 5  # minutes that a cut may lose

# Shares of a day.
_BUSY = 0.45  # people do things in the first part
_OPEN = 0.3  # how long ports stay open, of the time from one opening to the next
_SILENCED = 0.25
_NIGHT = 0.5
_MORNING = 0.05  # before the end of the day therapy is chosen again, where it has ended

_PRESS_S = 1
_BATTERY_FAILS_S = 10  # before mains does
_SET_POINTS_MC = (35_000, 35_500, 36_000)


@dataclass(frozen=True)
class Night:
    """A cut of the mains, and whether the battery carries the board through it."""

    cut_s: int
    battery: bool = False

    @property
    def resumes(self) -> bool:
        """Therapy goes on by itself."""
        return self.battery or self.cut_s <= _RESUMES_S


@dataclass(frozen=True)
class Plan:
    """Days of `day_s`, one for each night; openings and changes of the set point in a day."""

    day_s: int
    nights: tuple[Night, ...]
    openings: int
    changes: int
    wraps_after_s: int


WEEK = Plan(
    day_s=86_400,
    nights=(
        Night(300),
        Night(1_500),
        Night(480, battery=True),
        Night(570),
        Night(690),
        Night(3_600),
        Night(30),
    ),
    openings=24,
    changes=400,
    wraps_after_s=21_600,
)


def days(plan: Plan) -> Iterator[dict[str, Any]]:
    """Run the days; what came of each, as sim/runs/nights.py tells it. RunError if it breaks."""
    with tempfile.TemporaryDirectory(prefix="cradle-") as folder:
        argument = Path(folder, "week.json")
        argument.write_text(json.dumps(_argument(plan)), encoding="utf-8")
        command, environment = interpreter_command("micropython")
        said: list[str] = []
        command += [str(_RUNNER), str(argument), str(Path(folder, "data"))]
        with started(command, environment) as (process, lines):
            with tqdm(total=plan.day_s * len(plan.nights), unit=" s", disable=None) as bar:
                for line in lines:
                    if line.startswith("{"):
                        yield json.loads(line)
                    elif line.startswith("progress "):
                        bar.update(int(line.split()[1]) - bar.n)
                    else:
                        said.append(line.strip())
        if process.returncode:
            raise RunError(f"the run broke: {' | '.join(said[-3:])}")


def faults(plan: Plan, number: int, day: dict[str, Any], first: dict[str, Any]) -> list[str]:
    """What is wrong with day `number`, from 0; `first` is how the first one ended."""
    night = plan.nights[number]
    found = [f"{day[kind]} periods {kind}" for kind in ("missed", "late") if day[kind]]
    if abs(day["live_bytes"] - first["live_bytes"]) > _FLAT_BYTES:
        found.append("the live heap is not that of the first day")
    if not day["wraps"]:
        found.append("the ticks have not wrapped")
    kept = [day["before"][0] if night.resumes else STANDBY, *day["before"][1:]]
    if day["before"][0] != AIR or day["after"] != kept:
        found.append(f"before the night was set {day['before']}, after it {day['after']}")
    return found + _journal_faults(plan, night, day)


def _journal_faults(plan: Plan, night: Night, day: dict[str, Any]) -> list[str]:
    found = []
    for name in ("events", "trends"):
        journal = day[name]
        if not journal["whole"]:
            found.append(f"records are missing among the {name}")
        if journal["bytes"] > _FILES * _FILE_BYTES:
            found.append(f"the {name} take {journal['bytes']} bytes")
    minutes = (plan.day_s - night.cut_s) // 60 - 2 * _TRENDS_IN_RAM
    if day["trends"]["new"] < minutes:
        found.append(f"only {day['trends']['new']} of {minutes} minutes are in the trends")
    kinds = day["kinds"]
    expected = {"changed air_mc": plan.changes, "began hood-open": plan.openings}
    for kind, count in expected.items():
        if kinds.get(kind, 0) < count:
            found.append(f"only {kinds.get(kind, 0)} of {count} `{kind}` are in the event log")
    if not night.battery and not any(kind.startswith("started") for kind in kinds):
        found.append("no start is in the event log")
    if any(kind.startswith("lost") for kind in kinds):
        found.append("events were lost")
    return found


def row(number: int, night: Night, day: dict[str, Any]) -> str:
    """A day, as a line of the table."""
    cut = f"{night.cut_s} s" + (", battery" if night.battery else "")
    return (
        f"{number + 1:>3} {day['periods']:>9,} {day['missed']:>6} {day['late']:>5}"
        f" {day['live_bytes']:>10,} {day['wraps']:>5} {cut:>15} {MODES[day['after'][0]]:>8}"
        f" {day['events']['count']:>6,} {day['events']['bytes']:>8,}"
        f" {day['trends']['count']:>6,} {day['trends']['bytes']:>8,}"
    )


HEADING = (
    "day   periods missed  late  live heap wraps           night    after"
    " events    bytes trends    bytes"
)


def _argument(plan: Plan) -> dict[str, Any]:
    scenario = load_scenario(REFERENCE)
    scenario["duration_s"] = plan.day_s * len(plan.nights)
    scenario["start"]["mode"] = MODES[AIR]
    scenario["timetable"] = sorted(_timetable(plan), key=lambda action: int(action["at_s"]))
    before_s = round(_NIGHT * plan.day_s) - 2 * _BATTERY_FAILS_S
    return {
        "scenario": scenario,
        "start_ticks_ms": _TICKS_PERIOD_MS - 1000 * plan.wraps_after_s,
        "day_s": plan.day_s,
        "before_s": before_s,
        "after_s": round((1 - _MORNING) * plan.day_s) - 1,
    }


def _timetable(plan: Plan) -> Iterator[dict[str, Any]]:
    for number, night in enumerate(plan.nights):
        start_s = number * plan.day_s
        every_s = _BUSY * plan.day_s / plan.openings
        for opening in range(plan.openings):
            at_s = start_s + round((opening + 0.5) * every_s)
            silence_s = at_s + round(_SILENCED * every_s)
            yield _action(at_s, "ports", 6)
            yield _action(silence_s, "press", "silence")
            yield _action(silence_s + _PRESS_S, "release", "silence")
            yield _action(at_s + round(_OPEN * every_s), "ports", 0)
        for change in range(plan.changes):
            at_s = start_s + round((change + 0.5) * _BUSY * plan.day_s / plan.changes)
            turn = (number * plan.changes + change) % len(_SET_POINTS_MC)
            yield _action(at_s, "set_air_mc", _SET_POINTS_MC[turn])
        night_s = start_s + round(_NIGHT * plan.day_s)
        if not night.battery:
            yield _action(night_s - _BATTERY_FAILS_S, "fault", "battery-flat")
        yield _action(night_s, "fault", "mains-cut")
        yield _action(night_s + night.cut_s, "clear", "mains-cut")
        if not night.battery:
            yield _action(night_s + night.cut_s, "clear", "battery-flat")
        yield _action(start_s + round((1 - _MORNING) * plan.day_s), "set_mode", MODES[AIR])


def _action(at_s: int, do: str, value: object) -> dict[str, Any]:
    return {"at_s": at_s, "do": do, "value": value}


def main() -> int:
    """Run the week and print a line a day; status 1 if anything is wrong."""
    print(HEADING, flush=True)
    broken = False
    first: dict[str, Any] = {}
    try:
        for number, day in enumerate(days(WEEK)):
            first = first or day
            print(row(number, WEEK.nights[number], day), flush=True)
            for fault in faults(WEEK, number, day, first):
                broken = True
                print(f"week: day {number + 1}: {fault}", file=sys.stderr)
    except RunError as error:
        print(f"week: {error}", file=sys.stderr)
        return 1
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
