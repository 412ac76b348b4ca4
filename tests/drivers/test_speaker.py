"""The speaker: silent from the start, and a tone with the harmonics that table 4 asks for."""

from math import log10, pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.speaker import LOUD_PM, Speaker


class Pwm:
    def __init__(self):
        self.duty = 32_768  # what LEDC starts with unless told
        self.hz = 440
        self.calls = []

    def duty_u16(self, duty):
        self.duty = duty
        self.calls.append("duty")

    def freq(self, hz):
        self.hz = hz
        self.calls.append("freq")


def test_it_is_silent_from_the_start():
    pwm = Pwm()
    assert Speaker(pwm).hz == 0
    assert pwm.duty == 0


@given(hz=st.integers(150, 1000), duty_pm=st.integers(1, 500))
def test_a_tone_has_its_frequency_before_it_is_heard_and_silence_ends_it(hz, duty_pm):
    pwm = Pwm()
    speaker = Speaker(pwm)
    pwm.calls.clear()
    speaker.tone(hz, duty_pm)
    assert pwm.calls == ["freq", "duty"]
    assert (pwm.hz, speaker.hz) == (hz, hz)
    assert abs(pwm.duty / 65.535 - duty_pm) < 0.01
    speaker.silence()
    assert (pwm.duty, speaker.hz) == (0, 0)


def test_growing_louder_leaves_the_timer_alone():
    pwm = Pwm()
    speaker = Speaker(pwm)
    speaker.tone(500, 10)
    pwm.calls.clear()
    speaker.tone(500)
    assert pwm.calls == ["duty"]


@pytest.mark.parametrize("fundamental_hz", [150, 523, 784, 1000])
def test_a_tone_has_four_peaks_within_15_db_between_150_and_4000_hz(fundamental_hz):
    def level_db(harmonic):
        return 20 * log10(abs(sin(pi * harmonic * LOUD_PM / 1000)) / harmonic)

    heard = [n for n in range(1, 9) if n * fundamental_hz <= 4000]
    assert sum(level_db(n) >= level_db(1) - 15 for n in heard) >= 4
