"""What the service console does and answers."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control import limits, protection, self_test
from control.alarm_table import NAMES
from control.settings import AIR, SETTINGS, SKIN, STANDBY
from firmware.panel import alarm_words
from firmware.service import commands
from firmware.service.commands import _COMMANDS
from firmware.storage.event_log import CALIBRATED, CLOCK_SET, FAILED, SUBJECT_MAX
from firmware.storage.hours import FAN
from tests.firmware.service.service_bench import Bench


@pytest.fixture
def bench():
    return Bench()


def ask_json(bench, line):
    bench.commands.json = True
    return [json.loads(reply) for reply in bench.ask(line) if reply is not None]


def test_help_lists_every_command_and_each_is_known(bench):
    replies = ask_json(bench, "help")[:-1]
    names = [reply["command"].split()[0] for reply in replies]
    told = Path(commands.__file__).with_name("help.txt").read_text().splitlines()
    assert [reply["does"] for reply in replies] == told
    assert len(told) == len(set(told))
    assert names == [name for name, *_ in _COMMANDS]
    for name in names:
        assert "no command" not in bench.ask(name)[-1]


def test_every_value_of_the_list_can_be_asked_for_alone(bench):
    listed = ask_json(bench, "values")
    assert listed.pop() == {"ok": True}
    for value in listed:
        assert ask_json(bench, "get " + value["name"]) == [value, {"ok": True}]


def test_a_value_has_its_unit_and_all_its_decimals(bench):
    assert bench.ask("get air") == ["air  36.512  degC", "ok"]
    assert bench.ask("get humidity") == ["humidity  60.5  %", "ok"]
    assert ask_json(bench, "get air")[0] == {"name": "air", "value": 36.512, "unit": "degC"}


def test_what_is_not_known_is_said_to_be_unknown(bench):
    bench.readings.skin.miss(1)
    bench.controller.step(bench.readings, bench.now_ms + 500)
    assert bench.ask("get skin") == ["skin  unknown  degC", "ok"]
    assert ask_json(bench, "get skin")[0]["value"] is None


def test_a_measurement_that_did_not_come_is_unknown(bench):
    bench.readings.heater_ma.miss()
    assert bench.ask("get heater_current") == ["heater_current  unknown  mA", "ok"]
    assert bench.ask("get supply") == ["supply  24000  mV", "ok"]


@pytest.mark.parametrize(
    "stage, fault, words",
    [
        (self_test.WAITING, self_test.NO_FAULT, "waiting"),
        (self_test.WAITING, self_test.NOT_READY, "waiting: not ready"),
        (self_test.RELAY, self_test.NO_FAULT, "relay"),
        (self_test.SWITCH, self_test.NO_FAULT, "switch"),
        (self_test.HEAT, self_test.NO_FAULT, "heat"),
        (self_test.CUTOUT, self_test.NO_FAULT, "cut-out"),
        (self_test.RELEASE, self_test.NO_FAULT, "release"),
        (self_test.PASSED, self_test.NO_FAULT, "passed"),
        (self_test.FAILED, self_test.RELAY_WELDED, "failed: relay welded"),
        (self_test.FAILED, self_test.SWITCH_SHORTED, "failed: switch shorted"),
        (self_test.FAILED, self_test.NO_CURRENT, "failed: no current"),
        (self_test.FAILED, self_test.CUTOUT_DEAD, "failed: cut-out dead"),
        (self_test.FAILED, self_test.CUTOUT_STAYS_OPEN, "failed: cut-out stays open"),
    ],
)
def test_the_self_test_is_named_by_its_stage_and_fault(bench, stage, fault, words):
    bench.controller.checks.self_test.stage = stage
    bench.controller.checks.self_test.fault = fault
    assert ask_json(bench, "get self_test")[0]["value"] == words


def test_what_stops_heat_is_named(bench):
    bench.controller.permits.reasons = protection.FAN | protection.MAINS
    assert ask_json(bench, "get heat_stopped_by")[0]["value"] == "fan-fault;mains-lost"
    bench.controller.permits.reasons = 0
    assert ask_json(bench, "get heat_stopped_by")[0]["value"] == "none"


@pytest.mark.parametrize(
    "line, name, shown, value",
    [
        ("set air 36.5", "air_mc", "set_air  36.500  degC", 36_500),
        ("set air 36", "air_mc", "set_air  36.000  degC", 36_000),
        ("set skin 36.9", "skin_mc", "set_skin  36.900  degC", 36_900),
        ("set humidity 60", "humidity_pm", "set_humidity  60.0  %", 600),
        ("set humidity off", "humidity_pm", "set_humidity  0.0  %", 0),
        ("set mode skin", "mode", "mode  skin", SKIN),
    ],
)
def test_what_may_be_changed_is_changed_and_shown(bench, line, name, shown, value):
    assert bench.ask(line) == [shown, "ok"]
    assert getattr(bench.settings, name) == value


@pytest.mark.parametrize(
    "line",
    [
        "set air 37.1",
        "set air 19.9",
        "set air 36.55",
        "set air hot",
        "set skin 37.1",
        "set humidity 29",
        "set humidity 96",
        "set humidity 60.5",
        "set mode transport",
        "set override on",
        "set element 200",
        "set set_air 36",
    ],
)
def test_what_may_not_be_changed_stays_as_it_was(bench, line):
    before = vars_of(bench.settings)
    assert bench.ask(line)[0].startswith("error: ")
    assert vars_of(bench.settings) == before


@given(
    name=st.sampled_from(["air", "skin", "humidity"]),
    value=st.integers(-100_000, 100_000),
    override=st.booleans(),
)
def test_no_value_gets_past_its_bounds(name, value, override):
    bench = BENCH
    bench.settings.set_override(override)
    bench.ask(f"set {name} {value / 1000}")
    within_bounds(bench.settings)
    assert bench.settings.override is override


def test_humidity_that_will_run_down_the_walls_is_set_with_an_advice_and_told_of(bench):
    assert bench.ask("get condensation_likely") == ["condensation_likely  no", "ok"]
    shown, advice, end = bench.ask("set humidity 95")
    assert (shown, end) == ("set_humidity  95.0  %", "ok")
    assert advice.startswith("advice: ") and "water will settle" in advice
    assert bench.ask("get condensation_likely") == ["condensation_likely  yes", "ok"]
    assert len(bench.ask("set humidity 60")) == len(bench.ask("set humidity off")) == 2


def test_humidity_that_the_mist_may_not_bring_is_set_with_an_advice(bench):
    bench.controller.permits.moisture_most_pm = 499
    shown, advice, end = bench.ask("set humidity 40")
    assert (shown, end) == ("set_humidity  40.0  %", "ok")
    assert advice.startswith("advice: ") and "little mist" in advice
    assert len(bench.ask("set humidity off")) == len(bench.ask("set air 36")) == 2
    bench.controller.permits.moisture_most_pm = 500
    assert len(bench.ask("set humidity 40")) == 2


def test_a_refusal_says_why(bench):
    assert bench.ask("set air 38.5") == [
        "error: air set point: 38.5 degC is above 37 degC: enter override first"
    ]
    assert ask_json(bench, "set air 40") == [
        {"ok": False, "error": "air set point: 40 degC is above 37 degC"}
    ]
    assert ask_json(bench, "nonsense")[0]["error"].startswith("no command nonsense")
    assert ask_json(bench, "get")[0]["error"] == "get takes 1 word, 0 came: get NAME"
    said = ask_json(bench, "values all")[0]["error"]
    assert said == "values takes no words, 1 came: values alone"


@given(st.sampled_from(_COMMANDS), st.integers(0, 12))
def test_every_wrong_count_of_words_is_told_with_the_right_one_and_the_usage(command, given_words):
    name, usage, *_ = command
    wanted = len(usage.split())
    (*_, said) = Bench().ask(" ".join([name, *["x"] * given_words]))
    right = given_words == wanted or (usage.startswith("[") and not given_words)
    assert (f"{given_words} came: {name} {usage or 'alone'}" in said) == (not right)
    assert right or f"{name} takes {wanted or 'no'} word" in said


def test_a_name_of_two_words_is_refused_with_the_way_to_write_it(bench):
    (said,) = bench.ask("calibrate air 30 30.1 36 36.1 Anna Maria")
    assert "takes 6 words, 7 came" in said
    assert said.endswith("WHO is one word: Anna-Maria")
    assert bench.ask("calibrate air 30 30.1 36 36.1 Anna-Maria")[-1] == "ok"


@pytest.mark.parametrize(
    "line", ["self-test", "calibrate air 20 20.1 36 36.2 ann", "clock 2026-02-03 04:05:06"]
)
@pytest.mark.parametrize("mode", [AIR, SKIN])
def test_what_would_disturb_therapy_waits_for_standby(bench, line, mode):
    bench.settings.set_mode(mode)
    assert bench.ask(line)[-1].endswith(": in standby only")
    assert not bench.self_tests
    assert not bench.calibration.told
    assert not bench.clock.stamps
    bench.settings.set_mode(STANDBY)
    assert bench.ask(line)[-1] == "ok"


def test_calibration_is_passed_on_in_integers_and_noted(bench):
    assert bench.ask("calibrate humidity 11.3 12 75.3 74 ann")[-1] == "ok"
    assert bench.calibration.told == [("humidity", 113, 120, 753, 740, "ann")]
    assert bench.events.told == [(4, CALIBRATED, "humidity")]
    bench.calibration.refusal = "air: too far off"
    assert bench.ask("calibrate air 0 20 36 36.2 ann") == ["error: air: too far off"]
    assert len(bench.events.told) == 1


def test_hours_are_shown_and_those_of_the_filter_begin_anew_when_it_was_changed(bench):
    worked = bench.archive.hours
    worked._s[:4] = (3_599, 7_250_000, 7_200_000, 9_000_000)
    told = {row["name"]: row["value"] for row in ask_json(bench, "hours")[:-1]}
    assert (
        told.items()
        >= {
            "heater": 0,
            "fan": 2_013,
            "filter": 2_000,
            "life": 2_500,
            "filter_due": True,
        }.items()
    )
    bench.commands.json = False
    assert "changed" in bench.ask("filter new")[0]
    assert worked.filter_due
    bench.archive.answers = [None, ""]
    assert bench.ask("filter changed") == [None, "ok"]
    assert worked.replaced_h == 2_000
    assert not worked.filter_due
    assert worked.of(FAN) == 2_013


def test_the_clock_is_set_stamped_and_noted(bench):
    assert bench.ask("clock") == ["2026-01-02 03:04:05", "ok"]
    assert bench.ask("clock 2028-02-29 23:59:58") == ["2028-02-29 23:59:58", "ok"]
    assert bench.clock.stamps == 1
    assert bench.events.told == [(4, CLOCK_SET, "")]


@pytest.mark.parametrize(
    "time",
    [
        "2026-02-29 00:00:00",
        "2026-04-31 00:00:00",
        "2026-13-01 00:00:00",
        "2026-00-01 00:00:00",
        "2026-01-00 00:00:00",
        "1999-01-01 00:00:00",
        "2026-01-01 24:00:00",
        "2026-01-01",
        "2026-01-01 00:00",
        "2026-01-01 00:00:00 CET",
        "now",
    ],
)
def test_what_is_no_time_is_refused(bench, time):
    assert bench.ask("clock " + time)[-1].startswith("error: ")
    assert bench.ask("clock") == ["2026-01-02 03:04:05", "ok"]


def test_exports_are_passed_on_line_by_line(bench):
    assert bench.ask("log") == ["number,time", "1,2026-01-02", "ok"]
    assert bench.ask("trends") == ["air_mc", "36500", "ok"]
    assert ask_json(bench, "calibration") == [{"line": "air 0 0"}, {"ok": True}]


def test_alarms_are_listed_with_cause_and_remedy(bench):
    assert bench.ask("alarms") == ["ok"]
    bench.readings.fan_rpm = 0
    for _ in range(20):
        bench.now_ms += 500
        bench.controller.step(bench.readings, bench.now_ms)
    shown = ask_json(bench, "alarms")[:-1]
    alarms = bench.controller.alarms
    assert [row["alarm"] for row in shown] == [NAMES[row] for row in alarms.listed[: alarms.count]]
    fan = next(row for row in shown if row["alarm"] == "fan-fault")
    assert fan["priority"] == "high"
    assert fan["message"] == "FAN FAULT, HEAT OFF"
    assert fan["cause"] and fan["remedy"]


def test_alarms_without_words_are_listed_all_the_same(bench, monkeypatch):
    monkeypatch.setattr(alarm_words, "__file__", "nowhere/alarm_words.py")
    bench.readings.fan_rpm = 0
    for _ in range(20):
        bench.now_ms += 500
        bench.controller.step(bench.readings, bench.now_ms)
    *shown, last = ask_json(bench, "alarms")
    assert last == {"ok": True}
    assert "fan-fault" in [row["alarm"] for row in shown if not row["message"]]


@pytest.mark.parametrize("error", [MemoryError, OSError, KeyError, ZeroDivisionError])
def test_a_command_that_fails_is_answered_in_a_line_and_logged(bench, error):
    def broken():
        yield "1,2026-01-02"
        raise error("no room")

    bench.events.lines = broken
    said = f"log failed: {error.__name__}, see the log"
    assert bench.ask("log") == ["1,2026-01-02", "error: " + said]
    uptime_s = bench.controller.alarms.uptime_s
    assert bench.events.told == [(uptime_s, FAILED, f"log {error.__name__}")]
    assert ask_json(bench, "log")[-1] == {"ok": False, "error": said}


def test_what_is_refused_is_no_failure(bench):
    for line in ("nonsense", "get nothing", "set air 99", "clock 1 2", "calibrate"):
        assert bench.ask(line)[-1].startswith("error: ")
    assert bench.events.told == []


def test_every_command_that_can_fail_fits_the_log():
    longest = max((name for name, *_ in _COMMANDS), key=len)
    assert len(f"{longest} NotImplementedError") <= SUBJECT_MAX


@pytest.mark.parametrize("json_on", [False, True])
@pytest.mark.parametrize("line, broken", [("log", "_note"), ("log", "refusal"), ("no", "refusal")])
def test_where_the_words_of_a_failure_find_no_memory_a_fixed_line_says_it(
    bench, line, broken, json_on
):
    def no_memory(*_):
        raise MemoryError

    bench.commands.json = json_on
    bench.events.lines = no_memory
    setattr(bench.commands, broken, no_memory)
    fixed = (
        '{"ok": false, "error": "the command failed"}' if json_on else "error: the command failed"
    )
    assert bench.ask(line) == [fixed]


def vars_of(settings):
    return {row.field: getattr(settings, row.field) for row in SETTINGS}


def within_bounds(settings):
    air_max = limits.AIR_SET_OVERRIDE_MAX_MC if settings.override else limits.AIR_SET_MAX_MC
    skin_max = limits.SKIN_SET_OVERRIDE_MAX_MC if settings.override else limits.SKIN_SET_MAX_MC
    assert limits.AIR_SET_MIN_MC <= settings.air_mc <= air_max
    assert limits.SKIN_SET_MIN_MC <= settings.skin_mc <= skin_max
    assert settings.humidity_pm == 0 or (
        limits.HUMIDITY_SET_MIN_PM <= settings.humidity_pm <= limits.HUMIDITY_SET_MAX_PM
    )
    assert settings.mode in (STANDBY, AIR, SKIN)


BENCH = Bench()
