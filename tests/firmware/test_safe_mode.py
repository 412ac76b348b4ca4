"""Three failed starts, and the next does not try: it sounds, heats nothing, and stays open."""

import machine
import pytest

from boards.esp32_devkitc import board
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
    start.start(board)
    panel = bench.world.panel
    assert panel.tone_hz == TONE_HZ
    assert panel.duty_u16 > 0
    speaker = board.OUTPUT_PINS["speaker"]
    resting = [pin for pin in board.OUTPUT_PINS.values() if pin != speaker]
    assert [machine.Pin(pin).value() for pin in resting] == [0] * len(resting)
    said = capsys.readouterr().out
    assert "The last run ended with ValueError: no program here" in said
    assert "Service: the last starts failed. Heat is locked out" in said


def test_before_that_it_tries_again(bench, monkeypatch):
    tried = []
    monkeypatch.setattr(start, "_run", lambda *given: tried.append(given))
    fail(FAILURES - 1)
    start.start(board)
    assert len(tried) == 1
    assert bench.world.panel.tone_hz == 0
