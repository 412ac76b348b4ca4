from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers import probes as probes_module
from drivers.probes import NO_EXCITATION, NO_FAULT, OPEN, SHORT, Probes
from tests import watched
from tests.drivers.playback_bus import PlaybackBus
from tests.drivers.thermistor_reference import (
    ELEMENT_REFERENCE_OHM,
    SKIN_REFERENCE_OHM,
    beta_ohm,
    ysi_400_ohm,
)

ADDRESS = 0x49
CONVERSION, CONFIG = 0, 1
SKIN_COUNT_V = 0.512 / 32768
DIVIDER_COUNT_V = 4.096 / 32768

counts = st.one_of(
    st.integers(-32768, 32767),
    st.sampled_from((-32768, -1, 0, 1, 26400, 32766, 32767)),
)


class Wiring:
    """The four voltages at the converter, and a Probes that reads them."""

    def __init__(self, driver=Probes):
        self.bus = PlaybackBus()
        self.bus.word(ADDRESS, CONFIG, 0)
        self.bus.word(ADDRESS, CONVERSION, 0)
        self.probes = driver(self.bus, SKIN_REFERENCE_OHM, ELEMENT_REFERENCE_OHM)
        self.probes.configure()
        self.probes.poll()

    def poll(self, counts):
        self.bus.word(ADDRESS, CONVERSION, counts & 0xFFFF)
        return self.probes.poll()

    def round(self, excitation, skin, skin2, element):
        """The fresh ones of each poll of a round, by counts."""
        return [self.poll(counts) for counts in (excitation, skin, skin2, element)]


def count(ohm, reference_ohm, count_v, excitation_v=3.3):
    return min(round(excitation_v * ohm / (ohm + reference_ohm) / count_v), 32767)


def skin_count(celsius, excitation_v=3.3):
    return count(ysi_400_ohm(celsius), SKIN_REFERENCE_OHM, SKIN_COUNT_V, excitation_v)


def element_count(celsius, excitation_v=3.3):
    return count(beta_ohm(celsius), ELEMENT_REFERENCE_OHM, DIVIDER_COUNT_V, excitation_v)


excitations_v = st.floats(3.0, 3.6)


@given(celsius=st.floats(20, 45), excitation_v=excitations_v)
def test_skin_is_right_to_0_03_degc_whatever_the_excitation(celsius, excitation_v):
    wiring = Wiring()
    exc = round(excitation_v / DIVIDER_COUNT_V)
    wiring.round(exc, skin_count(celsius, excitation_v), skin_count(30, excitation_v), 10000)
    assert wiring.probes.skin.fault == NO_FAULT
    assert abs(wiring.probes.skin.temperature_mc - 1000 * celsius) <= 30
    assert abs(wiring.probes.skin2.temperature_mc - 30_000) <= 30


@given(celsius=st.floats(20, 150), excitation_v=excitations_v)
def test_element_is_right_to_1_degc_whatever_the_excitation(celsius, excitation_v):
    wiring = Wiring()
    exc = round(excitation_v / DIVIDER_COUNT_V)
    wiring.round(exc, 15000, 15000, element_count(celsius, excitation_v))
    assert wiring.probes.element.fault == NO_FAULT
    assert abs(wiring.probes.element.temperature_mc - 1000 * celsius) <= 1000


def test_near_37_degc_every_count_is_seen():
    wiring = Wiring()
    wiring.poll(26400)
    readings = []
    for skin in range(14_500, 14_700):
        wiring.probes.skin.measure(skin, 26400)
        readings.append(wiring.probes.skin.temperature_mc)
    steps = [warmer - colder for warmer, colder in pairwise(readings)]
    assert min(steps) >= 1 and max(steps) <= 3  # mc


def test_a_round_makes_each_probe_fresh_once_and_the_excitation_none():
    wiring = Wiring()
    seen = []
    for value in (26400, 15000, 15000, 10000):
        seen.append(wiring.poll(value))
        probes = wiring.probes
        seen.append((probes.skin.fresh, probes.skin2.fresh, probes.element.fresh))
    assert seen == [
        False,
        (False, False, False),
        True,
        (True, False, False),
        True,
        (False, True, False),
        True,
        (False, False, True),
    ]


