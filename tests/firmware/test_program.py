"""The program around the decisions: whatever happens to it, the heat ends."""

import io
import itertools
import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control import limits
from sim.runs.recorder import Trace
from sim.runs.run import Finished
from sim.world.hardware import WDT_RESET, Reset
from sim.world.i2c_bus import FOREVER
from tests.looking import Before

WARM_S = 30  # by then the heater is fully on
STEPS = (
    "_inputs.read",
    "controller.step",
    "hardware.cutout.override",
    "hardware.heater.renew",
    "hardware.fan.renew",
    "hardware.cutout.renew",
    "hardware.arm.toggle",
    "hardware.feed_watchdog",
)


class Broken(Exception):
    """What a test breaks a step with."""


def warm(run):
    """Run until the heater is on, and stop there with the program's state as it is."""
    with pytest.raises(Finished):
        run.program.hardware.start_watchdog()
        run.program.loop.run()
    assert run.program.hardware.heater.duty_pm == 1000
    assert run.world.heater_circuit.relay_closed()


@pytest.mark.proves("SAFE-RESTART")
@pytest.mark.proves("LAW-2-DEAD")
@pytest.mark.parametrize("step", STEPS)
def test_an_exception_in_any_step_ends_the_heat_and_starves_the_watchdog(
    warm_up, monkeypatch, step
):
    run = warm_up(WARM_S)
    warm(run)

    def broken(self, *arguments):
        raise Broken(step)

    part, _, name = step.rpartition(".")
    monkeypatch.setattr(type(operator.attrgetter(part)(run.program)), name, broken)
    with pytest.raises(Broken):
        run.program.run()
    assert run.program.hardware.heater.duty_pm == 0
    run.world.clock.advance_us(1_500_000)
    assert not run.world.heater_circuit.relay_closed()
    with pytest.raises(Reset) as reset:
        run.world.clock.advance_us(8_000_000)
    assert reset.value.cause == WDT_RESET


@pytest.mark.proves("LAW-2-DEAD")
@given(wait_ms=st.integers(0, 499))
def test_a_dead_program_is_cold_within_1500_ms_and_restarted_within_8_s(warm_up_once, wait_ms):
    run = warm_up_once(WARM_S)
    warm(run)
    run.world.clock.advance_us(wait_ms * 1000)
    run.world.heater_circuit.take_mean_duties()
    run.world.clock.advance_us(1_500_000)
    run.world.heater_circuit.take_mean_duties()
    run.world.clock.advance_us(1_000_000)
    assert run.world.heater_circuit.take_mean_duties() == (0.0, 0.0)
    with pytest.raises(Reset):
        run.world.clock.advance_us(8_000_000)


@pytest.mark.parametrize("bus", [0, 1])
def test_a_bus_stuck_for_a_few_clocks_is_freed_and_heat_goes_on(warm_up, bus):
    run = warm_up(WARM_S + 10)
    hold_at(run, WARM_S, lambda: bus_of(run, bus).hold_sda(5))
    run.play()
    assert bus_of(run, bus).ready
    assert run.program.controller.outputs.heater_pm > 0


@pytest.mark.proves("LAW-2-STOP")
@pytest.mark.parametrize("bus", [0, 1])
@pytest.mark.parametrize("line", ["sda", "scl"])
def test_a_bus_stuck_for_ever_ends_the_heat_and_delays_no_period(warm_up, bus, line):
    run = warm_up(WARM_S + 20)
    periods = []
    period = run.program.period
    run.program.period = lambda now_ms: (periods.append(now_ms), period(now_ms))
    hold = {"sda": lambda: bus_of(run, bus).hold_sda(FOREVER), "scl": bus_of(run, bus).hold_scl}
    hold_at(run, WARM_S, hold[line])
    run.play()
    assert run.program.controller.outputs.heater_pm == 0
    assert not run.world.heater_circuit.relay_closed()
    gaps = [after - before for before, after in itertools.pairwise(periods)]
    assert max(gaps) <= 505


@pytest.mark.proves("LAW-2-STOP")
@pytest.mark.parametrize("bus, address", [(0, 0x48), (0, 0x49), (1, 0x44)])
def test_heat_ends_once_a_sensor_has_been_silent_for_its_age(warm_up, bus, address):
    run = warm_up(WARM_S + 10)
    off_at_ms = []
    hold_at(run, WARM_S, lambda: bus_of(run, bus).chips.pop(address))
    period = run.program.period

    def watched(now_ms):
        period(now_ms)
        if now_ms > WARM_S * 1000 and not run.program.hardware.heater.duty_pm:
            off_at_ms.append(now_ms - WARM_S * 1000)

    run.program.period = watched
    run.play()
    age_ms = limits.ELEMENT_MAX_AGE_MS if address == 0x49 else limits.AIR_MAX_AGE_MS
    assert off_at_ms[0] <= age_ms + limits.PERIOD_MS


def bus_of(run, number):
    return list(run.world.hardware.buses.values())[number]


def hold_at(run, at_s, act):
    """Let something happen to the machine at a second."""
    run.observers.append(Before(lambda t_s: act() if t_s == at_s else None))


@given(before_wrap_ms=st.integers(0, 20_000))
def test_the_trace_is_the_same_wherever_the_ticks_wrap(warm_up_once, before_wrap_ms):
    assert trace(warm_up_once(20)) == trace(
        warm_up_once(20, start_ticks_ms=(1 << 30) - before_wrap_ms)
    )


def trace(run):
    file = io.StringIO()
    run.observers.append(Trace(file))
    run.play()
    return file.getvalue()
