"""Three failed starts, and the next does not try: it sounds, heats nothing, and stays open."""

import machine
import pytest

from boards.esp32_devkitc import board
from boards.incubators import single_300w
from control.alarm_table import NAMES
from control.settings import AIR
from firmware import start
from firmware.life import Life

pytestmark = pytest.mark.proves("LAW-2-DEAD")

FAILURES = 3
TONE_HZ = 523


@pytest.fixture
def bench(warm_up):
    """A machine whose heater a program has left on."""
    run = warm_up(60)
    for name in ("heater", "arm"):
        machine.Pin(board.OUTPUT_PINS[name], machine.Pin.OUT, value=1)
    machine.RTC().memory(b"")  # the run's own start has not ended yet
    return run


def fail(times):
    for _ in range(times):
        Life(machine.RTC(), machine.reset_cause()).end(ValueError("no program here"))


def test_after_three_failed_starts_a_steady_tone_sounds_and_every_other_output_rests(
    bench, capsys
):
    fail(FAILURES)
    start.start(board, single_300w)
    panel = bench.world.panel
    assert panel.tone_hz == TONE_HZ
    assert panel.duty_u16 > 0
    running = (board.OUTPUT_PINS["speaker"], board.OUTPUT_PINS["fan"])
    resting = [pin for pin in board.OUTPUT_PINS.values() if pin not in running]
    assert [machine.Pin(pin).value() for pin in resting] == [0] * len(resting)
    said = capsys.readouterr().out
    assert "The last run ended with ValueError: no program here" in said
    assert "Service: the last starts failed. Heat is locked out" in said


def test_before_that_it_tries_again(bench, monkeypatch):
    tried = []
    monkeypatch.setattr(start, "_run", lambda *given: tried.append(given))
    fail(FAILURES - 1)
    start.start(board, single_300w)
    assert len(tried) == 1
    assert bench.world.panel.tone_hz == 0


@pytest.mark.proves("LAW-6-RESTART")
@pytest.mark.parametrize("apart_s", [20, 30])
def test_brown_outs_one_after_the_other_are_the_supply_s_fault_and_therapy_goes_on(
    warm_up, apart_s
):
    dips = [
        {"at_s": apart_s * number, "do": "fault", "value": "brown-out"} for number in (1, 2, 3, 4)
    ]
    run = warm_up(4 * apart_s + 40, dips)
    run.play()
    assert run.program is not None, "no safe mode"
    assert run.program.controller.checks.self_test.passed()
    assert run.program.settings.mode == AIR
    assert run.program.controller.outputs.heater_pm == 1000
    alarms = run.program.controller.alarms
    assert [NAMES[alarms.listed[place]] for place in range(alarms.count)] == ["supply-voltage"]
    log = [line for line in run.program._archive.events.lines() if line and "started" in line]
    assert sum(",brown-out," in line for line in log) == 4


def test_starts_that_fail_by_the_program_end_in_safe_mode_in_the_simulator_too(warm_up):
    crashes = [{"at_s": 20 * number, "do": "fault", "value": "exception"} for number in (1, 2, 3)]
    run = warm_up(120, crashes)
    run.play()
    assert run.program is None
    assert run.world.plant.heater == 0
