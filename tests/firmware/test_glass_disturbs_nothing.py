"""Whatever the glass is, does or suffers, the rest of the program goes on as it would."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.ili9341 import HEIGHT, WIDTH
from sim.runs.recorder import Trace
from tests.firmware.conftest import make_run

SLICE_MS = 8
EDGE_MS = 10
ALARM_HZ_MAX = 1_000
KEY_MS = 100
PERIOD_MS = 500
AIR_MC = 5  # a pulse that begins some milliseconds later warms so much less
DECIDED = ("mode", "set_air_mc", "relay", "alarms", "audio")
RUN_S = 40
TIMETABLE = (
    {"at_s": 12, "do": "fault", "value": "fan-stopped"},
    {"at_s": 24, "do": "press", "value": "silence"},
    {"at_s": 25, "do": "release", "value": "silence"},
    {"at_s": 30, "do": "press", "value": "up"},
    {"at_s": 31, "do": "release", "value": "up"},
)


class Busy:
    """A painter that always has a strip to paint, and takes every slice that it may."""

    def __init__(self, run):
        self._glass = run.program.hardware.glass
        self._loop = run.program.loop
        self._strip = bytearray(WIDTH * 8 * 2)
        self._y = 0
        self.longest_us = 0
        self._clock = run.world.clock

    def next_ms(self, now_ms):
        if not self._glass.ready:
            return self._glass.next_ms(now_ms)
        free_ms = self._loop.free_ms(now_ms)
        return 20 if free_ms >= SLICE_MS else max(free_ms, 1)

    def turn(self, now_ms):
        before_us = self._clock.now_us
        if not self._glass.next_ms(now_ms):
            if self._loop.free_ms(now_ms) >= SLICE_MS:
                self._glass.turn(now_ms)
        elif self._loop.free_ms(now_ms) >= SLICE_MS:
            self._glass.write(0, self._y, WIDTH, 8, self._strip)
            self._y = (self._y + 8) % HEIGHT
        self.longest_us = max(self.longest_us, self._clock.now_us - before_us)


class Seen:
    """A run with all that must not change: trace, edges of sound, periods, and keys."""

    def __init__(self, painter, hz=20_000_000, act=lambda chip: None, at_s=None):
        timetable = list(TIMETABLE)
        run = make_run(RUN_S, timetable)
        self.run = run
        self.chip = run.world.panel.display
        clock = run.world.clock
        glass = run.program.hardware.glass
        glass._spi._hz = hz
        self.busy = Busy(run)
        run.program.loop.tasks = tuple(
            task for task in run.program.loop.tasks if type(task).__name__ != "Display"
        )
        if painter:
            run.program.loop.tasks += (self.busy,)
        self.trace = io.StringIO()
        run.observers.append(Trace(self.trace))
        if at_s is None:
            act(self.chip)
        else:
            run.observers.append(Act(at_s, act, self.chip))
        self.edges_ms = []
        self.heard_hz = 0
        run.world.panel.on_tone = self._hear
        self.periods_ms = []
        period = run.program.loop._period

        def note(now_ms):
            self.periods_ms.append(clock.now_us / 1000)
            period(now_ms)

        run.program.loop._period = note
        self.keys_ms = []
        update = run.program._panel.keys.update

        def look(sample, dt_ms):
            update(sample, dt_ms)
            if run.program._panel.keys.pressed:
                self.keys_ms.append(clock.now_us / 1000)

        run.program._panel.keys.update = look
        run.play()

    def rows(self):
        """The trace, a dictionary a second."""
        return list(csv.DictReader(io.StringIO(self.trace.getvalue())))

    def _hear(self, hz, duty):
        if max(hz, self.heard_hz) <= ALARM_HZ_MAX:  # what answers a key comes with the key
            self.edges_ms.append(self.run.world.clock.now_us / 1000)
        self.heard_hz = hz


class Act:
    """Does something to the glass, once."""

    def __init__(self, at_s, act, chip):
        self._at_s = at_s
        self._act = act
        self._chip = chip

    def second(self, run, t_s):
        if t_s == self._at_s:
            self._act(self._chip)

    def acted(self, run, t_s):
        pass

    def noted(self, run, t_s, source, event, detail):
        pass

    def reset(self, run, cause):
        pass


@pytest.fixture(scope="module")
def alone():
    """Without a painter."""
    return Seen(painter=False)


@pytest.fixture(scope="module")
def living():
    """With one, and a glass that is well."""
    return Seen(painter=True)


def test_the_painter_of_these_tests_paints(living):
    assert living.chip.bytes_taken > 100 * 5_120
    assert living.chip.shown()
    assert living.chip.pixel(0, 0) == 0
    assert not living.chip.faults


@pytest.mark.parametrize("hz", [10_000_000, 20_000_000])
def test_sound_keys_and_periods_are_on_time_while_it_paints_all_it_may(alone, hz):
    painted = Seen(painter=True, hz=hz)
    assert painted.busy.longest_us < SLICE_MS * 1000
    assert len(painted.edges_ms) == len(alone.edges_ms) > 50
    for edge_ms, as_before_ms in zip(painted.edges_ms, alone.edges_ms, strict=True):
        assert abs(edge_ms - as_before_ms) <= EDGE_MS
    for pressed_s, answered_ms in zip((24, 30), painted.keys_ms, strict=True):
        assert 0 <= answered_ms - pressed_s * 1000 <= KEY_MS
    first_ms = painted.periods_ms[0]
    for number, begun_ms in enumerate(painted.periods_ms):
        assert -1 <= begun_ms - first_ms - number * PERIOD_MS <= SLICE_MS
    for row, as_before in zip(painted.rows(), alone.rows(), strict=True):
        assert [row[name] for name in DECIDED] == [as_before[name] for name in DECIDED]
        assert abs(int(row["air_true_mc"]) - int(as_before["air_true_mc"])) <= AIR_MC


def lose(chip):
    chip.powered = False


@settings(max_examples=8)
@given(
    act=st.one_of(
        st.integers(0, 700_000).map(lambda count: lambda chip: setattr(chip, "dies_after", count)),
        st.sampled_from((lose, lambda chip: chip.power_up(), lambda chip: chip.reset(0))),
    ),
    at_s=st.none() | st.integers(1, RUN_S - 2),
)
def test_a_glass_that_is_absent_dies_at_any_byte_or_is_reset_changes_nothing_else(
    living, act, at_s
):
    hurt = Seen(painter=True, act=act, at_s=at_s)
    assert hurt.trace.getvalue() == living.trace.getvalue()
    assert hurt.edges_ms == living.edges_ms
    assert hurt.periods_ms == living.periods_ms
    assert hurt.keys_ms == living.keys_ms
