"""Forth and back a version: what one has stored the other has, as far as it knows it."""

import importlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control import protection
from control.alarm_table import AIR_CUTOUT, AIR_SENSORS_DISAGREE
from control.calibration import Calibration
from control.quantities import QUANTITY_NAMES
from control.settings import SKIN, Settings
from firmware.storage.calibration_file import CalibrationFile
from firmware.storage.event_log import CHANGED, EventLog
from firmware.storage.trends import Trends
from tests.control.test_calibration import corrections
from tests.firmware.storage.storage_bench import BenchFiles, BenchNvs, Clock, Cut
from tests.firmware.storage.test_latches import Life
from tests.firmware.storage.test_store import (
    choices,
    cut_at,
    damages,
    fields,
    store_in,
    strike,
)

pytestmark = pytest.mark.proves("LAW-6-RESTART")

FOLDER = Path(__file__).parent / "stored"
OLD_KEYS = ("settings0", "settings1")


def old(module, name):
    """A class of version 0.1.0."""
    found = importlib.import_module("tests.firmware.storage.stored.v0_1_0." + module)
    return getattr(found, name)


OldStore = old("store", "Store")


def stored(version, *names):
    """What a version has stored under these names."""
    return {name: (FOLDER / version / name).read_bytes() for name in names}


def old_loaded(nvs):
    found = Settings()
    store = OldStore(nvs)
    store.load(found)
    return fields(found), store


def loaded(nvs):
    found = Settings()
    store = store_in(nvs)
    store.load(found)
    return fields(found), store


@pytest.mark.parametrize("version", ["v0_1_0", "v0_2_0"])
def test_settings_of_each_version_are_loaded(version):
    keys = [path.name for path in (FOLDER / version).glob("settings*")]
    found, store = loaded(BenchNvs(stored(version, *keys)))
    expected = Settings()
    expected.set_override(True)
    expected.set_air(35_500)
    expected.set_skin(37_600)
    expected.set_humidity(600)
    expected.set_mode(SKIN)
    assert found == fields(expected)
    assert not store.lost and not store.blank


def test_latches_of_0_2_0_are_loaded():
    life = Life(BenchNvs(stored("v0_2_0", "latched.0", "latched.1"))).periods(1)
    assert life.known
    assert life.controller.protection.latched == protection.AIR_CUTOUT
    assert {AIR_CUTOUT, AIR_SENSORS_DISAGREE} <= life.shown


class Kept:
    """A calibration in files, by one version or the other."""

    def __init__(self, files, kind):
        self.calibration = Calibration()
        self.file = kind(files, Clock(), self.calibration)
        self.file.load()

    def set(self, *points):
        assert not self.file.set(*points)
        self.save()

    def save(self):
        for _ in range(5):
            self.file.save()

    def state(self):
        return corrections(self.calibration)


OldCalibrationFile = old("calibration_file", "CalibrationFile")


def stored_files():
    files = BenchFiles()
    names = ("calibration0", "calibration1", "events.0", "trends.0")
    files.contents = {name: bytearray(data) for name, data in stored("v0_1_0", *names).items()}
    return files


@pytest.mark.parametrize("version", ["v0_1_0", "v0_2_0"])
def test_calibration_of_each_version_is_loaded(version):
    files = BenchFiles()
    for path in (FOLDER / version).glob("calibration*[01]"):
        files.contents[path.name] = bytearray(path.read_bytes())
    kept = Kept(files, CalibrationFile)
    assert kept.state() == Kept(stored_files(), OldCalibrationFile).state()
    assert kept.calibration.air.high_true == 37_200
    assert kept.calibration.humidity.by == "R.Okafor-2"
    assert not kept.file.lost and not kept.file.blank


@pytest.mark.parametrize(
    "new, before",
    [(EventLog, old("event_log", "EventLog")), (Trends, old("trends", "Trends"))],
    ids=["events", "trends"],
)
def test_journals_of_0_1_0_are_read_and_go_on(new, before):
    files = stored_files()
    lines = list(before(files, Clock()).lines())
    assert len(lines) > 5
    assert list(new(files, Clock()).lines()) == lines


