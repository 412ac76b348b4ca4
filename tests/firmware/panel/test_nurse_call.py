"""The nurse call: it rests while all is well, and calls whenever nobody says so."""

import machine
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boards.esp32_devkitc import board
from boards.incubators import single_300w
from control.alarm_table import HIGH, LOW, MEDIUM, PRIORITY_OF
from firmware import start
from sim.runs.observer import Observer
from sim.runs.run import Run
from sim.world.plant.plant import Plant
from tests.control.test_alarms import Alarms
from tests.firmware.conftest import WARM_UP

HOLD_S = 3  # that the relay's charge pump lasts without an edge
STARTED_S = 5  # by then a program has said that all is well
SETTLED_S = 15  # the start-up test is over


class Watch(Observer):
    """Whether the relay called, second by second."""

    def __init__(self):
        self.called = []

    def second(self, run, t_s):
        self.called.append(run.world.panel.calls_nurse())


def lived(duration_s, *timetable, **start):
    """Seconds in which a run called; one that has nothing wrong unless the timetable says so."""
    scenario = WARM_UP | {
        "duration_s": duration_s,
        "timetable": list(timetable),
        "start": WARM_UP["start"] | start,
    }
    watch = Watch()
    Run(scenario, 1, Plant, (watch,)).play()
    return watch.called


def at(at_s, do, value):
    return {"at_s": at_s, "do": do, "value": value}


@pytest.mark.parametrize("mode", ["air", "skin", "standby"])
def test_it_rests_while_all_is_well_in_therapy_and_in_standby(mode):
    assert not any(lived(60, mode=mode)[STARTED_S:])


@pytest.mark.parametrize(
    "fault",
    [
        "air-sensor-silent",  # an alarm of HIGH
        "keys-silent",  # the expander, which cannot be told to call
        "bus1-sda-stuck",
        "cpu-stuck",
        "exception",
        "mains-cut",
    ],
)
def test_it_calls_for_what_is_wrong_and_for_whoever_can_say_nothing_more(fault):
    called = lived(60, at(SETTLED_S, "fault", fault))
    assert not any(called[STARTED_S : SETTLED_S - 1])
    assert any(called[SETTLED_S : SETTLED_S + 4 + 2 * HOLD_S])
    assert called[-1] or fault in ("cpu-stuck", "exception")  # whose restart may be over


def test_a_fan_that_stands_calls_until_somebody_silences_it_and_again_after_the_pause():
    called = lived(
        220,
        at(SETTLED_S, "fault", "fan-stopped"),
        at(40, "press", "silence"),
        at(41, "release", "silence"),
    )
    assert all(called[SETTLED_S + 2 + 2 * HOLD_S : 40])
    assert not any(called[43:155])
    assert all(called[175:])


def test_an_alarm_of_low_priority_calls_nobody():
    called = lived(60, at(SETTLED_S, "fault", "key-up-stuck"))
    assert not any(called[STARTED_S:])


def test_the_alarm_test_of_a_key_held_calls_and_ends():
    called = lived(40, at(20, "press", "left"), at(24, "release", "left"))
    assert any(called[25:30])
    assert not any(called[33:])


def test_power_on_calls_until_the_program_lives():
    called = lived(20)
    assert not any(called[STARTED_S:])
    watch_before = Run(WARM_UP, 1, Plant).world.panel
    assert watch_before.calls_nurse()


def test_safe_mode_and_service_call():
    run = Run(WARM_UP, 1, Plant)
    run.world.clock.advance_us(10_000_000)
    machine.RTC().memory(b"")
    run.world.keys.add("left")
    machine.hardware.reset_cause = machine.PWRON_RESET
    start.start(board, single_300w)
    run.world.clock.advance_us(5_000_000)
    assert run.world.panel.calls_nurse()


@given(
    shown=st.sets(st.integers(0, len(PRIORITY_OF) - 1), max_size=6),
    silenced=st.booleans(),
    later=st.sets(st.integers(0, len(PRIORITY_OF) - 1), max_size=3),
)
def test_it_is_for_high_and_medium_that_nobody_has_paused(shown, silenced, later):
    bench = Alarms()
    alarms = bench.periods(400, *shown)
    if silenced:
        alarms.pause_audio()
    bench.period(*shown, *later)
    wanted = any(
        alarms.present[row] and PRIORITY_OF[row] >= MEDIUM and not alarms.silent_ms[row]
        for row in range(len(PRIORITY_OF))
    )
    assert alarms.calling == wanted


@pytest.mark.parametrize(("priority", "calls"), [(LOW, False), (MEDIUM, True), (HIGH, True)])
def test_the_alarm_test_calls_as_the_priority_would(priority, calls):
    alarms = Alarms().system
    alarms.start_test(priority)
    assert alarms.calling == calls
