"""What is not fitted neither alarms nor permits: whatever its input shows, nothing changes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from control import limits
from control.alarm_table import (
    HUMIDIFIER_FAULT,
    HUMIDIFIER_STUCK_ON,
    SECOND_PROBE_FAULT,
    WATER_LOW,
)
from control.settings import AIR, SKIN
from tests.control.bench import BROKEN, HEALTHY, MACHINE, SILENT, Bench, histories, play

ABSENT = {
    "HAS_SECOND_SKIN_PROBE": "skin2",
    "HAS_WATER_SWITCH": "water_low",
    "HAS_HUMIDIFIER": "humidifier_on",
}


def shown(name, event):
    """Whether an event is that this input shows something."""
    return event[0] == "show" and event[1][0] == name


@settings(deadline=None, max_examples=30)
@given(st.sampled_from(sorted(ABSENT)), histories, st.sampled_from((AIR, SKIN)))
def test_what_the_input_of_an_absent_part_shows_changes_no_output_and_no_alarm(
    part, history, mode
):
    name = ABSENT[part]
    heard, deaf = Bench(mode, **{part: False}), Bench(mode, **{part: False})
    deaf.shown[name] = SILENT if name in HEALTHY else MACHINE[name]
    for event in history:
        if event[0] == "heal":
            continue
        assert (
            play(heard, [event])[-1:]
            == play(deaf, [("gap", 500) if shown(name, event) else event])[-1:]
        )
        assert heard.controller.alarms.present == deaf.controller.alarms.present
        assert heard.reasons == deaf.reasons


@settings(deadline=None, max_examples=30)
@given(histories)
def test_without_a_humidifier_nothing_is_ever_asked_of_one(history):
    bench = Bench(HAS_HUMIDIFIER=False)
    assert all(played[1] == 0 for played in play(bench, history))
    bench.periods(1_300, **HEALTHY, **MACHINE)
    for alarm in (HUMIDIFIER_FAULT, HUMIDIFIER_STUCK_ON, WATER_LOW):
        assert not bench.controller.alarms.present[alarm]


def test_without_a_humidifier_a_humidity_is_refused_in_words_and_off_is_not():
    bench = Bench(HAS_HUMIDIFIER=False)
    assert bench.command("set_humidity", 0) == ""
    assert "no humidifier" in bench.command("set_humidity", 600)
    assert bench.settings.humidity_pm == 0


@pytest.mark.parametrize("shows", [SILENT, BROKEN, 36_000])
def test_without_a_second_probe_nobody_is_called_for_it_and_the_first_is_doubted_by_the_air(shows):
    bench = Bench(SKIN, HAS_SECOND_SKIN_PROBE=False)
    bench.periods(60, skin2=36_000)
    bench.periods(60, skin2=shows)
    assert not bench.controller.alarms.present[SECOND_PROBE_FAULT]
    climb = bench.controller.checks.climb
    estimates = bench.controller.estimates
    set_mc = bench.settings.skin_mc
    for air_mc in (35_000, 36_900):
        climb.update(estimates, air_mc, set_mc, False, limits.CLIMB_AFTER_MS)
    climb.update(estimates, 36_900, set_mc, False, limits.CLIMB_AFTER_MS)
    assert climb.doubtful
