from hypothesis import given
from hypothesis import strategies as st

from drivers.fan import Fan
from tests import watched


class Pwm:
    duty = 0

    def duty_u16(self, duty):
        self.duty = duty


class Counter:
    def __init__(self, pulses=0):
        self.pulses = pulses

    def value(self, value):
        before = self.pulses
        self.pulses = value
        return before


def polled(pulses, dt_ms, driver=Fan):
    counter = Counter(12345)  # from before: not part of the first reading
    fan = driver(Pwm(), counter)
    counter.pulses += pulses
    fan.poll(dt_ms)
    assert counter.pulses == 0
    return fan.rpm


def test_two_pulses_are_a_turn():
    assert polled(50, 500) == 3000
    assert polled(100, 1000) == 3000
    assert polled(0, 500) == 0


@given(pulses=st.integers(0, 10_000), dt_ms=st.integers(1, 60_000))
def test_speed_is_rounded_down(pulses, dt_ms):
    assert polled(pulses, dt_ms) == pulses * 30_000 // dt_ms


def test_each_poll_counts_its_own_pulses():
    counter = Counter()
    fan = Fan(Pwm(), counter)
    for pulses in (50, 0, 25):
        counter.pulses += pulses
        fan.poll(500)
        assert fan.rpm == pulses * 60


@given(
    pulses=st.integers(-(1 << 30), (1 << 30) - 1),
    dt_ms=st.one_of(st.integers(-1000, 1000), st.just(0)),
)
def test_stays_in_small_integers_and_never_negative(pulses, dt_ms):
    assert polled(pulses, dt_ms, Checked) >= 0


@given(duty_pm=st.integers(-2000, 2000))
def test_a_duty_beyond_the_ends_is_the_nearest_end(duty_pm):
    pwm = Pwm()
    Fan(pwm, Counter()).renew(duty_pm, 0)
    assert abs(pwm.duty - 65.535 * min(max(duty_pm, 0), 1000)) <= 0.5


Checked = watched.load("drivers.fan").Fan
