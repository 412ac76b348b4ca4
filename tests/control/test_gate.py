"""Between what is asked for and what is permitted: only what is both flows, and the loops know."""

from itertools import product

import pytest

from control.protection import Protection
from control.regulation import Regulation
from tests.control.bench import Bench

pytestmark = pytest.mark.proves("LAW-2-STOP")


@pytest.mark.parametrize(("heat", "humidify"), [*product((False, True), repeat=2)])
@pytest.mark.parametrize(("heater_pm", "humidifier_pm"), [*product((0, 1, 1_000), repeat=2)])
def test_only_what_is_asked_for_and_permitted_flows_and_the_loops_are_told_of_the_rest(
    monkeypatch, heater_pm, humidifier_pm, heat, humidify
):
    told = []

    def ask(self, estimates, settings, hood_open, mist_stuck_on, dt_ms, demand):
        demand.heater_pm, demand.humidifier_pm = heater_pm, humidifier_pm

    def permit(self, estimates, settings, readings, checks, dt_ms, permits):
        permits.heat, permits.humidify = heat, humidify

    monkeypatch.setattr(Regulation, "update", ask)
    monkeypatch.setattr(Regulation, "heat_gated", lambda *_: told.append("heat"))
    monkeypatch.setattr(Regulation, "moisture_gated", lambda *_: told.append("moisture"))
    monkeypatch.setattr(Protection, "update", permit)
    bench = Bench()
    bench.controller.checks.humidifier._off_ms = 0  # it has proved itself: no pulse of its own
    bench.period()
    assert bench.outputs()[:2] == (heater_pm if heat else 0, humidifier_pm if humidify else 0)
    refused = [("heat", heater_pm, heat), ("moisture", humidifier_pm, humidify)]
    assert told == [name for name, asked_pm, permitted in refused if asked_pm and not permitted]
