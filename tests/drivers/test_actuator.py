from hypothesis import given
from hypothesis import strategies as st

from drivers.actuator import Actuator, duty_u16
from tests import watched

LEASE_MS = 1000
PERIOD = 1 << 30

ticks = st.one_of(st.integers(0, PERIOD - 1), st.sampled_from((0, PERIOD - 1, PERIOD // 2)))


def ticks_diff(end, start):
    """As on the ESP32."""
    return (end - start + PERIOD // 2) % PERIOD - PERIOD // 2


class Pwm:
    def __init__(self):
        self.duty = 32768  # what a PWM starts with if not told otherwise

    def duty_u16(self, duty):
        self.duty = duty


def made():
    pwm = Pwm()
    return pwm, Actuator(pwm, ticks_diff, LEASE_MS)


@given(duty_pm=st.integers(0, 1000))
def test_duty_is_to_the_nearest_and_exact_at_both_ends(duty_pm):
    assert abs(duty_u16(duty_pm) - duty_pm * 65.535) <= 0.5
    assert (duty_u16(0), duty_u16(1000)) == (0, 65535)
    assert watched.load("drivers.actuator").duty_u16(duty_pm) == duty_u16(duty_pm)


def test_is_made_off():
    pwm, actuator = made()
    assert (pwm.duty, actuator.duty_pm) == (0, 0)


@given(start=ticks, later_ms=st.integers(0, PERIOD - 1))
def test_holds_for_the_lease_and_never_longer(start, later_ms):
    pwm, actuator = made()
    actuator.renew(700, start)
    actuator.expire((start + later_ms) % PERIOD)
    expected = 700 if later_ms < LEASE_MS else 0
    assert actuator.duty_pm == expected
    assert pwm.duty == duty_u16(expected)


@given(start=ticks)
def test_each_renewal_is_a_whole_lease(start):
    pwm, actuator = made()
    actuator.renew(700, start)
    actuator.renew(300, (start + LEASE_MS - 1) % PERIOD)
    actuator.expire((start + 2 * LEASE_MS - 2) % PERIOD)
    assert pwm.duty == duty_u16(300)
    actuator.expire((start + 2 * LEASE_MS - 1) % PERIOD)
    assert pwm.duty == 0


@given(duty_pm=st.integers(-PERIOD, PERIOD).filter(lambda duty_pm: not 0 <= duty_pm <= 1000))
def test_an_impossible_duty_is_off(duty_pm):
    pwm, actuator = made()
    actuator.renew(700, 0)
    actuator.renew(duty_pm, 0)
    assert (pwm.duty, actuator.duty_pm) == (0, 0)


def test_off_is_at_once():
    pwm, actuator = made()
    actuator.renew(1000, 0)
    actuator.off()
    assert (pwm.duty, actuator.duty_pm) == (0, 0)
