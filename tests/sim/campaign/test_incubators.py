from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.campaign.incubators import draw
from sim.campaign.lives import quiet_life
from sim.launch import launch
from sim.runs.run import Run
from sim.world.description import MEASURED
from sim.world.plant.parameters import bounds, machine_parameters
from sim.world.plant.plant import Plant
from sim.world.sensors import BOUNDS, DEFAULT
from tests.sim.campaign.short_lives import scenario
from tests.sim.world.plant.worlds import drives

seeds = st.integers(0, 999_999)


def machine(seed):
    return draw(Random(seed), "random")


@given(seed=seeds)
def test_a_random_incubator_is_within_half_of_its_preset_and_within_bounds(seed):
    drawn = machine(seed)
    preset = machine_parameters({**drawn, "parameters": {}})
    apart = ("bimetal_opens_c", "bimetal_closes_c")
    for name, value in drawn["parameters"].items():
        low, high = bounds(name)
        assert low <= value <= high
        assert name in apart or abs(value / preset[name] - 1) < 0.501
    assert 0.9 <= drawn["parameters"]["heater_share"] <= 1.1
    for name, value in drawn["sensors"].items():
        low, high = BOUNDS[name]
        assert low <= value <= high
    assert set(drawn["description"]) == set(MEASURED)
    assert all(0.9 <= share <= 1.1 for share in drawn["description"].values())


@given(seed=seeds)
def test_a_random_incubator_has_all_of_its_own_but_the_tank_and_the_probe_s_place(seed):
    drawn = machine(seed)
    numbers = {name for name, value in machine_parameters({}).items() if isinstance(value, float)}
    assert set(drawn["parameters"]) == numbers - {"tank_kg"}
    assert set(drawn["sensors"]) == set(DEFAULT) - {"skin_in_air", "skin2_in_air"}


@settings(max_examples=10)
@given(seed=seeds)
def test_a_random_incubator_can_hold_its_hood_and_full_power_leaves_its_switch_closed(seed):
    plant = Plant(scenario() | {"machine": machine(seed)})
    for _ in range(4 * 3_600):
        plant.step(1.0, drives(heater=1.0 if plant.air_true < 37.0 else 0.3, room_c=20.0))
        assert plant.incubator.supply.bimetal_closed
    assert plant.air_true > 36.0


@given(seed=seeds)
def test_the_description_fits_the_incubator(seed):
    drawn = machine(seed)
    fitted = Run(scenario() | {"machine": drawn}, 1, Plant).incubator
    parameters = machine_parameters(drawn)
    assert fitted.HEATER_W == parameters["heater_w"]
    assert fitted.HEATER_SUPPLY_MV == pytest.approx(parameters["supply_v"] * 1000, abs=1)
    assert fitted.ELEMENT_LIMIT_MC < parameters["bimetal_opens_c"] * 1000
    assert (fitted.HUMIDIFIER_MIST_W > 0) == (parameters["humidifier"] == "ultrasonic")


@pytest.mark.parametrize("preset", ("heavy_450w", "low_cost_200w", "transport_120w"))
def test_a_preset_of_other_watts_warms_up_on_the_default_board(preset):
    life = scenario(duration_s=120)
    life["machine"]["preset"] = preset
    run = Run(life, 1, Plant)
    run.play()
    assert run.world.plant.heater > 50
    assert not any(run.program.controller.alarms.present)


def test_a_random_incubator_gives_the_same_trace_on_both_interpreters(tmp_path):
    life = scenario(duration_s=300) | {"machine": machine(4)}
    traces = []
    for interpreter in ("cpython", "micropython"):
        out = tmp_path / interpreter
        out.mkdir()
        launch(life, interpreter, 1, out, None)
        traces.append((out / "trace.csv").read_bytes())
    assert traces[0] == traces[1]


def test_the_preset_draw_is_of_presets_as_they_are():
    for number in range(20):
        drawn = quiet_life(1, number, "preset")[0]["machine"]
        assert (drawn["parameters"], drawn["sensors"], drawn["description"]) == ({}, {}, {})