def test_events_of_this_version_are_read_by_0_1_0():
    files = stored_files()
    log = EventLog(files, Clock())
    log.note(7, CHANGED, "air_mc", 1, 2)
    log.flush(0)
    assert list(old("event_log", "EventLog")(files, Clock()).lines()) == list(log.lines())


# --- settings, there and back --------------------------------------------------------------------

lives = st.lists(
    st.tuples(st.sampled_from(("old", "new")), choices(alarm_limits=False)), min_size=1, max_size=6
)


@given(lives)
def test_whichever_version_runs_has_the_settings_chosen_last(history):
    nvs = BenchNvs()
    before = None
    for version, chosen in history:
        found = Settings()
        store = OldStore(nvs) if version == "old" else store_in(nvs)
        store.load(found)
        if before:
            assert fields(found) == fields(before)
            assert not store.lost
        for one in (found, chosen):  # a program saves what it finds in its first period
            store.save(one)
            store.save(one)
        before = chosen


@given(choices(alarm_limits=False), choices(alarm_limits=False), st.integers(0, 20))
def test_a_cut_in_the_first_life_of_the_new_version_loses_nothing(chosen, next_one, cut):
    nvs = BenchNvs()
    before = OldStore(nvs)
    before.load(Settings())
    for _ in range(2):
        before.save(chosen)
    store = store_in(nvs)
    store.load(Settings())
    nvs.before = cut_at(nvs.operations + cut)
    try:
        store.save(chosen)
        store.save(next_one)
    except Cut:
        pass
    nvs.before = lambda number: None
    for found, kept in (loaded(nvs), old_loaded(nvs)):
        assert found in (fields(chosen), fields(next_one))
        assert not kept.lost


@given(
    choices(alarm_limits=False), choices(alarm_limits=False), st.sampled_from(OLD_KEYS), damages()
)
def test_damage_to_what_0_1_0_left_is_a_loss_and_brings_nothing_back(older, newer, key, damage):
    nvs = BenchNvs()
    store = store_in(nvs)
    store.load(Settings())
    store.save(older)
    before = OldStore(nvs)
    before.load(Settings())
    for chosen in (older, newer):
        for _ in range(2):
            before.save(chosen)
    whole = dict(nvs.values)
    strike(nvs, key, damage)
    if nvs.values == whole or OLD_KEYS[1] not in nvs.values:
        return  # without the second it is as if 0.1.0 had never run
    found, store = loaded(nvs)
    assert store.lost
    assert found == fields(Settings())


# --- calibration, there and back -----------------------------------------------------------------

KINDS = {"old": OldCalibrationFile, "new": CalibrationFile}
sensors = st.sampled_from([name for name in QUANTITY_NAMES if name not in ("humidity", "element")])
calibrations = st.lists(
    st.tuples(st.sampled_from(tuple(KINDS)), sensors, st.integers(-80, 80)), max_size=4
)


@given(calibrations)
def test_whichever_version_runs_has_the_newest_calibration(history):
    files = BenchFiles()
    state = corrections(Calibration())
    for version, sensor, error in history:
        kept = Kept(files, KINDS[version])
        assert kept.state() == state
        assert not kept.file.lost
        kept.save()
        kept.set(sensor, 30_000, 30_000 + error, 37_000, 37_000 + error, "Meier")
        state = kept.state()


@given(st.integers(0, 6))
def test_a_cut_while_the_new_version_takes_the_calibration_over_loses_nothing(cut):
    files = stored_files()
    expected = Kept(files, OldCalibrationFile).state()
    files.cut(cut)
    try:
        Kept(files, CalibrationFile).save()
    except BaseException as power:
        assert type(power).__name__ == "Cut"
    files.repair()
    for kind in KINDS.values():
        kept = Kept(files, kind)
        assert kept.state() == expected
        assert not kept.file.lost
