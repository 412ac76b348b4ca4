"""The calibration in flash: the old or the new, never a mix, and never out of bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control.calibration import SENSORS, Calibration
from firmware.calibration_file import COLUMNS, CalibrationFile
from firmware.crc16 import crc16
from tests.control.test_calibration import corrections, sensor_and_points
from tests.firmware.storage_bench import BenchFiles, Clock, Cut

NAMES = ("calibration0", "calibration1")
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
        for _ in range(3):  # periods: one for each copy, and one more
            self.file.save()

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
    assert not kept.file.lost
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
        assert set(files.contents) == set(NAMES) or not changed
    writes = files.flash.writes
    again = Kept(files)
    for _ in range(5):
        kept.file.save()
        again.file.save()
    assert files.flash.writes == writes


@given(steps, st.tuples(sensor_and_points, by_names), st.integers(0, 2))
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
        assert not alone.contents or Kept(alone).state() == again.state()


@given(steps.filter(bool), st.sampled_from(NAMES), st.binary(max_size=300))
def test_one_spoilt_copy_does_not_matter_and_is_mended(history, name, garbage):
    files = BenchFiles()
    kept = Kept(files)
    for step in history:
        kept.do(step)
        kept.save()
    if not files.contents:
        return
    whole = bytes(files.contents[name])
    files.contents[name] = bytearray(garbage)
    again = Kept(files)
    assert again.state() == kept.state()
    assert not again.file.lost
    again.save()
    assert files.contents[name] == whole


@given(st.binary(min_size=1, max_size=300), st.binary(min_size=1, max_size=300))
def test_two_spoilt_copies_are_a_loss_and_nothing_is_corrected(first, second):
    files = BenchFiles()
    files.contents = {NAMES[0]: bytearray(first), NAMES[1]: bytearray(second)}
    kept = Kept(files)
    assert kept.file.lost
    assert kept.state() == FRESH


def test_a_flash_that_cannot_be_read_is_a_loss():
    class Blind(BenchFiles):
        def size(self, name):
            raise OSError(5)

    kept = Kept(Blind())
    assert kept.file.lost
    assert kept.state() == FRESH


def image(files, change):
    """A whole copy, changed, with a checksum that fits."""
    kept = Kept(files)
    assert not kept.file.set("air", 30_000, 30_100, 37_000, 37_200, "Meier")
    kept.save()
    blob = bytearray(files.contents[NAMES[0]])
    change(blob)
    blob[-2:] = crc16(blob, len(blob) - 2).to_bytes(2, "big")
    return blob


@given(st.integers(0, 206), st.integers(1, 255))
def test_no_whole_copy_corrects_more_than_a_technician_may(at, flip):
    files = BenchFiles()

    def change(blob):
        blob[at] ^= flip

    blob = image(files, change)
    files.contents = {name: bytearray(blob) for name in NAMES}
    kept = Kept(files)
    for sensor in SENSORS:
        one = getattr(kept.calibration, sensor)
        assert one.high_raw - one.low_raw >= one.span_min
        for raw in range(-50_000, 200_000, 1_000):
            assert abs(one.correct(raw) - raw) <= one.error_max


@given(st.integers(0, 208), st.integers(1, 255))
def test_a_changed_byte_is_found(at, flip):
    files = BenchFiles()
    image(files, lambda blob: None)
    for name in NAMES:
        files.contents[name][at] ^= flip
    assert Kept(files).file.lost


@given(st.integers(0, 0xFFFF))
def test_the_newer_copy_is_found_wherever_the_sequence_number_counts_round(sequence):
    files = BenchFiles()
    for name, step in zip(NAMES, (0, 1), strict=True):

        def number(blob, step=step):
            blob[1:3] = ((sequence + step) & 0xFFFF).to_bytes(2, "big")
            blob[3:7] = (30_000 + step).to_bytes(4, "big")

        files.contents[name] = image(BenchFiles(), number)
    assert Kept(files).calibration.air.low_raw == 30_001
    files.contents = dict(zip(NAMES, reversed(list(files.contents.values())), strict=True))
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
    assert len(lines) == 1 + len(SENSORS)
