import errno
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sim import cli
from sim.errors import RunError
from sim.launch import Run
from sim.results.report import Result
from sim.scenario.load import REFERENCE, ROOT
from sim.world.faults import FAULTS
from tests.sim.results import synthetic
from tests.sim.results.test_report import SHORT

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
        ("run --out=", ["--out", "folder"]),
        ("campaign --out=", ["--out", "folder"]),
        ("board --speed 0", ["--speed", "'0'", "above 0"]),
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
        assert scenario["display"]
        asked.append((scenario["name"], interpreter, seed, out, plant))
        synthetic.write(out, synthetic.rows(SHORT))
        (out / "tones.csv").write_text("t_us,hz,duty_u16\n")
        (out / "display.rgb565").write_bytes(bytes(320 * 240 * 2))
        return Run(10800.0, 5.0)

    monkeypatch.setattr(cli, "launch", launch)
    monkeypatch.setattr("sim.results.plot.plot", lambda path, *_: path.touch())
    monkeypatch.setattr(cli, "load_scenario", lambda path: {**SHORT, "name": path.stem})
    return asked


def test_the_defaults_are_the_reference_scenario_on_micropython_with_seed_1(folder, launched):
    assert cli.main(["run"]) == 0
    (name, interpreter, seed, out, plant) = launched[0]
    assert (name, interpreter, seed, plant) == ("reference", "micropython", 1, None)
    assert out.parent == Path("build/sim")


def test_a_run_writes_its_files_and_ends_with_the_table(folder, launched, capsys):
    (folder / "plant.py").write_text("class Plant: pass")
    (folder / "out").mkdir()
    (folder / "out" / "display-00001-of-an-earlier-run.png").touch()
    options = "run a.toml --plant plant.py --interpreter cpython --seed 7 --out out"
    assert cli.main(options.split()) == 0
    (name, interpreter, seed, out, plant) = launched[0]
    assert (name, interpreter, seed, plant) == ("a", "cpython", 7, Path("plant.py"))
    assert out.parent == Path("out")

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
    assert files == {
        "summary.json",
        "trace.csv",
        "events.csv",
        "tones.csv",
        "display.png",
        "plot.png",
    }

    printed = capsys.readouterr().out.rstrip("\n").split("\n")
    assert [result["name"] for result in results] == [
        line.split("  ")[0] for line in printed[-len(results) :]
    ]


@pytest.mark.parametrize(
    ("problem", "status", "words"),
    [
        (RunError("it broke"), 1, "it broke"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (OSError(errno.ENOSPC, "No space left on device"), 1, "No space left"),
    ],
)
@pytest.mark.parametrize("step", ["launch", "evaluate"])
def test_a_run_that_does_not_come_to_its_end_leaves_the_results_of_the_last_one(
    folder, launched, monkeypatch, capsys, problem, status, words, step
):
    assert cli.main(["run", "--out", "out"]) == 0
    before = {path.name: path.read_bytes() for path in (folder / "out").iterdir()}
    capsys.readouterr()

    def broken(*arguments):
        if step == "launch":
            (arguments[3] / "trace.csv").write_text("half a ro")
        raise problem

    monkeypatch.setattr(cli, step, broken)
    assert cli.main(["run", "--out", "out"]) == status
    said = capsys.readouterr().err
    assert said.startswith("sim: ") and words in said and said.count("\n") == 1
    assert {path.name: path.read_bytes() for path in (folder / "out").iterdir()} == before


def test_failed_results_end_with_status_3_only_where_that_is_asked_for(
    folder, launched, monkeypatch, capsys
):
    failed = Result("air off set", 0.3, "degC", 0.2)
    monkeypatch.setattr(cli, "evaluate", lambda *_: [failed])
    assert cli.main(["run"]) == 0
    assert cli.main(["run", "--strict"]) == 3
    assert capsys.readouterr().err == "sim: 1 of the results above failed\n"
    monkeypatch.setattr(cli, "evaluate", lambda *_: [replace(failed, value=0.1)])
    assert cli.main(["run", "--strict"]) == 0


@pytest.mark.parametrize(("kept", "status"), [(True, 0), (False, 1)])
def test_speed_prints_its_table_and_fails_on_a_broken_promise(monkeypatch, capsys, kept, status):
    monkeypatch.setattr(cli, "speed_table", lambda: ("fast", kept))
    assert cli.main(["speed"]) == status
    printed = capsys.readouterr()
    assert printed.out == "fast\n"
    assert bool(printed.err) is not kept


def test_output_that_nobody_reads_ends_the_command_without_a_word():
    for arguments in (("sim", "faults"), ("boards.read_data_port", "--layout")):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            stdout=writer,
            stderr=subprocess.PIPE,
            check=False,
        )
        os.close(writer)
        assert (done.returncode, done.stderr) == (141, b"")


