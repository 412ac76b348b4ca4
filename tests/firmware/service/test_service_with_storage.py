"""The service console on the real event log, trends and calibration."""

import pytest

from control.calibration import Calibration
from firmware.service.commands import Commands
from firmware.storage.calibration_file import CalibrationFile
from firmware.storage.event_log import EventLog
from firmware.storage.trends import Trends
from sim.world.hardware import Hardware
from sim.world.ram_files import RamFiles
from tests.firmware.service.service_bench import Bench


@pytest.fixture
def bench():
    bench = Bench()
    files = RamFiles(Hardware())
    bench.calibration = Calibration()
    bench.events = EventLog(files, bench.clock)
    bench.trends = Trends(files, bench.clock)
    bench.commands = Commands(
        "cradle 1.2.3",
        bench.settings,
        bench.controller,
        bench.readings,
        bench.clock,
        bench.events,
        bench.trends,
        CalibrationFile(files, bench.clock, bench.calibration),
        lambda: "",
        bench.archive,
    )
    return bench


def test_a_calibration_is_in_force_shown_and_logged(bench):
    assert bench.ask("calibrate air 20 20.1 36 35.9 ann") == ["ok"]
    assert bench.calibration.air.correct(36_000) == 35_900
    assert "air,20000,20100,36000,35900,ann,2026-01-02 03:04:05" in bench.ask("calibration")
    bench.events.flush(5)
    assert bench.ask("log")[-2].endswith(",4,calibrated,air,0,0")


@pytest.mark.parametrize(
    "points", ["20 20 36 38", "20 20 22 22", "36 36 20 20", "-5 20 36 36", "20 20 36 999999"]
)
def test_a_calibration_that_is_nonsense_is_refused(bench, points):
    assert bench.ask(f"calibrate air {points} ann")[0].startswith("error: ")
    assert bench.calibration.air.correct(36_000) == 36_000


@pytest.mark.parametrize("name", ["J\u00f6rg", "J\u00f6", "\u00fc", "An\u0301na", "Anna_\u20ac"])
def test_a_name_beyond_ascii_is_refused_as_a_whole_and_never_stored_as_another(bench, name):
    line = f"calibrate air 20 20.1 36 35.9 {name}"
    (said,) = bench.ask(line)
    assert said.startswith("error: calibration: a name of 1 to 12 letters")
    assert "error: " in bench.type(line.encode() + b"\r")
    assert bench.calibration.air.by == ""


def test_trends_come_as_a_table(bench):
    for _ in range(200):
        bench.live(1)
        bench.trends.note(bench.controller, bench.readings)
    bench.trends._journal.flush()
    columns, *rows, end = bench.ask("trends")
    assert end == "ok"
    assert rows
    assert all(row.count(",") == columns.count(",") for row in rows)
