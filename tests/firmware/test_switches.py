"""Hood, water and humidifier on the expander: how late they are seen, and when they are not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.runs.run import Finished
from sim.world.clock import Deadline

PERIOD_MS = 500
LATE_MS = 60  # how old what the panel has read may be when a period begins
AGE_S = 2


def advance(run, duration_ms):
    """Let the program run for so long."""
    end_us = run.world.clock.now_us + duration_ms * 1000

    def stop(now_ms):
        if run.world.clock.now_us >= end_us:
            raise Finished
        period(now_ms)

    period, run.program.loop._period = run.program.loop._period, stop
    run.program.hardware.start_watchdog()
    with pytest.raises(Finished):
        run.program.loop.run()
    run.program.loop._period = period


@settings(max_examples=15)
@given(at_ms=st.integers(3_000, 5_000))
def test_an_opened_hood_is_seen_in_the_second_period_after_it_at_the_latest_and_60_ms(
    warm_up_once, at_ms
):
    run = warm_up_once(60)
    clock = run.world.clock
    begun_ms = []  # each period in which the hood is seen open
    step = run.program.controller.step

    def look(readings, now_ms):
        if readings.hood_open:
            begun_ms.append(now_ms)
        return step(readings, now_ms)

    run.program.controller.step = look
    Deadline(clock, lambda: setattr(run.world.drives, "ports", 6)).move(at_ms * 1000)
    advance(run, at_ms + 2_000)
    assert 0 < begun_ms[0] - at_ms <= 2 * PERIOD_MS + LATE_MS


def test_an_expander_that_falls_silent_is_forgotten_within_two_seconds_and_believed_at_once(
    warm_up,
):
    run = warm_up(60)
    run.world.drives.ports = 6
    advance(run, 5_000)
    estimates = run.program.controller.estimates
    readings = run.program.readings
    assert estimates.switches_known
    assert readings.hood_open
    run.world.faults.begin("keys-silent")
    advance(run, AGE_S * 1000 + 2 * PERIOD_MS)
    assert not estimates.switches_known
    assert not readings.hood_open
    assert run.program.controller.outputs.humidifier_pm == 0
    run.world.drives.ports = 0
    run.world.faults.end("keys-silent")
    advance(run, 2_500)
    assert estimates.switches_known
    assert not readings.hood_open


def test_an_expander_that_lost_its_setup_is_not_believed_until_it_has_it_again(warm_up):
    run = warm_up(60)
    advance(run, 5_000)
    run.world.panel.chip.power_up()  # without pull-ups every input may say anything
    for _ in range(6):
        advance(run, PERIOD_MS)
        assert not run.program.readings.hood_open
        assert not run.program.readings.water_low


@pytest.mark.parametrize(
    ("fault", "field", "value"),
    [
        ("hood-switch-stuck-open", "hood_open", True),
        ("water-empty", "water_low", True),
        ("humidifier-sense-stuck", "humidifier_on", True),
    ],
)
def test_each_switch_is_read_from_its_own_pin(warm_up, fault, field, value):
    run = warm_up(60)
    advance(run, 3_000)
    before = {name: getattr(run.program.readings, name) for name in FIELDS}
    run.world.faults.begin(fault)
    advance(run, 2_000)
    after = {name: getattr(run.program.readings, name) for name in FIELDS}
    assert after == before | {field: value}


FIELDS = ("hood_open", "water_low", "humidifier_on", "mains", "cutout_tripped")
