"""What a program makes of a row that it has more than the versions that stored: as JSON."""

import json
from pathlib import Path

from control.calibration import Calibration
from firmware.service.values import values
from firmware.storage.calibration_file import CalibrationFile
from firmware.storage.trends import Trends
from tests.control.bench import Bench
from tests.firmware.storage.storage_bench import BenchFiles, Clock

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
        bench.period(humidity=500 + period % 2, humidity2=612)
        trends.note(bench.controller, bench.readings)
    after = [line for line in trends.lines() if line]
    shown = values(bench.settings, bench.controller, bench.readings)
    return before, after, {name: str(value) for name, value, _ in shown}


files = BenchFiles()
for path in (*(FOLDER / "v0_2_0").glob("calibration.*"), *(FOLDER / "v0_1_0").glob("trends.*")):
    files.contents[path.name] = bytearray(path.read_bytes())
print(json.dumps({"calibration": list(calibrated(files)), "recorded": recorded(files)}))
