"""Before heat is ever allowed, what must be able to stop it is made to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control.alarm_table import NAMES
from control.self_test import PASSED
from tests.looking import Before

STEP_S = 1
TEST_ENERGY_J = 150
TEST_TAKES_S = 15


def shown(run):
    """The alarms on the display."""
    alarms = run.program.controller.alarms
    return {NAMES[alarms.listed[place]] for place in range(alarms.count)}


def passed(run):
    return run.program is not None and run.program.controller.checks.self_test.stage == PASSED


def energy_before_the_test_has_passed(run):
    """Joules into the element while the start-up test of the running program had not passed."""
    spent = []

    def add(_t_s):
        if not passed(run):
            spent.append(run.world.plant.heater * STEP_S)

    run.observers.append(Before(add))
    run.play()
    return sum(spent)


@pytest.mark.proves("LAW-2-START")
def test_heat_before_the_start_up_test_has_passed_is_its_own_pulse(warm_up):
    run = warm_up(30)
    assert energy_before_the_test_has_passed(run) <= TEST_ENERGY_J
    assert passed(run)
    assert run.program.controller.outputs.heater_pm == 1000
    assert shown(run) == set()


@pytest.mark.proves("LAW-2-START")
@pytest.mark.parametrize(
    "fault, alarm",
    [
        ("relay-welded", "relay-test-failed"),
        ("heater-stuck-on", "heater-stuck-on"),
        ("cutout-dead", "cutout-test-failed"),
        ("heater-stuck-off", "heater-test-failed"),
        ("relay-stuck-open", "heater-test-failed"),
    ],
)
def test_what_could_not_be_stopped_is_never_started(warm_up, fault, alarm):
    run = warm_up(60, [{"at_s": 0, "do": "fault", "value": fault}])
    assert energy_before_the_test_has_passed(run) <= TEST_ENERGY_J + 300 * TEST_TAKES_S
    assert alarm in shown(run)
    assert not run.world.heater_circuit.relay_closed() or fault == "relay-welded"
    assert run.program.controller.outputs.heater_pm == 0
    assert run.world.plant.heater == 0


@pytest.mark.proves("LAW-2-START")
@pytest.mark.parametrize(
    "fault, alarm", [("fan-stopped", "fan-fault"), ("current-sensor-silent", "system-fault")]
)
def test_a_test_that_cannot_be_made_is_waited_for_and_said(warm_up, fault, alarm):
    timetable = [{"at_s": 0, "do": "fault", "value": fault}]
    waiting = warm_up(60, timetable)
    assert energy_before_the_test_has_passed(waiting) == 0
    assert alarm in shown(waiting)
    cured = warm_up(120, [*timetable, {"at_s": 60, "do": "clear", "value": fault}])
    cured.play()
    assert passed(cured)
    assert cured.program.controller.outputs.heater_pm == 1000


@pytest.mark.proves("LAW-6-RESTART")
@given(at_s=st.integers(1, 40), fault=st.sampled_from(["brown-out", "cpu-stuck", "exception"]))
def test_after_a_reset_at_any_instant_therapy_goes_on_once_tested_again(warm_up_once, at_s, fault):
    run = warm_up_once(at_s + 60, [{"at_s": at_s, "do": "fault", "value": fault}])
    assert energy_before_the_test_has_passed(run) <= 2 * TEST_ENERGY_J + 300 * 2
    assert passed(run)
    settings = run.program.settings
    assert (settings.mode, settings.air_mc, settings.humidity_pm) == (1, 36_000, 600)
    assert run.program.controller.outputs.heater_pm == 1000
    if fault != "brown-out":
        assert "system-fault" in shown(run)


@pytest.mark.proves("SAFE-RESTART")
@pytest.mark.proves("LAW-6-RESTART")
@pytest.mark.parametrize("dark_s, goes_on", [(1, True), (29, True), (590, True), (660, False)])
def test_therapy_goes_on_by_itself_only_after_cuts_of_up_to_ten_minutes(warm_up, dark_s, goes_on):
    timetable = [
        {"at_s": 30, "do": "fault", "value": "battery-flat"},
        {"at_s": 30, "do": "mains", "value": 0},
        {"at_s": 30 + dark_s, "do": "mains", "value": 1},
    ]
    run = warm_up(30 + dark_s + 30, timetable)
    run.play()
    settings = run.program.settings
    assert settings.air_mc == 36_000
    assert (settings.mode == 1) == goes_on
    assert ("therapy-interrupted" in shown(run)) == (not goes_on)
