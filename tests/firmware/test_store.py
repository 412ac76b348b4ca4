"""Settings in flash: old or new and never a mix, whatever happens to the flash and when."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from control import limits
from control.settings import (
    AIR_SET,
    HUMIDITY_OFF,
    HUMIDITY_SET,
    MODES,
    SKIN_SET,
    STANDBY,
    Settings,
)
from firmware.crc16 import crc16
from firmware.store import Store
from tests.drivers.checked_arithmetic import import_checked

pytestmark = pytest.mark.proves("LAW-6-RESTART")

KEYS = ("settings0", "settings1")
FIELDS = Settings.__slots__


class Cut(Exception):
    """Power went."""


class Nvs:
    """Flash whose operations can fail. `before(n)` is told the number of each, from 0.

    `after`, where set, is called with the number too, when the operation has taken effect.
    """

    def __init__(self, values=None):
        self.values = dict(values or {})
        self.operations = 0
        self.writes = 0
        self.before = self.after = lambda number: None
        self.keep = lambda key, blob: blob  # what the cells really hold

    def get_blob(self, key, buf):
        return self._operate(lambda: self._get(key, buf))

    def set_blob(self, key, value):
        self.writes += 1
        return self._operate(lambda: self._set(key, bytes(value)))

    def commit(self):
        return self._operate(lambda: None)

    def _operate(self, act):
        number = self.operations
        self.operations += 1
        self.before(number)
        result = act()
        self.after(number)
        return result

    def _get(self, key, buf):
        if key not in self.values or len(self.values[key]) > len(buf):
            raise OSError(-0x1102)
        buf[: len(self.values[key])] = self.values[key]
        return len(self.values[key])

    def _set(self, key, blob):
        kept = self.keep(key, blob)
        if kept is not None:
            self.values[key] = kept


def cut_at(number):
    def cut(now):
        if now == number:
            raise Cut

    return cut


def at(number, error):
    def fail(now):
        if now == number:
            raise error

    return fail


@st.composite
def choices(draw):
    """Settings as an operator may choose them."""
    chosen = Settings()
    override = draw(st.booleans())
    assert not chosen.set_override(override)
    air, skin = (
        st.integers(0, ((b.override_high if override else b.high) - b.low) // b.step).map(
            lambda steps, b=b: b.low + steps * b.step
        )
        for b in (AIR_SET, SKIN_SET)
    )
    assert not chosen.set_air(draw(air))
    assert not chosen.set_skin(draw(skin))
    assert not chosen.set_humidity(
        draw(st.just(HUMIDITY_OFF) | st.integers(30, 95).map(lambda percent: 10 * percent))
    )
    assert not chosen.set_mode(draw(st.integers(0, len(MODES) - 1)))
    return chosen


def fields(chosen):
    return {name: getattr(chosen, name) for name in FIELDS}


DEFAULTS = fields(Settings())


def loaded(nvs):
    """What a board that starts now finds, and its store."""
    nvs.before = nvs.after = lambda number: None
    store = Store(nvs)
    found = Settings()
    store.load(found)
    return fields(found), store


def saved(*history):
    """Flash into which these settings were saved, one after the other."""
    nvs = Nvs()
    store = Store(nvs)
    store.load(Settings())
    for chosen in history:
        for _ in range(2):  # periods
            store.save(chosen)
    return nvs, store


@given(st.lists(choices(), min_size=1, max_size=8))
def test_what_was_saved_last_is_what_is_loaded(history):
    nvs, _ = saved(*history)
    found, store = loaded(nvs)
    assert found == fields(history[-1])
    assert not store.lost and not store.failed


def test_an_empty_flash_gives_the_safe_defaults_and_says_so():
    found, store = loaded(Nvs())
    assert found == DEFAULTS
    assert found["mode"] == STANDBY
    assert store.lost


def test_the_defaults_are_written_at_once_and_the_loss_stays_known_until_the_next_start():
    nvs = Nvs()
    _, store = loaded(nvs)
    store.save(Settings())
    assert store.lost
    assert not loaded(nvs)[1].lost


@given(choices())
def test_settings_that_do_not_change_are_not_written(chosen):
    nvs, store = saved(chosen)
    writes = nvs.writes
    for _ in range(5):
        store.save(chosen)
    _, store = loaded(nvs)
    store.save(chosen)
    assert nvs.writes == writes


OPERATIONS = 3  # of a save: write, commit, read back


@pytest.mark.parametrize("number", range(OPERATIONS + 1))
@pytest.mark.parametrize("when", ["before", "after"])
@given(history=st.lists(choices(), max_size=4), old=choices(), new=choices())
def test_a_cut_at_any_flash_operation_leaves_the_old_settings_or_the_new(
    when, number, history, old, new
):
    nvs, store = saved(*history, old)
    setattr(nvs, when, cut_at(nvs.operations + number))
    try:
        store.save(new)
        assert number >= OPERATIONS or fields(old) == fields(new)
    except Cut:
        assert number < OPERATIONS
    found, store = loaded(nvs)
    assert found in (fields(old), fields(new))
    assert not store.lost


@given(st.lists(choices(), max_size=4), choices(), choices(), st.binary(max_size=20))
def test_a_copy_that_power_left_as_garbage_leaves_the_old_settings(history, old, new, garbage):
    nvs, store = saved(*history, old)

    def torn(key, blob):
        nvs.values[key] = garbage
        raise Cut

    nvs.keep = torn
    try:
        store.save(new)
    except Cut:
        pass
    assert loaded(nvs)[0] in (fields(old), fields(new))


@given(st.lists(st.tuples(choices(), st.integers(0, 5)), min_size=1, max_size=8))
def test_cuts_in_a_row_never_lose_both_copies(history):
    nvs, _ = saved(Settings())
    before = DEFAULTS
    for chosen, number in history:
        _, store = loaded(nvs)
        nvs.before = cut_at(nvs.operations + number)
        try:
            store.save(chosen)
        except Cut:
            pass
        found, store = loaded(nvs)
        assert found in (before, fields(chosen))
        assert not store.lost
        before = found


@given(choices(), choices(), choices())
def test_one_bad_copy_does_not_matter_and_is_the_next_to_be_written(older, newer, next_one):
    for key in KEYS:
        nvs, _ = saved(older, newer)
        nvs.values[key] = b"\xff" * 13
        found, store = loaded(nvs)
        assert found in (fields(older), fields(newer))
        assert not store.lost
        kept = nvs.values[KEYS[1 - KEYS.index(key)]]
        store.save(next_one)
        assert nvs.values[KEYS[1 - KEYS.index(key)]] == kept
        assert loaded(nvs)[0] == fields(next_one)


def in_bounds(found):
    override = found["override"]
    assert override in (True, False)
    assert found["mode"] in range(len(MODES))
    assert not AIR_SET.refusal(found["air_mc"], override)
    assert not SKIN_SET.refusal(found["skin_mc"], override)
    humidity = found["humidity_pm"]
    assert humidity == HUMIDITY_OFF or not HUMIDITY_SET.refusal(humidity, override)


blobs = st.binary(max_size=20) | st.binary(min_size=13, max_size=13)


def with_crc(blob):
    """The same with a checksum that fits: what only range checks can refuse."""
    body = blob[:11]
    return body + crc16(body, 11).to_bytes(2, "big")


valid_form = st.binary(min_size=11, max_size=11).map(lambda body: with_crc(b"\x01" + body[1:]))


@settings(max_examples=300)
@given(blobs | valid_form, blobs | valid_form)
def test_no_bytes_in_flash_ever_yield_settings_out_of_bounds(first, second):
    found, store = loaded(Nvs(zip(KEYS, (first, second), strict=True)))
    in_bounds(found)
    if store.lost:
        assert found == DEFAULTS


@given(choices(), st.integers(0, 12), st.integers(1, 255))
def test_a_changed_byte_is_found(chosen, position, flip):
    nvs, _ = saved(chosen)
    for key in KEYS:
        blob = bytearray(nvs.values[key])
        blob[position] ^= flip
        nvs.values[key] = bytes(blob)
    assert loaded(nvs)[1].lost


@pytest.mark.parametrize(
    "field, value",
    [
        ("air_mc", limits.AIR_SET_MAX_MC + 100),
        ("air_mc", limits.AIR_SET_OVERRIDE_MAX_MC + 100),
        ("air_mc", 36_050),
        ("air_mc", 0),
        ("skin_mc", limits.SKIN_SET_MAX_MC + 100),
        ("humidity_pm", limits.HUMIDITY_SET_MAX_PM + 10),
        ("mode", 3),
        ("mode", 255),
    ],
)
def test_a_whole_copy_with_a_setting_out_of_bounds_is_refused_altogether(field, value):
    chosen = Settings()
    setattr(chosen, field, value)
    nvs, _ = saved(chosen)
    found, store = loaded(nvs)
    assert found == DEFAULTS
    assert store.lost


@given(choices(), choices(), st.integers(0, 0xFFFF))
def test_the_newer_copy_is_found_wherever_the_sequence_number_counts_round(old, new, sequence):
    nvs, _ = saved(old)
    for step, key in enumerate(KEYS):
        blob = nvs.values[key]
        count = (sequence + step) & 0xFFFF
        nvs.values[key] = with_crc(blob[:1] + count.to_bytes(2, "big") + blob[3:11])
    _, store = loaded(nvs)
    store.save(new)
    assert loaded(nvs)[0] == fields(new)


@given(choices())
def test_two_whole_copies_are_made_of_the_first_settings_too(chosen):
    nvs, _ = saved(chosen)
    for key in KEYS:
        assert loaded(Nvs({key: nvs.values[key]}))[0] == fields(chosen)


@pytest.mark.parametrize("number", range(OPERATIONS))
@given(choices(), choices())
def test_a_flash_that_fails_is_noted_raises_nothing_and_is_tried_again_later(number, old, new):
    if fields(old) == fields(new):
        return
    nvs, store = saved(old)
    nvs.before = at(nvs.operations + number, OSError(-0x1105))
    store.save(new)
    assert store.failed
    writes = nvs.writes
    for _ in range(100):
        store.save(new)
    assert nvs.writes == writes
    for _ in range(100):
        store.save(new)
    assert nvs.writes == writes + 1
    assert not store.failed
    assert loaded(nvs)[0] == fields(new)


@given(choices(), choices())
def test_a_flash_that_silently_keeps_the_old_is_noted(old, new):
    if fields(old) == fields(new):
        return
    nvs, store = saved(old)
    nvs.keep = lambda key, blob: None
    store.save(new)
    assert store.failed


@given(choices(), choices())
def test_a_failed_write_that_landed_after_all_does_not_come_back_later(old, new):
    nvs, store = saved(old)
    nvs.after = at(nvs.operations, OSError(-0x1105))
    store.save(new)
    nvs.after = lambda number: None
    for _ in range(200):
        store.save(old)
    assert loaded(nvs)[0] == fields(old)


@given(st.binary(max_size=20))
def test_the_checksum_is_crc_16_ibm_3740(data):
    assert crc16(b"123456789", 9) == 0x29B1
    extended = data + crc16(data, len(data)).to_bytes(2, "big")
    assert crc16(extended, len(extended)) == 0


@given(choices())
def test_the_store_stays_in_small_integers(chosen):
    nvs = Nvs()
    store = Checked(nvs)
    store.load(Settings())
    store.save(chosen)
    Checked(nvs).load(Settings())


Checked = import_checked("firmware.store").Store
