"""The law of the start-up test: what is not permitted does not flow, whoever asks.

From power-on, in every stage of the test, over all that machine and sensors can do meanwhile.
"""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from control import protection, self_test
from tests.control.bench import (
    BROKEN,
    ELEMENT_LIMIT_MC,
    FOLLOWS,
    HEALTHY,
    MACHINE,
    SILENT,
    Bench,
    commands,
    gaps_ms,
    machine_changes,
    modes,
    sensor_changes,
)

pytestmark = pytest.mark.proves("LAW-2-START", "LAW-2-STOP")

DURING = (
    self_test.WAITING,
    self_test.RELAY,
    self_test.SWITCH,
    self_test.HEAT,
    self_test.CUTOUT,
    self_test.RELEASE,
)
AGAINST = {
    "air latched": {"air": 39_000, "air2": 39_000},
    "element latched": {"element": ELEMENT_LIMIT_MC + 10_000},
    "air blind": {"air": BROKEN},
    "second channel blind": {"air2": BROKEN},
    "element blind": {"element": BROKEN},
    "fan stopped": {"fan_rpm": 0},
    "mains lost": {"mains": False},
    "current unasked": {"heater_ma": 12_500},
    "channels disagree": {"air": 33_000, "air2": 36_000},
}


class PoweredOn(Bench):
    """A bench whose start-up test has yet to be made, with a heater circuit that answers to it."""

    def __init__(self, **kinds):
        super().__init__(**kinds)
        self.controller.checks.self_test.stage = self_test.WAITING

    @property
    def test(self):
        return self.controller.checks.self_test

    def period(self, *after_ms, **changes):
        self.shown.update(changes)
        shown = dict(self.shown)
        outputs = self.controller.outputs
        if self.shown["cutout_tripped"] == FOLLOWS:
            self.shown["cutout_tripped"] = outputs.open_cutout
        if self.shown["heater_ma"] == FOLLOWS and not (
            outputs.arm and not self.shown["cutout_tripped"]
        ):
            self.shown["heater_ma"] = 0
        try:
            outputs = super().period(*after_ms)
        finally:
            self.shown = shown
        self.keeps_the_law()
        return outputs

    def keeps_the_law(self):
        """No permit: no heat, no arm; a latched trip holds the cut-out."""
        outputs = self.controller.outputs
        excused = protection.SELF_TEST
        if self.test.stage in (self_test.CUTOUT, self_test.RELEASE):
            excused |= protection.HARDWARE_CUTOUT  # it was opened by the test itself
        if self.reasons & ~excused:
            assert outputs.heater_pm == 0, self.test.stage
            assert not outputs.arm, self.test.stage
        if self.reasons:
            assert outputs.humidifier_pm == 0
        if self.reasons & protection.LATCHED or self.test.stage == self_test.FAILED:
            assert outputs.open_cutout, self.test.stage
        elif self.test.stage != self_test.CUTOUT:
            assert not outputs.open_cutout
        if not self.test.passed():
            assert outputs.heater_pm <= 150


SOUND = {**HEALTHY, **MACHINE, "cutout_tripped": FOLLOWS}


def at(stage, **kinds):
    """A sound machine whose test has just come to a stage."""
    bench = PoweredOn(**kinds)
    bench.period(**SOUND)
    while bench.test.stage != stage:
        bench.period()
    return bench


@pytest.mark.parametrize("against", AGAINST)
@pytest.mark.parametrize("stage", DURING, ids=lambda stage: self_test.STAGES[stage])
def test_whatever_stands_against_heat_ends_the_test_in_every_stage(stage, against):
    bench = at(stage)
    while bench.controller.permits.pulse:
        bench.period(**AGAINST[against])  # which is believed after a while
    if not bench.test.passed():
        assert bench.test.stage in (self_test.WAITING, self_test.FAILED)
    for _ in range(80):
        bench.period()
        assert not bench.heat and not bench.controller.permits.pulse
        assert bench.outputs()[0] == 0 and not bench.controller.outputs.arm


@pytest.mark.parametrize("stage", DURING, ids=lambda stage: self_test.STAGES[stage])
@pytest.mark.parametrize("against", ("air blind", "fan stopped", "mains lost"))
def test_what_has_ended_the_test_lets_it_begin_again_when_it_is_well(stage, against):
    bench = at(stage)
    bench.periods(12, **AGAINST[against])
    bench.periods(60, **SOUND)
    assert bench.test.passed() and bench.heat


def test_the_test_opens_its_cut_out_only_in_its_own_stage_and_hot_air_keeps_it_open():
    bench = at(self_test.CUTOUT)
    bench.period(air=39_000, air2=39_000)
    bench.periods(30)
    assert bench.controller.outputs.open_cutout


def test_a_machine_that_cannot_be_judged_yet_is_not_called_faulty():
    bench = PoweredOn()
    bench.periods(200, **{**SOUND, "air": 39_000, "air2": 39_000})
    assert bench.test.fault == self_test.NO_FAULT


class AnyStart(RuleBasedStateMachine):
    """Power-on, and all that can befall the test; the law holds after every period."""

    @initialize(restarted=st.booleans(), mode=modes)
    def power_comes(self, restarted, mode):
        self.bench = PoweredOn(restarted_by_fault=restarted, mode=mode)
        self.bench.period(**SOUND)

    @rule(change=sensor_changes)
    def a_sensor_shows_something_else(self, change):
        self.bench.period(**dict([change]))

    @rule(change=machine_changes)
    def the_machine_does_something_else(self, change):
        self.bench.period(**dict([change]))

    @rule(name=st.sampled_from(("air", "air2", "element", "skin", "heater_ma")))
    def a_sensor_falls_silent(self, name):
        self.bench.period(**{name: SILENT})

    @rule(against=st.sampled_from(sorted(AGAINST)), periods=st.integers(1, 8))
    def something_stands_against_heat(self, against, periods):
        self.bench.periods(periods, **AGAINST[against])

    @rule(periods=st.integers(1, 30))
    def everything_heals(self, periods):
        self.bench.periods(periods, **SOUND)

    @rule(gap_ms=gaps_ms)
    def the_clock_does_as_it_likes(self, gap_ms):
        self.bench.period(gap_ms)

    @rule(command=commands)
    def the_operator_chooses(self, command):
        self.bench.command(*command)
        self.bench.period()

    @rule()
    def the_operator_presses_reset(self):
        self.bench.reset_cutouts()

    @rule()
    def the_test_is_asked_for_again(self):
        if self.bench.settings.mode == 0:
            self.bench.test.repeat()
        self.bench.period()

    @invariant()
    def the_law_holds(self):
        self.bench.keeps_the_law()


TestAnyStart = AnyStart.TestCase
TestAnyStart.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
