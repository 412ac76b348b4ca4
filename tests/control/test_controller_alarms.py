"""What protection and the checks find reaches its alarm, through one whole period of control."""

import pytest

from control import self_test
from control.alarm_table import AIR_CUTOUT, COUNT, HEATER_STUCK_ON, NAMES, NO_HEAT, SUPPLY_VOLTAGE
from control.checks import Checks
from control.settings import AIR, SKIN, STANDBY
from tests.control.bench import PERIOD_MS, Bench

pytestmark = pytest.mark.proves("LAW-7-ALARMS")

STEADY = 40  # periods: sensors have been awaited, loops have settled
MINUTE = 60_000 // PERIOD_MS
OF_THE_START_UP_TEST = {
    "heater-stuck-on",
    "heater-test-failed",
    "heater-too-strong",
    "relay-test-failed",
    "cutout-test-failed",
    "system-fault",
}


def shown(bench):
    """The names of the alarms that are shown."""
    alarms = bench.controller.alarms
    return {NAMES[row] for row in range(COUNT) if alarms.present[row]}


def steady(mode=AIR):
    bench = Bench(mode)
    bench.periods(STEADY)
    assert shown(bench) == set()
    return bench


@pytest.fixture
def checks_at_rest(monkeypatch):
    """Nothing judges anew: what a check has found stays."""
    monkeypatch.setattr(Checks, "update", lambda *_: None)


@pytest.mark.usefixtures("checks_at_rest")
@pytest.mark.parametrize(
    ("part", "finding", "alarm"),
    [
        ("heater", "airflow_blocked", "airflow-blocked"),
        ("heater", "stuck_on", "heater-stuck-on"),
        ("heater", "no_heat", "no-heat"),
        ("heater", "supply_out_of_range", "supply-voltage"),
        ("humidifier", "stuck_on", "humidifier-stuck-on"),
        ("humidifier", "dead", "humidifier-fault"),
        ("heater", "sensor_lost", "current-sensor-fault"),
        ("probe", "off", "skin-probe-off"),
    ],
)
def test_what_a_check_finds_is_its_alarm_in_the_same_period(part, finding, alarm):
    bench = steady(SKIN)
    setattr(getattr(bench.controller.checks, part), finding, True)
    bench.period()
    assert shown(bench) == {alarm}


@pytest.mark.usefixtures("checks_at_rest")
@pytest.mark.parametrize(
    ("fault", "alarm"),
    [
        (self_test.RELAY_WELDED, "relay-test-failed"),
        (self_test.SWITCH_SHORTED, "heater-stuck-on"),
        (self_test.NO_CURRENT, "heater-test-failed"),
        (self_test.CUTOUT_DEAD, "cutout-test-failed"),
        (self_test.CUTOUT_STAYS_OPEN, "cutout-test-failed"),
        (self_test.NOT_READY, "system-fault"),
        (self_test.TOO_STRONG, "heater-too-strong"),
    ],
)
def test_each_fault_of_the_start_up_test_is_one_alarm(fault, alarm):
    bench = steady()
    bench.controller.checks.self_test.fault = fault
    bench.period()
    assert shown(bench) & OF_THE_START_UP_TEST == {alarm}


@pytest.mark.usefixtures("checks_at_rest")
def test_the_numbers_of_the_heater_s_alarms_are_those_of_its_check():
    bench = steady()
    heater = bench.controller.checks.heater
    heater.most_ma, heater.least_ma, heater.supply_limit_mv = 1_234, 987, 20_400
    heater.stuck_on = heater.no_heat = heater.supply_out_of_range = True
    bench.period(heater_ma=555)
    report = bench.controller.report
    for row, limit in ((HEATER_STUCK_ON, 1_234), (NO_HEAT, 987), (SUPPLY_VOLTAGE, 20_400)):
        assert report.active[row]
        assert report.limits[row] == limit
    assert report.values[HEATER_STUCK_ON] == report.values[NO_HEAT] == 555


