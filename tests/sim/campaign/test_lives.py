import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.campaign.expected import EXPECTED
from sim.campaign.incubators import DRAWS
from sim.campaign.lives import DORMANT, INTERRUPTIONS, life, quiet_life
from sim.campaign.scene import ROWS
from sim.scenario.load import compile_scenario
from sim.scenario.text import scenario_text
from sim.world.faults import BY_NAME, FAULTS

numbers = st.integers(0, 999_999)


def faults_of(scenario):
    return [entry["value"] for entry in scenario["timetable"] if entry["do"] == "fault"]


@settings(max_examples=200)
@given(seed=numbers, number=numbers, incubators=st.sampled_from(sorted(DRAWS)))
def test_a_life_written_as_a_file_is_read_as_the_same_life(seed, number, incubators):
    for maker in (life, quiet_life):
        scenario, _ = maker(seed, number, incubators)
        read = compile_scenario("life", tomllib.loads(scenario_text(scenario)))
        assert read == scenario


@given(seed=numbers, number=numbers)
def test_a_life_has_one_fault_or_two_of_which_one_is_dormant(seed, number):
    scenario, noise_seed = life(seed, number)
    first = FAULTS[number % len(FAULTS)].name
    faults = faults_of(scenario)
    assert first in faults
    assert len(faults) <= 2
    assert set(faults) - {first} <= set(DORMANT)
    assert scenario["duration_s"] >= 7_200
    assert 20 <= scenario["room"]["temperature_c"] <= 30
    assert 0 <= noise_seed < 1_000_000_000


@given(seed=numbers, number=numbers)
def test_a_quiet_life_has_no_fault(seed, number):
    scenario, _ = quiet_life(seed, number)
    assert set(faults_of(scenario)) <= set(INTERRUPTIONS)


def test_quiet_lives_live_through_every_interruption():
    kinds, mains_s, cut_s = set(), [], 0
    for number in range(60):
        for entry in quiet_life(1, number)[0]["timetable"]:
            kinds.add((entry["do"], entry["value"]))
            if entry["do"] == "mains":
                mains_s.append(entry["at_s"] - cut_s if entry["value"] else 0)
                cut_s = entry["at_s"]
    assert min(filter(None, mains_s)) < 20
    assert 300 < max(mains_s) <= 600
    assert kinds >= {
        ("mains", 0),
        ("fault", "brown-out"),
        ("set_mode", "standby"),
        ("panel", 1),
        ("ports", 6),
        ("press", "override"),
        ("press", "silence"),
    }


def test_slow_faults_have_lives_of_five_hours_from_the_beginning_and_few_enough_of_them():
    lives = [life(1, number)[0] for number in range(1_000)]
    long = [scenario for scenario in lives if scenario["duration_s"] > 10_000]
    assert any("skin-probe-creeping" in faults_of(scenario) for scenario in long)
    for scenario in long:
        first = next(entry for entry in scenario["timetable"] if entry["do"] == "fault")
        assert first["at_s"] == 0
    # A thousand lives are to cost some 45 min of two cores, 0.4 h of simulation a second of each.
    assert sum(scenario["duration_s"] for scenario in lives) < 2_500 * 3_600


@given(seed=numbers, number=numbers)
def test_seed_and_number_alone_make_the_life(seed, number):
    assert life(seed, number) == life(seed, number)
    assert life(seed, number) != life(seed + 1, number)


def test_in_turn_every_fault_comes_alone_and_with_a_dormant_one():
    alone, together = set(), set()
    for number in range(20 * len(FAULTS)):
        faults = faults_of(life(1, number)[0])
        (alone if len(faults) == 1 else together).add(FAULTS[number % len(FAULTS)].name)
    assert alone == together == BY_NAME.keys()


def test_every_dormant_fault_exists():
    assert set(DORMANT) <= BY_NAME.keys()


def test_what_each_fault_must_lead_to_is_stated():
    assert EXPECTED.keys() == BY_NAME.keys()


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_fault_has_an_alarm_or_it_is_told_how_it_is_found(name):
    expected = EXPECTED[name]
    assert expected.alarms or expected.found
    assert set(expected.alarms) <= ROWS.keys()
    assert set(expected.hidden_by) <= BY_NAME.keys()
    assert expected.within_s is not None or expected.found
