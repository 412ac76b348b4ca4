"""sound.wav is what the coil gets, and the measures of `make sound` see what is wrong with it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.results.sound import RATE_HZ, SILENCE_MAX_S, Tone, read_tones, waveform, write_sound
from sim.tools.sound import PRIORITIES, pulses_of, record, rows_of, table


@given(hz=st.integers(150, 1_000), duty_pm=st.integers(20, 500))
def test_a_tone_has_the_harmonics_of_its_pulse_train_and_no_others(hz, duty_pm):
    samples = waveform([Tone(0, 1, hz, duty_pm / 1000)])
    loud = np.abs(np.fft.rfft(samples)) * 2 / len(samples)
    for order in range(1, (RATE_HZ // 2 - 1) // hz + 1):
        expected = abs(2 / (math.pi * order) * math.sin(math.pi * order * duty_pm / 1000))
        assert loud[hz * order] == pytest.approx(expected, abs=1e-6)
        loud[hz * order] = 0
    assert loud.max() < 1e-6


@given(silent_s=st.floats(0.1, 10_000))
def test_a_silence_is_kept_or_cut_to_the_longest(silent_s):
    beep = Tone(0, 0.1, 500, 0.1)
    samples = waveform([beep, Tone(0.1, 0.1 + silent_s, 0, 0), beep])
    assert len(samples) == pytest.approx((0.2 + min(silent_s, SILENCE_MAX_S)) * RATE_HZ, abs=2)


def test_a_change_of_loudness_goes_on_with_the_tone():
    whole = waveform([Tone(0, 1, 523, 0.1)])
    parts = waveform([Tone(0, 0.3003, 523, 0.1), Tone(0.3003, 1, 523, 0.1)])
    assert np.abs(whole[: len(parts)] - parts).max() < 0.25


def test_a_run_without_a_tone_leaves_no_wav(tmp_path):
    (tmp_path / "tones.csv").write_text("t_us,hz,duty_u16\n")
    assert read_tones(tmp_path / "tones.csv") == []
    assert not write_sound(tmp_path)
    assert not (tmp_path / "sound.wav").exists()


@pytest.mark.proves("LAW-4-PRIORITY")
@pytest.mark.parametrize("priority", PRIORITIES)
def test_an_alarm_is_heard_as_the_standard_asks(priority, tmp_path):
    samples, rate_hz = record(priority, tmp_path)
    rows = rows_of(priority, pulses_of(samples, rate_hz))
    assert all(row.passed for row in rows), table(rows)


def burst(pulse_s=0.18, gap_s=0.18, hz=523, duty=0.1, rise_s=0.036, count=3):
    """Five bursts of a MEDIUM alarm, 9 s apart."""
    tones, at_s = [], 0.0
    for _ in range(5):
        for _ in range(count):
            step_s = rise_s / 2
            steps = ((step_s, 0.3), (step_s, 0.64), (pulse_s - rise_s, 1.0))
            for lasts_s, share in steps if rise_s else ((pulse_s, 1.0),):
                tones.append(Tone(at_s, at_s + lasts_s, hz, duty * share))
                at_s += lasts_s
            tones.append(Tone(at_s, at_s + gap_s, 0, 0))
            at_s += gap_s
        tones.append(Tone(at_s, at_s + 9, 0, 0))
        at_s += 9
    return waveform(tones)


def failing(samples):
    return {row.name for row in rows_of("medium", pulses_of(samples, RATE_HZ)) if not row.passed}


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({}, None),
        ({"pulse_s": 0.3}, "pulse"),
        ({"gap_s": 0.4}, "gap"),
        ({"hz": 1_200}, "fundamental"),
        ({"duty": 0.5}, "harmonics within 15 dB"),
        ({"rise_s": 0.0}, "rise, of the pulse"),
        ({"count": 4}, "pulses a burst"),
    ],
)
def test_what_the_standard_does_not_allow_fails_by_its_name(wrong, name):
    assert (name in failing(burst(**wrong))) if name else not failing(burst())
