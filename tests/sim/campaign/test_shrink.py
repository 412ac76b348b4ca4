import subprocess
import sys
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.campaign.campaign import run_campaign
from sim.campaign.lives import life
from sim.campaign.shrink import shrink
from sim.scenario.load import compile_scenario
from tests.sim.campaign.short_lives import UNSTOPPABLE, scenario, short_life

numbers = st.integers(0, 999_999)


@given(seed=numbers, number=numbers)
def test_only_what_breaks_the_law_stays(seed, number):
    original, _ = life(seed, number)
    first = next(entry for entry in original["timetable"] if entry["do"] == "fault")

    def breaks(candidate):
        return 60 if any(entry["value"] == first["value"] for entry in faults(candidate)) else None

    smallest = shrink(original, breaks)
    assert [entry["value"] for entry in faults(smallest)] == [first["value"]]
    assert len(smallest["timetable"]) <= 2
    assert smallest["duration_s"] <= original["duration_s"]
    assert smallest["infant"] is None
    assert smallest["room"] == {"temperature_c": 24.0, "humidity_pct": 45.0}


def test_a_life_that_breaks_nothing_stays_as_it_is():
    original, _ = life(1, 1)
    assert shrink(original, lambda candidate: None) == original


def faults(candidate):
    return [entry for entry in candidate["timetable"] if entry["do"] == "fault"]


def breaks_in_standby(candidate):
    """As three faults do that leave nothing to stop the heat with."""
    wanted = {fault for _, _, fault in UNSTOPPABLE}
    return 62 if wanted <= {entry["value"] for entry in faults(candidate)} else None


def test_faults_that_break_a_law_only_together_all_stay():
    care = ((30, "ports", 6), (50, "ports", 0), (100, "press", "up"), (101, "release", "up"))
    smallest = shrink(scenario(*UNSTOPPABLE, *care), breaks_in_standby)
    assert {entry["value"] for entry in smallest["timetable"]} == {
        fault for _, _, fault in UNSTOPPABLE
    }


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    """A campaign of short lives, of which one breaks a law, and its folder."""
    out = tmp_path_factory.mktemp("campaign")
    return run_campaign(short_life, 3, 8, 2, out), out


def test_the_replay_file_breaks_the_same_law(campaign):
    done, out = campaign
    finding = next(found for found in done.findings if found.violation.law == "LAW-2-STOP")
    command = [sys.executable, "-m", "sim", "laws", out / finding.replay]
    command += ["--seed", str(finding.noise_seed)]
    replayed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert replayed.returncode == 1
    assert "LAW-2-STOP" in replayed.stdout


def test_the_replay_file_is_smaller_and_runs(campaign, tmp_path):
    done, out = campaign
    finding = next(found for found in done.findings if found.violation.law == "LAW-2-STOP")
    text = (out / finding.replay).read_text()
    smaller = compile_scenario("replay", tomllib.loads(text))
    assert len(faults(smaller)) <= len(UNSTOPPABLE)
    command = [sys.executable, "-m", "sim", "run", out / finding.replay, "--out", tmp_path]
    command += ["--interpreter", "cpython", "--seed", str(finding.noise_seed)]
    subprocess.run(command, check=True, capture_output=True)
    assert (tmp_path / "trace.csv").exists()