def test_no_command_waits_at_its_start_for_packages_that_only_others_need():
    done = subprocess.run(
        [sys.executable, "-c", "import sys, sim.cli; print(*sys.modules)"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    heavy = {"distributed", "matplotlib", "scipy", "weasyprint"}
    assert not heavy & set(done.stdout.split())


@pytest.fixture
def machine_of_board(monkeypatch):
    """Call `sim board` with options; the machine that the virtual board would be in."""
    given = []
    monkeypatch.setattr(
        "sim.virtual_board.host.virtual_board.run_board",
        lambda options: given.append(options.scenario["machine"]),
    )

    def call(*options):
        return given.pop() if cli.main(["board", *options]) == 0 else None

    return call


def test_a_virtual_board_is_in_the_incubator_that_its_own_program_is_for(
    folder, machine_of_board, monkeypatch, capsys
):
    monkeypatch.setattr("sim.cli.named_incubator", lambda board: "heavy_450w")
    assert machine_of_board()["preset"] == "heavy_450w"
    assert machine_of_board("--incubator", "transport_120w")["preset"] == "transport_120w"
    chosen = machine_of_board("--board", "esp32_s3_devkitc", "--scenario", str(REFERENCE))
    assert (chosen["board"], chosen["preset"]) == ("esp32_s3_devkitc", "single_300w")
    monkeypatch.setattr("sim.cli.named_incubator", lambda board: "ward_500w")
    assert machine_of_board() is None
    assert "choose one with --incubator" in capsys.readouterr().err


def test_faults_are_listed_with_their_causes(capsys):
    assert cli.main(["faults"]) == 0
    printed = capsys.readouterr().out
    for fault in FAULTS:
        assert any(line.split()[:1] == [fault.name] for line in printed.splitlines())
        assert fault.cause in printed


@pytest.mark.parametrize("interpreter", ["micropython", "cpython"])
def test_a_minute_really_runs_from_the_command_line(tmp_path, interpreter):
    scenario = tmp_path / "minute.toml"
    text = REFERENCE.read_text().split("[[timetable]]")[0].replace("8 h", "1 min")
    text = text.replace("reference", "cold \U0001f600 \u51b7\u623f \u1780")
    scenario.write_text("\ufeff" + text, encoding="utf-8")
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


def test_with_its_output_closed_from_the_start_it_does_what_it_is_asked(tmp_path):
    minute = 'name = "a minute"\nduration = "1 min"\n[start]\nmode = "air"\nair = "36 degC"\n'
    minute += '[room]\ntemperature = "24 degC"\nhumidity = "45 %"\n'
    (tmp_path / "short.toml").write_text(minute, encoding="utf-8")
    line = "exec {} -m sim run {} --interpreter cpython --out {} >&-"
    line = line.format(sys.executable, tmp_path / "short.toml", tmp_path / "out")
    done = subprocess.run(["sh", "-c", line], cwd=ROOT, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "out" / "summary.json").stat().st_size
