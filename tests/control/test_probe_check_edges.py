"""The exact moment and distance at which a skin probe is taken for off, and for on again."""

from types import SimpleNamespace

import pytest

from control.probe_check import ProbeCheck

pytestmark = pytest.mark.proves("LAW-3-ALARM", "SAFE-PROBE-OFF")

PERIOD_MS = 500
SKIN_MC = 36_500
FULL = 101  # periods until six samples, one each 10 s, are there: the first at once
BACK = 120  # periods in a minute


class Watched:
    def __init__(self):
        self.check = ProbeCheck()

    def period(self, skin_mc, air_mc):
        """A value of None makes the channel invalid."""
        self.check.update(SimpleNamespace(skin=_channel(skin_mc), air=_channel(air_mc)), PERIOD_MS)
        return self.check.off

    def periods(self, count, skin_mc=SKIN_MC, air_mc=30_000):
        for _ in range(count):
            off = self.period(skin_mc, air_mc)
        return off


def _channel(value):
    # What is not valid has its last number still.
    return SimpleNamespace(value=SKIN_MC if value is None else value, valid=value is not None)


def warm(periods=FULL):
    watched = Watched()
    assert not watched.periods(periods)
    return watched


def found_off():
    watched = warm()
    assert watched.period(SKIN_MC - 700, SKIN_MC - 700)
    return watched


@pytest.mark.parametrize("side", (-1, 1))
@pytest.mark.parametrize("moved_mc, off", ((699, False), (700, True)))
def test_it_is_off_from_a_move_of_0_7_K(side, moved_mc, off):
    skin_mc = SKIN_MC + side * moved_mc
    assert warm().period(skin_mc, skin_mc) == off


@pytest.mark.parametrize("side", (-1, 1))
@pytest.mark.parametrize("apart_mc, off", ((1_001, False), (1_000, True)))
def test_it_is_off_only_within_1_K_of_the_air(side, apart_mc, off):
    assert warm().period(SKIN_MC - 700, SKIN_MC - 700 + side * apart_mc) == off


@pytest.mark.parametrize("periods, off", ((FULL - 1, False), (FULL, True)))
def test_nothing_is_judged_until_six_samples_are_there(periods, off):
    assert warm(periods).period(SKIN_MC - 700, SKIN_MC - 700) == off


@pytest.mark.parametrize("later, off", ((111, True), (112, False)))
def test_a_move_counts_until_the_last_sample_before_it_is_forgotten(later, off):
    watched = warm(149)
    assert not watched.periods(later, SKIN_MC - 700, 30_000)  # the air is far
    assert watched.period(SKIN_MC - 700, SKIN_MC - 700) == off


def test_it_stays_off_while_it_is_not_apart_from_the_air_by_more_than_1_5_K():
    assert found_off().periods(10 * BACK, 34_500, 36_000)
    assert not found_off().periods(10 * BACK, 34_499, 36_000)


@pytest.mark.parametrize("periods, off", ((BACK - 1, True), (BACK, False)))
def test_it_is_on_again_after_a_minute_apart_from_the_air(periods, off):
    assert found_off().periods(periods, SKIN_MC, 30_000) == off


def test_the_minute_apart_begins_anew_when_it_was_near_the_air():
    watched = found_off()
    watched.periods(BACK - 1)
    watched.period(SKIN_MC, SKIN_MC)
    assert watched.periods(BACK - 1)
    assert not watched.period(SKIN_MC, 30_000)


@pytest.mark.parametrize("periods, off", ((FULL - 1, False), (FULL, True)))
def test_once_on_again_six_new_samples_are_awaited(periods, off):
    watched = found_off()
    watched.periods(BACK)
    watched.periods(periods)
    assert watched.period(SKIN_MC - 700, SKIN_MC - 700) == off


def test_a_second_minute_apart_is_a_whole_one():
    watched = found_off()
    watched.periods(BACK)
    watched.periods(FULL)
    assert watched.period(SKIN_MC - 700, SKIN_MC - 700)
    assert watched.periods(BACK - 1)


@pytest.mark.parametrize("blind", ((None, 30_000), (SKIN_MC, None)), ids=("skin", "air"))
@pytest.mark.parametrize("periods, off", ((FULL - 1, False), (FULL, True)))
def test_after_a_missing_reading_six_new_samples_are_awaited(blind, periods, off):
    watched = warm()
    for _ in range(30):
        assert not watched.period(*blind)
    watched.periods(periods)
    assert watched.period(SKIN_MC - 700, SKIN_MC - 700) == off


@pytest.mark.parametrize("blind", ((None, 30_000), (SKIN_MC, None)), ids=("skin", "air"))
def test_without_both_readings_an_off_probe_stays_off(blind):
    watched = found_off()
    for _ in range(3 * BACK):
        assert watched.period(*blind)
