"""The start-up test: each stage proves one thing, and what is not proved is not passed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control import self_test
from control.limits import FAN_MIN_RPM, PERIOD_LATE_MS
from control.records import Pulse, Readings
from control.self_test import SelfTest

pytestmark = pytest.mark.proves("LAW-2-START", "SAFE-START-UP")

FULL_MA = 12_500
PERIOD_MS = 500
ENOUGH = 60  # periods


class Machine:
    """A heater circuit that does what it is told, unless broken."""

    def __init__(self):
        self.test = SelfTest(FULL_MA)
        self.pulse = Pulse()
        self.readings = Readings()
        self.readings.mains = True
        self.readings.fan_rpm = 3_000
        self.readings.cutout_tripped = False
        self.relay_welded = False
        self.switch_shorted = False
        self.heater_broken = False
        self.strength_pm = 1_000  # of what the heater should take
        self.cutout_dead = False
        self.cutout_latches = False
        self.sensor_silent = False

    def period(self, after_ms=PERIOD_MS):
        """One period; the current of the last one is what is read."""
        hot = self.pulse.open_cutout
        readings = self.readings
        if not self.cutout_dead and not (self.cutout_latches and readings.cutout_tripped):
            readings.cutout_tripped = hot
        relay = self.pulse.arm or self.relay_welded
        duty_pm = 1_000 if self.switch_shorted else self.pulse.heater_pm
        flows = relay and not readings.cutout_tripped and not self.heater_broken
        if self.sensor_silent:
            readings.heater_ma.miss()
        else:
            full_ma = FULL_MA * self.strength_pm // 1_000
            readings.heater_ma.take(full_ma * duty_pm // 1000 if flows else 0)
        self.test.update(readings, self.hindered(after_ms), False, after_ms, self.pulse)

    def hindered(self, after_ms):
        """What protection would say, as far as this machine knows."""
        readings = self.readings
        return (
            not readings.mains
            or readings.fan_rpm < FAN_MIN_RPM
            or after_ms > PERIOD_LATE_MS
            or (readings.cutout_tripped and not self.test.opens_cutout())
        )

    def periods(self, count=ENOUGH):
        for _ in range(count):
            self.period()
        return self.test


def broken(**faults):
    machine = Machine()
    for name, value in faults.items():
        setattr(machine, name, value)
    return machine


def test_a_sound_machine_passes_and_is_left_at_rest():
    machine = Machine()
    assert machine.periods().passed()
    assert (machine.pulse.heater_pm, machine.pulse.arm) == (0, False)
    assert not machine.pulse.open_cutout


def test_each_fault_is_named_and_fails_for_good():
    for faults, fault in (
        ({"relay_welded": True}, self_test.RELAY_WELDED),
        ({"switch_shorted": True}, self_test.SWITCH_SHORTED),
        ({"heater_broken": True}, self_test.NO_CURRENT),
        ({"cutout_dead": True}, self_test.CUTOUT_DEAD),
        ({"cutout_latches": True}, self_test.CUTOUT_STAYS_OPEN),
    ):
        machine = broken(**faults)
        machine.periods()
        assert (machine.test.stage, machine.test.fault) == (self_test.FAILED, fault)
        assert (machine.pulse.heater_pm, machine.pulse.arm) == (0, False)
        for name in faults:
            setattr(machine, name, False)
        machine.readings.cutout_tripped = False
        machine.periods()
        assert machine.test.stage == self_test.FAILED


@pytest.mark.parametrize(
    ("strength_pm", "fault"),
    [
        (900, self_test.NO_FAULT),
        (1_200, self_test.NO_FAULT),
        (1_220, self_test.TOO_STRONG),
        (1_700, self_test.TOO_STRONG),
        (3_900, self_test.TOO_STRONG),
    ],
)
def test_a_heater_that_is_a_fifth_stronger_than_described_is_told_as_that(strength_pm, fault):
    machine = broken(strength_pm=strength_pm)
    machine.periods()
    assert machine.test.fault == fault
    assert machine.test.passed() == (fault == self_test.NO_FAULT)
    assert machine.pulse.open_cutout == (fault != self_test.NO_FAULT)


@pytest.mark.parametrize(
    ("stage", "flows_pm", "fault"),
    [
        (self_test.HEAT, 181, self_test.TOO_STRONG),
        (self_test.HEAT, 180, self_test.NO_FAULT),
        (self_test.HEAT, 600, self_test.NO_FAULT),  # a shorted switch, which protection tells
        (self_test.RELAY, 300, self_test.RELAY_WELDED),
    ],
)
def test_only_with_relay_and_switch_closed_a_current_tells_of_the_heater(stage, flows_pm, fault):
    machine = Machine()
    machine.test.stage = stage
    machine.readings.heater_ma.take(FULL_MA * flows_pm // 1_000 + 1)
    after_ms = PERIOD_MS if stage == self_test.HEAT else 1_500
    machine.test.update(machine.readings, False, False, after_ms, machine.pulse)
    assert machine.test.fault == fault


@pytest.mark.parametrize(
    ("current_ma", "periods"),
    [(FULL_MA * 75 // 1000 + 1, 1), (FULL_MA, 1), (FULL_MA * 74 // 1000, 3), (FULL_MA // 20, 3)],
)
def test_a_switch_that_gives_full_current_is_held_shorted_in_the_first_period_that_shows_it(
    current_ma, periods
):
    machine = Machine()
    while machine.test.stage != self_test.SWITCH:
        machine.period()
    for number in range(1, periods + 1):
        assert machine.pulse.arm
        machine.readings.heater_ma.take(current_ma)
        machine.test.update(machine.readings, False, False, PERIOD_MS, machine.pulse)
        failed = number == periods
        assert (machine.test.stage == self_test.FAILED) == failed
    assert machine.test.fault == self_test.SWITCH_SHORTED
    assert not machine.pulse.arm


def test_the_small_current_of_a_sound_switch_is_waited_out():
    machine = Machine()
    while machine.test.stage != self_test.SWITCH:
        machine.period()
    machine.readings.heater_ma.take(FULL_MA // 20)
    machine.test.update(machine.readings, False, False, PERIOD_MS, machine.pulse)
    assert machine.periods().passed()


@given(
    faults=st.sets(
        st.sampled_from(
            ("relay_welded", "switch_shorted", "heater_broken", "cutout_dead", "sensor_silent")
        ),
        min_size=1,
    )
)
def test_no_set_of_faults_passes_together(faults):
    machine = broken(**dict.fromkeys(faults, True))
    assert not machine.periods().passed()


@given(
    missing=st.sampled_from(("mains", "fan", "sensor", "cutout")), before=st.integers(0, ENOUGH)
)
def test_what_is_not_ready_is_waited_for_then_tested_when_it_comes(missing, before):
    machine = Machine()
    readings = machine.readings
    if missing == "mains":
        readings.mains = False
    elif missing == "fan":
        readings.fan_rpm = 1_499
    elif missing == "sensor":
        machine.sensor_silent = True
    else:
        machine.cutout_dead = readings.cutout_tripped = True
    machine.periods(before)
    assert machine.test.stage == self_test.WAITING
    machine.periods(ENOUGH)
    # What protection says has an alarm of its own.
    said = self_test.NOT_READY if missing == "sensor" else self_test.NO_FAULT
    assert machine.test.fault == said
    readings.mains = True
    readings.fan_rpm = 3_000
    machine.sensor_silent = machine.cutout_dead = readings.cutout_tripped = False
    assert machine.periods().passed()
    assert machine.test.fault == self_test.NO_FAULT


@given(lost_after=st.integers(1, 25), back_after=st.integers(1, 80))
def test_mains_or_sensor_lost_on_the_way_never_pass_it(lost_after, back_after):
    for lose in ("mains", "sensor_silent"):
        machine = Machine()
        machine.periods(lost_after)
        if machine.test.passed():
            continue
        if lose == "mains":
            machine.readings.mains = False
        else:
            machine.sensor_silent = True
        assert not machine.periods(back_after).passed()
        machine.readings.mains = True
        machine.sensor_silent = False
        assert machine.periods().passed()


def test_a_relay_held_from_before_a_reset_has_time_to_let_go():
    machine = Machine()
    for _ in range(3):
        machine.period()
        assert machine.test.stage == self_test.WAITING


def test_asked_again_it_is_made_again_and_heat_waits_for_it():
    machine = Machine()
    machine.periods()
    assert machine.test.repeat() == ""
    assert not machine.test.passed()
    assert machine.periods().passed()


def test_a_test_that_failed_is_not_asked_again_before_power_was_off():
    machine = broken(cutout_dead=True)
    machine.periods()
    assert "power" in machine.test.repeat()
    machine.cutout_dead = False
    assert not machine.periods().passed()


def test_asked_again_it_finds_what_broke_meanwhile():
    machine = Machine()
    machine.periods()
    machine.relay_welded = True
    machine.test.repeat()
    assert machine.periods().fault == self_test.RELAY_WELDED


@given(st.integers(1_001, 60_000), st.integers(0, ENOUGH))
def test_a_late_period_proves_nothing_and_blames_nobody(late_ms, at):
    machine = Machine()
    machine.periods(at)
    before = machine.test.stage
    machine.period(late_ms)
    assert machine.test.stage in (before, self_test.WAITING)
    assert machine.periods().passed()


@given(st.integers(1_001, 60_000))
def test_where_every_period_is_late_nothing_heats(late_ms):
    machine = Machine()
    for _ in range(40):
        machine.period(late_ms)
        assert machine.test.stage == self_test.WAITING
        assert machine.pulse.heater_pm == 0


# --- to the millisecond, to the per mille --------------------------------------------------------

NAMES = ("waiting", "relay", "switch", "heat", "cut-out", "release", "passed", "failed")
WAITING, RELAY, SWITCH, HEAT, CUTOUT, RELEASE, PASSED, FAILED = range(len(NAMES))
NOTHING_MA = FULL_MA * 41 // 1000 - 1  # 40 per mille, rounded down
LITTLE_MA = FULL_MA * 41 // 1000 + 1
FLOWS_MA = FULL_MA * 75 // 1000 + 1


def at(stage):
    """A sound machine whose test has just come to a stage."""
    machine = Machine()
    while machine.test.stage != stage:
        machine.period()
    return machine


def seen(machine, current_ma, after_ms, tripped=False):
    """The stage after one more period in which the sensors show this."""
    machine.readings.heater_ma.take(current_ma)
    machine.readings.cutout_tripped = tripped
    machine.test.update(
        machine.readings, machine.hindered(after_ms), False, after_ms, machine.pulse
    )
    return machine.test.stage


def test_stages_and_faults_are_named_in_their_order():
    assert self_test.STAGES == NAMES
    assert [getattr(self_test, name.upper().replace("-", "")) for name in NAMES] == list(range(8))
    named = {
        self_test.NO_FAULT: "",
        self_test.RELAY_WELDED: "relay welded",
        self_test.SWITCH_SHORTED: "switch shorted",
        self_test.NO_CURRENT: "no current",
        self_test.CUTOUT_DEAD: "cut-out dead",
        self_test.CUTOUT_STAYS_OPEN: "cut-out stays open",
        self_test.NOT_READY: "not ready",
        self_test.TOO_STRONG: "heater too strong",
    }
    assert named == dict(enumerate(self_test.FAULTS))


@pytest.mark.parametrize(
    ("stage", "heater_pm", "arm"),
    [
        (WAITING, 0, False),
        (RELAY, 150, False),
        (SWITCH, 0, True),
        (HEAT, 150, True),
        (CUTOUT, 150, True),
        (RELEASE, 0, False),
        (PASSED, 0, False),
    ],
)
def test_each_stage_tells_heater_relay_and_cut_out_what_it_needs_and_no_more(
    stage, heater_pm, arm
):
    machine = Machine()
    if stage == WAITING:
        machine.period()
    else:
        machine = at(stage)
    outputs = machine.pulse
    assert (outputs.heater_pm, outputs.arm) == (heater_pm, arm)
    assert machine.pulse.open_cutout == (stage == CUTOUT)


def test_the_test_begins_after_two_seconds_and_not_before():
    machine = Machine()
    assert seen(machine, 0, 999) == seen(machine, 0, 1_000) == WAITING
    assert seen(machine, 0, 1) == RELAY


@pytest.mark.parametrize("stage", (RELAY, SWITCH, HEAT, CUTOUT, RELEASE))
def test_a_stage_is_judged_after_a_second_and_a_half_and_not_before(stage):
    machine = at(stage)
    current_ma = FLOWS_MA if stage == HEAT else 0
    tripped = stage == CUTOUT
    assert seen(machine, current_ma, 1_000, tripped) == stage
    assert seen(machine, current_ma, 499, tripped) == stage
    assert seen(machine, current_ma, 1, tripped) == stage + 1


@pytest.mark.parametrize("stage", (RELAY, SWITCH, CUTOUT))
def test_no_current_is_forty_per_mille_of_the_heater_s_at_most(stage):
    tripped = stage == CUTOUT
    for current_ma, after in ((NOTHING_MA, stage + 1), (LITTLE_MA, FAILED)):
        machine = at(stage)
        seen(machine, current_ma, 1_000, tripped)
        assert seen(machine, current_ma, 500, tripped) == after


def test_a_current_is_half_of_what_was_asked_at_least():
    for current_ma, after in ((FLOWS_MA, CUTOUT), (FLOWS_MA - FULL_MA // 1000, FAILED)):
        machine = at(HEAT)
        seen(machine, current_ma, 1_000)
        assert seen(machine, current_ma, 500) == after


def test_what_is_not_ready_is_said_after_half_a_minute_and_not_before():
    machine = broken(sensor_silent=True)
    for _ in range(29):
        machine.period(1_000)
    machine.period(999)
    assert machine.test.fault == self_test.NO_FAULT
    machine.period(1)
    assert machine.test.fault == self_test.NOT_READY


def test_a_test_that_failed_says_why_it_is_not_made_again():
    machine = broken(relay_welded=True)
    machine.periods()
    assert machine.test.repeat() == (
        "self-test: it failed; it is asked again once power has been off"
    )


def test_a_cut_out_that_ends_the_current_without_saying_so_is_dead():
    machine = at(CUTOUT)
    seen(machine, 0, 1_000)
    assert seen(machine, 0, 500) == FAILED
    assert machine.test.fault == self_test.CUTOUT_DEAD


@pytest.mark.parametrize("stage", (RELAY, SWITCH, HEAT, CUTOUT, RELEASE))
def test_without_mains_or_after_a_late_period_a_stage_is_left_for_the_beginning(stage):
    machine = at(stage)
    machine.readings.mains = False
    assert seen(machine, 0, PERIOD_MS) == WAITING
    assert seen(at(stage), 0, 1_001) == WAITING


def test_a_sensor_silent_for_half_a_minute_leads_back_to_the_beginning():
    machine = at(HEAT)
    machine.readings.heater_ma.miss()
    for _ in range(29):
        machine.test.update(machine.readings, False, False, 1_000, machine.pulse)
        assert machine.test.stage == HEAT
    machine.test.update(machine.readings, False, False, 1_000, machine.pulse)
    assert machine.test.stage == WAITING


def test_nothing_begins_in_a_late_period_or_without_the_current():
    machine = Machine()
    assert seen(machine, 0, 2_001) == WAITING
    machine.readings.heater_ma.miss()
    machine.test.update(machine.readings, False, False, PERIOD_MS, machine.pulse)
    assert machine.test.stage == WAITING
    assert seen(machine, 0, PERIOD_MS) == RELAY


@pytest.mark.parametrize("fault", ("relay_welded", "switch_shorted", "heater_broken"))
def test_a_test_that_failed_keeps_the_cut_out_open(fault):
    machine = broken(**{fault: True})
    machine.periods()
    for _ in range(10):
        assert machine.test.stage == FAILED
        assert machine.pulse.open_cutout and not machine.pulse.arm
        machine.period()


@pytest.mark.parametrize("stage", (WAITING, RELAY, SWITCH, HEAT, CUTOUT, RELEASE))
def test_a_switch_known_to_be_shorted_ends_the_test_in_any_stage(stage):
    machine = Machine()
    if stage != WAITING:
        machine = at(stage)
    machine.test.update(machine.readings, False, True, PERIOD_MS, machine.pulse)
    assert (machine.test.stage, machine.test.fault) == (FAILED, self_test.SWITCH_SHORTED)
    assert machine.pulse.open_cutout
    assert (machine.pulse.heater_pm, machine.pulse.arm) == (0, False)
