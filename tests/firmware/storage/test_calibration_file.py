"""The calibration in flash: the old or the new, never a mix, and never out of bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control import quantities
from control.calibration import Calibration
from firmware.storage.calibration_file import COLUMNS, CalibrationFile
from firmware.storage.record import pack, unpack
from tests.control.test_calibration import corrections, sensor_and_points
from tests.firmware.storage.storage_bench import BenchFiles, Clock, Cut
from tests.firmware.storage.test_store import damages

NAMES = ("calibration.0", "calibration.1")
MIRROR = "calibration0"  # of the version before
RETRY_AFTER = 120
FRESH = corrections(Calibration())
by_names = st.text("abcXYZ019-_.", min_size=1, max_size=12)
steps = st.lists(st.tuples(sensor_and_points, by_names), max_size=4)


class Kept:
    """A calibration and its file, as a board that starts now has them."""

    def __init__(self, files):
        self.calibration = Calibration()
        self.file = CalibrationFile(files, Clock(), self.calibration)
        self.file.load()

    def do(self, step):
        (sensor, four), by = step
        return self.file.set(sensor, *four, by)

    def save(self):
        for _ in range(4):  # periods: one for each copy, and one more
            self.file.save()
        assert not self.file.due

    def state(self):
        return corrections(self.calibration)


@given(steps)
def test_what_was_set_last_is_what_the_next_start_finds(history):
    files = BenchFiles()
    kept = Kept(files)
    for step in history:
        kept.do(step)
        kept.save()
    again = Kept(files)
    assert again.state() == kept.state()
    assert not again.file.lost and not again.file.failed


def test_a_new_board_is_not_calibrated_has_lost_nothing_and_writes_nothing():
    files = BenchFiles()
    kept = Kept(files)
    kept.save()
    assert kept.state() == FRESH
    assert kept.file.blank and not kept.file.lost
    assert files.contents == {}


@given(steps)
def test_only_a_change_is_written_one_copy_a_period(history):
    files = BenchFiles()
    kept = Kept(files)
    for step in history:
        changed = not kept.do(step)
        for _ in range(4):
            writes = files.flash.writes
            kept.file.save()
            assert files.flash.writes - writes <= 1
        assert set(files.contents) == {*NAMES, MIRROR} or not changed
    writes = files.flash.writes
    again = Kept(files)
    for _ in range(5):
        kept.file.save()
        again.file.save()
    assert files.flash.writes == writes


@given(steps, st.tuples(sensor_and_points, by_names), st.integers(0, 3))
def test_a_cut_at_any_write_leaves_the_old_or_the_new(history, last, at):
    files = BenchFiles()
    kept = Kept(files)
    for step in history:
        kept.do(step)
        kept.save()
    old = kept.state()
    kept.do(last)
    files.cut(at)
    try:
        kept.save()
    except Cut:
        pass
    files.repair()
    again = Kept(files)
    assert again.state() in (old, kept.state())
    assert not again.file.lost
    again.save()
    for name in NAMES:  # each copy alone is enough
        alone = BenchFiles()
        alone.contents = {one: data for one, data in files.contents.items() if one != name}
        assert Kept(alone).state() == again.state() or not alone.contents


@given(steps.filter(bool), st.sampled_from((*NAMES, MIRROR)), damages())
def test_whatever_happens_to_one_copy_the_calibration_is_the_newest_and_is_mended(
    history, name, damage
):
    files = BenchFiles()
    kept = Kept(files)
    for step in history:
        kept.do(step)
        kept.save()
    if not files.contents:
        return
    whole = {one: bytes(data) for one, data in files.contents.items()}
    strike(files, name, damage)
    again = Kept(files)
    assert again.state() == kept.state()
    assert not again.file.lost
    again.save()
    mended = {one: bytes(data) for one, data in files.contents.items()}
    assert {one: mended[one] for one in NAMES} == {one: whole[one] for one in NAMES}
    assert mended[MIRROR][3:-2] == whole[MIRROR][3:-2]


@given(damages(), damages())
def test_two_spoilt_copies_are_a_loss_and_nothing_is_corrected(first, second):
    files = BenchFiles()
    image(files, lambda fields: None)
    whole = dict(files.contents)
    for name, damage in zip(NAMES, (first, second), strict=True):
        strike(files, name, damage)
    kept = Kept(files)
    if all(files.contents.get(name) != whole[name] for name in NAMES):
        assert kept.file.lost
        assert kept.state() == FRESH


def test_two_empty_files_are_a_loss():
    files = BenchFiles()
    files.contents = {name: bytearray() for name in NAMES}
    assert Kept(files).file.lost


def strike(files, name, damage):
    """Let it happen."""
    blob = damage(bytes(files.contents.pop(name)))
    if blob is not None:
        files.contents[name] = bytearray(blob)


def test_a_flash_that_cannot_be_read_is_a_loss():
    class Blind(BenchFiles):
        def names(self):
            raise OSError(5)

    kept = Kept(Blind())
    assert kept.file.lost
    assert kept.state() == FRESH


def image(files, change):
    """A calibration whose fields are changed, in whole copies."""
    kept = Kept(files)
    assert not kept.file.set("air", 30_000, 30_100, 37_000, 37_200, "Meier")
    kept.save()
    fields = unpack(files.contents[NAMES[0]])
    change(fields)
    for name in NAMES:
        files.contents[name] = pack(1, fields)


@given(st.sampled_from(quantities.QUANTITY_NAMES), st.integers(0, 38), st.integers(1, 255))
def test_no_whole_copy_corrects_more_than_a_technician_may(sensor, at, flip):
    files = BenchFiles()

    def change(fields):
        field = bytearray(fields[sensor])
        if at < len(field):
            field[at] ^= flip
        else:
            del field[flip:]
        fields[sensor] = bytes(field)

    image(files, change)
    kept = Kept(files)
    for name in quantities.QUANTITY_NAMES:
        one = getattr(kept.calibration, name)
        assert one.high_raw - one.low_raw >= one.row.span_min
        for raw in range(-50_000, 200_000, 1_000):
            assert abs(one.correct(raw) - raw) <= one.row.error_max


@given(
    st.dictionaries(st.text("wxyz_2", min_size=1, max_size=10), st.binary(max_size=60)),
    st.binary(max_size=200),
    st.sampled_from((None, *quantities.QUANTITY_NAMES[1:])),
)
def test_what_another_version_knows_more_or_less_of_changes_nothing(others, longer, missing):
    files = BenchFiles()

    def change(fields):
        fields["air"] += longer
        fields.update(others)
        fields.pop(missing, None)

    image(files, change)
    kept = Kept(files)
    assert (kept.calibration.air.low_true, kept.calibration.air.high_true) == (30_100, 37_200)
    assert not kept.file.lost
    assert not kept.file.set("humidity", 300, 290, 800, 815, "Meier")
    kept.save()
    again = Kept(files)
    assert again.state() == kept.state()
    fields = unpack(files.contents[NAMES[0]])
    assert fields["air"].endswith(longer)
    assert {name: fields[name] for name in others} == others


@given(st.integers(0, 0xFFFF))
def test_the_newer_copy_is_found_wherever_the_sequence_number_counts_round(sequence):
    for names in (NAMES, NAMES[::-1]):
        files = BenchFiles()
        image(files, lambda fields: None)
        fields = unpack(files.contents[NAMES[0]])
        for step in (0, 1):
            fields["air"] = (30_000 + step).to_bytes(4, "big") + fields["air"][4:]
            files.contents[names[step]] = pack((sequence + step) & 0xFFFF, fields)
        kept = Kept(files)
        assert kept.calibration.air.low_raw == 30_001
        kept.save()
        assert not kept.file.set("air", 30_000, 30_100, 37_000, 37_200, "Meier")
        kept.save()
        assert Kept(files).state() == kept.state()


def test_a_flash_that_fails_is_noted_raises_nothing_and_is_tried_again_later():
    files = BenchFiles()
    kept = Kept(files)
    files.fail()
    assert not kept.file.set("air", 30_000, 30_100, 37_000, 37_200, "Meier")
    kept.file.save()
    assert kept.file.failed
    writes = files.flash.writes
    for _ in range(RETRY_AFTER):
        kept.file.save()
    assert files.flash.writes == writes
    files.repair()
    kept.save()
    assert not kept.file.failed
    assert Kept(files).state() == kept.state()


@pytest.mark.parametrize("lost", [True, False])
def test_without_the_time_nothing_is_calibrated(lost):
    calibration = Calibration()
    file = CalibrationFile(BenchFiles(), Clock(lost=lost), calibration)
    refusal = file.set("air", 30_000, 30_100, 37_000, 37_200, "Meier")
    assert ("clock" in refusal) == lost
    assert (corrections(calibration) == FRESH) == lost


def test_what_is_in_force_can_be_read():
    kept = Kept(BenchFiles())
    kept.file.set("air", 30_000, 30_100, 37_000, 37_200, "Meier")
    lines = list(kept.file.lines())
    assert lines[0] == COLUMNS
    assert lines[1] == "air,30000,30100,37000,37200,Meier,2026-07-31 23:59:58"
    assert lines[2] == "air2,15000,15000,45000,45000,,"
    assert len(lines) == 1 + len(quantities.QUANTITY_NAMES)
