"""The verifier of the heater to the milliampere, millivolt, millidegree and millisecond."""

import pytest

from control.heater_check import HeaterCheck
from control.records import Readings
from control.sensing import Estimates

pytestmark = pytest.mark.proves("LAW-3-ALARM")

HEATER_W = 300
SUPPLY_MV = 24_000  # so 12,500 mA are full current
AIR_MC = 34_000
PERIOD_MS = 500
LAG_PERIODS = 300  # the element's: 150 s
SETTLED = 10 * LAG_PERIODS

# What a heater at full duty must show once it has settled at 299 W, as whole watts are counted.
FULL_RISE_MC = 299 * 200
MOST_RISE_MC = FULL_RISE_MC * 1_250 // 1_000 + 8_000
LEAST_RISE_MC = FULL_RISE_MC * 350 // 1_000


class Witnesses:
    """What the two of them say, put into their mouths; `rise_mc` is the element's over the air."""

    def __init__(self):
        self.check = HeaterCheck(HEATER_W, SUPPLY_MV)
        self.readings = Readings()
        self.readings.mains = True
        self.readings.supply_mv.take(SUPPLY_MV)
        self.readings.heater_ma.take(0)
        self.estimates = Estimates()
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


# --- rise ---


def test_an_element_that_is_hotter_than_full_power_makes_it_is_blocked_airflow():
    assert not at_full_power().say(1_000, rise_mc=MOST_RISE_MC, dt_ms=10_000).airflow_blocked
    assert at_full_power().say(1_000, rise_mc=MOST_RISE_MC + 1, dt_ms=10_000).airflow_blocked


def test_an_element_that_is_hot_without_any_power_is_blocked_airflow():
    assert not Witnesses().say(rise_mc=8_000, dt_ms=10_000).airflow_blocked
    assert Witnesses().say(rise_mc=8_001, dt_ms=10_000).airflow_blocked


def test_an_element_that_stays_colder_than_a_third_of_its_power_is_no_heat():
    assert not at_full_power().say(1_000, rise_mc=LEAST_RISE_MC, dt_ms=60_000).no_heat
    assert at_full_power().say(1_000, rise_mc=LEAST_RISE_MC - 1, dt_ms=60_000).no_heat


@pytest.mark.parametrize(("asked_pm", "judged"), [(200, False), (202, True)])
def test_more_than_60_watts_must_show(asked_pm, judged):
    witnesses = Witnesses()
    witnesses.say(asked_pm, ma=asked_pm * 12, rise_mc=5_000, times=SETTLED)
    assert witnesses.say(asked_pm, rise_mc=0, times=200).no_heat == judged


def test_the_element_follows_its_power_with_a_lag_of_150_s():
    """After that time at full power 63 % of it have arrived, 190 W, which 633 pm then hold."""
    expected_mc = 190 * 200 * 1_250 // 1_000 + 8_000
    for off_mc, blocked in ((-1_400, False), (1_400, True)):
        witnesses = Witnesses()
        witnesses.say(1_000, ma=12_500, rise_mc=20_000, times=LAG_PERIODS)
        witnesses.say(633, ma=7_900, rise_mc=expected_mc + off_mc, times=20)
        assert witnesses.check.airflow_blocked == blocked


def test_without_mains_nothing_that_is_asked_warms_the_element():
    witnesses = Witnesses()
    witnesses.readings.mains = False
    assert witnesses.say(1_000, rise_mc=8_001, times=20).airflow_blocked


@pytest.mark.parametrize("channel", ["air", "element"])
def test_without_both_temperatures_the_rise_is_not_judged_and_its_time_begins_anew(channel):
    witnesses = at_full_power()
    witnesses.say(1_000, rise_mc=90_000, dt_ms=9_999)
    getattr(witnesses.estimates, channel).valid = False
    assert not witnesses.say(1_000, dt_ms=60_000).airflow_blocked
    assert not witnesses.say(1_000, rise_mc=0, dt_ms=60_000).no_heat
    getattr(witnesses.estimates, channel).valid = True
    assert not witnesses.say(1_000, rise_mc=90_000, dt_ms=9_999).airflow_blocked
    assert witnesses.say(1_000, dt_ms=1).airflow_blocked


def test_a_period_without_length_changes_nothing():
    witnesses = Witnesses()
    witnesses.say(ma=12_500, rise_mc=90_000, dt_ms=0, times=50)
    assert not (witnesses.check.airflow_blocked or witnesses.check.stuck_on)


# --- time ---


@pytest.mark.parametrize(
    ("finding", "good", "bad", "after_ms"),
    [
        ("stuck_on", {"ma": 12_500}, {"ma": 16_000}, 1_000),
        ("no_heat", {"ma": 12_500}, {"ma": 0}, 10_000),
        ("supply_out_of_range", {"mv": 24_000}, {"mv": 20_000}, 5_000),
        ("airflow_blocked", {"rise_mc": 30_000}, {"rise_mc": 90_000}, 10_000),
        ("no_heat", {"rise_mc": 30_000}, {"rise_mc": 0}, 60_000),
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
        ("airflow_blocked", {"rise_mc": 90_000}, 10_000),
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
    check = HeaterCheck(HEATER_W, SUPPLY_MV)
    assert (check.most_ma, check.least_ma, check.supply_limit_mv) == (0, 0, 0)
    assert not (check.stuck_on or check.no_heat or check.airflow_blocked or check.sensor_lost)
    assert not check.supply_out_of_range
