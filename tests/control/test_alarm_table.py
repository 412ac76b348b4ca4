"""The alarm table: complete, consistent with protection, and fit to be read."""

import re

import pytest

from control import alarm_table as table
from control import protection
from control.protection import SPOKEN_FOR

pytestmark = pytest.mark.proves("LAW-7-ALARMS")

ROWS = {name: row for row, name in enumerate(table.NAMES)}
REASONS = [(bit, name) for bit, name in protection.each_reason() if name not in SPOKEN_FOR]
every_row = pytest.mark.parametrize("row", range(table.COUNT), ids=lambda row: table.NAMES[row])


def named(holds):
    """The names of the rows for which that holds."""
    return {name for name, row in ROWS.items() if holds(row)}


# design.md, section 5, in the table's own names.
DESIGNED = {
    table.HIGH: {
        "air-cutout", "skin-cutout", "element-over-temperature", "thermal-cutout",
        "air-sensor-fault", "air-sensors-disagree", "skin-probe-fault", "skin-probe-off",
        "fan-fault", "airflow-blocked", "heater-stuck-on", "heater-test-failed",
        "heater-too-strong", "cutout-test-failed", "relay-test-failed", "mains-lost",
        "system-fault",
    },
    table.MEDIUM: {
        "air-high", "air-low", "skin-high", "skin-low", "no-heat", "air-sensors-differ",
        "hood-open", "battery-low", "supply-voltage", "settings-lost", "second-probe-fault",
        "therapy-interrupted", "element-sensor-fault", "current-sensor-fault",
        "panel-fault", "humidifier-stuck-on", "skin-probes-differ", "skin-in-doubt",
    },
    table.LOW: {
        "humidity-high", "humidity-low", "humidity-sensor-fault", "water-low",
        "skin-probe-fault-air-mode", "clock-lost", "key-stuck", "log-fault", "update-failed",
        "humidifier-fault", "words-fault",
    },
}  # fmt: skip


def test_every_alarm_of_the_design_is_there_at_its_priority_and_no_other():
    for priority, names in DESIGNED.items():
        assert named(lambda row, priority=priority: table.PRIORITY_OF[row] == priority) == names
    assert table.COUNT == len(ROWS) == len(table.NAMES)
    for column in (table.PRIORITY_OF, table.DELAY_MS_OF, table.LATCHED, table.STOPS):
        assert len(column) == table.COUNT


@every_row
def test_a_constant_named_like_the_alarm_is_its_row(row):
    name = table.NAMES[row]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert getattr(table, name.upper().replace("-", "_")) == row


def test_rows_come_in_the_order_of_their_priority():
    assert list(table.PRIORITY_OF) == sorted(table.PRIORITY_OF, reverse=True)
    assert (table.LOW, table.MEDIUM, table.HIGH) == (1, 2, 3)
    assert [table.PRIORITIES[n] for n in (1, 2, 3)] == ["low", "medium", "high"]


@every_row
def test_only_what_may_settle_by_itself_is_delayed(row):
    delay_ms = table.DELAY_MS_OF[row]
    assert type(delay_ms) is int
    longest_ms = {table.HIGH: 0, table.MEDIUM: 120_000, table.LOW: 300_000}
    assert 0 <= delay_ms <= longest_ms[table.PRIORITY_OF[row]]


def test_delays_are_those_of_the_design():
    delayed = {name: table.DELAY_MS_OF[row] for name, row in ROWS.items()}
    assert {name: delay_ms for name, delay_ms in delayed.items() if delay_ms} == {
        "air-high": 10_000,
        "air-low": 10_000,
        "skin-high": 10_000,
        "skin-low": 10_000,
        "air-sensors-differ": 60_000,
        "skin-probes-differ": 60_000,
        "hood-open": 120_000,
        "battery-low": 10_000,
        "panel-fault": 10_000,
        "humidity-high": 300_000,
        "humidity-low": 300_000,
        "water-low": 10_000,
    }


@pytest.mark.parametrize("name", ("air-low", "skin-low", "no-heat", "hood-open"))
def test_a_cold_infant_keeps_its_heat(name):
    assert table.STOPS[ROWS[name]] == table.NOTHING


def test_every_high_alarm_takes_the_heat_and_no_low_one_does():
    for name, row in ROWS.items():
        assert table.STOPS[row] in (table.NOTHING, table.MOISTURE, table.HEAT)
        if table.PRIORITY_OF[row] == table.HIGH:
            assert table.STOPS[row] == table.HEAT, name
        if table.PRIORITY_OF[row] == table.LOW:
            assert table.STOPS[row] != table.HEAT, name


def test_what_a_person_need_not_see_to_believe_is_latched_and_what_passes_is_not():
    priority, latched = table.PRIORITY_OF, table.LATCHED
    unlatched_high = named(lambda row: priority[row] == table.HIGH and not latched[row])
    assert unlatched_high == {"skin-probe-fault", "skin-probe-off", "mains-lost"}
    latched_below = named(lambda row: priority[row] < table.HIGH and latched[row])
    assert latched_below == {
        "settings-lost", "second-probe-fault", "therapy-interrupted", "element-sensor-fault",
        "skin-probe-fault-air-mode", "update-failed",
    }  # fmt: skip


# --- agreement with protection -------------------------------------------------------------------


@pytest.mark.parametrize(("bit", "name"), REASONS, ids=[name for _, name in REASONS])
def test_every_reason_against_heat_is_an_alarm_that_says_so(bit, name):
    assert table.STOPS[ROWS[name]] == table.HEAT
    assert table.PRIORITY_OF[ROWS[name]] >= table.MEDIUM


def test_reasons_without_an_alarm_of_their_own_exist_and_are_few():
    assert set(SPOKEN_FOR) <= {name for _, name in protection.each_reason()}
    assert set(SPOKEN_FOR) == {
        "air-above-set", "skin-above-set", "period-late", "self-test", "override-ended",
    }  # fmt: skip


def test_moisture_alone_is_stopped_by_its_own_faults():
    stopped = named(lambda row: table.STOPS[row] == table.MOISTURE)
    assert stopped == {
        "humidity-sensor-fault",
        "water-low",
        "humidifier-stuck-on",
        "panel-fault",
    }
