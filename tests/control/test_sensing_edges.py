"""Sensing at the very edge: the last value, difference and millisecond that still count."""

import pytest

from control.records import Readings, Sample
from control.sensing import Estimates
from tests.control.test_sensing import KINDS, PLAIN, channel_of

kinds = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def _show(channel, value, dt_ms):
    sample = Sample()
    sample.take(value)
    channel.update(sample, dt_ms)
    return channel


def _airs(estimates, air_mc, air2_mc, dt_ms):
    readings = Readings()
    readings.air.take(air_mc)
    readings.air2.take(air2_mc)
    estimates.update(readings, dt_ms)
    return estimates


def test_each_reading_reaches_its_own_channel():
    names = ("air", "air2", "skin", "skin2", "element", "humidity")
    readings = Readings()
    for place, name in enumerate(names):
        getattr(readings, name).take(30_000 + place if name != "humidity" else 500)
    estimates = Estimates(PLAIN)
    estimates.update(readings, 500)
    for name in names:
        assert getattr(estimates, name).value == getattr(readings, name).value
        assert getattr(estimates, name).valid


@kinds
@pytest.mark.parametrize("dt_ms", (0, 500, 1_099, 1_500, 2_000))
@pytest.mark.parametrize("sign", (1, -1))
def test_the_fastest_true_change_is_believed_and_not_one_step_more(kind, dt_ms, sign):
    low, high, rate_per_s, _ = kind
    middle = (low + high) // 2
    # To a tenth of a second, and never less than one second's change.
    most = rate_per_s * max(dt_ms // 100, 10) // 10
    assert _show(_show(channel_of(kind), middle, 0), middle + sign * most, dt_ms).fresh
    assert not _show(_show(channel_of(kind), middle, 0), middle + sign * (most + 1), dt_ms).fresh


@kinds
def test_a_first_reading_is_compared_with_nothing(kind):
    for value in kind[:2]:
        assert _show(channel_of(kind), value, 0).fresh


def test_before_the_first_update_nothing_is_said_of_the_air():
    estimates = Estimates(PLAIN)
    assert not estimates.air_differ and not estimates.air_disagree
    assert estimates.air_hottest_mc == 0


def test_air_channels_differ_beyond_their_limit_and_not_at_it():
    assert not _airs(Estimates(PLAIN), 34_000, 34_800, 0).air_differ
    assert _airs(Estimates(PLAIN), 34_000, 34_801, 0).air_differ


def test_air_channels_disagree_in_the_last_millisecond_of_their_time_each_time():
    estimates = Estimates(PLAIN)
    for air2_mc in (36_001, 36_600):  # the second by what 34_500 leaves unexplained
        assert not _airs(estimates, 34_000, air2_mc, 999).air_disagree
        assert _airs(estimates, 34_000, air2_mc, 1).air_disagree
        assert not _airs(estimates, 34_500, 36_500, 500).air_disagree
