import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim import cli
from sim.errors import RunError
from sim.launch import Run
from sim.scenario import REFERENCE, ROOT
from sim.world.faults import FAULTS
from tests.sim import synthetic
from tests.sim.test_report import SHORT

PROBLEMS = {
    "a.toml": REFERENCE.read_text(),
    "unit.toml": REFERENCE.read_text().replace("24 degC", "75 F"),
    "weight.toml": REFERENCE.read_text().replace("1.5 kg", "-1.5 kg"),
    "key.toml": REFERENCE.read_text().replace("weight", "wieght"),
    "time.toml": REFERENCE.read_text().replace('at = "4 h"', 'at = "1 h"'),
    "broken.toml": "name = \n",
    "plant.py": "class Plan: pass",
    "syntax.py": "class Plant(:",
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name, text in PROBLEMS.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("", ["COMMAND"]),
        ("rnu", ["rnu", "run"]),
        ("speed --seed 1", ["--seed"]),
        ("faults all", ["all"]),
        ("run --sed 1", ["--sed"]),
        ("run --se=1", ["--se"]),
        ("run a.toml b.toml", ["b.toml"]),
        ("run --seed", ["--seed"]),
        ("run --seed -1", ["--seed"]),
        ("run --seed 1.5", ["--seed", "1.5", "0 to 999999999"]),
        ("run --seed 1000000000", ["--seed", "0 to 999999999"]),
        ("run --seed \u0661", ["--seed"]),
        ("run --interpreter pypy", ["--interpreter", "pypy", "micropython", "cpython"]),
        ("run none.toml", ["none.toml", "No such file"]),
        ("run unit.toml", ["unit.toml", "[room]", "temperature", "75 F", "degC"]),
        ("run weight.toml", ["weight.toml", "[infant]", "weight", "-1.5 kg", "0.3 kg"]),
        ("run key.toml", ["key.toml", "[infant]", "wieght", '"weight"']),
        ("run time.toml", ["time.toml", "entry 3", "at", "1 h", "2 h 45 min"]),
        ("run broken.toml", ["broken.toml", "line 1"]),
        ("run --plant none.py", ["none.py", "No such file"]),
        ("run --plant plant.py", ["plant.py", "class Plant"]),
        ("run --plant syntax.py", ["syntax.py", "line 1"]),
        ("run --out a.toml", ["--out a.toml", "cannot write"]),
        ("run --out a.toml/sub", ["--out a.toml/sub", "cannot write"]),
        ("run --out /proc", ["--out /proc", "cannot write"]),
    ],
)
def test_bad_input_ends_with_status_2_and_one_line_that_names_the_place(
    folder, capsys, arguments, words
):
    assert cli.main(arguments.split()) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    for word in words:
        assert word in output.err


def test_an_argument_of_two_lines_is_refused_in_one(folder, capsys):
    assert cli.main(["run", "no\nsuch.toml"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_folder_where_a_result_must_go_is_refused(folder, capsys):
    (folder / "out" / "trace.csv").mkdir(parents=True)
    assert cli.main(["run", "--out", "out"]) == 2
    assert "--out out: cannot write" in capsys.readouterr().err


@pytest.fixture
def launched(monkeypatch):
    """Takes the place of a real run; remembers what it was asked."""
    asked = []

    def launch(scenario, interpreter, seed, out, plant):
        asked.append((scenario["name"], interpreter, seed, out, plant))
        synthetic.write(out, synthetic.rows(SHORT))
        return Run(10800.0, 5.0)

    monkeypatch.setattr(cli, "launch", launch)
    monkeypatch.setattr("sim.plot.plot", lambda path, *_: path.touch())
    monkeypatch.setattr(cli, "load_scenario", lambda path: {**SHORT, "name": path.stem})
    return asked


def test_the_defaults_are_the_reference_scenario_on_micropython_with_seed_1(folder, launched):
    assert cli.main(["run"]) == 0
    assert launched == [("reference", "micropython", 1, Path("build/sim"), None)]


def test_a_run_writes_its_files_and_ends_with_the_table(folder, launched, capsys):
    (folder / "plant.py").write_text("class Plant: pass")
    options = "run a.toml --plant plant.py --interpreter cpython --seed 7 --out out"
    assert cli.main(options.split()) == 0
    assert launched == [("a", "cpython", 7, Path("out"), Path("plant.py"))]

    summary = json.loads((folder / "out" / "summary.json").read_text())
    results = summary.pop("results")
    assert summary == {
        "scenario": "a",
        "plant": "plant.py",
        "interpreter": "cpython",
        "seed": 7,
        "sim_s": 10800.0,
        "wall_s": 5.0,
    }
    assert set(results[0]) == {"name", "value", "unit", "limit", "pass"}
    files = {path.name for path in (folder / "out").iterdir()}
    assert files == {"summary.json", "trace.csv", "events.csv", "plot.png"}

    printed = capsys.readouterr().out.rstrip("\n").split("\n")
    assert [result["name"] for result in results] == [
        line.split("  ")[0] for line in printed[-len(results) :]
    ]


def test_a_run_that_breaks_ends_with_status_1_and_leaves_no_old_results(
    folder, launched, monkeypatch, capsys
):
    assert cli.main(["run", "--out", "out"]) == 0
    capsys.readouterr()

    def broken(*_):
        raise RunError("it broke")

    monkeypatch.setattr(cli, "launch", broken)
    assert cli.main(["run", "--out", "out"]) == 1
    assert capsys.readouterr().err == "sim: it broke\n"
    assert list((folder / "out").iterdir()) == []


def test_speed_prints_its_table(monkeypatch, capsys):
    monkeypatch.setattr(cli, "speed_table", lambda: "fast")
    assert cli.main(["speed"]) == 0
    assert capsys.readouterr().out == "fast\n"


def test_faults_are_listed_with_their_causes(capsys):
    assert cli.main(["faults"]) == 0
    printed = capsys.readouterr().out
    for fault in FAULTS:
        assert any(line.split()[:1] == [fault.name] for line in printed.splitlines())
        assert fault.cause in printed


def test_an_interrupted_run_says_so(folder, launched, monkeypatch, capsys):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "launch", interrupted)
    assert cli.main(["run"]) == 130
    assert capsys.readouterr().err == "sim: interrupted\n"


@pytest.mark.parametrize("interpreter", ["micropython", "cpython"])
def test_a_minute_really_runs_from_the_command_line(tmp_path, interpreter):
    scenario = tmp_path / "minute.toml"
    text = REFERENCE.read_text().split("[[timetable]]")[0].replace("8 h", "1 min")
    scenario.write_text(text)
    command = [sys.executable, "-m", "sim", "run", str(scenario), "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [*command, "--interpreter", interpreter],
        cwd=ROOT,
        env={**os.environ, "CI": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["sim_s"] == 60
    assert len((tmp_path / "out" / "trace.csv").read_text().splitlines()) == 61
    assert (tmp_path / "out" / "plot.png").stat().st_size > 10_000