@pytest.mark.parametrize(("override", "limit_mc"), [(False, 37_700), (True, 39_700)])
def test_the_cut_out_that_holds_is_the_one_that_its_alarm_speaks_of(override, limit_mc):
    bench = Bench(AIR)
    bench.command("set_override", override)
    bench.periods(STEADY, air=limit_mc - 50, air2=limit_mc - 1)
    assert "air-cutout" not in shown(bench)
    bench.period(air2=limit_mc)
    assert "air-cutout" in shown(bench)
    conditions = bench.controller.report
    assert (conditions.values[AIR_CUTOUT], conditions.limits[AIR_CUTOUT]) == (limit_mc, limit_mc)


@pytest.mark.parametrize("stage", range(len(self_test.STAGES)))
def test_a_cut_out_is_excused_in_the_stages_that_trip_it_and_in_no_other(stage):
    bench = steady()
    bench.controller.checks.self_test.stage = stage
    bench.period(heater_ma=0)
    bench.period(cutout_tripped=True)
    tested = stage in (self_test.CUTOUT, self_test.RELEASE, self_test.FAILED)
    assert ("thermal-cutout" in shown(bench)) != tested


def test_a_start_up_test_that_has_not_passed_is_made():
    bench = steady()
    assert bench.controller.checks.self_test.repeat() == ""
    bench.periods(6)
    assert bench.controller.checks.self_test.stage == self_test.RELAY
    assert bench.controller.outputs.heater_pm > 0


def test_a_reason_against_heat_is_an_alarm_in_the_same_period():
    bench = steady()
    bench.period(mains=False)
    assert shown(bench) == {"mains-lost"}
    assert bench.reasons


def test_what_warms_up_is_excused_and_what_stays_cold_is_not():
    bench = Bench(AIR)
    cold = {"air": 25_000, "air2": 25_100}
    for _ in range(29 * MINUTE):
        bench.period(air=cold["air"], air2=cold["air2"])
        assert "air-low" not in shown(bench)
    bench.periods(2 * MINUTE)
    assert "air-low" in shown(bench)


def test_a_gap_is_counted_to_a_minute_and_no_further():
    bench = steady()
    before_s = bench.controller.alarms.uptime_s
    bench.period(after_ms=60_000)
    assert bench.controller.alarms.uptime_s == before_s + 60
    bench.period(after_ms=600_000)
    assert bench.controller.alarms.uptime_s == before_s + 120


@pytest.mark.proves("LAW-2-STOP")
def test_a_shorted_switch_opens_the_cut_out_for_good_and_is_the_alarm_for_it():
    bench = steady()
    assert not bench.controller.outputs.open_cutout
    bench.periods(STEADY, heater_ma=12_500, air=37_000, air2=37_000)
    assert bench.controller.outputs.open_cutout and not bench.controller.outputs.arm
    bench.periods(STEADY, heater_ma=0, cutout_tripped=True)
    assert "heater-stuck-on" in shown(bench) and "thermal-cutout" not in shown(bench)
    bench.reset_cutouts()
    bench.command("set_mode", STANDBY)
    bench.controller.checks.self_test.repeat()
    for _ in range(STEADY):
        bench.period(cutout_tripped=False)
        assert bench.controller.outputs.open_cutout
    assert bench.controller.checks.self_test.fault == self_test.SWITCH_SHORTED


@pytest.mark.proves("LAW-1-AIR")
@pytest.mark.parametrize(
    ("hot", "cool", "alarm"),
    (
        ({"air": 37_800, "air2": 37_800}, {"air": 36_000, "air2": 36_000}, "air-cutout"),
        ({"element": 121_000}, {"element": 60_000}, "element-over-temperature"),
        ({"skin": 38_100}, {"skin": 36_400}, "skin-cutout"),
    ),
)
def test_whatever_latches_opens_the_cut_out_too_until_it_is_reset_and_is_its_only_alarm(
    hot, cool, alarm
):
    bench = steady(SKIN)

    def live(**changes):
        bench.period(cutout_tripped=bench.controller.outputs.open_cutout, **changes)
        assert "thermal-cutout" not in shown(bench)

    def move(goal):
        """Half of the way in each period."""
        for _ in range(STEADY):
            live(**{name: (bench.shown[name] + to) // 2 for name, to in goal.items()})

    move(hot)
    assert bench.controller.outputs.open_cutout
    move(cool)
    assert bench.controller.outputs.open_cutout and alarm in shown(bench)
    assert bench.reset_cutouts() == 0
    for _ in range(3):
        live()
    assert not bench.controller.outputs.open_cutout
    assert bench.heat
