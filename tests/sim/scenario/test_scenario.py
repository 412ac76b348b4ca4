import copy
import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control.settings import Settings
from sim.errors import InputError
from sim.scenario.load import REFERENCE, ROOT, compile_scenario, load_scenario
from sim.world.plant.parameters import PRESETS, machine_parameters

TOML = tomllib.loads(REFERENCE.read_text())


def refusal(values):
    with pytest.raises(InputError) as caught:
        compile_scenario("x.toml", values)
    return str(caught.value)


def changed(table, key, value):
    values = copy.deepcopy(TOML)
    (values if table is None else values[table])[key] = value
    return values


def test_the_reference_scenario_is_the_one_agreed_on():
    scenario = load_scenario(REFERENCE)
    assert scenario == {
        "name": "reference",
        "duration_s": 8 * 3600,
        "room": {"temperature_c": 24.0, "humidity_pct": 45.0},
        "infant": {"weight_g": 1500, "gestation_weeks": 31.0, "age_days": 3},
        "machine": {
            "board": "esp32_devkitc",
            "preset": "single_300w",
            "walls": None,
            "humidifier": None,
            "water_g": None,
            "parameters": {},
            "sensors": {},
            "description": {},
        },
        "start": {"mode": "air", "air_mc": 36000, "skin_mc": 36500, "humidity_pm": 600},
        "timetable": [
            {"at_s": 5400, "do": "ports", "value": 6},
            {"at_s": 5700, "do": "ports", "value": 0},
            {"at_s": 9900, "do": "panel", "value": 1},
            {"at_s": 10200, "do": "panel", "value": 0},
            {"at_s": 14400, "do": "set_air_mc", "value": 34000},
            {"at_s": 18300, "do": "set_air_mc", "value": 36000},
            {"at_s": 22200, "do": "set_mode", "value": "skin"},
        ],
    }


def test_the_example_in_the_manual_compiles():
    text = (ROOT / "docs" / "scenarios.md").read_text()
    example = text.split("```toml\n")[1].split("```")[0]
    scenario = compile_scenario("docs", tomllib.loads(example))
    assert scenario["infant"]["gestation_weeks"] == pytest.approx(28 + 3 / 7)
    assert scenario["machine"]["water_g"] == 500
    assert json.loads(json.dumps(scenario)) == scenario


def test_without_an_infant_table_the_incubator_is_empty():
    assert (
        compile_scenario("x", {k: v for k, v in TOML.items() if k != "infant"})["infant"] is None
    )


def test_a_scenario_may_leave_out_machine_and_timetable():
    short = {key: TOML[key] for key in ("name", "duration", "room", "start")}
    assert compile_scenario("x", short)["timetable"] == []
    assert compile_scenario("x", short)["machine"]["board"] == "esp32_devkitc"


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_and_humidity_off_is_understood_by_the_plant(preset):
    values = {**TOML, "machine": {"preset": preset, "water": "0 g"}}
    values["start"] = {**TOML["start"], "humidity": "off"}
    scenario = compile_scenario("x", values)
    assert machine_parameters(scenario["machine"])["tank_kg"] == 0
    assert scenario["start"]["humidity_pm"] == 0


