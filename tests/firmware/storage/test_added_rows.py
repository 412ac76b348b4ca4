"""What is described in one row: all that is made of it is there, and nothing is lost."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
HERE = "tests.firmware.storage."


@pytest.fixture(scope="module")
def seen():
    done = subprocess.run(
        [sys.executable, "-m", HERE + "added_rows", HERE + "seen_with_rows_added"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _by_sensor(lines):
    return {row["sensor"]: row for row in csv.DictReader(lines)}


def test_a_stored_calibration_survives_a_quantity_that_is_added(seen):
    first, calibrated, next_life = map(_by_sensor, seen["calibration"])
    assert first["air"]["high_true"] == "37200"
    assert first["humidity"]["by"] == "R.Okafor-2"
    assert first["humidity2"]["by"] == ""
    assert calibrated["humidity2"]["by"] == "ann"
    assert next_life == calibrated == {**first, "humidity2": calibrated["humidity2"]}


def test_stored_trends_survive_a_quantity_that_is_added_and_do_not_know_it(seen):
    before, after, _ = seen["recorded"]
    old = list(csv.DictReader(before))
    assert len(old) > 5
    assert all(row["humidity2_pm"] == "" and row["humidity_pm"] == "598" for row in old)
    *kept, new = csv.DictReader(after)
    assert kept == old
    assert (new["humidity2_pm"], new["humidity_pm"], new["heater_pm"]) == ("612", "500", "1000")


def test_a_quantity_that_is_added_is_among_the_values(seen):
    shown = seen["recorded"][2]
    assert (shown["humidity"], shown["humidity2"]) == ("50.1", "61.2")


def test_stored_settings_survive_one_that_is_added_and_it_is_kept(seen):
    first, chosen, next_life, logged = seen["chosen"]
    assert (first["air_mc"], first["skin_mc"], first["humidity_pm"]) == (35_500, 37_600, 600)
    assert first["audio_volume"] == 1
    assert chosen == next_life == {**first, "audio_volume": 2}
    assert "audio_volume" in logged


def test_a_setting_that_is_added_is_among_the_values(seen):
    assert seen["recorded"][2]["audio_volume"] == "medium"


def test_a_setting_that_is_added_can_be_set_in_a_scenario(seen):
    scenario, again = seen["compiled"]
    assert scenario == again
    assert scenario["start"]["audio_volume"] == "low"
    assert scenario["timetable"] == [{"at_s": 60, "do": "set_audio_volume", "value": "high"}]
    last, events = seen["played"]
    assert last == 2
    assert "1,operator,set_audio_volume,0" in events
    assert "60,operator,set_audio_volume,2" in events


def test_an_output_that_is_added_is_driven_told_and_its_hours_are_counted(seen):
    seconds, hours, packed, dead = seen["driven"]
    assert seconds[0] == [False, False]
    assert seconds[-1] == [True, True]
    assert 20 < hours["lamp_on"] <= sum(told for _, told in seconds) <= hours["lamp_on"] + 1
    assert packed == 4 * len(hours)
    assert dead is False
