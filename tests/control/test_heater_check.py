"""Two witnesses of the heater: what flows against what was asked, and what gets hot from it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from control.heater_check import HeaterCheck
from control.records import Readings
from control.sensing import Estimates
from tests.control.bench import incubator

pytestmark = pytest.mark.proves("LAW-3-ALARM", "SAFE-HEATER-CURRENT")

HEATER_W = 300
SUPPLY_MV = 24_000
FULL_MA = 12_500
PERIOD_MS = 500
RISE_MC_PER_W = 200
ELEMENT_LAG_PERIODS = 300
AIR_MC = 34_000

duties = st.integers(0, 1_000)
duty_courses = st.lists(st.tuples(duties, st.integers(1, 400)), min_size=1, max_size=8)


class Heater:
    """A heater that takes `share` of what it is asked, and whose heat is carried off as it should
    be, or `resistance` times worse."""

    def __init__(self, share=1.0, resistance=1.0, supply=1.0):
        self.check = HeaterCheck(incubator())
        self.estimates = Estimates(incubator())
        self.readings = Readings()
        self.readings.mains = True
        self.readings.fan_rpm = 3_000
        self.share = share
        self.resistance = resistance
        self.supply = supply
        self.rise_mc = 0.0
        self.leak_ma = 0

    def period(self, asked_pm, silent=False):
        flows = self.share * asked_pm / 1000 + self.leak_ma / FULL_MA
        watts = HEATER_W * flows * self.supply**2
        self.rise_mc += (watts * RISE_MC_PER_W * self.resistance - self.rise_mc) / (
            ELEMENT_LAG_PERIODS
        )
        readings = self.readings
        if silent:
            readings.heater_ma.miss()
            readings.supply_mv.miss()
        else:
            readings.heater_ma.take(int(FULL_MA * flows * self.supply))
            readings.supply_mv.take(int(SUPPLY_MV * self.supply))
        readings.air.take(AIR_MC)
        readings.element.take(AIR_MC + int(self.rise_mc))
        self.estimates.update(readings, PERIOD_MS)
        self.check.update(readings, self.estimates, asked_pm, PERIOD_MS)
        return self.check

    def periods(self, asked_pm, count, **how):
        for _ in range(count):
            self.period(asked_pm, **how)
        return self.check


def accused(check):
    return (check.stuck_on, check.no_heat, check.airflow_blocked, check.supply_out_of_range)


@given(course=duty_courses, supply=st.floats(0.9, 1.1))
def test_a_sound_heater_is_never_accused_whatever_is_asked(course, supply):
    heater = Heater(supply=supply)
    for asked_pm, count in course:
        for _ in range(count):
            assert accused(heater.period(asked_pm)) == (False,) * 4


@given(asked_pm=st.integers(0, 700), before=st.integers(0, 200))
def test_current_without_demand_is_said_within_two_samples(asked_pm, before):
    heater = Heater()
    heater.periods(asked_pm, before + 2)
    heater.leak_ma = FULL_MA * (1_000 - asked_pm) // 1000
    assert heater.periods(asked_pm, 2).stuck_on


@given(asked_pm=st.integers(300, 1_000), share=st.floats(0.0, 0.5))
def test_half_the_current_or_less_is_said_within_its_time(asked_pm, share):
    heater = Heater()
    heater.periods(asked_pm, 400)
    heater.share = share
    assert not heater.periods(asked_pm, 10).no_heat
    assert heater.periods(asked_pm, 15).no_heat
    heater.share = 1.0
    heater.periods(asked_pm, 2_000)
    assert not heater.check.no_heat


@given(asked_pm=st.integers(400, 1_000))
def test_an_element_that_does_not_warm_is_no_heat_even_without_a_current_sensor(asked_pm):
    heater = Heater(share=0.0)
    assert heater.periods(asked_pm, 800, silent=True).no_heat


@given(asked_pm=st.integers(300, 1_000))
def test_heat_that_is_not_carried_off_is_said_as_blocked_airflow(asked_pm):
    heater = Heater()
    heater.periods(asked_pm, 1_200)
    heater.resistance = 3.0
    assert heater.periods(asked_pm, 600).airflow_blocked


@given(supply=st.one_of(st.floats(0.5, 0.84), st.floats(1.16, 1.4)))
def test_a_supply_beyond_15_percent_is_said_after_5_s_and_not_without_mains(supply):
    heater = Heater(supply=supply)
    assert not heater.periods(0, 9).supply_out_of_range
    assert heater.periods(0, 2).supply_out_of_range
    heater.readings.mains = False
    assert not heater.period(0).supply_out_of_range


def test_a_silent_current_sensor_is_said_after_5_s():
    heater = Heater()
    heater.periods(300, 10)
    assert not heater.periods(300, 9, silent=True).sensor_lost
    assert heater.periods(300, 1, silent=True).sensor_lost
    assert not heater.period(300).sensor_lost


def test_without_element_or_air_reading_nothing_is_said_of_the_rise():
    heater = Heater(resistance=3.0)
    heater.periods(600, 1_200)
    assert heater.check.airflow_blocked
    heater.estimates.element.valid = False
    heater.check.update(heater.readings, heater.estimates, 600, PERIOD_MS)
    assert not heater.check.airflow_blocked


QUARTER_HOUR = 900_000 // PERIOD_MS


@settings(max_examples=20, deadline=None)
@given(share=st.floats(0, 0.55), asked=st.lists(st.integers(70, 1_000), min_size=1, max_size=20))
def test_half_a_heater_is_told_within_15_min_whatever_small_power_is_asked(share, asked):
    heater = Heater(share)
    assert any(heater.period(asked[number % len(asked)]).no_heat for number in range(QUARTER_HOUR))


@pytest.mark.proves("LAW-5-QUIET")
@settings(max_examples=20, deadline=None)
@given(share=st.floats(0.8, 1.2), asked=st.lists(duties, min_size=1, max_size=20))
def test_a_heater_within_a_fifth_of_its_description_is_no_fault(share, asked):
    heater = Heater(share)
    for number in range(QUARTER_HOUR):
        check = heater.period(asked[number // 60 % len(asked)])
        assert not (check.no_heat or check.stuck_on or check.airflow_blocked)


@pytest.mark.parametrize(("share", "fault"), [(0.6, "no_heat"), (1.25, "stuck_on")])
def test_a_heater_that_is_another_than_described_is_told_at_full_power(share, fault):
    heater = Heater(share)
    for _ in range(180):
        heater.period(1_000)
    assert getattr(heater.check, fault)