def test_open_and_short_are_told_apart_on_each_probe():
    open_skin = count(1e9, SKIN_REFERENCE_OHM, SKIN_COUNT_V)
    open_element = count(1e9, ELEMENT_REFERENCE_OHM, DIVIDER_COUNT_V)
    wiring = Wiring()
    assert wiring.round(26400, open_skin, 0, open_element) == [False] * 4
    assert wiring.probes.skin.fault == OPEN
    assert wiring.probes.skin2.fault == SHORT
    assert wiring.probes.element.fault == OPEN
    wiring.round(26400, -1, open_skin, 0)
    assert wiring.probes.skin.fault == SHORT
    assert wiring.probes.skin2.fault == OPEN
    assert wiring.probes.element.fault == SHORT


def test_a_fault_stands_until_a_good_reading_and_leaves_the_value():
    wiring = Wiring()
    wiring.round(26400, 14634, 14634, 10000)
    good_mc = wiring.probes.skin.temperature_mc
    wiring.round(26400, 32767, 14634, 10000)
    assert (wiring.probes.skin.fault, wiring.probes.skin.temperature_mc) == (OPEN, good_mc)
    wiring.poll(26400)
    assert wiring.probes.skin.fault == OPEN
    wiring.poll(14634)
    assert wiring.probes.skin.fault == NO_FAULT


LOWEST_EXCITATION = round(3.3 * 0.9 / DIVIDER_COUNT_V)
HIGHEST_EXCITATION = round(3.3 * 1.1 / DIVIDER_COUNT_V)


@pytest.mark.parametrize("exc", [LOWEST_EXCITATION, 26400, HIGHEST_EXCITATION])
def test_with_an_excitation_of_3_3_v_within_10_percent_probes_are_believed(exc):
    assert Wiring().round(exc, 15000, 15000, 10000) == [False, True, True, True]


@pytest.mark.parametrize(
    "exc", [-32768, -1, 0, LOWEST_EXCITATION - 1, HIGHEST_EXCITATION + 1, 32767]
)
def test_without_a_plausible_excitation_no_probe_is_believed(exc):
    wiring = Wiring()
    assert wiring.round(exc, 15000, 15000, 10000) == [False] * 4
    for probe in (wiring.probes.skin, wiring.probes.skin2, wiring.probes.element):
        assert probe.fault == NO_EXCITATION


def test_before_its_first_reading_a_probe_is_not_believed():
    assert Probes(PlaybackBus(), 18200, 2200).skin.fault == NO_EXCITATION


def test_a_bus_error_leaves_nothing_fresh():
    wiring = Wiring()
    wiring.round(26400, 15000, 15000, 10000)
    assert wiring.probes.element.fresh
    wiring.bus.error = OSError(19)
    with pytest.raises(OSError):
        wiring.probes.poll()
    assert not wiring.probes.element.fresh


@given(voltages=st.lists(st.tuples(*[counts] * 4), min_size=1, max_size=3))
def test_arbitrary_counts_stay_in_small_integers_and_fresh_means_plausible(voltages):
    wiring = Wiring(Checked)
    probes = wiring.probes
    for excitation, skin, skin2, element in voltages:
        wiring.round(excitation, skin, skin2, element)
        for probe, low_mc, high_mc in (
            (probes.skin, 0, 60_000),
            (probes.skin2, 0, 60_000),
            (probes.element, -10_000, 200_000),
        ):
            if probe.fault == NO_FAULT:
                assert low_mc <= probe.temperature_mc <= high_mc


@given(skin=counts)
def test_more_counts_never_read_hotter(skin):
    wiring = Wiring()
    colder, hotter = wiring.probes.skin, wiring.probes.skin2
    colder.measure(min(skin + 1, 32767), 26400)
    hotter.measure(skin, 26400)
    if colder.fault == hotter.fault == NO_FAULT:
        assert colder.temperature_mc <= hotter.temperature_mc
    assert not (colder.fault == SHORT and hotter.fault != SHORT)
    assert not (hotter.fault == OPEN and colder.fault != OPEN)


def test_fault_codes_differ_and_no_fault_is_false():
    faults = (probes_module.OPEN, probes_module.SHORT, probes_module.NO_EXCITATION)
    assert len(set(faults)) == 3
    assert all(faults) and not NO_FAULT


Checked = watched.load("drivers.probes").Probes
