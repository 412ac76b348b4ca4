"""Alarms begin, are seen, heard, silenced and end as the standard says, whatever is pressed."""

import importlib
import os
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from control import alarm_table as table
from control import alarms
from control.alarm_log import ACKNOWLEDGED, BEGAN, ENDED, EVENTS, PAUSED, TESTED, AlarmLog
from tests import watched
from tests.control.alarm_model import AlarmModel

pytestmark = pytest.mark.proves("LAW-7-ALARMS", "LAW-4-SILENCE", "LAW-4-PRIORITY")

PERIOD_MS = 500
PAUSE_MS = {table.HIGH: 120_000, table.MEDIUM: 240_000, table.LOW: 240_000}
ROWS = range(table.COUNT)
ALL_ROWS = st.sampled_from(ROWS)
# One of each kind: priority, latched or not, delayed or not; two of some, to see their order.
KINDS = (
    table.AIR_CUTOUT,
    table.FAN_FAULT,
    table.SKIN_PROBE_FAULT,
    table.MAINS_LOST,
    table.AIR_LOW,
    table.NO_HEAT,
    table.HOOD_OPEN,
    table.SETTINGS_LOST,
    table.CLOCK_LOST,
    table.WATER_LOW,
    table.SKIN_PROBE_FAULT_AIR_MODE,
)
HIGH_UNLATCHED = table.MAINS_LOST
HIGH_LATCHED = table.FAN_FAULT
MEDIUM = table.NO_HEAT
LOW = table.CLOCK_LOST


