import sys

import pytest

from sim import launch as launching
from sim.errors import InputError, RunError
from sim.launch import check_plant, launch

SCENARIO = {"name": "x", "duration_s": 60}


@pytest.fixture
def runner(tmp_path, monkeypatch):
    """Runs a script of the test's in the place of the real runner."""

    def runner(script, plant=None):
        path = tmp_path / "runner.py"
        path.write_text(script)
        monkeypatch.setattr(launching, "_RUNNER", path)
        return launch(SCENARIO, "cpython", 5, tmp_path, plant)

    return runner


def test_the_runner_gets_scenario_folder_seed_and_plant(runner, tmp_path):
    plant = tmp_path / "plant.py"
    runner(
        "import json, sys\n"
        "assert json.load(open(sys.argv[1])) == {'name': 'x', 'duration_s': 60}\n"
        f"assert sys.argv[2:] == [{str(tmp_path)!r}, '5', {str(plant)!r}]\n"
        "print('done 60')",
        plant,
    )


def test_a_run_tells_simulated_and_real_seconds(runner):
    run = runner("import time; time.sleep(0.1); print('progress 30'); print('done 60')")
    assert run.sim_s == 60
    assert 0.1 < run.wall_s < 30


def test_what_a_plant_prints_is_passed_on(runner, capsys):
    runner("print('hello'); print('progress?'); print('done 60')")
    assert capsys.readouterr().out == "hello\nprogress?\n"


def test_a_plant_error_is_the_users(runner):
    with pytest.raises(InputError, match=r"^my\.py: no water$"):
        runner("print('error my.py: no water'); raise SystemExit(2)")


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("1/0", r"status 1\): .*ZeroDivisionError: division by zero"),
        ("raise SystemExit(2)", r"status 2\)"),
        ("print('error my.py: no water'); raise SystemExit(1)", r"status 1\)"),
        ("print('progress 60')", r"status 0\)"),
        ("import os; os.abort()", r"status -6\)"),
    ],
)
def test_a_run_that_breaks_says_how_in_one_line(runner, script, words):
    with pytest.raises(RunError, match=words) as caught:
        runner(script)
    assert "\n" not in str(caught.value)


def test_a_missing_micropython_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RunError, match="make setup"):
        launch(SCENARIO, "micropython", 1, tmp_path, None)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", "must define class Plant"),
        ("class plant: pass", "must define class Plant"),
        ("def Plant(scenario): pass", "must define class Plant"),
        ("class Plant:\n  def", r"not valid Python: .*line 2"),
        ("\0", "not valid Python"),
        ("-" * 100_000 + "1", "not valid Python"),
        ("# coding: nonsense", "not valid Python"),
    ],
)
def test_a_file_without_a_class_plant_is_refused(tmp_path, source, words):
    path = tmp_path / "plant.py"
    path.write_text(source)
    with pytest.raises(InputError, match=words):
        check_plant(path)


def test_a_plant_is_checked_without_being_run(tmp_path):
    path = tmp_path / "plant.py"
    path.write_text("raise SystemExit('run!')\nclass Plant: pass")
    check_plant(path)


def test_a_missing_plant_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot read the plant"):
        check_plant(tmp_path / "none.py")
