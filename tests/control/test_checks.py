"""The checks together: each is made for the board's heater and works in the modes it is for."""

import pytest

from control.checks import Checks
from control.settings import AIR, SKIN, STANDBY
from tests.control.bench import Bench, incubator
from tests.control.test_self_test import FULL_MA, Machine


@pytest.mark.proves("LAW-2-START")
@pytest.mark.parametrize(
    ("heater_w", "supply_mv", "passes"),
    ((300, 24_000, True), (150, 12_000, True), (545, 24_000, True), (667, 24_000, False)),
)
def test_the_start_up_test_wants_half_the_current_of_the_boards_own_heater(
    heater_w, supply_mv, passes
):
    machine = Machine()
    assert FULL_MA == 12_500
    machine.test = Checks(incubator(HEATER_W=heater_w, HEATER_SUPPLY_MV=supply_mv)).self_test
    assert machine.periods().passed() == passes


@pytest.mark.parametrize("other", (STANDBY, AIR))
def test_a_probe_found_off_the_skin_is_forgotten_on_leaving_skin_mode(other):
    bench = Bench(SKIN)
    bench.period(skin=34_500)
    bench.controller.checks.probe.off = True
    bench.period()
    assert not bench.heat
    bench.command("set_mode", other)
    bench.period()
    assert bench.heat
    bench.command("set_mode", SKIN)
    bench.period()
    assert bench.heat
