"""The verifier of the heater to the milliampere, millivolt, millidegree and millisecond."""

import pytest

from control.heater_check import HeaterCheck
from control.records import Readings
from control.sensing import Estimates
from tests.control.bench import incubator

pytestmark = pytest.mark.proves("LAW-3-ALARM", "SAFE-HEATER-CURRENT")

HEATER_W = 300
SUPPLY_MV = 24_000  # so 12,500 mA are full current
AIR_MC = 34_000
PERIOD_MS = 500
LAG_PERIODS = 300  # the element's: 150 s
SETTLED = 10 * LAG_PERIODS


class Witnesses:
    """What the two of them say, put into their mouths; `rise_mc` is the element's over the air."""

    def __init__(self):
        self.check = HeaterCheck(incubator())
        self.readings = Readings()
        self.readings.mains = True
        self.readings.fan_rpm = 3_000
        self.readings.supply_mv.take(SUPPLY_MV)
        self.readings.heater_ma.take(0)
        self.estimates = Estimates(incubator())
        for channel in (self.estimates.air, self.estimates.element):
            channel.valid = True
        self.estimates.air.value = AIR_MC

    def say(self, asked_pm=0, ma=None, mv=None, rise_mc=None, dt_ms=PERIOD_MS, times=1):
        """Some periods of the same; what is left out stays."""
        if ma is not None:
            self.readings.heater_ma.take(ma)
        if mv is not None:
            self.readings.supply_mv.take(mv)
        if rise_mc is not None:
            self.estimates.element.value = AIR_MC + rise_mc
        for _ in range(times):
            self.check.update(self.readings, self.estimates, asked_pm, dt_ms)
        return self.check


def at_full_power():
    """Settled, and in order."""
    witnesses = Witnesses()
    witnesses.say(1_000, ma=12_500, rise_mc=30_000, times=SETTLED)
    return witnesses


# --- current ---


@pytest.mark.parametrize(
    ("before_pm", "asked_pm", "most_ma"),
    [(0, 0, 1_000), (400, 400, 6_750), (0, 1_000, 15_375), (1_000, 0, 15_375), (7, 3, 1_100)],
)
def test_current_beyond_what_two_periods_asked_for_is_stuck_on(before_pm, asked_pm, most_ma):
    witnesses = Witnesses()
    witnesses.say(before_pm, ma=0)
    assert not witnesses.say(asked_pm, ma=most_ma, dt_ms=5_000).stuck_on
    assert witnesses.check.most_ma == most_ma
    witnesses = Witnesses()
    witnesses.say(before_pm, ma=0)
    assert witnesses.say(asked_pm, ma=most_ma + 1, dt_ms=1_000).stuck_on


@pytest.mark.parametrize(
    ("before_pm", "asked_pm", "least_ma"),
    [
        (1_000, 1_000, 7_625), (400, 1_000, 2_750), (1_000, 400, 2_750), (151, 151, 725),
        (20, 20, 0), (0, 0, 0),
    ],
)  # fmt: skip
def test_the_least_current_is_two_thirds_of_the_smaller_ask(before_pm, asked_pm, least_ma):
    witnesses = Witnesses()
    witnesses.say(before_pm)
    assert witnesses.say(asked_pm).least_ma == least_ma


@pytest.mark.parametrize(("asked_pm", "least_ma"), [(1_000, 7_625), (400, 2_750), (151, 725)])
def test_less_than_the_least_current_is_no_heat(asked_pm, least_ma):
    witnesses = Witnesses()
    witnesses.say(asked_pm, ma=least_ma, dt_ms=1)
    assert not witnesses.say(asked_pm, dt_ms=20_000).no_heat
    assert witnesses.say(asked_pm, ma=least_ma - 1, dt_ms=10_000).no_heat


def test_a_small_ask_is_no_proof_of_no_current():
    witnesses = Witnesses()
    assert not witnesses.say(150, ma=0, times=200).no_heat


def test_pulses_of_heat_that_all_fail_add_up():
    witnesses = Witnesses()
    for _ in range(5):
        witnesses.say(1_000, ma=0, times=4)  # the first has a small ask before it
        witnesses.say(0, times=3)
    assert not witnesses.check.no_heat
    witnesses.say(1_000, ma=0, times=6)
    assert witnesses.check.no_heat


# --- supply ---


def test_the_supply_may_be_15_percent_off_and_no_more():
    for edge_mv, outward in ((20_400, -1), (27_600, 1)):
        witnesses = Witnesses()
        assert not witnesses.say(mv=edge_mv, dt_ms=20_000).supply_out_of_range
        assert witnesses.say(mv=edge_mv + outward, dt_ms=5_000).supply_out_of_range


@pytest.mark.parametrize(
    ("mv", "limit_mv"), [(0, 20_400), (23_999, 20_400), (24_000, 27_600), (40_000, 27_600)]
)
def test_the_limit_that_is_told_is_the_one_that_the_supply_is_nearer_to(mv, limit_mv):
    assert Witnesses().say(mv=mv).supply_limit_mv == limit_mv


def test_a_period_without_length_changes_nothing():
    assert not Witnesses().say(ma=12_500, dt_ms=0, times=50).stuck_on


# --- time ---


@pytest.mark.parametrize(
    ("finding", "good", "bad", "after_ms"),
    [
        ("stuck_on", {"ma": 12_500}, {"ma": 16_000}, 1_000),
        ("no_heat", {"ma": 12_500}, {"ma": 0}, 10_000),
        ("supply_out_of_range", {"mv": 24_000}, {"mv": 20_000}, 5_000),
    ],
)
def test_it_is_said_after_its_time_and_what_is_good_in_between_begins_the_time_anew(
    finding, good, bad, after_ms
):
    witnesses = at_full_power()
    for _ in range(2):
        assert not getattr(witnesses.say(1_000, **bad, dt_ms=after_ms - 1), finding)
        assert getattr(witnesses.say(1_000, **bad, dt_ms=1), finding)
        assert getattr(witnesses.say(1_000, **bad, dt_ms=PERIOD_MS), finding)
        assert not getattr(witnesses.say(1_000, **good, dt_ms=1), finding)


@pytest.mark.parametrize(
    ("finding", "bad", "after_ms"),
    [
        ("stuck_on", {"ma": 16_000}, 1_000),
        ("supply_out_of_range", {"mv": 20_000}, 5_000),
    ],
)
def test_at_power_on_no_time_has_passed(finding, bad, after_ms):
    assert not getattr(Witnesses().say(**bad, dt_ms=after_ms - 1), finding)
    assert getattr(Witnesses().say(**bad, dt_ms=after_ms), finding)


def test_a_sensor_is_lost_after_five_seconds_of_silence_each_time():
    witnesses = Witnesses()
    for _ in range(2):
        witnesses.readings.heater_ma.miss()
        assert not witnesses.say(dt_ms=4_999).sensor_lost
        assert witnesses.say(dt_ms=1).sensor_lost
        assert not witnesses.say(ma=0, dt_ms=1).sensor_lost


def test_before_the_first_period_nothing_is_found():
    check = HeaterCheck(incubator())
    assert (check.most_ma, check.least_ma, check.supply_limit_mv) == (0, 0, 0)
    assert not (check.stuck_on or check.no_heat or check.airflow_blocked or check.sensor_lost)
    assert not check.supply_out_of_range
