from hypothesis import given
from hypothesis import strategies as st

from drivers.actuator import Actuator
from drivers.slow_pwm import WINDOW_MS, SlowPwm
from tests import watched
from tests.drivers.test_actuator import LEASE_MS, PERIOD, ticks, ticks_diff

FULL = 65535

duties = st.one_of(st.integers(0, FULL), st.sampled_from((0, 1, FULL // WINDOW_MS, FULL)))
delays = st.lists(st.integers(0, 60), min_size=1, max_size=8)


class Pin:
    def __init__(self):
        self.level = 1  # whatever it was before

    def value(self, level):
        self.level = level


def made(driver=SlowPwm):
    pin = Pin()
    return pin, driver(pin, ticks_diff)


def high_ms(pin, pwm, start_ms, duration_ms, late_ms=(0,)):
    """How long the pin is high while the loop turns when it is told to, or a little later."""
    total = at_ms = turns = 0
    while at_ms < duration_ms:
        wait_ms = pwm.next_ms((start_ms + at_ms) % PERIOD) + late_ms[turns % len(late_ms)]
        wait_ms = min(max(wait_ms, 1), duration_ms - at_ms)
        total += wait_ms if pin.level else 0
        at_ms += wait_ms
        turns += 1
        pwm.turn((start_ms + at_ms) % PERIOD)
    return total


def test_it_is_made_low():
    pin, _ = made()
    assert pin.level == 0


@given(start_ms=ticks, duty=duties, windows=st.integers(1, 5))
def test_the_mean_of_whole_windows_is_the_duty(start_ms, duty, windows):
    pin, pwm = made(Checked)
    pwm.turn(start_ms)
    pwm.duty_u16(duty)
    high = high_ms(pin, pwm, start_ms, windows * WINDOW_MS)
    assert abs(high - windows * WINDOW_MS * duty / FULL) <= windows
    assert bool(high) == bool(duty)
    assert (high == windows * WINDOW_MS) == (duty > FULL - FULL / WINDOW_MS / 2)


@given(start_ms=ticks, duty=duties, late_ms=delays)
def test_a_loop_that_comes_late_moves_the_edges_by_no_more_than_that(start_ms, duty, late_ms):
    pin, pwm = made(Checked)
    pwm.turn(start_ms)
    pwm.duty_u16(duty)
    high = high_ms(pin, pwm, start_ms, 10 * WINDOW_MS, late_ms)
    assert abs(high - 10 * WINDOW_MS * duty / FULL) <= 12 * (max(late_ms) + 1)


@given(start_ms=ticks, first=duties, then=st.integers(1, FULL), after_ms=st.integers(0, 5_000))
def test_a_pulse_comes_within_a_window_whatever_the_duty_was_before(
    start_ms, first, then, after_ms
):
    pin, pwm = made(Checked)
    pwm.turn(start_ms)
    pwm.duty_u16(first)
    high_ms(pin, pwm, start_ms, after_ms)
    pwm.duty_u16(then)
    assert first or pin.level == 1  # from rest at once
    assert high_ms(pin, pwm, (start_ms + after_ms) % PERIOD, WINDOW_MS) > 0


@given(start_ms=ticks, duty=duties, after_ms=st.integers(0, 5_000))
def test_duty_0_is_low_at_once_and_stays_low(start_ms, duty, after_ms):
    pin, pwm = made()
    pwm.turn(start_ms)
    pwm.duty_u16(duty)
    high_ms(pin, pwm, start_ms, after_ms)
    pwm.duty_u16(0)
    assert pin.level == 0
    assert high_ms(pin, pwm, (start_ms + after_ms) % PERIOD, 2 * WINDOW_MS) == 0


@given(start_ms=ticks, later_ms=st.integers(0, PERIOD - 1))
def test_as_a_lease_it_is_never_high_beyond_it(start_ms, later_ms):
    pin, pwm = made(Checked)
    actuator = Actuator(pwm, ticks_diff, LEASE_MS)
    pwm.turn(start_ms)
    actuator.renew(1000, start_ms)
    assert pin.level == 1
    now_ms = (start_ms + later_ms) % PERIOD
    actuator.expire(now_ms)
    pwm.turn(now_ms)
    assert pin.level == (1 if later_ms < LEASE_MS else 0)


@given(start_ms=ticks, now_ms=ticks, duty=duties)
def test_it_is_never_due_later_than_a_window_nor_before_now(start_ms, now_ms, duty):
    _, pwm = made(Checked)
    pwm.turn(start_ms)
    pwm.duty_u16(duty)
    assert 0 <= pwm.next_ms(now_ms) <= WINDOW_MS


Checked = watched.load("drivers.slow_pwm").SlowPwm
