"""A skin probe that moves with the air is not on the skin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control.probe_check import ProbeCheck
from control.records import Readings
from control.sensing import Estimates
from tests.control.bench import incubator

pytestmark = pytest.mark.proves("LAW-3-ALARM", "SAFE-PROBE-OFF")

PERIOD_MS = 500
A_MINUTE = 120  # periods


class Watched:
    """A check, and the estimates that it judges."""

    def __init__(self):
        self.check = ProbeCheck()
        self.estimates = Estimates(incubator())
        self.readings = Readings()

    def period(self, skin_mc, air_mc):
        for sample, value in ((self.readings.skin, skin_mc), (self.readings.air, air_mc)):
            if value is None:
                sample.miss()
            else:
                sample.take(value)
        self.estimates.update(self.readings, PERIOD_MS)
        self.check.update(self.estimates, PERIOD_MS)
        return self.check.off

    def ramp(self, skin, air, periods):
        """Both from one value to another; whether the probe was ever found off."""
        found = False
        for done in range(1, periods + 1):
            share = done / periods
            found |= self.period(*(int(a + (b - a) * share) for a, b in (skin, air)))
        return found


@given(
    skin_mc=st.integers(35_000, 37_500),
    air_mc=st.integers(28_000, 38_000),
    change_mc=st.integers(-290, 290),
)
def test_skin_that_changes_as_skin_does_is_never_taken_for_air(skin_mc, air_mc, change_mc):
    watched = Watched()
    watched.ramp((skin_mc, skin_mc), (air_mc, air_mc), A_MINUTE)
    assert not watched.ramp((skin_mc, skin_mc + change_mc), (air_mc, air_mc), A_MINUTE)


@given(drop_mc=st.integers(800, 3_000), apart_mc=st.integers(-900, 900))
def test_a_probe_that_falls_to_the_airs_temperature_is_found_within_a_minute(drop_mc, apart_mc):
    watched = Watched()
    watched.ramp((36_500, 36_500), (36_500 - drop_mc,) * 2, 2 * A_MINUTE)
    assert not watched.check.off
    in_air_mc = 36_500 - drop_mc + apart_mc * (drop_mc > 1_700)
    watched.ramp((36_500, in_air_mc), (36_500 - drop_mc,) * 2, 30)
    assert watched.ramp((in_air_mc, in_air_mc), (36_500 - drop_mc,) * 2, A_MINUTE - 30)


def test_a_probe_found_off_stays_off_until_it_has_been_unlike_the_air_for_a_minute():
    watched = Watched()
    watched.ramp((36_500, 36_500), (34_000, 34_000), 2 * A_MINUTE)
    watched.ramp((36_500, 34_000), (34_000, 34_000), 60)
    watched.ramp((34_000, 34_000), (34_000, 34_000), 2 * A_MINUTE)
    assert watched.check.off
    watched.ramp((34_000, 36_400), (34_000, 34_000), 60)
    watched.ramp((36_400, 36_400), (34_000, 34_000), A_MINUTE - 40)
    assert watched.check.off
    watched.ramp((36_400, 36_400), (34_000, 34_000), A_MINUTE)
    assert not watched.check.off


def test_a_silent_probe_is_no_probe_in_the_air():
    watched = Watched()
    watched.ramp((36_500, 36_500), (34_000, 34_000), 2 * A_MINUTE)
    for _ in range(20):
        assert not watched.period(None, 34_000)
    # And afterwards the minute begins anew.
    assert not watched.ramp((34_300, 34_300), (34_000, 34_000), 60)


def test_air_that_falls_away_under_a_covered_probe_leaves_it_on_the_skin():
    watched = Watched()
    watched.ramp((36_500, 36_500), (36_000, 36_000), 2 * A_MINUTE)
    # An opened panel: the probe feels a twelfth of it.
    assert not watched.ramp((36_500, 36_000), (36_000, 30_000), 60)
    assert not watched.ramp((36_000, 36_000), (30_000, 30_000), 2 * A_MINUTE)
