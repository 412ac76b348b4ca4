"""After a reset the display knows the last day again, as flash has kept it: no more, no less."""

from datetime import datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from control import limits
from control.alarm_log import BEGAN
from control.alarm_table import AIR_LOW, COUNT, FAN_FAULT, NAMES
from control.outputs import Outputs
from control.records import Readings
from control.sensing import Estimates
from control.settings import Settings
from firmware.loop import NOTHING_DUE_MS
from firmware.panel.page import NO_VALUE
from firmware.panel.recall import Recall
from firmware.panel.trend import COARSE, FINE
from firmware.panel.view import PAST, View
from firmware.storage.event_log import CHANGED, EventLog
from firmware.storage.trends import Trends
from sim.runs.run import Run
from sim.world.clock import SECOND_US
from sim.world.plant.plant import Plant
from tests.control.bench import incubator
from tests.firmware.conftest import WARM_UP
from tests.firmware.storage.storage_bench import BenchFiles, Clock

BEGAN_AT = datetime(2026, 2, 27, 20, 0)
UNKNOWN = 0


def degrees(value_mc):
    """As a point of the trend has it."""
    return (value_mc - 14_900) // 100


def skins(trend):
    """The skin in the last hour, the oldest minute first."""
    return list(trend._fine[trend._fine_next : FINE] + trend._fine[: trend._fine_next])


class Free:
    """A loop in which there is always time, or as much as it is said."""

    def __init__(self, free_ms=400):
        self.free = free_ms

    def free_ms(self, now_ms):
        return self.free


class Board:
    """What of a board outlives a reset, and a life on it."""

    def __init__(self):
        self.files = BenchFiles()
        self.clock = Clock()
        self.now = BEGAN_AT
        self.boot()

    def boot(self):
        self.tell()
        self.trends = Trends(self.files, self.clock)
        self.events = EventLog(self.files, self.clock)
        self.alarms = SimpleNamespace(uptime_s=0, lamp_priority=0, present=bytearray(COUNT))
        self.controller = SimpleNamespace(
            estimates=Estimates(incubator()),
            settings=Settings(),
            outputs=Outputs(),
            alarms=self.alarms,
        )
        self.view = View(self.controller.settings, self.controller, None, self.clock, *[None] * 3)
        archive = SimpleNamespace(trends=self.trends, events=self.events)
        self.recall = Recall(archive, self.view, Free())

    def tell(self):
        at = self.now
        self.clock.year, self.clock.month, self.clock.day = at.year, at.month, at.day
        self.clock.hour, self.clock.minute, self.clock.second = at.hour, at.minute, at.second

    def minute(self, skin_mc):
        """Live for a minute; the skin is that warm, or not to be believed."""
        self.now += timedelta(minutes=1)
        self.tell()
        self.alarms.uptime_s += 60
        for channel in (self.controller.estimates.skin, self.controller.estimates.air):
            channel.valid = skin_mc is not None
            channel.value = skin_mc or 0
        self.view.note()
        self.trends.note(self.controller, Readings())
        self.trends.flush()

    def remember(self):
        """Read back all there is; how many steps that took."""
        steps = 0
        while self.recall.next_ms(0) != NOTHING_DUE_MS:
            self.recall.turn(0)
            steps += 1
        return steps

    def hour(self):
        return skins(self.view.trend)

    def day(self):
        trend = self.view.trend
        at = trend._coarse_next
        return list(trend._coarse[at:COARSE] + trend._coarse[:at])


# Flash keeps hundredths of a degree.
warm = st.integers(3_000, 3_800).map(lambda centi: centi * 10)
minutes = st.lists(st.none() | warm, min_size=1, max_size=30)
lives = st.lists(st.tuples(minutes, st.integers(0, 90), st.booleans()), min_size=1, max_size=5)


@given(lives=lives, again=st.lists(warm, max_size=12), early=st.booleans())
@settings(max_examples=30)
def test_the_last_hour_is_what_was_measured_in_it_and_gaps_where_nothing_was_or_nobody_knows_when(
    lives, again, early
):
    """The trends wait in RAM for a batch of five: what a cut loses is a gap too."""
    board = Board()
    measured = {}
    for values, dark_min, clock_lost in lives:
        board.boot()
        board.clock.lost = clock_lost
        kept = len(values) - len(values) % 5
        for place, value in enumerate(values):
            board.minute(value)
            if value is not None and not clock_lost and place < kept:
                measured[board.now] = degrees(value)
        board.now += timedelta(minutes=dark_min)
    board.clock.lost = False
    board.boot()
    if early:
        board.remember()
    for value in again:
        board.minute(value)
        measured[board.now] = degrees(value)
    board.remember()
    wanted = [
        measured.get(board.now - timedelta(minutes=FINE - 1 - place), UNKNOWN)
        for place in range(FINE)
    ]
    assert board.hour() == wanted


