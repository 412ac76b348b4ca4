"""Keys: whatever fingers, wires and time do, each press is one press."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.panel.keys import (
    ALL_KEYS,
    HOLD_MAX_MS,
    HOLD_MS,
    OVERRIDE,
    QUIET_MS,
    RIGHT,
    SILENCE,
    STUCK_MS,
    UP,
    Keys,
)
from tests import watched

POLL_MS = 60
SETTLING_MS = 15  # to the next look at a contact that changed

bits = st.integers(0, ALL_KEYS)
gaps_ms = st.sampled_from((0, 1, 20, 60, 500, 2_999, 30_000, 60_000)) | st.integers(0, 100)
samples = st.lists(st.tuples(bits, gaps_ms), max_size=200)
# Fingers: keys down for so many samples in a row.
mashing = st.lists(st.tuples(bits, st.integers(1, 60)), max_size=40)


def watching():
    """Keys that have been seen released."""
    keys = Keys()
    for _ in range(2):
        keys.update(0, POLL_MS)
    return keys


def feed(keys, sample, count, dt_ms=POLL_MS):
    """The keys pressed and held in each of so many updates with the same sample."""
    seen = []
    for _ in range(count):
        keys.update(sample, dt_ms)
        seen.append((keys.pressed, keys.held))
    return seen


@given(key=st.sampled_from([1 << bit for bit in range(6)]), count=st.integers(2, 400))
def test_a_press_is_reported_once_at_its_second_sample(key, count):
    seen = feed(watching(), key, count)
    assert [pressed for pressed, _ in seen] == [0, key] + [0] * (count - 2)


@given(mashing)
def test_keys_mashed_at_random_never_yield_two_presses_or_holds_for_one_press(fingers):
    keys = watching()
    armed = ALL_KEYS  # keys that have been released since their last press
    holdable = 0
    before = 0
    for sample, count in fingers:
        for _ in range(count):
            keys.update(sample, POLL_MS)
            assert not keys.pressed & ~armed
            armed &= ~keys.pressed
            holdable |= keys.pressed
            assert not keys.held & ~holdable
            agreed_up = ~sample & ~before & ALL_KEYS
            armed |= agreed_up
            holdable &= ~agreed_up
            before = sample


@given(mashing, st.lists(st.integers(0, 2_000), max_size=20))
def test_a_contact_that_bounces_at_single_samples_presses_nothing(fingers, glitches):
    keys = watching()
    for position in glitches:
        feed(keys, 0, 2 + position % 3)
        keys.update(position & ALL_KEYS, POLL_MS)
        assert keys.pressed == 0
        keys.update(0, POLL_MS)
        assert keys.pressed == 0


# A contact: closed and open in turn, each for so many milliseconds, looked at so often.
spans_ms = st.integers(1, 45_000) | st.integers(2_500, 3_500) | st.integers(9_500, 10_500)
contacts = st.lists(st.tuples(spans_ms, st.integers(1_500, 90_000)), min_size=1, max_size=6)
polls_ms = st.integers(10, 500)
one_key = st.sampled_from([1 << bit for bit in range(6)])


def look(keys, key, span_ms, dt_ms):
    """A contact that stays as it is for so long; what is held in it."""
    return [held for _, held in feed(keys, key, span_ms // dt_ms, dt_ms) if held]


@given(key=one_key, contact=contacts, dt_ms=polls_ms)
def test_what_a_contact_does_holds_only_when_it_opens_in_the_window(key, contact, dt_ms):
    keys = watching()
    for closed_ms, open_ms in contact:
        assert not look(keys, key, closed_ms, dt_ms), "while it is closed"
        held = look(keys, 0, open_ms, dt_ms)
        assert held in ([], [key])
        if held:
            assert HOLD_MS - dt_ms <= closed_ms <= HOLD_MAX_MS + 3 * dt_ms


@given(key=one_key, contact=contacts, dt_ms=polls_ms)
def test_a_contact_that_was_stuck_holds_nothing_before_it_was_quiet(key, contact, dt_ms):
    keys = watching()
    look(keys, key, STUCK_MS + 3 * dt_ms, dt_ms)
    for closed_ms, open_ms in contact:
        seen = feed(keys, 0, min(open_ms, QUIET_MS - 2 * dt_ms) // dt_ms, dt_ms)
        seen += feed(keys, key, 1 + closed_ms // dt_ms, dt_ms)
        assert (not any(pressed or held for pressed, held in seen), keys.stuck) == (True, key)
    look(keys, 0, QUIET_MS + 3 * dt_ms, dt_ms)
    assert keys.stuck == 0
    assert feed(keys, key, 2, dt_ms)[-1] == (key, 0)


@pytest.mark.proves("SAFE-KEYS")
@given(
    key=one_key,
    before=contacts,
    dt_ms=st.integers(10, 100),
    for_ms=st.integers(HOLD_MS + 1_500, HOLD_MAX_MS - 300),
    glitches=st.sets(st.integers(2, 50), max_size=6),  # each takes up to 0.2 s off the hold
)
def test_a_finger_that_stays_for_3_to_10_s_holds_once_when_it_leaves(
    key, before, dt_ms, for_ms, glitches
):
    keys = watching()
    for closed_ms, open_ms in before:
        look(keys, key, closed_ms, dt_ms)
        look(keys, 0, open_ms, dt_ms)
    look(keys, 0, QUIET_MS + 3 * dt_ms, dt_ms)
    held = []
    for number in range(for_ms // dt_ms):
        apart = number in glitches and number - 1 not in glitches  # a bounce opens one sample
        keys.update(0 if apart else key, SETTLING_MS if number - 1 in glitches else dt_ms)
        held.append(keys.held)
    assert not any(held)
    assert look(keys, 0, 5 * dt_ms, dt_ms) == [key]
    assert not look(keys, 0, STUCK_MS, dt_ms)


@given(keys_down=st.sets(one_key, min_size=2), for_ms=st.integers(HOLD_MS, HOLD_MAX_MS))
def test_keys_that_are_down_together_hold_nothing(keys_down, for_ms):
    keys = watching()
    assert not look(keys, sum(keys_down), for_ms, POLL_MS)
    for key in sorted(keys_down):  # and no order in which they are let go makes a difference
        keys_down = keys_down - {key}
        assert not look(keys, sum(keys_down), HOLD_MS, POLL_MS)


@given(dt_ms=polls_ms)
def test_a_hold_given_up_early_is_no_hold(dt_ms):
    keys = watching()
    updates = 1 + (HOLD_MS - 1) // dt_ms
    for sample in (OVERRIDE, 0, OVERRIDE, 0):
        assert not any(held for _, held in feed(keys, sample, updates, dt_ms))


@pytest.mark.proves("SAFE-KEYS")
def test_a_stuck_key_is_named_never_repeats_and_comes_back_once_it_was_quiet():
    keys = watching()
    feed(keys, UP, 2 + STUCK_MS // POLL_MS)
    assert keys.stuck == UP
    assert not any(pressed or held for pressed, held in feed(keys, UP, 2_000))
    assert keys.stuck == UP
    feed(keys, 0, 2)
    assert keys.stuck == UP
    feed(keys, 0, QUIET_MS // POLL_MS)
    assert keys.stuck == 0
    assert UP in [pressed for pressed, _ in feed(keys, UP, 2)]


def test_a_stuck_key_leaves_the_others_working():
    keys = watching()
    feed(keys, UP, 2 + STUCK_MS // POLL_MS)
    assert [pressed for pressed, _ in feed(keys, UP | SILENCE, 2)] == [0, SILENCE]


def test_a_key_that_was_down_from_the_start_does_nothing_until_released_and_is_named():
    keys = Keys()
    seen = feed(keys, RIGHT, 2 + STUCK_MS // POLL_MS)
    assert not any(pressed or held for pressed, held in seen)
    assert keys.stuck == RIGHT
    feed(keys, 0, 1 + QUIET_MS // POLL_MS)
    assert feed(keys, RIGHT, 2)[-1] == (RIGHT, 0)


@given(key=one_key, before_ms=spans_ms)
def test_a_key_let_go_after_a_reset_or_a_silent_panel_holds_nothing(key, before_ms):
    keys = watching()
    look(keys, key, before_ms, POLL_MS)
    keys.lost()
    assert not look(keys, key, 5_000, POLL_MS)
    assert not look(keys, 0, 5_000, POLL_MS)
    assert not look(Keys(), key, 5_000, POLL_MS) + look(Keys(), 0, 5_000, POLL_MS)


@given(mashing, st.integers(1, 100))
def test_keys_that_could_not_be_read_for_a_while_are_not_pressed_anew(fingers, count):
    keys = watching()
    for sample, updates in fingers:
        feed(keys, sample, updates)
        keys.lost()
        assert (keys.pressed, keys.held, keys.settling) == (0, 0, False)
        assert not any(pressed or held for pressed, held in feed(keys, sample, count))


@given(samples)
def test_what_is_reported_is_consistent_and_only_of_keys_that_are_down(history):
    keys = Keys()
    before = pressed = 0
    for sample, dt_ms in history:
        keys.update(sample, dt_ms)
        assert not keys.pressed & ~(sample & before)
        assert not keys.pressed & pressed
        assert not (keys.pressed | keys.held) & keys.stuck
        assert not keys.pressed & keys.held
        before = sample
        pressed = keys.pressed


@given(samples)
def test_settling_says_that_the_last_two_samples_differ(history):
    keys = watching()
    before = 0
    for sample, dt_ms in history:
        keys.update(sample, dt_ms)
        assert keys.settling == (sample != before)
        before = sample


@given(samples)
def test_keys_stay_in_small_integers(history):
    keys = Checked()
    for sample, dt_ms in history:
        keys.update(sample, dt_ms)


Checked = watched.load("firmware.panel.keys").Keys
