"""The display in the running program, by what comes over its wires."""

from itertools import pairwise

import framebuf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from control import limits
from control.alarm_table import WORDS_FAULT
from firmware.panel import colours, face, glyphs
from firmware.panel.glyphs import opened
from firmware.panel.menu import ALARM, SERVICE
from firmware.panel.painter import Painter
from sim.runs.run import Run
from sim.world.clock import SECOND_US, Deadline
from sim.world.panel import KEYS
from sim.world.plant.plant import Plant
from tests.firmware.conftest import WARM_UP
from tests.firmware.panel.fingers import lived

SLICE_MS = 8
KEY_MS = 100
SEEN_MS = 500  # from an alarm's begin to the whole of its picture
START_S = 14  # by then the start-up test is over and the main screen is there
JITTER_US = 10_000


def make(duration_s, timetable=()):
    scenario = {"duration_s": duration_s, "timetable": list(timetable), "display": True}
    return Run(WARM_UP | scenario, 1, Plant)


class Wires:
    """What is sent: when, which window, and how long each turn of the display took."""

    def __init__(self, run):
        self.run = run
        self.clock = run.world.clock
        self.writes = []
        self.turns_us = []
        display = run.program._display
        glass = run.program.hardware.glass
        self._write, self._turn = glass.write, display.turn
        glass.write, display.turn = self.write, self.turn
        self._display = display
        self.alarmed_us = self.seen_us = None  # the first alarm began; all of it was on the glass

    def write(self, x, y, width, height, pixels):
        self._write(x, y, width, height, pixels)
        self.writes.append((self.clock.now_us, x, y, width, height, bytes(pixels)))

    def turn(self, now_ms):
        before_us = self.clock.now_us
        self._turn(now_ms)
        self.turns_us.append(self.clock.now_us - before_us)
        if self.alarmed_us is None:
            if self.run.program.controller.alarms.count:
                self.alarmed_us = before_us
        elif self.seen_us is None and not self._display._waits():
            self.seen_us = self.clock.now_us

    def bytes_between(self, from_s, to_s):
        return sum(
            len(pixels)
            for at_us, *_, pixels in self.writes
            if from_s * SECOND_US <= at_us < to_s * SECOND_US
        )


def fault(at_s, name):
    return {"at_s": at_s, "do": "fault", "value": name}


def test_what_is_on_the_glass_is_what_painting_all_of_it_anew_gives():
    run = make(50, [fault(30, "fan-stopped"), {"at_s": 40, "do": "press", "value": "right"}])
    run.play()
    chip = run.world.panel.display
    assert chip.faults == []
    display = run.program._display
    while display._painter.waits():
        display._painter.paint()
    shown = chip.words()
    fresh = Painter(
        run.program.hardware.glass,
        display._view.atlas,
        display._view.trend,
        display._view.strings,
        display._page,
    )
    display._page.renew()
    while fresh.waits():
        fresh.paint()
    assert chip.words() == shown


@pytest.mark.parametrize(
    "name, band, low_hz, high_hz",
    [("fan-stopped", colours.RED, 1.4, 2.8), ("battery-flat", colours.YELLOW, 0.4, 0.8)],
)
def test_only_the_symbol_flashes_at_the_rate_and_duty_of_its_priority(name, band, low_hz, high_hz):
    begins_s, ends_s = START_S + 16, START_S + 50
    run = make(ends_s, [fault(START_S, name)])
    wires = Wires(run)
    run.play()
    quiet = band.to_bytes(2, "little")
    corners = [
        (at_us, pixels[:2] != quiet)
        for at_us, x, y, _, _, pixels in wires.writes
        if (x, y) == (0, 0) and at_us >= begins_s * SECOND_US
    ]
    changes = [after for before, after in pairwise(corners) if before[1] != after[1]]
    rises = [at_us for at_us, bright in changes if bright]
    spans_us = [after - before for before, after in pairwise(rises)]
    assert low_hz <= SECOND_US * len(spans_us) / sum(spans_us) <= high_hz
    lit_us = [after[0] - before[0] for before, after in pairwise(changes) if before[1]]
    assert 0.2 <= sum(lit_us) / (changes[-1][0] - changes[0][0]) <= 0.6
    # Nothing else is sent again and again but what counts: times, and what is measured.
    beside = {w[1:3] for w in wires.writes if w[0] >= begins_s * SECOND_US and w[1] + w[3] <= 200}
    assert {(x, y) for x, y in beside if y < 64 and x >= 64} <= whole_tiles()


