"""The alarm table: complete, consistent with protection, and fit to be read."""

import re

import pytest

from control import alarm_table as table
from control import protection
from control.conditions import SPOKEN_FOR

pytestmark = pytest.mark.proves("LAW-7-ALARMS")

ALARMS = {alarm.name: alarm for alarm in table.ALARMS}
REASONS = [(bit, name) for bit, name in protection.REASONS if name not in SPOKEN_FOR]
every_alarm = pytest.mark.parametrize("alarm", table.ALARMS, ids=lambda alarm: alarm.name)

# design.md, section 5, in the table's own names.
DESIGNED = {
    table.HIGH: {
        "air-cutout", "skin-cutout", "element-over-temperature", "thermal-cutout",
        "air-sensor-fault", "air-sensors-disagree", "skin-probe-fault", "skin-probe-off",
        "fan-fault", "airflow-blocked", "heater-stuck-on", "heater-test-failed",
        "cutout-test-failed", "relay-test-failed", "mains-lost", "system-fault",
    },
    table.MEDIUM: {
        "air-high", "air-low", "skin-high", "skin-low", "no-heat", "air-sensors-differ",
        "hood-open", "battery-low", "supply-voltage", "settings-lost", "second-probe-fault",
        "therapy-interrupted", "element-sensor-fault", "current-sensor-fault",
        "panel-fault", "humidifier-stuck-on", "skin-probes-differ",
    },
    table.LOW: {
        "humidity-high", "humidity-low", "humidity-sensor-fault", "water-low",
        "skin-probe-fault-air-mode", "clock-lost", "key-stuck", "log-fault", "update-failed",
        "humidifier-fault", "skin-in-doubt",
    },
}  # fmt: skip


def test_every_alarm_of_the_design_is_there_at_its_priority_and_no_other():
    for priority, names in DESIGNED.items():
        assert {alarm.name for alarm in table.ALARMS if alarm.priority == priority} == names
    assert table.COUNT == len(table.ALARMS) == len(ALARMS)


@every_alarm
def test_a_constant_named_like_the_alarm_is_its_row(alarm):
    constant = alarm.name.upper().replace("-", "_")
    assert table.ALARMS[getattr(table, constant)] is alarm


def test_rows_come_in_the_order_of_their_priority():
    priorities = [alarm.priority for alarm in table.ALARMS]
    assert priorities == sorted(priorities, reverse=True)
    assert (table.LOW, table.MEDIUM, table.HIGH) == (1, 2, 3)
    assert [table.PRIORITIES[n] for n in (1, 2, 3)] == ["low", "medium", "high"]


@every_alarm
def test_texts_fit_the_display_and_tell_cause_and_remedy(alarm):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", alarm.name)
    assert 0 < len(alarm.message) <= table.MESSAGE_MAX == 28
    for sentence in (alarm.cause, alarm.remedy):
        assert re.fullmatch(r"[A-Z][^.]*(\d\.\d[^.]*)*\.", sentence), sentence
        assert 20 <= len(sentence) <= 100, sentence
    assert (alarm.message + alarm.cause + alarm.remedy).isascii()


@pytest.mark.parametrize("text", ("name", "message"))
def test_no_two_alarms_look_alike(text):
    texts = [getattr(alarm, text).lower() for alarm in table.ALARMS]
    assert len(set(texts)) == len(texts)


@every_alarm
def test_only_what_may_settle_by_itself_is_delayed(alarm):
    assert type(alarm.delay_ms) is int
    longest_ms = {table.HIGH: 0, table.MEDIUM: 120_000, table.LOW: 300_000}
    assert 0 <= alarm.delay_ms <= longest_ms[alarm.priority]


def test_delays_are_those_of_the_design():
    delayed = {alarm.name: alarm.delay_ms for alarm in table.ALARMS if alarm.delay_ms}
    assert delayed == {
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
    assert ALARMS[name].heat == table.ON


def test_every_high_alarm_takes_the_heat_and_no_low_one_does():
    for alarm in table.ALARMS:
        assert alarm.heat in (table.ON, table.OFF) and alarm.humidifier in (table.ON, table.OFF)
        if alarm.priority == table.HIGH:
            assert alarm.heat == table.OFF, alarm.name
        if alarm.priority == table.LOW:
            assert alarm.heat == table.ON, alarm.name


def test_what_a_person_need_not_see_to_believe_is_latched_and_what_passes_is_not():
    unlatched_high = {a.name for a in table.ALARMS if a.priority == table.HIGH and not a.latched}
    assert unlatched_high == {"skin-probe-fault", "skin-probe-off", "mains-lost"}
    latched = {a.name for a in table.ALARMS if a.priority < table.HIGH and a.latched}
    assert latched == {
        "settings-lost", "second-probe-fault", "therapy-interrupted", "element-sensor-fault",
        "skin-probe-fault-air-mode", "update-failed",
    }  # fmt: skip


# --- agreement with protection -------------------------------------------------------------------


@pytest.mark.parametrize(("bit", "name"), REASONS, ids=[name for _, name in REASONS])
def test_every_reason_against_heat_is_an_alarm_that_says_so(bit, name):
    assert ALARMS[name].heat == table.OFF
    assert ALARMS[name].priority >= table.MEDIUM


def test_reasons_without_an_alarm_of_their_own_exist_and_are_few():
    assert set(SPOKEN_FOR) <= {name for _, name in protection.REASONS}
    assert set(SPOKEN_FOR) == {
        "air-above-set", "skin-above-set", "period-late", "self-test", "override-ended",
    }  # fmt: skip


def test_what_stops_heat_stops_moisture_and_so_do_its_own_faults():
    stopped = {alarm.name for alarm in table.ALARMS if alarm.humidifier == table.OFF}
    heatless = {alarm.name for alarm in table.ALARMS if alarm.heat == table.OFF}
    assert stopped == heatless | {"humidity-sensor-fault", "water-low", "humidifier-stuck-on"}
