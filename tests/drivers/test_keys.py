"""Keys: whatever fingers, wires and time do, each press is one press."""

from hypothesis import given
from hypothesis import strategies as st

from drivers.keys import ALL_KEYS, HOLD_MS, OVERRIDE, RIGHT, SILENCE, STUCK_MS, UP, Keys
from tests.drivers.checked_arithmetic import import_checked

POLL_MS = 60

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
            holdable &= ~keys.held
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
        assert (keys.pressed, keys.down) == (0, 0)
        keys.update(0, POLL_MS)
        assert (keys.pressed, keys.down) == (0, 0)


@given(dt_ms=st.integers(10, 500))
def test_a_hold_comes_once_three_seconds_after_its_press(dt_ms):
    keys = watching()
    feed(keys, OVERRIDE, 2, dt_ms)
    elapsed_ms = 0
    while not keys.held:
        keys.update(OVERRIDE, dt_ms)
        elapsed_ms += dt_ms
    assert keys.held == OVERRIDE
    assert HOLD_MS <= elapsed_ms < HOLD_MS + dt_ms
    assert not any(held for _, held in feed(keys, OVERRIDE, 2 * STUCK_MS // dt_ms, dt_ms))


@given(dt_ms=st.integers(10, 500))
def test_a_hold_given_up_early_is_no_hold(dt_ms):
    keys = watching()
    updates = 1 + (HOLD_MS + dt_ms - 1) // dt_ms
    assert not any(held for _, held in feed(keys, OVERRIDE, updates, dt_ms))
    assert not any(held for _, held in feed(keys, 0, updates, dt_ms))
    assert not any(held for _, held in feed(keys, OVERRIDE, updates, dt_ms))


def test_a_stuck_key_is_named_never_repeats_and_comes_back_once_released():
    keys = watching()
    feed(keys, UP, 2 + STUCK_MS // POLL_MS)
    assert (keys.stuck, keys.down) == (UP, 0)
    assert not any(pressed or held for pressed, held in feed(keys, UP, 2_000))
    assert keys.stuck == UP
    feed(keys, 0, 2)
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
    assert (keys.stuck, keys.down) == (RIGHT, 0)
    feed(keys, 0, 2)
    assert feed(keys, RIGHT, 2)[-1] == (RIGHT, 0)


@given(mashing, st.integers(1, 100))
def test_keys_that_could_not_be_read_for_a_while_are_not_pressed_anew(fingers, count):
    keys = watching()
    for sample, updates in fingers:
        feed(keys, sample, updates)
        keys.lost()
        assert (keys.pressed, keys.held, keys.down, keys.settling) == (0, 0, 0, False)
        assert not any(pressed or held for pressed, held in feed(keys, sample, count))


@given(samples)
def test_what_is_reported_is_consistent_and_only_of_keys_that_are_down(history):
    keys = Keys()
    for sample, dt_ms in history:
        was_down = keys.down
        keys.update(sample, dt_ms)
        assert not keys.pressed & was_down
        assert not keys.pressed & ~keys.down
        assert not keys.stuck & keys.down
        assert 0 <= keys.down <= ALL_KEYS


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


Checked = import_checked("drivers.keys").Keys