def test_a_day_is_told_in_steps_of_five_minutes_and_what_is_older_is_not():
    board = Board()
    for minute in range(1_600):
        board.minute(34_000 if minute < 200 else 36_000)
    board.now += timedelta(minutes=120)
    board.boot()
    board.remember()
    gap = [UNKNOWN] * 24
    assert board.day() == [degrees(36_000)] * (COARSE - 24) + gap
    assert board.view.trend.changes == 1, "one look at it, when all is there"


def test_a_start_that_does_not_know_the_time_shows_no_trend_and_every_alarm():
    board = Board()
    for _ in range(20):
        board.minute(36_000)
    board.events.note(5, BEGAN, NAMES[FAN_FAULT])
    board.events.flush(0)
    board.clock.lost = True
    board.boot()
    board.remember()
    assert not any(board.hour())
    assert board.view.past_count == 1
    assert board.view.past_alarm(0) == (FAN_FAULT, 227, 20 * 60 + 20)
    assert board.view.past_alarm(1) == (-1, NO_VALUE, NO_VALUE)


@given(damage=st.lists(st.tuples(st.integers(0, 100_000), st.integers(1, 255)), max_size=40))
@settings(max_examples=20)
def test_rotten_files_are_gaps_and_never_an_error(damage):
    board = Board()
    for _ in range(60):
        board.minute(36_000)
        board.events.note(5, BEGAN, NAMES[FAN_FAULT])
        board.events.flush(0)
    for data in board.files.contents.values():
        for at, change in damage:
            data[at % len(data)] ^= change
    board.boot()
    board.remember()
    assert set(board.hour()) <= {UNKNOWN, degrees(36_000)}
    for back in range(board.view.past_count):
        assert board.view.past_alarm(back) == (FAN_FAULT, 227, board.view.past_alarm(back)[2])
    board.files.contents.clear()
    board.boot()
    board.remember()
    assert not any(board.hour())


@given(before=st.integers(0, 40), here=st.integers(0, 40))
@settings(max_examples=20)
def test_the_history_has_the_last_alarms_of_this_life_and_those_before_the_newest_first(
    before, here
):
    board = Board()
    for number in range(before):
        board.events.note(number, CHANGED, "air", 1, 2)
        board.events.note(number, BEGAN, NAMES[number % 7])
        board.events.flush(0)
        board.events.flush(0)
    board.clock.month = 3
    board.boot()
    board.clock.month = 4
    for number in range(here):
        board.alarms.present[:] = bytes(COUNT)
        board.view.note()
        board.alarms.present[10 + number % 7] = 1
        board.view.note()
        board.events.note(number, BEGAN, NAMES[10 + number % 7])  # is of this life
    board.remember()
    found = [board.view.past_alarm(back)[0] for back in range(board.view.past_count)]
    wanted = [number % 7 for number in range(before)] + [10 + n % 7 for n in range(here)]
    assert found == wanted[::-1][:PAST]


def test_a_step_reads_once_and_only_where_there_is_time():
    board = Board()
    for _ in range(200):
        board.minute(36_000)
    board.boot()
    reads = []
    read_into = board.files.read_into

    def counted(*arguments):
        reads.append(len(arguments[2]))
        return read_into(*arguments)

    board.files.read_into = counted
    board.recall = Recall(
        SimpleNamespace(trends=board.trends, events=board.events), board.view, loop := Free(20)
    )
    assert board.recall.next_ms(0) == 20
    board.recall.turn(0)
    assert not reads
    loop.free = 25
    while board.recall.next_ms(0) == 0:
        before = len(reads)
        board.recall.turn(0)
        assert len(reads) - before <= 1
    assert max(reads) <= 512


def test_a_reset_leaves_the_display_its_trends_and_history_and_delays_no_period():
    """Five minutes, a cut of one, and the second life."""
    timetable = [
        {"at_s": at_s, "do": do, "value": value}
        for at_s, do, value in (
            (0, "fault", "battery-flat"),
            (100, "fault", "fan-stopped"),
            (130, "clear", "fan-stopped"),
            (320, "fault", "mains-cut"),
            (390, "clear", "mains-cut"),
        )
    ]
    run = Run(WARM_UP | {"duration_s": 480, "timetable": timetable, "display": True}, 1, Plant)
    began_us = []
    noted = run.note

    def note(t_s, source, event, detail):
        noted(t_s, source, event, detail)
        if event == "start":
            whole = run.program._whole_period
            run.program.loop._period = lambda now_ms: (
                began_us.append(run.world.clock.now_us),
                whole(now_ms),
            )

    run.note = note
    run.play()
    view = run.program._display._view
    known = "".join("x" if value else "." for value in skins(view.trend))
    assert known.strip(".").count("x") == 6, known  # 5 of the first life, 1 of this one
    assert 1 <= known.strip(".").count(".") <= 2, known
    assert FAN_FAULT in [view.past_alarm(back)[0] for back in range(view.past_count)]
    assert AIR_LOW not in [view.past_alarm(back)[0] for back in range(view.past_count)]
    steps_us = [after - before for before, after in pairwise(began_us)]
    assert max(steps_us) <= limits.PERIOD_MS * 1_000 + 10_000
    assert began_us[0] > 390 * SECOND_US