@pytest.mark.parametrize(
    ("table", "key", "value", "words"),
    [
        (None, "durration", "8 h", ['unknown key "durration"', 'did you mean "duration"?']),
        (None, "xyz", 1, ['unknown key "xyz"', 'allowed: "name", "duration"']),
        (None, "name", "two\nlines", ["name = ", "one line of text"]),
        (None, "name", "", ["1 to 40 characters"]),
        (None, "name", 7, ["name = 7 is refused"]),
        (None, "duration", "8", ['duration = "8" is refused', "h or min or s"]),
        (None, "duration", "169 h", ['from "1 min" to "168 h"']),
        (None, "duration", "1 min 0.5 s", ['steps of "1 s"']),
        (None, "room", 24, ["[room]", "must be a table"]),
        (None, "infant", [], ["[infant]", "must be a table"]),
        (None, "timetable", {}, ["begins with [[timetable]]"]),
        ("room", "temperature", "75 F", ["[room]", 'temperature = "75 F"', "degC"]),
        ("room", "temperature", 24, ["[room]", "temperature = 24", "degC"]),
        ("room", "temperature", "45.1 degC", ['to "45 degC"']),
        ("room", "humidity", "101 %", ['to "100 %"']),
        ("infant", "weight", "-1 kg", ["[infant]", 'weight = "-1 kg"', 'from "0.3 kg"']),
        ("infant", "gestation", "21 weeks", ['from "22 weeks" to "44 weeks"']),
        ("infant", "age", "91 days", ['to "90 days"']),
        ("machine", "board", "esp32_s3_devkit", ['did you mean "esp32_s3_devkitc"?']),
        ("machine", "preset", "x", ['allowed: "single_300w"']),
        ("machine", "walls", ["single"], ["[machine]", "walls"]),
        ("machine", "water", "1 l", ["kg or g"]),
        ("machine", "parameters", 7, ["[machine.parameters]", "must be a table"]),
        ("machine", "parameters", {"heater_jk": 1}, ['did you mean "heater_j_k"?']),
        ("machine", "parameters", {"tank_kg": 1.0}, ['unknown key "tank_kg"']),
        (
            "machine",
            "parameters",
            {"heater_j_k": 179},
            ["[machine.parameters]: heater_j_k = 179 is refused", "from 180 to 2700"],
        ),
        ("machine", "parameters", {"heater_j_k": "900 J/K"}, ["write a number from"]),
        ("machine", "parameters", {"heater_j_k": float("nan")}, ["write a number from"]),
        ("machine", "parameters", {"heater_j_k": True}, ["write a number from"]),
        (
            "machine",
            "sensors",
            {"air_lag_s": 61},
            ["[machine.sensors]: air_lag_s = 61", "from 6.66667 to 60"],
        ),
        ("machine", "sensors", {"air_lag": 20}, ['did you mean "air_lag_s"?']),
        ("machine", "description", {"BASE_LAG_S": 2.1}, ["[machine.description]", "0.5 to 2"]),
        ("machine", "description", {"HEATER_W": 1.0}, ['unknown key "HEATER_W"']),
        ("start", "mode", "sking", ["[start]", 'did you mean "skin"?']),
        ("start", "air", "37.1 degC", ['from "20 degC" to "37 degC"']),
        ("start", "air", "36.05 degC", ['in steps of "0.1 degC"']),
        ("start", "skin", "33.9 degC", ['from "34 degC" to "37 degC"']),
        ("start", "humidity", "29 %", ['from "30 %" to "95 %"', 'or "off"']),
    ],
)
def test_a_refusal_names_the_place_the_value_and_what_is_allowed(table, key, value, words):
    message = refusal(changed(table, key, value))
    assert message.startswith("x.toml: ")
    for word in words:
        assert word in message


def test_what_the_operator_leaves_is_as_a_new_controller_has_it():
    values = {**TOML, "start": {"mode": "standby"}}
    new = Settings()
    assert compile_scenario("x", values)["start"] == {
        "mode": "standby",
        "air_mc": new.air_mc,
        "skin_mc": new.skin_mc,
        "humidity_pm": new.humidity_pm,
    }
    assert refusal({**TOML, "start": {}}) == 'x.toml: [start]: missing key "mode"'


@pytest.mark.parametrize("table", ["room", "infant"])
def test_every_key_of_a_table_is_required(table):
    for key in TOML[table]:
        values = copy.deepcopy(TOML)
        del values[table][key]
        assert refusal(values) == f'x.toml: [{table}]: missing key "{key}"'


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
places = [(None, key) for key in TOML] + [
    (table, key) for table in ("room", "infant", "machine", "start") for key in TOML[table]
]


@given(st.sampled_from(places), anything)
def test_whatever_stands_in_a_place_it_compiles_or_is_refused_there(place, value):
    table, key = place
    try:
        compile_scenario("x.toml", changed(table, key, value))
    except InputError as error:
        assert str(error).startswith("x.toml: ")
        assert len(str(error)) < 400


@given(anything)
def test_whatever_the_timetable_holds_it_compiles_or_is_refused(value):
    try:
        compile_scenario("x.toml", changed(None, "timetable", [value]))
    except InputError as error:
        assert "[[timetable]] entry 1" in str(error)
    else:
        pytest.fail("nothing so wild is an entry")


@given(st.binary(max_size=200))
def test_a_file_of_any_bytes_is_refused_in_words(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("bytes") / "x.toml"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"x\.toml: "):
        load_scenario(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = \n", "not valid TOML: .*line 1"),
        ("a = " + "[" * 100_000, "not valid TOML"),
        ("a = " + "9" * 5_000, "not valid TOML"),
        ('name = "a"\nname = "b"', "not valid TOML"),
    ],
)
def test_broken_toml_is_refused_with_its_line(tmp_path, text, words):
    path = tmp_path / "x.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=words):
        load_scenario(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(InputError, match="cannot read the scenario"):
            load_scenario(path)
