"""Wide lives: what they may be, how pairs of faults are judged, and hoods of another structure."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.campaign.announcement import episodes
from sim.campaign.expected import EXPECTED
from sim.campaign.wide import PLANTS, plant_class, promised, wide_life
from sim.cli import main
from sim.scenario.load import compile_scenario
from sim.scenario.text import scenario_text
from sim.world.drives import Drives
from sim.world.faults import FAULTS
from sim.world.plant_check import wrong
from tests.sim.campaign.short_lives import scenario, short_life

numbers = st.integers(0, 999_999)


@settings(max_examples=60)
@given(seed=numbers, number=numbers)
def test_a_wide_life_follows_from_its_number_and_is_written_as_a_file(seed, number):
    life, noise_seed = wide_life(seed, number)
    assert (life, noise_seed) == wide_life(seed, number)
    read = compile_scenario("life", tomllib.loads(scenario_text(life)))
    assert read == {key: value for key, value in life.items() if key != "plant"}
    faults = [entry["value"] for entry in life["timetable"] if entry["do"] == "fault"]
    assert FAULTS[number % len(FAULTS)].name in faults
    assert len(faults) <= 2


def test_wide_lives_reach_every_edge():
    lives = [wide_life(1, number)[0] for number in range(400)]
    assert {life.get("plant") for life in lives} == {None, *PLANTS}
    supplies = {
        e["value"] for life in lives for e in life["timetable"] if e["do"] == "supply_ratio"
    }
    assert supplies == {0.9, 1.1}
    rooms = [life["room"]["temperature_c"] for life in lives]
    assert rooms.count(20.0) > 80 and rooms.count(30.0) > 80
    assert {1.1, 0.9} <= {life["machine"]["parameters"].get("heater_share") for life in lives}
    pairs = set()
    for life in lives:
        names = {entry["value"] for entry in life["timetable"] if entry["do"] == "fault"}
        pairs |= {promised(*sorted(names))} if len(names) == 2 else set()
    assert pairs == {True, False}


def test_of_two_faults_that_hide_nothing_an_alarm_of_either_tells():
    life = scenario((1, "fault", "fan-stopped"), (2, "fault", "skin-probe-open"))
    for episode in episodes(life):
        assert {"fan-fault", "skin-probe-fault"} <= set(episode.expected.alarms)
    life = scenario((1, "fault", "heater-stuck-on"), (2, "fault", "cutout-dead"))
    for episode in episodes(life):
        assert episode.expected is EXPECTED[episode.name]


@pytest.mark.parametrize("path", PLANTS)
def test_a_hood_of_another_structure_warms_up_and_loses_its_warmth_when_it_is_opened(path):
    infant = {"weight_g": 1500, "gestation_weeks": 31, "age_days": 3}
    plant = plant_class({"plant": path})(scenario(infant=infant))
    assert wrong(plant) == ""
    drives = Drives()
    drives.heater = drives.fan = 1.0
    for _ in range(2_400):
        drives.heater = 1.0 if plant.air_true < 36.0 else 0.3
        plant.step(1.0, drives)
    assert wrong(plant) == ""
    assert 35.0 < plant.air_true < 37.0 < plant.element_true
    assert 35.5 < plant.core_true < 37.5
    drives.panel = 1.0
    for _ in range(120):
        plant.step(1.0, drives)
    assert plant.air_true < 33.0


def test_a_campaign_on_other_physics_names_them_in_its_replays(monkeypatch, tmp_path):
    monkeypatch.setattr("sim.campaign.command.CAMPAIGN", short_life)
    options = ["--no-shrink", "--seed", "1", "--plant", PLANTS[0], "--out", str(tmp_path)]
    assert main(["campaign", "-n", "2", *options]) == 1
    (replay, *_) = tmp_path.glob("0001-*.toml")
    assert f"{PLANTS[0]}" in replay.read_text().splitlines()[2]
