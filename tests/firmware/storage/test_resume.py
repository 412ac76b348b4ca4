"""After a reset: therapy goes on by itself only after a known cut of up to 10 min."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control.settings import AIR, SETTINGS, SKIN, STANDBY, Settings
from firmware.storage.resume import resume

pytestmark = pytest.mark.proves("LAW-6-RESTART")

CUT_S = 600
SLACK_S = 10  # stamp before the cut, start-up after it


def chosen(mode, override):
    settings = Settings()
    settings.set_override(override)
    settings.set_air(39_000 if override else 36_000)
    settings.set_skin(37_800 if override else 36_800)
    settings.set_humidity(600)
    settings.set_mode(mode)
    return settings


def fields(settings):
    return {row.field: getattr(settings, row.field) for row in SETTINGS}


modes = st.sampled_from((STANDBY, AIR, SKIN))


@pytest.mark.proves("SAFE-RESTART")
@given(modes, st.booleans(), st.integers(0, CUT_S))
def test_after_a_cut_of_up_to_ten_minutes_everything_is_as_before(mode, override, outage_s):
    settings = chosen(mode, override)
    assert not resume(settings, outage_s)
    assert fields(settings) == fields(chosen(mode, override))


@given(
    modes, st.booleans(), st.integers(CUT_S + SLACK_S + 1, 1 << 29) | st.integers(-(1 << 29), -1)
)
def test_after_a_longer_or_unknown_cut_it_waits_in_standby_without_override(
    mode, override, outage_s
):
    settings = chosen(mode, override)
    assert resume(settings, outage_s) == (mode != STANDBY)
    expected = chosen(STANDBY, override)
    expected.set_override(False)
    assert fields(settings) == fields(expected)


@given(modes, st.integers(0, CUT_S))
def test_standby_never_turns_into_therapy(mode, outage_s):
    settings = chosen(STANDBY, False)
    resume(settings, outage_s)
    assert settings.mode == STANDBY
