"""Settings in flash: the newest confirmed, or the safe defaults and a word, and never a mix."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from control import limits
from control.settings import (
    AIR_SET,
    HUMIDITY_OFF,
    HUMIDITY_SET,
    MODES,
    SETTINGS,
    SKIN_SET,
    STANDBY,
    Settings,
)
from firmware.storage.crc16 import crc16
from firmware.storage.nvs_cells import NvsCells
from firmware.storage.record import pack, unpack
from firmware.storage.store import Store
from tests import watched
from tests.firmware.storage.storage_bench import BenchNvs, Cut

pytestmark = pytest.mark.proves("LAW-6-RESTART")

KEYS = ("settings.0", "settings.1")
MIRROR = "settings0"  # of the version before
ALARM_LIMITS = tuple(row for row in SETTINGS if row.bounds and "alarm" in row.field)
FIELDS = tuple(row.field for row in SETTINGS)


def store_in(nvs, kind=Store):
    """A store on this flash."""
    cells = NvsCells("cradle")
    cells._nvs = nvs
    return kind(cells)


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
def choices(draw, alarm_limits=True):
    """Settings as an operator may choose them, alarm limits or not: 0.1.0 had none."""
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
    for row in ALARM_LIMITS if alarm_limits else ():
        b = row.bounds
        value = b.low + b.step * draw(st.integers(0, (b.high - b.low) // b.step))
        assert not chosen.set(row.field, value)
    assert not chosen.set_mode(draw(st.integers(0, len(MODES) - 1)))
    return chosen


def fields(chosen):
    return {name: getattr(chosen, name) for name in FIELDS}


DEFAULTS = fields(Settings())


def loaded(nvs):
    """What a board that starts now finds, and its store."""
    nvs.before = nvs.after = lambda number: None
    store = store_in(nvs)
    found = Settings()
    store.load(found)
    return fields(found), store


def saved(*history):
    """Flash into which these settings were saved, one after the other."""
    nvs = BenchNvs()
    store = store_in(nvs)
    store.load(Settings())
    for chosen in history:
        store.save(chosen)
        assert store.stored
    return nvs, store


histories = st.lists(choices(), max_size=4)


@given(st.lists(choices(), min_size=1, max_size=8))
def test_what_was_saved_last_is_what_is_loaded(history):
    nvs, _ = saved(*history)
    found, store = loaded(nvs)
    assert found == fields(history[-1])
    assert not store.lost and not store.failed and not store.blank


def test_an_empty_flash_gives_the_safe_defaults_and_has_lost_nothing():
    found, store = loaded(BenchNvs())
    assert found == DEFAULTS
    assert found["mode"] == STANDBY
    assert store.blank and not store.lost


def test_the_defaults_are_written_at_once():
    nvs = BenchNvs()
    _, store = loaded(nvs)
    store.save(Settings())
    assert not loaded(nvs)[1].blank


@given(choices())
def test_settings_that_do_not_change_are_not_written(chosen):
    nvs, store = saved(chosen)
    writes = nvs.writes
    for _ in range(5):
        assert not store.changed(chosen)
        assert not store.save(chosen)
    _, store = loaded(nvs)
    store.save(chosen)
    assert nvs.writes == writes


# --- one copy is damaged -------------------------------------------------------------------------


@st.composite
def damages(draw):
    """What may become of the bytes of a copy: a bit, its end, more bytes, all others, none."""
    kind = draw(st.sampled_from(("bit", "short", "long", "other", "gone")))
    number = draw(st.integers(0, 1 << 16))
    noise = draw(st.binary(min_size=1, max_size=90))

    def damage(blob):
        if kind == "bit":
            bit = number % (8 * len(blob))
            flipped = bytearray(blob)
            flipped[bit // 8] ^= 1 << bit % 8
            return bytes(flipped)
        if kind == "short":
            return blob[: number % len(blob)]
        if kind == "long":
            return blob + noise
        return noise if kind == "other" else None

    return damage


def strike(nvs, key, damage):
    """Let it happen, if the key is there."""
    if key in nvs.values:
        blob = damage(nvs.values.pop(key))
        if blob is not None:
            nvs.values[key] = blob


@given(histories, choices(), st.sampled_from((*KEYS, MIRROR)), damages())
def test_whatever_happens_to_one_copy_the_newest_confirmed_settings_are_loaded(
    history, last, key, damage
):
    nvs, _ = saved(*history, last)
    strike(nvs, key, damage)
    found, store = loaded(nvs)
    assert found == fields(last)
    assert not store.lost


@given(histories, choices(), st.sampled_from(KEYS), damages(), st.integers(0, 20), choices())
def test_whatever_power_cut_short_damage_to_one_copy_restores_nothing_older_than_confirmed(
    history, last, key, damage, cut, new
):
    nvs, store = saved(*history, last)
    nvs.before = cut_at(nvs.operations + cut)
    confirmed = last
    try:
        store.save(new)
        confirmed = new
    except Cut:
        pass
    strike(nvs, key, damage)
    found, store = loaded(nvs)
    assert found in (fields(confirmed), fields(new))
    assert not store.lost


@given(histories, choices(), damages(), damages())
def test_with_both_copies_damaged_the_settings_are_lost_and_safe(history, last, first, second):
    nvs, _ = saved(*history, last)
    whole = dict(nvs.values)
    for key, damage in zip(KEYS, (first, second), strict=True):
        strike(nvs, key, damage)
    found, store = loaded(nvs)
    if all(nvs.values.get(key) != whole[key] for key in KEYS):
        assert store.lost and not store.blank
        assert found == DEFAULTS


@given(histories, choices())
def test_copies_that_changed_places_are_as_good(history, last):
    nvs, _ = saved(*history, last)
    first, second = (nvs.values[key] for key in KEYS)
    nvs.values.update(zip(KEYS, (second, first), strict=True))
    assert loaded(nvs)[0] == fields(last)


@given(choices(), choices(), st.sampled_from(KEYS), damages())
def test_a_damaged_copy_is_mended_at_once(older, newer, key, damage):
    nvs, _ = saved(older, newer)
    whole = dict(nvs.values)
    strike(nvs, key, damage)
    store = loaded(nvs)[1]
    store.save(newer)
    assert store.stored
    assert nvs.values == whole


# --- power is cut --------------------------------------------------------------------------------

OPERATIONS = 9  # of a save: write, commit, read back, of two copies and of the older version's


@pytest.mark.parametrize("number", range(OPERATIONS + 1))
@pytest.mark.parametrize("when", ["before", "after"])
@given(history=histories, old=choices(), new=choices())
@settings(max_examples=10)
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


@given(histories, choices(), choices(), st.binary(max_size=20))
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


@given(st.lists(st.tuples(choices(), st.integers(0, 12)), min_size=1, max_size=8))
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


@given(choices(), choices(), st.integers(0, 0xFFFF))
def test_the_newer_copy_is_found_wherever_the_sequence_number_counts_round(old, new, sequence):
    for keys in (KEYS, KEYS[::-1]):
        nvs = BenchNvs()
        for step, chosen in enumerate((old, new)):
            kept = unpack(saved(chosen)[0].values[KEYS[0]])
            nvs.values[keys[step]] = bytes(pack((sequence + step) & 0xFFFF, kept))
        found, store = loaded(nvs)
        assert found == fields(new)
        store.save(old)
        assert loaded(nvs)[0] == fields(old)


# --- what the bytes say --------------------------------------------------------------------------


def in_bounds(found):
    override = found["override"]
    assert override in (True, False)
    assert found["mode"] in range(len(MODES))
    assert not AIR_SET.refusal(found["air_mc"], override)
    assert not SKIN_SET.refusal(found["skin_mc"], override)
    humidity = found["humidity_pm"]
    assert humidity == HUMIDITY_OFF or not HUMIDITY_SET.refusal(humidity, override)


def with_crc(body):
    """The same with a checksum that fits."""
    return bytes(body) + crc16(body, len(body)).to_bytes(2, "big")


@st.composite
def whole_blobs(draw):
    """A copy with a checksum that fits, and any tags, lengths and values."""
    body = bytearray(saved(draw(choices()))[0].values[KEYS[0]][:-2])
    for _ in range(draw(st.integers(0, 3))):
        body[draw(st.integers(0, len(body) - 1))] = draw(st.integers(0, 255))
    return with_crc(body)


blobs = st.binary(max_size=20) | whole_blobs() | st.binary(max_size=60).map(with_crc)


@settings(max_examples=200)
@given(blobs, blobs, st.binary(max_size=15))
def test_no_bytes_in_flash_ever_yield_settings_out_of_bounds(first, second, mirror):
    blobs_by_key = dict(zip((*KEYS, MIRROR), (first, second, mirror), strict=True))
    found, store = loaded(BenchNvs(blobs_by_key))
    in_bounds(found)
    if store.lost:
        assert found == DEFAULTS
    store.save(Settings())
    assert loaded(BenchNvs(store._pair._cells._nvs.values))[0] == DEFAULTS


names = st.text("abcdefghijklmnopqrstuvwxyz_0189", min_size=1, max_size=20).filter(
    lambda name: name not in FIELDS
)
foreign = st.dictionaries(names, st.binary(max_size=255), max_size=2)


@given(choices(), foreign, choices())
def test_fields_of_another_version_change_nothing_and_are_kept(chosen, others, next_one):
    nvs, _ = saved(chosen)
    for key in KEYS:
        nvs.values[key] = bytes(pack(7, unpack(nvs.values[key]) | others))
    found, store = loaded(nvs)
    assert found == fields(chosen)
    store.save(next_one)
    assert loaded(nvs)[0] == fields(next_one)
    kept = unpack(nvs.values[KEYS[0]])
    assert {name: kept[name] for name in others} == others


@given(choices(), st.sampled_from(FIELDS))
def test_a_field_that_is_not_there_takes_its_default_and_the_others_are_as_they_were(chosen, name):
    nvs, _ = saved(chosen)
    for key in KEYS:
        kept = unpack(nvs.values[key])
        del kept[name]
        nvs.values[key] = bytes(pack(7, kept))
    found, store = loaded(nvs)
    if store.lost:  # set points for override, without it, are not allowed
        assert name == "override" and chosen.override
        assert found == DEFAULTS
    else:
        assert found == fields(chosen) | {name: DEFAULTS[name]}


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


# --- flash that fails ----------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(OPERATIONS))
@given(choices(), choices())
@settings(max_examples=10)
def test_a_flash_that_fails_is_noted_raises_nothing_and_is_tried_again_later(number, old, new):
    if fields(old) == fields(new):
        return
    nvs, store = saved(old)
    nvs.before = at(nvs.operations + number, OSError(-0x1105))
    store.save(new)
    assert store.failed and not store.stored
    writes = nvs.writes
    for _ in range(100):
        store.save(new)
    assert nvs.writes == writes
    for _ in range(100):
        store.save(new)
    assert nvs.writes > writes
    assert store.stored and not store.failed
    assert loaded(nvs)[0] == fields(new)


@given(choices(), choices())
def test_flash_that_has_failed_is_tried_at_once_for_a_new_choice_and_at_the_end(old, new):
    if fields(old) == fields(new):
        return
    nvs, store = saved(old)
    for at_once in (False, True):
        nvs.before = at(nvs.operations, OSError(-0x1105))
        store.save(new)
        assert store.failed
        if at_once:
            store.save(new, True)
        else:
            store.save(old)
        assert store.stored
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


@given(choices(), choices())
def test_nvs_that_cannot_be_opened_is_a_loss_and_takes_the_newest_once_it_can(old, new):
    nvs, _ = saved(old)
    opened = []

    class Closed(NvsCells):
        def _open(self):
            if not opened:
                raise OSError(-0x1101)
            return nvs

    store = Store(Closed("cradle"))
    found = Settings()
    store.load(found)
    assert store.lost and store.failed
    assert fields(found) == DEFAULTS
    store.save(new)
    assert not store.stored
    opened.append(True)
    for _ in range(200):
        store.save(new)
    assert store.stored
    assert loaded(nvs)[0] == fields(new)


@given(st.binary(max_size=20))
def test_the_checksum_is_crc_16_ibm_3740(data):
    assert crc16(b"123456789", 9) == 0x29B1
    extended = data + crc16(data, len(data)).to_bytes(2, "big")
    assert crc16(extended, len(extended)) == 0


@given(choices())
def test_the_store_stays_in_small_integers(chosen):
    nvs = BenchNvs()
    store = store_in(nvs, Checked)
    store.load(Settings())
    store.save(chosen)
    store_in(nvs, Checked).load(Settings())


Checked = watched.load("firmware.storage.store").Store


# --- what skin mode has learned ------------------------------------------------------------------

PERIODS_APART = 601


@given(st.lists(st.integers(13_000, 49_000), min_size=1, max_size=5), choices())
def test_the_air_that_held_the_skin_is_there_after_a_reset_beside_the_settings(learned, chosen):
    nvs, store = saved(chosen)
    for air_mc in learned:
        for _ in range(PERIODS_APART):
            store.follow(air_mc)
        store.save(chosen)
    found, store = loaded(nvs)
    assert found == fields(chosen)
    assert abs(store.skin_air_mc - min(learned[-1], 38_500)) < 100


@given(st.lists(st.integers(33_000, 37_000) | st.just(0), max_size=PERIODS_APART))
def test_it_is_written_once_in_5_min_whatever_skin_mode_does(course):
    nvs, store = saved(Settings())
    writes = nvs.writes
    for air_mc in course:
        store.follow(air_mc)
        store.save(Settings())
    assert nvs.writes <= writes + 2


def test_air_that_is_much_the_same_or_unknown_is_not_written():
    nvs, store = saved(Settings())
    for _ in range(PERIODS_APART):
        store.follow(36_000)
    store.save(Settings())
    writes = nvs.writes
    for air_mc in (36_099, 35_901, 0) * PERIODS_APART:
        store.follow(air_mc)
        assert not store.save(Settings())
    assert nvs.writes == writes
    assert loaded(nvs)[1].skin_air_mc == 36_000
