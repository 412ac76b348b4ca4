"""The whole program in therapy, with keys held and mashed at its panel."""

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from control import limits
from sim.world.clock import SECOND_US
from sim.world.panel import KEYS
from tests.firmware.panel.fingers import lived

FAULT_S = 30  # by then the heater is fully on
SECONDS = 45
# A period waits for the look at the panel that is under way: so long does its bus take at most.
# This is the simulated bus's own time, whatever the speed of the computer.
JITTER_US = 2_500
FAULTS = ("fan-stopped", "air-sensor-silent", "air2-sensor-stuck-high")

fingers = st.lists(st.tuples(st.sets(st.sampled_from(KEYS)), st.integers(1, 10)), max_size=60)


def faulty(make_run, fault):
    """A run in which something fails."""
    return make_run(SECONDS, [{"at_s": FAULT_S, "do": "fault", "value": fault}])


@cache
def untouched(make_run, fault):
    """The same with nobody at the panel: how long it takes to see the fault."""
    _, heated_us = lived(faulty(make_run, fault), ())
    assert FAULT_S * SECOND_US <= heated_us < (SECONDS - 5) * SECOND_US
    return heated_us


@pytest.mark.proves("LAW-2-STOP", "LAW-4-PRIORITY")
@settings(max_examples=30)
@given(fault=st.sampled_from(FAULTS), presses=fingers)
def test_no_key_held_or_mashed_delays_a_period_or_the_end_of_heat(warm_up_once, fault, presses):
    key_sets = [keys for keys, periods in presses for _ in range(periods)]
    began_us, heated_us = lived(faulty(warm_up_once, fault), key_sets)
    assert heated_us <= untouched(warm_up_once, fault) + JITTER_US
    assert len(began_us) >= 2 * SECONDS - 4
    steps_us = [after - before for before, after in pairwise(began_us)]
    assert max(steps_us) <= limits.PERIOD_MS * 1_000 + JITTER_US


def overridden(make_run, *actions):
    """Whether override was on in any period of a run with these actions."""
    run = make_run(SECONDS, [{"at_s": at_s, "do": do, "value": key} for at_s, do, key in actions])
    seen = set()
    period = run.program.period

    def watched(now_ms):
        seen.add(run.program.settings.override)
        period(now_ms)

    run.program.period = watched
    run.play()
    return True in seen


@pytest.mark.parametrize("for_s", [2, 6, 15, 35])
def test_an_override_key_that_closes_by_itself_enters_nothing(warm_up, for_s):
    shorted = ((5, "fault", "key-override-stuck"), (5 + for_s, "clear", "key-override-stuck"))
    assert not overridden(warm_up, *shorted)


def test_a_hand_that_holds_override_and_presses_up_enters_it(warm_up):
    held = ((5, "press", "override"), (9, "release", "override"))
    assert not overridden(warm_up, *held)
    assert overridden(warm_up, *held, (11, "press", "up"), (12, "release", "up"))
