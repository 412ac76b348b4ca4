"""`python -m sim identify`: a box is recovered from a recording such as people make."""

import json

import numpy as np
import pytest

from sim.campaign.lives import first_hours, life, quiet_life
from sim.cli import main
from sim.identify.fit import fit, merged
from sim.identify.grid import on_grid
from sim.identify.recording import Columns, read_recording
from sim.identify.result import figures
from sim.scenario.load import (
    REFERENCE,
    in_machine,
    load_machine,
    load_scenario,
    preset_machine,
)
from tests.sim.identify.box import HEADER, record, text

COLUMNS = Columns("seconds", "room", ("box1", "box2"), "heating")
OPTIONS = ["--time", "seconds", "--room", "room", "--air", "box1", "--heater", "heating"]


def identified(tmp_path, rows, preset, columns=COLUMNS):
    log = tmp_path / "log.csv"
    log.write_text(text(rows))
    machine = preset_machine(preset)
    fitted = fit(on_grid(read_recording(log, columns)), machine)
    return fitted, merged(machine, fitted)


def box(preset, **parameters):
    return {**preset_machine(preset), "parameters": parameters}


def test_recovers_what_a_log_determines_to_5_percent(tmp_path):
    """Irregular samples in steps of 0.06 K, noise, a gap, and a lid that opened unseen."""
    own = {"heater_j_k": 1200.0, "base_j_k": 11e3, "wall_room_w_m2_k": 9.5}
    rows = record(box("single_300w", **own), lids=[(8000, 8200)])
    rows = [row for row in rows if not 4000 < row[0] < 4400]
    fitted, _ = identified(tmp_path, rows, "single_300w")
    found = {one.name: one for one in fitted.parameters}
    for name, value in own.items():
        assert found[name].fitted
        assert found[name].value == pytest.approx(value, rel=0.05), name
    for one in fitted.parameters:
        if one.fitted and one.name not in own:
            assert one.value == pytest.approx(one.usual, rel=0.05), one.name
    assert {"mattress_j_k", "fresh_air_m3_s"} <= {
        one.name for one in fitted.parameters if not one.fitted and one.value == one.usual
    }
    step_s = fitted.grid.step_s
    ((first, last),) = fitted.lids
    assert first * step_s == pytest.approx(8000, abs=90)
    assert last * step_s == pytest.approx(8200, abs=90)
    assert fitted.held_back.rms_k < 0.1 < fitted.preset_held_back.rms_k


def test_a_box_of_which_no_number_is_known_behaves_as_it_does(tmp_path):
    """What the parts are is not to be told apart; what they do together is, to 5 percent."""
    own = {
        "heater_j_k": 330.0,
        "heater_air_w_k": 4.6,
        "base_j_k": 4.8e3,
        "duct_base_w_k": 8.0,
        "base_room_w_k": 1.3,
        "wall_m": 0.005,
        "wall_room_w_m2_k": 6.5,
        "fresh_air_m3_s": 2.5e-4,
        "mattress_j_k": 1900.0,
    }
    real = box("transport_120w", **own)
    fitted, twin = identified(tmp_path, record(real, hours=4.0, seed=3), "transport_120w")
    for name, value in figures(real).items():
        if name != "element_lag_s":  # without a sensor of the element: within a fifth
            assert figures(twin)[name] == pytest.approx(value, rel=0.05), name
    assert fitted.held_back.rms_k < 0.1


def test_the_trends_of_a_board_are_read_as_they_are(tmp_path):
    """A row a minute, with dates and the mean of the heat."""
    real = box("single_300w", wall_room_w_m2_k=9.5)
    rows = record(real, hours=3.0, every_s=(1.0, 1.0), swing_k=0.0)
    lines = ["number,time,mode,override,mains,hood_open,alarm,air_mc,air2_mc,heater_pm"]
    for minute in range(1, len(rows) // 60):
        mean = np.mean([row[4] for row in rows[minute * 60 - 60 : minute * 60]])
        row = rows[minute * 60]
        lines.append(
            f"{minute},2026-01-01 {8 + minute // 60:02}:{minute % 60:02}:00,air,0,1,0,none,"
            f"{row[2] * 1000:.0f},{row[3] * 1000:.0f},{mean * 1000:.0f}"
        )
    log = tmp_path / "trends.jsonl"  # as a program asks the console for them
    log.write_text("\n".join(json.dumps({"line": line}) for line in lines) + '\n{"ok": true}\n')
    out = tmp_path / "out"
    assert main(["identify", str(log), "--room", "22", "--out", str(out)]) == 0
    found = json.loads((out / "identify.json").read_text())
    assert found["held_back"]["rms_k"] < 0.3
    twin = load_machine(out / "incubator.toml")
    assert twin["preset"] == "single_300w" and twin["board"] is None
    holds_w = figures(real)["holds_36_in_24_w"]
    assert figures(twin)["holds_36_in_24_w"] == pytest.approx(holds_w, rel=0.05)
    described: dict = {}
    exec((out / "incubator.py").read_text(), described)
    assert described["HEATER_W"] == 300 and described["NAME"] == "my_box"


GOOD = [(second, 22.0, 22.0 + second / 200, 22.0, second % 2, 0.0) for second in range(2000)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "the log is empty"),
        (HEADER + "\n1,2,3,4,5,6\n", "1 rows; 60 are the least"),
        (text(GOOD).replace("box1", "hood"), "--air box1: no such column; it has seconds, room"),
        (text(GOOD).replace("77.0000,", "76.0000x,", 1), "'76.0000x' is no time"),
        (text(GOOD[:1000] + GOOD), "time goes backwards: cut the log there"),
        (text([(*row[:4], 1.0, 0.0) for row in GOOD]), "the heater never changes"),
        (text([(*row[:4], 255.0 * row[4], 0.0) for row in GOOD]), "say with --heater-full"),
        (text([(*row[:2], 22.4, *row[3:]) for row in GOOD]), "never more than 0.4 K above"),
        (text([(*row[:2], 98.0, *row[3:]) for row in GOOD]), "reads 98, not 0 to 60"),
        (text(GOOD[:1000]), "30 min are the least"),
        ("what is this\n", "names no columns"),
        ('{"air": 3}\nnot json\n', "line 2 is not JSON"),
        ("\udcff", "is UTF-8 text, and this is not"),
    ],
)
def test_a_file_that_cannot_be_used_gets_one_clear_line(tmp_path, capsys, content, words):
    log = tmp_path / "log.csv"
    log.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert main(["identify", str(log), *OPTIONS, "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert words in said and str(log) in said and said.count("\n") == 1


def test_a_machine_of_a_file_takes_the_place_of_any_other(tmp_path, capsys):
    path = tmp_path / "box.toml"
    path.write_text('[machine]\npreset = "double_300w"\n[machine.parameters]\nbase_j_k = 9000.0\n')
    machine = load_machine(path)
    scenario = in_machine(load_scenario(REFERENCE), machine)
    assert scenario["machine"]["parameters"] == {"base_j_k": 9000.0}
    assert scenario["machine"]["board"] == "esp32_devkitc"
    for maker in (life, quiet_life, first_hours):
        drawn = maker(1, 2, machine)[0]["machine"]
        assert {**drawn, "board": None} == machine
    path.write_text('[machine]\npreset = "none"\n')
    assert main(["laws", str(REFERENCE), "--machine", str(path)]) == 2
    assert str(path) in capsys.readouterr().err
