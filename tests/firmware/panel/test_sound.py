"""Alarm sound: the structure of its bursts, their timing, and that silence is silent."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.speaker import LOUD_PM
from firmware.loop import NOTHING_DUE_MS
from firmware.panel import sound as module
from firmware.panel.sound import Sound

pytestmark = pytest.mark.proves("LAW-4-PRIORITY")

WRAP = 1 << 30
PERIOD_MS = 500
LOW, MEDIUM, HIGH = 1, 2, 3
C, D, E, F, G = 0, 2, 4, 5, 7  # semitones above c

# IEC 60601-1-8, tables 3 and 4; times in ms.
PULSES = {LOW: (1, 2), MEDIUM: (3, 3), HIGH: (10, 10)}
PULSE_MS = {LOW: (125, 250), MEDIUM: (125, 250), HIGH: (75, 200)}
INTERVAL_MS = {LOW: (15_000, 60_000), MEDIUM: (2_500, 30_000), HIGH: (2_500, 15_000)}
SLOW_GAP_MS = (125, 250)
FAST_GAP_MS = (50, 125)
HALVES_GAP_MS = (350, 1_300)
MELODY = {LOW: (E, C), MEDIUM: (C, D, E), HIGH: (C, D, E, F, G) * 2}

BLIP_HZ = 1_500  # of a click or chirp

priorities = st.sampled_from((LOW, MEDIUM, HIGH))
starts_ms = st.integers(0, WRAP - 1) | st.integers(WRAP - 20_000, WRAP - 1)


class Speaker:
    """Notes each change: when, what tone, how loud."""

    def __init__(self):
        self.now_ms = 0
        self.changes = []
        self.hz = 0

    def tone(self, hz, duty_pm=LOUD_PM):
        assert 150 <= hz <= 1_000 or hz == BLIP_HZ
        assert 0 < duty_pm <= LOUD_PM
        self.hz = hz
        self.changes.append((self.now_ms, hz, duty_pm))

    def silence(self):
        self.hz = 0
        self.changes.append((self.now_ms, 0, 0))


class Loop:
    """A main loop that sleeps until something is due, and wakes as late as `lateness` says.

    Time counts from 0 here; the sound sees it wrap.
    """

    def __init__(self, start_ms=0, lateness=lambda: 0):
        self.start_ms = start_ms
        self.lateness = lateness
        self.now_ms = 0
        self.speaker = Speaker()
        self.sound = Sound(self.speaker)
        self.wakes = 0

    def ticks(self):
        return (self.start_ms + self.now_ms) % WRAP

    def pass_ms(self, duration_ms):
        end_ms = self.now_ms + duration_ms
        while True:
            due_ms = self.now_ms + self.sound.next_ms(self.ticks())
            if due_ms > end_ms:
                break
            self.now_ms = due_ms + self.lateness()
            self.speaker.now_ms = self.now_ms
            self.sound.turn(self.ticks())
            self.wakes += 1
        self.now_ms = max(end_ms, self.now_ms)
        self.speaker.now_ms = self.now_ms

    def period(self, priority, began=0, busy_ms=15):
        due_ms = self.now_ms - self.now_ms % PERIOD_MS + PERIOD_MS
        self.pass_ms(busy_ms)
        self.sound.want(priority, began, self.ticks())
        self.pass_ms(max(due_ms - self.now_ms, 0))

    def periods(self, count, priority):
        for _ in range(count):
            self.period(priority)

    def pulses(self):
        """(begin, end, hz) of each tone that was heard."""
        found = []
        begin = tone = 0
        for at_ms, hz, _ in self.speaker.changes:
            if tone and hz != tone:
                found.append((begin, at_ms, tone))
            if hz and hz != tone:
                begin = at_ms
            tone = hz
        return found

    def bursts(self):
        """Pulses that lie close together."""
        groups = []
        for pulse in self.pulses():
            if groups and pulse[0] - groups[-1][-1][1] < 2_000:
                groups[-1].append(pulse)
            else:
                groups.append([pulse])
        return groups


def within(value, limits):
    return limits[0] <= value <= limits[1]


@pytest.mark.parametrize("priority", [LOW, MEDIUM, HIGH])
def test_a_burst_has_the_structure_of_tables_3_and_4(priority):
    loop = Loop()
    loop.periods(140, priority)
    bursts = loop.bursts()
    assert len(bursts) > 2
    for burst in bursts:
        assert within(len(burst), PULSES[priority])
        assert all(within(end - begin, PULSE_MS[priority]) for begin, end, _ in burst)
        gaps = [after[0] - before[1] for before, after in pairwise(burst)]
        if priority != HIGH:
            assert all(within(gap, SLOW_GAP_MS) for gap in gaps)
            continue
        x_ms, td_ms = gaps[0], burst[0][1] - burst[0][0]
        assert within(x_ms, FAST_GAP_MS)
        assert gaps[:4] == gaps[5:] == [x_ms, x_ms, 2 * x_ms + td_ms, x_ms]
        assert within(gaps[4], HALVES_GAP_MS)
    intervals = [after[0][0] - before[-1][1] for before, after in pairwise(bursts)]
    assert all(within(interval, INTERVAL_MS[priority]) for interval in intervals)


def test_the_lower_the_priority_the_longer_between_bursts():
    gaps = []
    for priority in (HIGH, MEDIUM, LOW):
        loop = Loop()
        loop.periods(100, priority)
        first, second = loop.bursts()[:2]
        gaps.append(second[0][0] - first[-1][1])
    assert gaps == sorted(gaps)


@pytest.mark.parametrize("priority", [LOW, MEDIUM, HIGH])
def test_the_melody_is_that_of_temperature_within_a_quarter_tone(priority):
    loop = Loop()
    loop.periods(10, priority)
    tones = [hz for _, _, hz in loop.bursts()[0]]
    c_hz = tones[MELODY[priority].index(C)]
    for hz, semitones in zip(tones, MELODY[priority], strict=True):
        assert abs(hz / (c_hz * 2 ** (semitones / 12)) - 1) < 0.015
        assert 150 <= hz <= 1_000


@pytest.mark.parametrize("priority", [LOW, MEDIUM, HIGH])
def test_a_pulse_rises_within_10_to_40_percent_of_its_length_and_all_are_equally_loud(priority):
    loop = Loop()
    loop.periods(10, priority)
    for begin, end, hz in loop.bursts()[0]:
        steps = [(at, duty) for at, tone, duty in loop.speaker.changes if begin <= at < end]
        assert [duty for _, duty in steps] == sorted({duty for _, duty in steps})
        assert len(steps) == 3
        assert steps[-1][1] == LOUD_PM
        assert 0.1 <= (steps[-1][0] - begin) / (end - begin) <= 0.4
        assert hz


@given(priority=priorities, start_ms=starts_ms, data=st.data())
def test_every_edge_is_within_10_ms_of_the_schedule_whatever_the_jitter_of_the_loop(
    priority, start_ms, data
):
    exact = Loop()
    exact.period(priority)
    exact.pass_ms(6_000)
    jitters = data.draw(st.lists(st.integers(0, 10), min_size=60, max_size=60))
    late = Loop(start_ms, iter(jitters).__next__)
    late.period(priority)
    late.pass_ms(6_000)
    assert len(late.speaker.changes) == len(exact.speaker.changes)
    for scheduled, heard in zip(exact.speaker.changes, late.speaker.changes, strict=True):
        assert heard[1:] == scheduled[1:]
        assert 0 <= heard[0] - scheduled[0] <= 10


@given(priorities, st.integers(1, 40))
def test_no_edge_falls_into_a_period_whose_transfers_take_up_to_40_ms(priority, busy_ms):
    loop = Loop()
    for _ in range(40):
        loop.period(priority, busy_ms=busy_ms)
    edges = [at for at, _, _ in loop.speaker.changes if at % PERIOD_MS != busy_ms % PERIOD_MS]
    assert edges
    assert all(busy_ms < at % PERIOD_MS for at in edges)


histories = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 30)), max_size=12
)


@given(histories, starts_ms, st.lists(st.integers(0, 700), min_size=1, max_size=20))
def test_every_sequence_ends_silent_when_nothing_is_wanted_any_more(history, start_ms, delays):
    turn = [0]

    def lateness():
        turn[0] += 1
        return delays[turn[0] % len(delays)]

    loop = Loop(start_ms, lateness)
    for priority, began, periods in history:
        loop.period(priority, min(began, priority))
        loop.periods(periods, priority)
    loop.periods(12, 0)
    loop.pass_ms(5_000)
    assert loop.speaker.hz == 0
    assert not loop.sound.sounding
    assert loop.sound.next_ms(loop.ticks()) == NOTHING_DUE_MS
    quiet = len(loop.speaker.changes)
    loop.periods(10, 0)
    assert len(loop.speaker.changes) == quiet


@given(histories, priorities, st.integers(0, 4_000))
def test_stop_is_silent_at_once_and_stays_so_until_something_is_wanted(history, priority, at_ms):
    loop = Loop()
    for wanted, began, periods in history:
        loop.period(wanted, min(began, wanted))
        loop.periods(periods, wanted)
    loop.period(priority)
    loop.pass_ms(at_ms)
    loop.sound.stop()
    assert loop.speaker.hz == 0
    changes = len(loop.speaker.changes)
    loop.periods(20, 0)
    assert len(loop.speaker.changes) == changes


@given(priorities, st.integers(0, 40))
def test_a_short_alarm_is_heard_for_its_whole_burst(priority, periods_after):
    loop = Loop()
    loop.period(priority)
    loop.periods(8 + periods_after, 0)
    assert len(loop.pulses()) == len(MELODY[priority])


@given(before=st.sampled_from((0, LOW, MEDIUM)), after=priorities, periods=st.integers(1, 60))
def test_a_higher_priority_is_heard_at_once_whatever_sounds(before, after, periods):
    if after <= before:
        return
    loop = Loop()
    loop.periods(periods, before)
    begun = loop.now_ms
    loop.periods(8, after)
    heard = [pulse for pulse in loop.pulses() if pulse[0] >= begun]
    heard = [pulse for pulse in heard if pulse[1] - pulse[0] > 20]
    assert heard[0][0] - begun <= 100
    assert len([pulse for pulse in heard if pulse[0] - begun < 3_500]) >= len(MELODY[after])


@given(priority=priorities, periods=st.integers(0, 40))
def test_a_new_alarm_of_the_same_priority_does_not_wait_for_the_interval(priority, periods):
    loop = Loop()
    loop.period(priority)
    loop.periods(periods, priority)
    sounding = loop.sound.sounding
    begun = loop.now_ms
    loop.period(priority, began=priority)
    loop.periods(8, priority)
    assert min(at for at, _, _ in loop.pulses() if at >= begun) - begun <= (
        1_000 if sounding else 100
    )


@pytest.mark.parametrize("priority", [LOW, MEDIUM, HIGH])
def test_a_new_alarm_shares_the_burst_under_way_while_a_whole_pulse_of_it_is_left(priority):
    def begun():
        loop = Loop()
        loop.sound.want(priority, 0, loop.ticks())
        return loop

    alone = begun()
    alone.pass_ms(6_000)
    last_ms = alone.pulses()[-1][0]
    for new_at_ms, again in ((last_ms - 1, False), (last_ms + 1, True)):
        loop = begun()
        loop.pass_ms(new_at_ms)
        loop.sound.want(priority, priority, loop.ticks())
        loop.periods(4, priority)
        assert (loop.pulses()[-1][0] > last_ms) == again


@given(priorities, st.integers(1, 20), st.booleans())
def test_an_alarm_that_went_and_comes_back_is_heard_at_once(priority, periods, stopped):
    loop = Loop()
    loop.periods(9, priority)
    if stopped:
        loop.sound.stop()
    else:
        loop.periods(8 + periods, 0)
    begun = loop.now_ms
    loop.periods(8, priority)
    assert min(at for at, hz, _ in loop.speaker.changes if at >= begun and hz) - begun <= 100


@given(priorities, starts_ms)
def test_next_ms_is_0_from_the_moment_an_edge_is_due_until_it_is_applied(priority, start_ms):
    loop = Loop(start_ms)
    loop.sound.want(priority, 0, loop.ticks())
    while loop.sound.sounding:
        due_ms = loop.sound.next_ms(loop.ticks())
        assert 0 < due_ms < 1_000
        for _ in range(due_ms):
            assert loop.sound.next_ms(loop.ticks()) > 0
            changes = len(loop.speaker.changes)
            loop.sound.turn(loop.ticks())
            assert len(loop.speaker.changes) == changes
            loop.now_ms += 1
        assert loop.sound.next_ms(loop.ticks()) == 0
        loop.sound.turn(loop.ticks())


def test_a_lower_alarm_that_begins_does_not_hurry_a_higher_one():
    alone, other = Loop(), Loop()
    alone.periods(60, HIGH)
    for _ in range(60):
        other.period(HIGH, began=LOW)
    assert other.speaker.changes == alone.speaker.changes


def test_an_idle_second_wakes_nobody():
    loop = Loop()
    loop.periods(1_000, 0)
    assert loop.wakes == 0


@given(late_ms=st.integers(0, 5_000))
def test_a_loop_that_was_held_up_never_leaves_a_tone_on(late_ms):
    loop = Loop()
    loop.period(HIGH)
    loop.now_ms += late_ms
    loop.speaker.now_ms = loop.now_ms
    loop.pass_ms(6_000)
    assert loop.speaker.hz == 0


def duties(volume, priority):
    loop = Loop()
    loop.sound.volume = volume
    loop.periods(10, priority)
    return [duty for _, _, duty in loop.speaker.changes]


@pytest.mark.parametrize("priority", [LOW, MEDIUM, HIGH])
def test_each_step_of_volume_is_4_db_louder_and_the_lowest_is_no_silence(priority):
    loud = [math.sin(math.pi * max(duties(volume, priority)) / 1000) for volume in range(4)]
    steps_db = [20 * math.log10(louder / softer) for softer, louder in pairwise(loud)]
    assert steps_db == pytest.approx([4, 4, 4], abs=0.2)
    assert max(duties(3, priority)) == LOUD_PM
    assert 20 * math.log10(loud[3] / loud[0]) <= 65 - 50, "50 dB(A) is the least"


@given(
    presses_ms=st.lists(st.integers(0, 20_000), max_size=30),
    wanted=st.lists(st.integers(0, 3), min_size=40, max_size=40),
    start_ms=starts_ms,
)
def test_no_click_touches_an_alarm(presses_ms, wanted, start_ms):
    def alarmed(presses_ms):
        loop = Loop(start_ms)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module.time, "ticks_ms", loop.ticks)
            presses_ms = sorted(presses_ms)
            for priority in wanted:
                while presses_ms and presses_ms[0] <= loop.now_ms:
                    presses_ms.pop(0)
                    loop.sound.click()
                loop.period(priority)
            loop.periods(10, 0)
        return loop

    alone, clicked = alarmed([]), alarmed(presses_ms)
    assert clicked.speaker.hz == 0
    alarm = [pulse for pulse in clicked.pulses() if pulse[2] != BLIP_HZ]
    assert alarm == alone.pulses()


@pytest.mark.parametrize("blip", ["click", "chirp"])
@given(start_ms=starts_ms, late_ms=st.integers(0, 500))
def test_a_click_ends_by_itself(blip, start_ms, late_ms):
    loop = Loop(start_ms, lambda: late_ms)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module.time, "ticks_ms", loop.ticks)
        getattr(loop.sound, blip)()
    assert loop.speaker.hz == BLIP_HZ
    assert not loop.sound.sounding
    loop.pass_ms(2_000)
    assert loop.speaker.hz == 0
    assert loop.speaker.changes[-1][0] - loop.speaker.changes[-2][0] <= 120 + late_ms
    assert loop.sound.next_ms(loop.ticks()) == NOTHING_DUE_MS
