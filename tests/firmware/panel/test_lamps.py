"""Lamps: colour, rate and duty of IEC 60601-1-8, table 2."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.panel.lamps import CYAN, OVERRIDE_SIGN, RED, YELLOW, Lamps

COLOURS = {0: 0, 1: CYAN, 2: YELLOW, 3: RED}
RATES_HZ = {2: (0.4, 0.8), 3: (1.4, 2.8)}

priorities = st.integers(0, 3)
steps_ms = st.lists(st.integers(1, 300), max_size=50)


def shown(priority, override=False):
    lamps = Lamps()
    lamps.show(priority, override)
    return lamps


@given(priority=priorities, override=st.booleans(), steps=steps_ms)
def test_only_the_lamp_of_the_priority_is_lit_and_the_sign_all_the_time_in_override(
    priority, override, steps
):
    lamps = shown(priority, override)
    for dt_ms in (0, *steps):
        lamps.update(dt_ms)
        assert lamps.lit & ~OVERRIDE_SIGN in (0, COLOURS[priority])
        assert bool(lamps.lit & OVERRIDE_SIGN) == override


@pytest.mark.parametrize("priority", RATES_HZ)
def test_a_flash_has_the_rate_and_duty_of_its_priority(priority):
    lamps = shown(priority)
    lit_ms = rises = 0
    before = 0
    for _ in range(20_000):
        lit_ms += bool(lamps.lit)
        rises += bool(lamps.lit and not before)
        before = lamps.lit
        lamps.update(1)
    low, high = RATES_HZ[priority]
    assert low * 20 <= rises <= high * 20
    assert 0.2 <= lit_ms / 20_000 <= 0.6


@given(steps=steps_ms)
def test_a_low_priority_is_steady(steps):
    lamps = shown(1)
    for dt_ms in steps:
        lamps.update(dt_ms)
        assert lamps.lit == CYAN


@given(priority=priorities, steps=steps_ms)
def test_between_changes_that_next_ms_announces_nothing_changes(priority, steps):
    lamps = shown(priority)
    for dt_ms in steps:
        lit, due_ms = lamps.lit, lamps.next_ms()
        assert due_ms > 0
        lamps.update(min(dt_ms, due_ms - 1))
        assert lamps.lit == lit
        due_ms = lamps.next_ms()
        lamps.update(due_ms)
        assert (lamps.lit != lit) == (priority >= 2)


@given(before=priorities, after=priorities, steps=steps_ms)
def test_a_new_priority_is_lit_at_once_and_tells_so(before, after, steps):
    lamps = shown(before)
    for dt_ms in steps:
        lamps.update(dt_ms)
    assert lamps.show(after, False) == (after != before)
    if after != before:
        assert lamps.lit == COLOURS[after]


@given(priority=st.sampled_from((2, 3)), steps=steps_ms)
def test_showing_the_same_again_does_not_disturb_the_flash(priority, steps):
    one, other = shown(priority), shown(priority)
    for dt_ms in steps:
        assert not one.show(priority, False)
        one.update(dt_ms)
        other.update(dt_ms)
        assert one.lit == other.lit


@given(late_ms=st.integers(0, 60_000))
def test_however_late_a_lamp_goes_on_flashing(late_ms):
    lamps = shown(3)
    lamps.update(late_ms)
    assert 0 < lamps.next_ms() <= 250