class Alarms:
    """An alarm system whose conditions are told, not judged."""

    def __init__(self, load=importlib.import_module):
        self.conditions = SimpleNamespace(
            active=bytearray(table.COUNT), values=[0] * table.COUNT, limits=[0] * table.COUNT
        )
        self.log = load("control.alarm_log").AlarmLog()
        self.system = load("control.alarms").AlarmSystem(self.conditions, self.log)

    def period(self, *rows, after_ms=PERIOD_MS):
        """One period in which the conditions of these rows hold; the system."""
        for row in ROWS:
            self.conditions.active[row] = row in rows
        self.system.update(after_ms)
        return self.system

    def periods(self, count, *rows):
        for _ in range(count):
            self.period(*rows)
        return self.system

    def for_ms(self, duration_ms, *rows):
        return self.periods(duration_ms // PERIOD_MS, *rows)

    def shown(self):
        return list(self.system.listed[: self.system.count])

    def events(self):
        """What the log says that has not been taken yet."""
        taken = []
        while (entry := self.log.take()) is not None:
            taken.append((entry.uptime_s, entry.alarm, EVENTS[entry.event]))
        return taken


def priority_of(row):
    return table.PRIORITY_OF[row]


# --- against the model ---------------------------------------------------------------------------


class AgainstTheModel(RuleBasedStateMachine):
    """The system and the model live the same life; after each event both say the same."""

    @initialize()
    def begin(self):
        self.alarms = Alarms()
        self.system = self.alarms.system
        rows = list(zip(table.PRIORITY_OF, table.DELAY_MS_OF, table.LATCHED, strict=True))
        self.model = AlarmModel(rows)
        self.holding = set()

    def _pass(self, dt_ms):
        self.alarms.period(*self.holding, after_ms=dt_ms)
        self.model.pass_time(self.holding, dt_ms)
        self._compare()

    @rule(row=st.sampled_from(KINDS) | ALL_ROWS)
    def condition_begins(self, row):
        self.holding = self.holding | {row}
        self._pass(PERIOD_MS)

    @rule(row=st.sampled_from(KINDS))
    def condition_flickers(self, row):
        self.holding = self.holding ^ {row}
        self._pass(PERIOD_MS)
        self.holding = self.holding ^ {row}
        self._pass(PERIOD_MS)

    @rule()
    def all_conditions_end(self):
        self.holding = set()
        self._pass(PERIOD_MS)

    @rule(rows=st.sets(st.sampled_from(KINDS)))
    def conditions_change(self, rows):
        self.holding = rows
        self._pass(PERIOD_MS)

    @rule(dt_ms=st.sampled_from((0, 1, 499, 500, 1_999, 10_000, 60_000)), count=st.integers(1, 4))
    def time_passes(self, dt_ms, count):
        for _ in range(count):
            self._pass(dt_ms)

    @rule(duration_ms=st.sampled_from((2_000, 10_000, 59_500, 119_500, 120_000, 239_500)))
    def much_time_passes(self, duration_ms):
        for _ in range(duration_ms // 60_000):
            self._pass(60_000)
        self._pass(duration_ms % 60_000)

    @rule()
    def pause_is_pressed(self):
        self.system.pause_audio()
        self.model.pause_audio()

    @rule()
    def acknowledge_is_pressed(self):
        self.system.acknowledge()
        self.model.acknowledge()

    @rule(priority=st.integers(-1, 4))
    def test_is_started(self, priority):
        assert (self.system.start_test(priority) == "") == self.model.start_test(priority)

    @invariant()
    def both_agree(self):
        if hasattr(self, "model"):
            self._compare()

    def _compare(self):
        system = self.system
        model = self.model
        assert self.alarms.shown() == model.list()
        assert {row for row in ROWS if system.present[row]} == set(model.shown)
        assert system.highest == (model.list() or [-1])[0]
        assert system.lamp_priority == model.lamp()
        assert system.sounding_priority == model.sound()
        for row in ROWS:
            it = model.shown.get(row)
            left_ms = max(it.silent_until_ms - model.now_ms, 0) if it else 0
            assert system.silent_ms[row] == left_ms
            assert system.acknowledged[row] == bool(it and it.acknowledged)


TestAgainstTheModel = AgainstTheModel.TestCase
TestAgainstTheModel.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)


def test_LAW_7_ALARMS_breaks_when_what_latches_is_forgotten(monkeypatch):
    monkeypatch.setattr(alarms, "LATCHED", bytearray(table.COUNT))
    few = settings(max_examples=60, stateful_step_count=20, deadline=None, phases=[Phase.generate])
    with pytest.raises(AssertionError):
        run_state_machine_as_test(AgainstTheModel, settings=few)


# --- laws over any history -----------------------------------------------------------------------

keys = st.sampled_from(("pause_audio", "acknowledge", "test"))
histories = st.lists(
    st.one_of(
        st.tuples(st.just("rows"), st.sets(st.sampled_from(KINDS), max_size=4)),
        st.tuples(st.just("key"), keys),
        st.tuples(st.just("wait"), st.sampled_from((500, 1_500, 10_000, 60_000, 119_500))),
    ),
    max_size=30,
)


def press(system, key):
    if key == "test":
        system.start_test(table.HIGH)
    else:
        getattr(system, key)()


def play(alarms, history):
    """Each period and key of a history: what it was, what holds, and for how long it passed."""
    rows = set()
    for kind, what in history:
        if kind == "rows":
            rows = what
            alarms.period(*rows)
            yield "period", rows, PERIOD_MS
        elif kind == "key":
            press(alarms.system, what)
            yield what, rows, 0
        else:
            for _ in range(what // PERIOD_MS):
                alarms.period(*rows)
                yield "period", rows, PERIOD_MS


@given(histories)
def test_a_higher_priority_is_never_hidden_by_a_lower_one(history):
    alarms = Alarms()
    for _, _, _ in play(alarms, history):
        system = alarms.system
        shown = alarms.shown()
        priorities = [priority_of(row) for row in shown]
        assert priorities == sorted(priorities, reverse=True)
        if shown:
            assert system.highest == shown[0]
            assert system.lamp_priority == max(priorities)
            heard = [priority_of(row) for row in shown if not system.silent_ms[row]]
            assert system.sounding_priority == max(heard, default=0)
        assert sorted(shown) == [row for row in ROWS if system.present[row]]


@given(histories)
def test_no_key_takes_the_light_of_an_alarm_whose_condition_holds(history):
    alarms = Alarms()
    held_ms = dict.fromkeys(KINDS, -1)
    for _, rows, passed_ms in play(alarms, history):
        for row in KINDS:
            if row not in rows:
                held_ms[row] = -1
            elif passed_ms:
                held_ms[row] = held_ms[row] + passed_ms if held_ms[row] >= 0 else 0
            if held_ms[row] >= table.DELAY_MS_OF[row]:
                assert alarms.system.present[row]
                assert alarms.system.lamp_priority >= priority_of(row)


@pytest.mark.proves("LAW-4-SILENCE")
@given(histories)
def test_no_key_however_often_it_closes_keeps_an_alarm_silent_for_more_than_two_pauses(history):
    """A contact that closes by itself does that; acknowledging begins the second pause."""
    alarms = Alarms()
    silent_ms = [0] * len(table.NAMES)
    chatter = [("key", "pause_audio"), ("wait", 100_000)] * 3
    for _, _, passed_ms in play(alarms, history + chatter):
        for row in alarms.shown():
            silent = alarms.system.silent_ms[row]
            silent_ms[row] = silent_ms[row] + passed_ms if silent else 0
            assert silent_ms[row] <= 2 * PAUSE_MS[priority_of(row)]


@given(histories)
def test_an_alarm_is_silent_no_longer_than_its_pause_after_the_last_key(history):
    """HIGH 120 s, MEDIUM and LOW 240 s, however the keys were mashed before."""
    alarms = Alarms()
    since_key_ms = 1_000_000
    for what, _, passed_ms in play(alarms, [*history, ("wait", 240_000)]):
        pressed = what in ("pause_audio", "acknowledge")
        since_key_ms = 0 if pressed else since_key_ms + passed_ms
        for row in alarms.shown():
            if since_key_ms >= PAUSE_MS[priority_of(row)]:
                assert alarms.system.sounding_priority >= priority_of(row)


@given(histories, ALL_ROWS)
def test_a_new_condition_sounds_at_once_after_its_delay_whatever_was_pressed_before(history, row):
    alarms = Alarms()
    for _ in play(alarms, [*history, ("rows", set())]):
        pass
    priority = priority_of(row)
    for _ in range(table.DELAY_MS_OF[row] // PERIOD_MS):
        alarms.period(row)
    system = alarms.period(row)
    assert system.present[row]
    assert system.sounding_priority >= priority
    assert system.began_priority == priority


@given(histories)
def test_what_is_latched_stays_until_it_is_acknowledged(history):
    alarms = Alarms()
    waiting = set()
    before = set()
    for what, rows, passed_ms in play(alarms, history):
        if passed_ms:
            waiting |= {row for row in rows - before if table.LATCHED[row]}
            before = rows
        if what == "acknowledge":
            waiting.clear()
        assert all(alarms.system.present[row] for row in waiting)


@given(histories)
def test_all_is_quiet_once_all_is_well_and_acknowledged(history):
    alarms = Alarms()
    for _ in play(alarms, [*history, ("rows", set()), ("key", "acknowledge")]):
        pass
    system = alarms.period()
    assert (system.count, system.highest, system.lamp_priority) == (0, -1, 0)
    assert system.sounding_priority == 0
    assert not any(system.present) and not any(system.silent_ms) and not any(system.acknowledged)


@given(histories, st.integers(0, 3))
def test_a_test_is_never_mistaken_for_an_alarm_nor_hides_one(history, priority):
    alarms = Alarms()
    for _ in play(alarms, history):
        pass
    system = alarms.system
    before = alarms.shown(), system.lamp_priority, system.sounding_priority
    refusal = system.start_test(priority)
    assert alarms.shown() == before[0]
    if before[0]:
        assert refusal
        assert (system.lamp_priority, system.sounding_priority) == before[1:]


# --- by hand: occurrence -------------------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS, ids=lambda row: table.NAMES[row])
def test_an_alarm_begins_when_its_delay_is_over_and_not_before(row):
    alarms = Alarms()
    alarms.period(row)
    delay_ms = table.DELAY_MS_OF[row]
    if delay_ms:
        assert not alarms.system.present[row]
        alarms.for_ms(delay_ms - PERIOD_MS, row)
        assert not alarms.system.present[row]
        assert alarms.system.lamp_priority == 0
        alarms.period(row)
    assert alarms.system.present[row]
    assert alarms.system.lamp_priority == alarms.system.sounding_priority == priority_of(row)


def test_a_late_period_does_not_make_an_alarm_later():
    alarms = Alarms()
    alarms.period(table.HOOD_OPEN)
    alarms.period(table.HOOD_OPEN, after_ms=60_000)
    assert not alarms.system.present[table.HOOD_OPEN]
    assert alarms.period(table.HOOD_OPEN, after_ms=60_000).present[table.HOOD_OPEN]


def test_a_condition_that_goes_begins_its_delay_anew():
    alarms = Alarms()
    for _ in range(5):
        assert not alarms.for_ms(120_000, table.HOOD_OPEN).count
        alarms.period()


def test_an_alarm_that_is_not_latched_ends_with_its_condition():
    alarms = Alarms()
    alarms.for_ms(5_000, HIGH_UNLATCHED, MEDIUM, LOW)
    assert alarms.period().count == 0


@pytest.mark.parametrize(("row", "periods"), ((HIGH_UNLATCHED, 4), (MEDIUM, 4), (LOW, 1)))
def test_a_short_condition_is_signalled_long_enough_to_be_heard(row, periods):
    """Half a HIGH burst and a MEDIUM one take up to 1.5 s; LOW has no such rule."""
    alarms = Alarms()
    signalled = [alarms.period(row).sounding_priority]
    signalled += [alarms.period().sounding_priority for _ in range(9)]
    assert signalled == [priority_of(row)] * periods + [0] * (10 - periods)


def test_acknowledging_ends_the_signal_of_a_short_condition():
    alarms = Alarms()
    alarms.period(HIGH_UNLATCHED)
    alarms.period().acknowledge()
    assert alarms.system.count == alarms.system.sounding_priority == 0


def test_a_latched_alarm_goes_on_sounding_after_its_condition_until_acknowledged():
    alarms = Alarms()
    alarms.period(HIGH_LATCHED)
    system = alarms.for_ms(600_000)
    assert system.present[HIGH_LATCHED] and system.sounding_priority == table.HIGH
    system.acknowledge()
    assert system.count == system.lamp_priority == system.sounding_priority == 0


def test_a_latched_alarm_acknowledged_in_time_ends_with_its_condition():
    alarms = Alarms()
    alarms.for_ms(5_000, HIGH_LATCHED).acknowledge()
    assert alarms.period(HIGH_LATCHED).acknowledged[HIGH_LATCHED]
    assert alarms.period().count == 0


def test_a_latched_alarm_that_comes_back_has_to_be_acknowledged_again():
    alarms = Alarms()
    alarms.period(HIGH_LATCHED)
    alarms.period().pause_audio()
    system = alarms.period(HIGH_LATCHED)
    assert system.sounding_priority == table.HIGH, "it is a new condition"
    assert not system.acknowledged[HIGH_LATCHED] and not system.silent_ms[HIGH_LATCHED]
    system.acknowledge()
    alarms.period(HIGH_LATCHED)
    alarms.period()
    system = alarms.period(HIGH_LATCHED)
    assert system.sounding_priority == table.HIGH
    assert alarms.for_ms(5_000).present[HIGH_LATCHED]


# --- by hand: signals and their inactivation -----------------------------------------------------


def test_the_list_has_the_urgent_first_and_then_the_newest():
    alarms = Alarms()
    alarms.period(LOW)
    alarms.period(LOW, MEDIUM)
    alarms.period(LOW, MEDIUM, table.SETTINGS_LOST)
    alarms.period(LOW, MEDIUM, table.SETTINGS_LOST, table.MAINS_LOST, table.FAN_FAULT)
    high = [table.FAN_FAULT, table.MAINS_LOST]
    assert alarms.shown() == [*high, table.SETTINGS_LOST, MEDIUM, LOW]
    assert alarms.period(LOW).count == 5, "the signals of short conditions are completed"
    alarms.for_ms(3_000, LOW, MEDIUM)
    assert alarms.shown() == [table.FAN_FAULT, MEDIUM, table.SETTINGS_LOST, LOW]


def test_all_alarms_at_once_are_listed_in_the_order_of_the_table_and_all_go():
    alarms = Alarms()
    alarms.for_ms(301_000, *ROWS)
    assert sorted(alarms.shown()) == list(ROWS)
    alarms.system.acknowledge()
    assert alarms.period().count == 0
    alarms = Alarms()
    prompt = [row for row in ROWS if not table.DELAY_MS_OF[row]]
    alarms.period(*ROWS)
    assert alarms.shown() == prompt


@pytest.mark.parametrize("key", ("pause_audio", "acknowledge"))
@pytest.mark.parametrize("row", (HIGH_LATCHED, MEDIUM, LOW))
def test_a_silenced_alarm_stays_visible_and_sounds_again_in_time(row, key):
    alarms = Alarms()
    press(alarms.period(row), key)
    pause_ms = PAUSE_MS[priority_of(row)]
    assert alarms.system.silent_ms[row] == pause_ms
    assert alarms.system.sounding_priority == 0
    for _ in range(pause_ms // PERIOD_MS - 1):
        system = alarms.period(row)
        assert (system.sounding_priority, system.lamp_priority) == (0, priority_of(row))
    assert alarms.period(row).sounding_priority == priority_of(row)


def test_no_press_while_it_is_silent_makes_a_pause_longer_but_the_first_acknowledgement():
    alarms = Alarms()
    alarms.period(HIGH_LATCHED).pause_audio()
    alarms.for_ms(100_000, HIGH_LATCHED).pause_audio()
    assert alarms.system.silent_ms[HIGH_LATCHED] == 20_000
    alarms.system.acknowledge()
    assert alarms.system.silent_ms[HIGH_LATCHED] == 120_000
    alarms.for_ms(119_500, HIGH_LATCHED).acknowledge()
    alarms.system.pause_audio()
    assert alarms.period(HIGH_LATCHED).sounding_priority == table.HIGH


def test_each_alarm_has_a_pause_of_its_own():
    alarms = Alarms()
    alarms.period(MEDIUM).pause_audio()
    assert alarms.period(MEDIUM, LOW).sounding_priority == table.LOW
    assert alarms.period(MEDIUM, LOW, HIGH_LATCHED).sounding_priority == table.HIGH
    alarms.system.pause_audio()
    assert alarms.for_ms(119_500, MEDIUM, LOW, HIGH_LATCHED).sounding_priority == 0
    assert alarms.period(MEDIUM, LOW, HIGH_LATCHED).sounding_priority == table.HIGH
    assert alarms.system.silent_ms[MEDIUM] == 119_000, "as it was"


def test_a_pause_silences_nothing_that_is_yet_to_come():
    alarms = Alarms()
    alarms.system.pause_audio()
    alarms.system.acknowledge()
    assert alarms.period(HIGH_LATCHED).sounding_priority == table.HIGH


def test_a_pause_does_not_end_what_is_latched_and_an_acknowledgement_does():
    alarms = Alarms()
    alarms.period(HIGH_LATCHED)
    alarms.for_ms(5_000).pause_audio()
    assert alarms.period().present[HIGH_LATCHED]
    assert alarms.system.sounding_priority == 0
    alarms.system.acknowledge()
    assert alarms.system.count == 0


def test_began_priority_lasts_one_period_and_is_the_highest():
    alarms = Alarms()
    assert alarms.period(LOW, HIGH_LATCHED, MEDIUM).began_priority == table.HIGH
    assert alarms.period(LOW, HIGH_LATCHED, MEDIUM).began_priority == 0
    assert alarms.period(LOW, HIGH_LATCHED, MEDIUM, table.HOOD_OPEN).began_priority == 0
    assert alarms.period().began_priority == 0


# --- by hand: the operator's test ----------------------------------------------------------------


@pytest.mark.parametrize("priority", (table.LOW, table.MEDIUM, table.HIGH))
def test_a_test_signals_its_priority_for_five_seconds(priority):
    alarms = Alarms()
    assert alarms.system.start_test(priority) == ""
    for _ in range(10):
        assert alarms.system.lamp_priority == alarms.system.sounding_priority == priority
        assert (alarms.system.count, alarms.system.highest) == (0, -1)
        alarms.period()
    assert alarms.system.lamp_priority == alarms.system.sounding_priority == 0


@pytest.mark.parametrize("priority", (-1, 0, 4))
def test_only_priorities_can_be_tested(priority):
    alarms = Alarms()
    assert alarms.system.start_test(priority) == "alarm test: choose low, medium or high"
    assert alarms.system.lamp_priority == 0


def test_a_test_is_refused_during_an_alarm():
    alarms = Alarms()
    refusal = alarms.period(LOW).start_test(table.HIGH)
    assert refusal == "alarm test: not during an alarm"
    assert alarms.system.lamp_priority == alarms.system.sounding_priority == table.LOW
    assert alarms.period().lamp_priority == 0, "nor does it come later"


def test_a_real_alarm_ends_a_test_for_good():
    alarms = Alarms()
    alarms.system.start_test(table.HIGH)
    system = alarms.period(LOW)
    assert system.lamp_priority == system.sounding_priority == table.LOW
    assert alarms.period().lamp_priority == 0


@pytest.mark.parametrize("key", ("pause_audio", "acknowledge"))
def test_a_key_ends_a_test(key):
    alarms = Alarms()
    alarms.system.start_test(table.HIGH)
    press(alarms.system, key)
    assert alarms.system.lamp_priority == alarms.system.sounding_priority == 0


# --- log -----------------------------------------------------------------------------------------


def test_the_log_tells_what_happened_when_with_the_numbers():
    alarms = Alarms()
    row = HIGH_LATCHED
    alarms.periods(3)
    alarms.conditions.values[row] = 1_200
    alarms.conditions.limits[row] = 1_500
    alarms.period(row)
    entry = alarms.log.take()
    assert (entry.uptime_s, entry.alarm, entry.event) == (2, row, BEGAN)
    assert (entry.value, entry.limit) == (1_200, 1_500)
    alarms.conditions.values[row] = 900
    alarms.period(row).pause_audio()
    alarms.system.pause_audio()
    alarms.system.acknowledge()
    alarms.system.acknowledge()
    entry = alarms.log.take()
    assert (entry.event, entry.value) == (PAUSED, 900)
    entry = alarms.log.take()
    assert (entry.uptime_s, entry.event, entry.value) == (2, ACKNOWLEDGED, 900)
    alarms.period()
    assert alarms.log.take().event == ENDED
    assert alarms.log.take() is None, "a mashed key is one entry"


def test_a_test_is_logged_once_with_its_priority():
    alarms = Alarms()
    for priority in (table.HIGH, table.HIGH, table.LOW):
        alarms.system.start_test(priority)
    entry = alarms.log.take()
    assert (entry.alarm, entry.event, entry.value, entry.limit) == (-1, TESTED, table.HIGH, 0)
    assert alarms.log.take().value == table.LOW
    assert alarms.log.take() is None


@given(histories)
def test_every_shown_alarm_has_begun_in_the_log_and_ends_no_oftener_than_it_begins(history):
    alarms = Alarms()
    open_rows = set()
    for _, _, _ in play(alarms, history):
        for _, row, event in alarms.events():
            if event == "began":
                assert row not in open_rows
                open_rows.add(row)
            elif event == "ended":
                open_rows.remove(row)
        assert open_rows <= set(alarms.shown())
        assert open_rows >= {r for r in alarms.shown() if priority_of(r) == table.LOW} - {
            table.SKIN_PROBE_FAULT_AIR_MODE
        }
    assert alarms.log.lost == 0


@given(st.lists(st.integers(-5, 5), max_size=200), st.integers(1, 70))
def test_the_log_keeps_the_newest_in_order_and_counts_what_it_lost(values, chunk):
    log = AlarmLog()
    taken = []
    for position, value in enumerate(values):
        log.write(position, 1, BEGAN, value, 2)
        if position % chunk == chunk - 1:
            while log.waiting:
                entry = log.take()
                taken.append((entry.uptime_s, entry.value))
    while (entry := log.take()) is not None:
        taken.append((entry.uptime_s, entry.value))
    assert taken == sorted(taken)
    assert set(taken) <= set(enumerate(values))
    assert len(taken) + log.lost == len(values)
    assert taken[-64:] == list(enumerate(values))[-64:]
    if chunk <= 64:
        assert log.lost == 0


# --- what the board needs ------------------------------------------------------------------------


def test_uptime_counts_seconds_and_never_leaves_31_bits():
    alarms = Alarms(watched.load)
    for _ in range(7):
        alarms.system.update(333)
    assert alarms.system.uptime_s == 2
    alarms.system.uptime_s = 999_999_999
    for _ in range(3):
        alarms.system.update(60_000)
    assert alarms.system.uptime_s == 1_000_000_000


@settings(max_examples=40)
@given(histories)
def test_every_intermediate_fits_31_bits(history):
    alarms = Alarms(watched.load)
    for _ in play(alarms, history):
        pass
    alarms.period(*ROWS, after_ms=60_000)
    for key in ("pause_audio", "acknowledge", "test"):
        press(alarms.system, key)
    alarms.periods(5, *ROWS)


def test_nothing_is_allocated_on_micropython():
    beside_python = os.path.dirname(sys.executable)
    path = f"{beside_python}{os.pathsep}{os.environ['PATH']}"
    interpreter = shutil.which("micropython", path=path)
    if interpreter is None:
        pytest.skip("no micropython here")
    result = subprocess.run(
        [interpreter, str(watched.ROOT / "tests/control/alarms_heap_locked.py")],
        env={"MICROPYPATH": f"{watched.ROOT}:.frozen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (result.returncode, result.stdout.strip()) == (0, "OK"), result.stdout + result.stderr
