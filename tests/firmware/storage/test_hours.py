"""Hours of work: counted to the second, kept through every reset, written sparingly."""

from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from control.outputs import OUTPUTS, Outputs
from control.settings import AIR, Settings
from firmware.storage.archive import Archive
from firmware.storage.hours import FILTER, FILTER_DUE_H, LIFE, NAMES, Hours
from firmware.storage.nvs_cells import NvsCells
from firmware.storage.record import pack, unpack
from tests.control.bench import Bench
from tests.firmware.storage.storage_bench import BenchFiles, BenchNvs, Clock, Cut
from tests.firmware.storage.test_store import KEYS, cut_at, store_in
from tests.firmware.storage.test_stored_versions import OldStore

MOST_S = 0x3FFF_FFFF
LOST_MOST_S = 900  # by a cut

stretches = st.tuples(
    st.integers(0, 3_000), st.sampled_from((0, 1_499, 1_500, 3_000, 9_001)), st.integers(0, 1_000)
)
counts = st.tuples(*[st.integers(0, MOST_S)] * len(NAMES))


class Machine:
    """Hours, and what they are told in each period."""

    def __init__(self, hours):
        self.hours = hours
        self.alarms = SimpleNamespace(uptime_s=0)
        self.outputs = Outputs()
        self.readings = SimpleNamespace(fan_rpm=3_000)

    def work(self, seconds, rpm=3_000, heater_pm=0, each_s=1):
        self.readings.fan_rpm = rpm
        self.outputs.heater_pm = heater_pm
        for _ in range(seconds // each_s):
            self.alarms.uptime_s += each_s
            self.hours.note(self, self.readings)


def seconds(hours):
    return tuple(hours._s)


def at(*counted):
    """Hours that have counted these seconds."""
    hours = Hours()
    hours._s[:] = counted
    return hours


@given(st.lists(stretches, max_size=6), st.sampled_from((1, 2, 7)))
def test_every_second_of_work_is_counted_once_and_heat_by_its_power(history, each_s):
    machine = Machine(Hours())
    heat_pm_s, fan_s = 0, 0
    for length_s, rpm, heater_pm in history:
        machine.work(length_s, rpm, heater_pm, each_s)
        machine.hours.note(machine, machine.readings)  # two periods in a second
        whole_s = length_s // each_s * each_s
        heat_pm_s += whole_s * heater_pm
        fan_s += whole_s if 1_500 <= rpm <= 9_000 else 0
    worked_s = (heat_pm_s // 1_000, fan_s, fan_s, machine.alarms.uptime_s)
    assert seconds(machine.hours)[: len(worked_s)] == worked_s


@given(st.integers(60, 2**29), counts)
def test_a_gap_counts_for_a_minute_and_nothing_counts_beyond_34_years(gap_s, counted):
    machine = Machine(at(*counted))
    machine.alarms.uptime_s = gap_s
    for output, *_, full in OUTPUTS:
        setattr(machine.outputs, output, full)
    machine.hours.note(machine, machine.readings)
    assert seconds(machine.hours) == tuple(min(one + 60, MOST_S) for one in counted)


@given(counts, st.binary(max_size=8))
def test_what_is_packed_is_what_is_loaded_whatever_a_later_version_adds(counted, added):
    hours = Hours()
    hours.load(at(*counted).pack() + added)
    assert seconds(hours) == counted


@given(st.binary(max_size=24))
def test_no_bytes_make_them_more_than_they_may_be_or_less_than_nothing(stored):
    hours = Hours()
    hours.load(stored)
    assert all(0 <= one <= MOST_S for one in seconds(hours))
    assert not any(seconds(hours)[len(stored) // 4 :])
    assert not hours.due


@given(counts)
def test_the_filter_is_due_after_three_months_of_fan_and_changing_it_counts_it_anew(counted):
    hours = at(*counted)
    assert hours.filter_due == (counted[FILTER] >= FILTER_DUE_H * 3_600)
    hours.change_filter()
    assert hours.replaced_h == counted[FILTER] // 3_600
    assert hours.due
    assert seconds(hours) == (*counted[:FILTER], 0, *counted[LIFE:])
    assert not hours.filter_due


# --- in flash ------------------------------------------------------------------------------------


def archive_in(nvs):
    """A new life on this flash: its archive, its settings, and the machine that it counts."""
    nvs.before = nvs.after = lambda number: None
    cells = NvsCells("cradle")
    cells._nvs = nvs
    archive = Archive(cells, BenchFiles(), Clock())
    chosen = Settings()
    archive._store.load(chosen)
    return archive, chosen, Machine(archive.hours)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 40), st.booleans()), min_size=1, max_size=4))
