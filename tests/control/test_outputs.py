"""Between what is asked for and what is permitted: only what is both flows, and the loops know."""

from itertools import product
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control.outputs import Gate
from control.protection import Protection
from control.records import Permits
from control.regulation import Regulation
from control.settings import AIR, STANDBY, Settings
from tests.control.bench import Bench

pytestmark = pytest.mark.proves("LAW-2-STOP")


@pytest.mark.parametrize(("heat", "humidify"), [*product((False, True), repeat=2)])
@pytest.mark.parametrize(("heater_pm", "humidifier_pm"), [*product((0, 1, 1_000), repeat=2)])
def test_only_what_is_asked_for_and_permitted_flows_and_the_loops_are_told_of_the_rest(
    monkeypatch, heater_pm, humidifier_pm, heat, humidify
):
    told = []

    def ask(self, estimates, settings, hood_open, supply_mv, permits, dt_ms, demand):
        demand.heater_pm, demand.humidifier_pm = heater_pm, humidifier_pm

    def permit(self, estimates, settings, readings, checks, dt_ms, permits):
        permits.heat, permits.humidify = heat, humidify
        permits.air_most_mc = permits.heat_most_mc = 37_700
        permits.moisture_most_pm = permits.moisture_heat_pm = 1_000

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


pm = st.integers(0, 1_000)
yes = st.booleans()


@given(pm, pm, pm, pm, st.integers(36_000, 38_000), yes, yes, yes, yes, yes, yes, yes)
def test_whoever_asks_nothing_flows_that_is_not_permitted_and_nothing_is_let_out_of_its_hold(
    heater_pm,
    humidifier_pm,
    pulse_pm,
    most_pm,
    air_mc,
    arm,
    opens,
    heat,
    test,
    humidify,
    hold,
    standby,
):
    settings, permits = Settings(), Permits()
    settings.set_mode(STANDBY if standby else AIR)
    gate = Gate(settings, SimpleNamespace(air_hottest_mc=air_mc), permits)
    demand, pulse, outputs = gate.demand, gate.pulse, gate.outputs
    humidifier = SimpleNamespace(ask=lambda demand_pm, armed: demand_pm)
    regulation = SimpleNamespace(heat_gated=lambda *_: None, moisture_gated=lambda *_: None)
    demand.heater_pm, demand.humidifier_pm = heater_pm, humidifier_pm
    pulse.heater_pm, pulse.arm, pulse.open_cutout = pulse_pm, arm, opens
    permits.heat, permits.pulse, permits.humidify, permits.hold_cutout = heat, test, humidify, hold
    permits.heat_most_mc, permits.moisture_most_pm = 37_100, most_pm
    permits.moisture_heat_pm = most_pm // 2
    gate.let_through(humidifier, regulation, 500)
    therapy = heat and not standby
    moist_pm = min(humidifier_pm, most_pm) if humidify and not standby else 0
    therapy_pm = heater_pm if air_mc <= 37_100 and moist_pm <= most_pm // 2 else 0
    if not (therapy or test):
        assert (outputs.heater_pm, outputs.arm) == (0, False)
    assert outputs.heater_pm == (therapy_pm if therapy else pulse_pm if test else 0)
    assert outputs.arm == (therapy or (arm and test))
    assert outputs.humidifier_pm == moist_pm
    assert outputs.open_cutout == (hold or opens)
    # Taken: who does not renew gets nothing.
    gate.let_through(humidifier, regulation, 500)
    assert (outputs.heater_pm, outputs.humidifier_pm) == (0, 0)
    assert (outputs.arm, outputs.open_cutout) == (therapy, hold)
