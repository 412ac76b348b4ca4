"""Trends: a record a minute, of that minute, for a day and longer."""

import csv
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from control.outputs import Outputs
from control.records import Readings
from control.sensing import Estimates
from control.settings import AIR, MODES, SKIN, STANDBY, Settings
from firmware.storage.crc16 import crc16
from firmware.storage.trends import Trends, columns
from tests.control.bench import incubator
from tests.firmware.storage.storage_bench import BenchFiles, Clock

CHANNELS = ("air", "air2", "skin", "skin2", "element", "humidity")
temperatures = st.none() | st.integers(-300_000, 300_000)
humidities = st.none() | st.integers(0, 1000)
values = st.fixed_dictionaries(
    {name: humidities if name == "humidity" else temperatures for name in CHANNELS}
)


class Bench:
    """A controller as trends see it, and the trends."""

    def __init__(self, files=None):
        self.files = files or BenchFiles()
        self.clock = Clock()
        self.trends = Trends(self.files, self.clock)
        self.readings = Readings()
        self.settings = Settings()
        self.alarms = SimpleNamespace(uptime_s=0, lamp_priority=0)
        self.controller = SimpleNamespace(
            estimates=Estimates(incubator()),
            settings=self.settings,
            outputs=Outputs(),
            alarms=self.alarms,
        )

    def measure(self, measured):
        for name, value in measured.items():
            channel = getattr(self.controller.estimates, name)
            channel.valid = value is not None
            channel.value = 0 if value is None else value

    def period(self, heater_pm=0, priority=0, step_s=0):
        self.alarms.uptime_s += step_s
        self.controller.outputs.heater_pm = heater_pm
        self.alarms.lamp_priority = priority
        self.trends.note(self.controller, self.readings)
        self.trends.flush()

    def minute(self):
        self.period(step_s=60)

    def table(self):
        lines = list(self.trends.lines())
        assert lines[0] == columns()
        return list(csv.DictReader(lines))


@given(st.lists(values, max_size=12), st.integers(0, 2), st.booleans(), st.booleans())
def test_what_was_measured_and_set_is_what_is_exported(minutes, mode, mains, hood_open):
    bench = Bench()
    bench.settings.set_mode(mode)
    bench.settings.set_air(36_100)
    bench.settings.set_skin(36_700)
    bench.settings.set_humidity(600)
    bench.readings.mains = mains
    bench.readings.hood_open = hood_open
    for measured in minutes:
        bench.measure(measured)
        bench.minute()
    rows = bench.table()
    assert len(rows) == len(minutes)
    for row, measured in zip(rows, minutes, strict=True):
        for name, value in measured.items():
            shown = row[name + ("_pm" if name == "humidity" else "_mc")]
            if value is None:
                assert shown == ""
            else:
                assert abs(int(shown) - value) <= (0 if name == "humidity" else 5)
        assert row["time"] == "2026-07-31 23:59:58"
        assert row["mode"] == MODES[mode]
        assert row["set_mc"] == {STANDBY: "", AIR: "36100", SKIN: "36700"}[mode]
        assert row["set_humidity_pm"] == "600"
        assert (row["mains"], row["hood_open"]) == (str(int(mains)), str(int(hood_open)))
        assert row["override"] == "0"


@given(st.integers(-(1 << 30), (1 << 30) - 1))
def test_a_temperature_beyond_what_a_record_holds_is_not_taken_for_another(value):
    bench = Bench()
    bench.measure({"air": value})
    bench.minute()
    shown = int(bench.table()[0]["air_mc"])
    assert abs(shown - value) <= 5 or (abs(value) > 327_000 and abs(shown) >= 327_000)


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 3)), min_size=1, max_size=150))
def test_a_minute_has_the_mean_of_its_heat_and_its_highest_alarm(periods):
    bench = Bench()
    for _ in range(2):  # the second minute knows nothing of the first
        for heater_pm, priority in periods[:-1]:
            bench.period(heater_pm, priority)
        bench.period(*periods[-1], step_s=60)
    for row in bench.table():
        assert int(row["heater_pm"]) == sum(pm for pm, _ in periods) // len(periods)
        assert int(row["alarm"]) == max(priority for _, priority in periods)


@given(st.lists(st.integers(0, 90), max_size=60))
def test_there_is_one_record_for_each_minute_in_which_the_clock_went_on(steps):
    bench = Bench()
    for step_s in steps:
        bench.period(step_s=step_s)
    minutes = [sum(steps[: count + 1]) // 60 for count in range(len(steps))]
    assert len(bench.table()) == len(set(minutes) - {0})


def test_more_than_a_day_is_kept_and_the_flash_is_bounded():
    bench = Bench()
    for minute in range(6_000):
        bench.measure({"humidity": minute % 1000})
        bench.minute()
    rows = bench.table()
    assert len(rows) >= 2 * 24 * 60
    assert [int(row["humidity_pm"]) for row in rows] == [
        minute % 1000 for minute in range(6_000 - len(rows), 6_000)
    ]
    assert sum(map(len, bench.files.contents.values())) <= 8 * 4 * 4096
    assert Bench(bench.files).table() == rows


def test_flash_is_written_once_in_five_minutes():
    bench = Bench()
    for _ in range(100):
        bench.minute()
    assert bench.files.flash.writes == 100 / 5


def test_a_flash_that_fails_is_noted_and_delays_nothing():
    bench = Bench()
    bench.files.fail()
    for _ in range(40):
        bench.minute()
    assert bench.trends.failed
    bench.files.repair()
    for _ in range(200):
        bench.period()
    assert not bench.trends.failed
    assert len(bench.table()) == 16


@given(st.binary(min_size=26, max_size=26))
def test_whatever_a_whole_record_says_it_is_exported_without_a_fault(body):
    files = BenchFiles()
    record = bytearray(body + bytes(2))
    record[-2:] = crc16(record, 26).to_bytes(2, "big")
    files.contents["trends.0"] = record
    assert len(Bench(files).table()) == 1
