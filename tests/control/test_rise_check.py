"""The element's rise: inside its band whatever was before, and outside it when no air moves."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from control import limits
from control.records import Readings
from control.rise_check import RiseCheck
from control.sensing import Estimates
from tests.control.bench import incubator

pytestmark = pytest.mark.proves("LAW-3-ALARM", "SAFE-HEATER-RISE")

HEATER_W = 300
AIR_MC = 34_000
PERIOD_MS = 500
RISE_MC_PER_W = 200
ELEMENT_LAG_S = 150
BASE_LAG_S = 1_500
SETTLED = 3_000  # periods
FULL_RISE_MC = HEATER_W * RISE_MC_PER_W
MOST_RISE_MC = FULL_RISE_MC * 1_250 // 1_000 + 8_000
LEAST_RISE_MC = FULL_RISE_MC * 350 // 1_000


class Hood:
    """What the check is shown: mains, fan, and two temperatures."""

    def __init__(self):
        self.check = RiseCheck(incubator())
        self.readings = Readings()
        self.readings.mains = True
        self.readings.fan_rpm = 3_000
        self.estimates = Estimates(incubator())
        self.air_mc = AIR_MC
        for channel in (self.estimates.air, self.estimates.element):
            channel.valid = True

    def say(self, asked_pm=0, rise_mc=0, dt_ms=PERIOD_MS, times=1):
        """Some periods of the same."""
        self.estimates.air.value = self.air_mc
        self.estimates.element.value = self.air_mc + rise_mc
        for _ in range(times):
            self.check.update(self.readings, self.estimates, asked_pm, dt_ms)
        return self.check


def at_full_power():
    """Settled, and in order."""
    hood = Hood()
    hood.say()
    hood.say(1_000, 30_000, times=SETTLED)
    return hood


class Incubator(Hood):
    """One of its own figures, each a share of the usual; base and element hold heat.

    resistance: how many times worse the heat is carried off than it should be.
    """

    def __init__(self, rise=1.0, lag=1.0, base_lag=1.0, stored_k=0.0, before_w=0.0):
        super().__init__()
        self.rise = rise
        self.lag_s = ELEMENT_LAG_S * lag
        self.base_lag_s = BASE_LAG_S * base_lag
        self.resistance = 1.0
        self.base_mc = self.air_mc + 1_000 * stored_k
        self.element_mc = self.base_mc + before_w * RISE_MC_PER_W * rise

    def run(self, asked_pm, seconds):
        """Blocked in any of these seconds?"""
        blocked = False
        for _ in range(seconds):
            self.base_mc = max(
                self.base_mc + (self.air_mc - self.base_mc) / self.base_lag_s, self.air_mc
            )
            power_w = asked_pm * HEATER_W / 1_000
            rise_mc = power_w * RISE_MC_PER_W * self.rise * self.resistance
            settled_mc = self.base_mc + rise_mc
            lag_s = self.lag_s * self.resistance
            self.element_mc += (settled_mc - self.element_mc) / lag_s
            self.say(asked_pm, int(self.element_mc) - self.air_mc, 1_000)
            blocked |= self.check.blocked
        return blocked

    def reset(self):
        """The program starts anew, and knows nothing."""
        self.check = RiseCheck(incubator())

    def be_silent(self):
        """A sensor gives nothing for a while."""
        self.estimates.element.valid = False
        self.say()
        self.estimates.element.valid = True


incubators = st.builds(
    Incubator,
    rise=st.floats(0.5, 1.25),
    lag=st.floats(0.5, 1.5),
    base_lag=st.floats(0.5, 1.5),
    stored_k=st.floats(0, 20),
    before_w=st.floats(0, HEATER_W),
)
courses = st.lists(
    st.tuples(
        st.sampled_from(("ask", "ask", "air", "reset", "silence")),
        st.integers(0, 1_000),
        st.integers(1, 400),
    ),
    max_size=10,
)


@pytest.mark.proves("LAW-5-QUIET")
@given(hood=incubators, course=courses)
def test_air_that_moves_is_never_called_blocked_whatever_was_before(hood, course):
    asked_pm = 0
    for what, how_much, seconds in course:
        if what == "ask":
            asked_pm = how_much
        elif what == "air":  # an opened hood cools it within moments, a closed one warms it
            hood.air_mc = 12_000 + how_much * 25
        elif what == "reset":
            hood.reset()
        else:
            hood.be_silent()
        assert not hood.run(asked_pm, seconds)


@pytest.mark.proves("LAW-5-QUIET")
@settings(max_examples=40)
@given(
    hood=incubators,
    asked_pm=st.integers(0, 1_000),
    room_mc=st.integers(10_000, 24_000),
    open_s=st.integers(1, 300),
)
@example(
    hood=Incubator(lag=1.0, base_lag=1.4, stored_k=20.0), asked_pm=1_000, room_mc=10_000, open_s=60
)
def test_a_reset_in_a_hood_that_was_just_opened_calls_nothing_blocked(
    hood, asked_pm, room_mc, open_s
):
    assert not hood.run(asked_pm, 60)
    hood.air_mc = room_mc
    assert not hood.run(0, open_s)
    hood.reset()
    assert not hood.run(0, 1_800)


@given(hood=incubators, asked_pm=st.integers(300, 1_000), reset=st.booleans())
def test_air_that_does_not_move_is_found_after_a_reset_as_before(hood, asked_pm, reset):
    hood.rise = max(hood.rise, 0.75)
    hood.run(asked_pm, 600)
    hood.resistance = 5.0
    if reset:
        hood.reset()
    assert hood.run(asked_pm, 900)


def test_after_a_reset_an_element_hotter_than_any_base_is_not_taken_for_the_base_s_heat():
    hood = Hood()
    assert not hood.say(0, 66_000, times=2 * 120).blocked
    assert hood.say(0, 66_000, times=2 * 120).blocked


@given(standing=st.sampled_from(("mains", "fan")), rise_mc=st.integers(0, 90_000))
def test_where_no_air_is_driven_nothing_is_said_and_the_element_may_cool_afterwards(
    standing, rise_mc
):
    hood = Hood()
    if standing == "mains":
        hood.readings.mains = False
    else:
        hood.readings.fan_rpm = limits.FAN_MIN_RPM - 1
    assert not hood.say(0, rise_mc, 60_000, times=5).blocked
    hood.readings.mains = True
    hood.readings.fan_rpm = limits.FAN_MIN_RPM
    assert not hood.say(0, rise_mc, times=60).blocked


# --- to the millidegree ---


def test_an_element_that_is_hotter_than_full_power_makes_it_is_blocked():
    assert not at_full_power().say(1_000, MOST_RISE_MC - 300, dt_ms=10_000).blocked
    assert at_full_power().say(1_000, MOST_RISE_MC + 1, dt_ms=10_000).blocked


def test_an_element_that_gets_hot_without_any_power_is_blocked():
    for rise_mc, blocked in ((8_000, False), (8_001, True)):
        hood = Hood()
        hood.say()
        assert hood.say(0, rise_mc, dt_ms=10_000).blocked == blocked


def test_a_hot_element_that_does_not_cool_is_blocked():
    hood = Hood()
    assert not hood.say(0, 60_000, times=120).blocked
    assert hood.say(0, 60_000, times=1_200).blocked


def test_an_element_that_stays_colder_than_a_third_of_its_power_is_no_rise():
    assert not at_full_power().say(1_000, LEAST_RISE_MC, dt_ms=60_000).no_rise
    assert at_full_power().say(1_000, LEAST_RISE_MC - 100, dt_ms=60_000).no_rise


@pytest.mark.parametrize(("asked_pm", "judged"), [(199, False), (202, True)])
def test_more_than_60_watts_must_show(asked_pm, judged):
    assert Hood().say(asked_pm, times=8 * SETTLED // 3).no_rise == judged


@pytest.mark.parametrize("channel", ["air", "element"])
def test_without_both_temperatures_nothing_is_said_and_the_time_begins_anew(channel):
    hood = at_full_power()
    assert hood.say(1_000, 95_000, dt_ms=10_000).blocked
    getattr(hood.estimates, channel).valid = False
    assert not hood.say(1_000, 95_000, dt_ms=60_000).blocked
    assert not hood.say(1_000, 0, dt_ms=60_000).no_rise
    getattr(hood.estimates, channel).valid = True
    hood.say(1_000)
    assert not hood.say(1_000, 95_000, dt_ms=9_999).blocked
    assert hood.say(1_000, 95_000, dt_ms=1).blocked


def test_a_period_without_length_changes_nothing():
    hood = Hood()
    hood.say(dt_ms=0)
    assert not hood.say(1_000, 90_000, dt_ms=0, times=50).blocked
    assert hood.say(0, 8_001, dt_ms=10_000).blocked


@pytest.mark.parametrize(
    ("finding", "bad_mc", "after_ms"), [("blocked", 95_000, 10_000), ("no_rise", 0, 60_000)]
)
def test_it_is_said_after_its_time_and_what_is_good_in_between_begins_the_time_anew(
    finding, bad_mc, after_ms
):
    hood = at_full_power()
    for _ in range(2):
        assert not getattr(hood.say(1_000, bad_mc, dt_ms=after_ms - 1), finding)
        assert getattr(hood.say(1_000, bad_mc, dt_ms=1), finding)
        assert getattr(hood.say(1_000, bad_mc), finding)
        assert not getattr(hood.say(1_000, 30_000, dt_ms=1), finding)
