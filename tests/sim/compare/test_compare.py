"""Controllers side by side: the same for each, and what is known of some."""

import csv

import pytest

from sim.cli import main
from sim.compare.cases import cases
from sim.compare.compare import Job, compare, do
from sim.compare.controllers import BOUND, CRADLE
from sim.compare.tables import middle_and_worst, rows, table
from sim.world.plant.parameters import machine_parameters


def figures(manoeuvre, *controllers, draws=0):
    case = cases(["low_cost_200w"], ["1.5 kg"], draws, 1)[0]
    done = do(Job(case, manoeuvre, controllers, 1))
    return {result.controller: result.figures for result in done}


def test_the_firmware_is_hardly_later_than_the_bound():
    found = figures("32 to 36", BOUND, CRADLE, "simple-pid")
    soonest_s = found[BOUND]["within 0.2 K, s"]
    assert soonest_s <= found[CRADLE]["within 0.2 K, s"] <= 1.1 * soonest_s
    assert found[CRADLE]["overshoot, K"] <= 0.15
    assert found["simple-pid"]["within 0.2 K, s"] is None


def test_an_opened_panel_makes_others_rebound_and_not_the_firmware():
    found = figures("front panel", CRADLE, "IncuNest")
    assert found[CRADLE]["rebound, K"] <= 0.3
    assert found["IncuNest"]["rebound, K"] >= 1.0


def test_a_supply_that_changes_is_not_felt_in_an_incubator_that_nobody_tuned_for():
    assert figures("supply +20 %", CRADLE, draws=1)[CRADLE]["off, K"] <= 0.1


def test_the_firmware_is_all_of_control_with_its_protection():
    case = cases(["single_300w"], ["empty"], 0, 1)[0]
    done = do(Job(case, "holding", (CRADLE,), 1))[0]
    assert done.figures["dither, %/s"] <= 0.5
    assert done.figures["swing, K"] <= 0.03


def test_draws_follow_from_the_seed_and_each_is_another_incubator():
    once, again, other = (cases(["heavy_450w"], ["empty"], 3, seed) for seed in (5, 5, 6))
    assert once == again != other
    assert len({machine_parameters(case.machine)["heater_j_k"] for case in once}) == 3


def test_the_number_of_workers_changes_nothing():
    jobs = [Job(cases(["transport_120w"], ["empty"], 0, 1)[0], "two ports", (BOUND,), 1)] * 2
    once, again = ([done[0].figures for done in compare(jobs, n)] for n in (1, 2))
    assert once == again


@pytest.mark.parametrize(
    ("values", "expected"),
    (
        ([1.0, -3.0, 2.0], (2.0, 3.0)),
        ([1.0, None, 2.0], (2.0, None)),
        ([None, None, 2.0], (None, None)),
    ),
)
def test_what_never_came_is_worse_than_all(values, expected):
    assert middle_and_worst(values) == expected


def test_the_command_writes_table_figures_and_plot(tmp_path, capsys):
    few = ["--presets", "transport", "--infants", "empty", "--manoeuvres", "two ports"]
    assert main(["compare", *few, "--controllers", "bound,thermo", "--out", str(tmp_path)]) == 0
    text = (tmp_path / "figures.txt").read_text()
    assert text in capsys.readouterr().out
    assert "thermostat" in text and "rebound, K" in text
    with (tmp_path / "figures.csv").open() as file:
        assert {row["controller"] for row in csv.DictReader(file)} == {BOUND, "thermostat"}
    assert (tmp_path / "compare.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("option", ("--controllers", "--manoeuvres", "--presets", "--infants"))
def test_a_name_that_is_not_there_is_refused_with_those_that_are(option, tmp_path, capsys):
    assert main(["compare", option, "nobody", "--out", str(tmp_path)]) == 2
    assert "nobody: expected some of" in capsys.readouterr().err


def test_skin_mode_needs_an_infant(tmp_path, capsys):
    few = ["--infants", "empty", "--manoeuvres", "skin", "--out", str(tmp_path)]
    assert main(["compare", *few]) == 2
    assert "needs an infant" in capsys.readouterr().err


def test_a_table_has_a_dash_where_a_controller_does_not_take_part():
    case = cases(["single_300w"], ["empty"], 0, 1)[0]
    made = rows([do(Job(case, "supply +20 %", (BOUND,), 1))])
    assert table(made, [BOUND, "nobody"]).splitlines()[-1].endswith("-")