def whole_tiles():
    """Where the tiles of a whole glass begin."""
    return {(x, y) for x in range(0, 320, 64) for y in range(0, 240, 40)}


@given(in_ms=st.integers(0, 999), key=st.sampled_from(KEYS))
@settings(max_examples=12)
def test_every_press_is_answered_on_the_glass_within_100_ms(in_ms, key):
    run = make(START_S + 2)
    wires = Wires(run)
    pressed_us = []

    def press():
        run.world.keys.add(key)
        pressed_us.append(run.world.clock.now_us)

    Deadline(run.world.clock, press).move(START_S * SECOND_US + in_ms * 1000)
    run.play()
    (at_us,) = pressed_us
    answers = [
        sent_us
        for sent_us, x, y, width, height, _ in wires.writes
        if sent_us > at_us and ((x + width > 288 and y + height > 216) or (x, y) == (0, 0))
    ]
    assert answers[0] - at_us <= KEY_MS * 1000


def test_a_slice_is_short_and_little_is_sent():
    run = make(START_S + 60, [fault(START_S + 30, "fan-stopped")])
    wires = Wires(run)
    run.play()
    assert max(wires.turns_us) <= SLICE_MS * 1000
    assert wires.seen_us - wires.alarmed_us <= SEEN_MS * 1000
    assert max(w[3] * w[4] for w in wires.writes) <= 2_560
    quiet = wires.bytes_between(START_S + 5, START_S + 30) / 25
    alarmed = wires.bytes_between(START_S + 35, START_S + 60) / 25
    assert quiet <= 25_000
    assert alarmed <= 75_000


fingers = st.lists(st.tuples(st.sets(st.sampled_from(KEYS)), st.integers(1, 6)), max_size=30)


@pytest.mark.proves("LAW-2-STOP")
@given(presses=fingers)
@settings(max_examples=8)
def test_no_key_delays_a_period_or_the_end_of_heat_while_all_is_painted(presses):
    run = make(40, [fault(30, "fan-stopped")])
    key_sets = [keys for keys, periods in presses for _ in range(periods)]
    began_us, heated_us = lived(run, key_sets)
    steps_us = [after - before for before, after in pairwise(began_us)]
    assert max(steps_us) <= limits.PERIOD_MS * 1_000 + JITTER_US
    assert heated_us <= 33 * SECOND_US


@pytest.mark.parametrize(
    "without, language, said",
    [
        (("km",), "en", "atlas km cannot be opened"),
        (("km", "en"), "", "atlas km cannot be opened"),
        (("en", "km", "numbers"), "", "atlas numbers cannot be opened"),
    ],
)
def test_a_display_that_lacks_its_words_says_so_by_an_alarm_in_the_log_and_on_the_service_screen(
    monkeypatch, without, language, said
):
    def damaged(name):
        if name in without:
            raise OSError(2)
        return opened(name)

    monkeypatch.setattr(face, "opened", damaged)
    scenario = {"duration_s": START_S, "timetable": [], "display": True}
    start = WARM_UP["start"] | {"language": "km"}
    run = Run(WARM_UP | scenario | {"start": start}, 1, Plant)
    run.play()
    program = run.program
    assert program.controller.alarms.present[WORDS_FAULT]
    assert any("began,words-fault" in (line or "") for line in program._archive.events.lines())
    display = program._display
    assert display._view.atlas.language == language
    display._menu.screen, display._menu.row = SERVICE, 2
    written = []
    monkeypatch.setattr(framebuf.FrameBuffer, "text", lambda _, *what: written.append(what[0]))
    draw_number = glyphs.Atlas.draw_number

    def drawn(self, canvas, style, characters, *where):
        written.append(characters)
        draw_number(self, canvas, style, characters, *where)

    monkeypatch.setattr(glyphs.Atlas, "draw_number", drawn)
    for screen in (SERVICE, ALARM):
        display._menu.screen = screen
        display._look()
        while display._painter.waits():
            display._painter.paint()
    assert said in written
    assert ("words-fault" in written) == (language == "")
