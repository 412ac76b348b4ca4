"""What a program makes of rows that it has more than the versions that stored: as JSON."""

import io
import json
import tomllib
from pathlib import Path

from control.calibration import Calibration
from control.settings import SETTINGS, Settings
from firmware.service.values import values
from firmware.storage.calibration_file import CalibrationFile
from firmware.storage.event_log import EventLog
from firmware.storage.hours import NAMES
from firmware.storage.setting_changes import SettingChanges
from firmware.storage.trends import Trends
from sim.runs.observer import Observer
from sim.runs.recorder import Events
from sim.runs.run import Run
from sim.scenario.load import REFERENCE, compile_scenario
from sim.scenario.text import scenario_text
from sim.world.plant.plant import Plant
from tests.control.bench import Bench
from tests.firmware.service.service_bench import Bench as ServiceBench
from tests.firmware.storage.storage_bench import BenchFiles, BenchNvs, Clock
from tests.firmware.storage.test_store import store_in

FOLDER = Path(__file__).parent / "stored"


def calibrated(files):
    """What is in force from flash, then with the new sensor calibrated, then in the next life."""
    for line in ("", "humidity2", ""):
        kept = CalibrationFile(files, Clock(), Calibration())
        kept.load()
        if line:
            assert not kept.set(line, 300, 310, 800, 810, "ann")
        for _ in range(5):
            kept.save()
        yield list(kept.lines()) if not kept.lost else []


def recorded(files):
    """The trends in flash, those with one minute more, and the values then."""
    trends = Trends(files, Clock())
    before = [line for line in trends.lines() if line]
    bench = Bench()
    for period in range(130):
        bench.readings.samples[-1].take(612)
        bench.period(humidity=500 + period % 2)
        trends.note(bench.controller, bench.readings)
    after = [line for line in trends.lines() if line]
    shown = values(bench.settings, bench.controller, bench.readings)
    return before, after, {name: str(value) for name, value, _ in shown}


def chosen(cells):
    """Settings from flash, then with the new one set at the console, then in the next life."""
    bench = ServiceBench()
    changes = SettingChanges(bench.settings)
    events = EventLog(BenchFiles(), Clock())
    for line in ("", "set audio_volume high", ""):
        found = Settings()
        store = store_in(cells)
        store.load(found)
        if line:
            for reply in bench.ask(line):
                assert reply is None or not reply.startswith("error"), reply
            found.set("audio_volume", bench.settings.audio_volume)
            changes.note(events, 7)
            for _ in range(4):
                store.save(found)
        yield None if store.lost else {row.field: getattr(found, row.field) for row in SETTINGS}
    yield list(events.lines())[-1]


def compiled():
    """A scenario that sets it, as a run takes it, and as text again."""
    values = tomllib.loads(REFERENCE.read_text())
    values["start"]["audio_volume"] = "low"
    values["timetable"] = [{"at": "1 min", "set": {"audio_volume": "high"}}]
    scenario = compile_scenario("x", values)
    again = compile_scenario("x", tomllib.loads(scenario_text(scenario)))
    return scenario, again


def played(scenario):
    """The settings of a program after two minutes of it, and the events until then."""
    events = io.StringIO()
    run = Run({**scenario, "duration_s": 120}, 1, Plant, [Events(events)])
    run.play()
    return run.program.settings.audio_volume, events.getvalue().splitlines()


class Lit(Observer):
    """Whether the added output is driven, second by second, and its value."""

    def __init__(self):
        self.seen = []

    def second(self, run, t_s):
        program = run.program
        shown = values(program.settings, program.controller, program.readings)
        told = {name: value for name, value, _ in shown}
        self.seen.append((run.world.panel.held(0x4000), told["lamp_on"]))


def driven(scenario):
    """The added output for a minute of therapy, its hours, and the output of a dead program."""
    lit = Lit()
    run = Run({**scenario, "duration_s": 60, "timetable": []}, 1, Plant, [lit])
    run.play()
    hours = run.program._archive.hours
    worked_s = dict(zip(NAMES, hours._s, strict=True))
    run.world.clock.advance_us(3_000_000)
    return lit.seen, worked_s, len(hours.pack()), run.world.panel.held(0x4000)


files = BenchFiles()
for path in (*(FOLDER / "v0_2_0").glob("calibration.*"), *(FOLDER / "v0_1_0").glob("trends.*")):
    files.contents[path.name] = bytearray(path.read_bytes())
cells = BenchNvs({path.name: path.read_bytes() for path in (FOLDER / "v0_2_0").glob("settings*")})
print(
    json.dumps(
        {
            "calibration": list(calibrated(files)),
            "recorded": recorded(files),
            "chosen": list(chosen(cells)),
            "compiled": compiled(),
            "played": played(compiled()[0]),
            "driven": driven(compiled()[0]),
        }
    )
)