def test_a_cut_loses_a_quarter_of_an_hour_at_most_and_flash_is_written_no_oftener(lives):
    nvs = BenchNvs()
    kept_s = 0
    for minutes, chooses in lives:
        archive, chosen, machine = archive_in(nvs)
        assert archive.hours._s[LIFE] == kept_s
        archive.keep(chosen)
        writes = nvs.writes
        for _ in range(minutes):
            machine.work(60, each_s=60)
            archive._store.save(chosen)
        assert nvs.writes - writes == minutes * 60 // LOST_MOST_S * len(KEYS)
        if chooses:  # whatever else is written takes them along
            chosen.set("volume", 3 - chosen.volume)
            archive.keep(chosen)
        found_s = archive_in(nvs)[0].hours._s[LIFE]
        assert found_s > kept_s + minutes * 60 - (1 if chooses else LOST_MOST_S)
        kept_s = found_s


@given(counts, counts, st.integers(0, 12), st.sampled_from(("before", "after")))
def test_a_cut_at_any_flash_operation_leaves_the_hours_before_or_those_written(
    before, now, number, when
):
    nvs = BenchNvs()
    store = store_in(nvs)
    store.load(Settings())
    store.hours._s[:] = before
    store.save(Settings())
    store.hours._s[:] = now
    store.hours.reset = True
    setattr(nvs, when, cut_at(nvs.operations + number))
    confirmed = before
    try:
        store.save(Settings())
        confirmed = now
    except Cut:
        pass
    nvs.before = nvs.after = lambda number: None
    found = store_in(nvs)
    found.load(Settings())
    assert not found.lost
    assert seconds(found.hours) in (confirmed, now)


@given(counts, st.sampled_from(KEYS), st.binary(max_size=40))
def test_with_one_copy_damaged_the_other_has_them(counted, key, damage):
    nvs = BenchNvs()
    store = store_in(nvs)
    store.load(Settings())
    store.hours._s[:] = counted
    store.save(Settings())
    nvs.values[key] = damage
    found = store_in(nvs)
    found.load(Settings())
    assert seconds(found.hours) == counted


@given(counts, st.binary(max_size=24))
def test_a_field_of_any_bytes_loses_no_setting(counted, stored):
    nvs = BenchNvs()
    store = store_in(nvs)
    store.load(Settings())
    chosen = Settings()
    chosen.set("air_mc", 35_000)
    store.save(chosen)
    for key in KEYS:
        fields = unpack(nvs.values[key])
        fields["hours"] = stored
        nvs.values[key] = bytes(pack(9, fields))
    found, again = store_in(nvs), Settings()
    found.load(again)
    assert not found.lost
    assert again.air_mc == 35_000


def test_that_the_filter_was_changed_is_kept_at_once_and_said_when_it_is():
    nvs = BenchNvs()
    archive, chosen, machine = archive_in(nvs)
    archive.keep(chosen)
    machine.work(3_600, each_s=60)
    archive.keep(chosen)
    assert not archive.changed(chosen)
    archive.hours.change_filter()
    assert archive.changed(chosen)
    assert archive.settings_kept(chosen) is None
    archive.keep(chosen)
    assert archive.settings_kept(chosen) == ""
    assert seconds(archive_in(nvs)[0].hours)[: LIFE + 1] == (0, 3_600, 0, 3_600)

    def fail(number):
        raise OSError(5)

    nvs.before = fail
    machine.work(60)
    archive.hours.change_filter()
    archive.keep(chosen)
    assert "flash does not take it" in archive.settings_kept(chosen)
    assert not archive.changed(chosen)


@given(counts)
def test_a_life_of_version_0_1_0_in_between_loses_none(counted):
    nvs = BenchNvs()
    store = store_in(nvs)
    store.load(Settings())
    store.hours._s[:] = counted
    store.save(Settings())
    before = OldStore(nvs)
    chosen = Settings()
    before.load(chosen)
    chosen.set_mode(AIR)
    before.save(chosen)
    found = store_in(nvs)
    again = Settings()
    found.load(again)
    assert again.mode == AIR
    assert seconds(found.hours) == counted


def test_the_log_says_when_the_filter_was_changed_and_how_many_hours_it_had():
    archive = archive_in(BenchNvs())[0]
    bench = Bench()
    archive.begin(bench.settings, SimpleNamespace(crashed=False, began="power-on"))
    archive.hours._s[FILTER] = 7_210_000
    archive.hours.change_filter()
    for _ in range(3):
        bench.period()
        archive.note(bench.controller, bench.readings)
    archive.events.flush(0)
    noted = [line.split(",")[3:] for line in archive.events.lines() if line]
    assert noted.count(["changed", "filter_hours", "0", "2002"]) == 1
    assert sum(line[1] == "filter_hours" for line in noted) == 1
