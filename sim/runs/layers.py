"""Measures for sim/tools/speed.py how long each layer of a simulation takes.

On either interpreter: SCENARIO.json SECONDS -> a line of JSON, microseconds of real time that
each layer takes for a simulated second.
"""

import io
import json
import sys

if sys.implementation.name == "cpython":
    from time import perf_counter_ns

    from sim.mcu.install import install

    install()

    def now_us() -> int:
        """The PC's own clock."""
        return perf_counter_ns() // 1000

else:
    from utime import ticks_us as now_us

from control import limits
from sim.runs.recorder import Events, Trace
from sim.runs.run import Run
from sim.world.plant.plant import Plant

_PERIODS_A_SECOND = 1000 // limits.PERIOD_MS


class Discard(io.StringIO):
    """A file that keeps nothing."""

    def write(self, text):
        return len(text)


def measure(scenario: dict, seconds: int) -> dict:
    """Microseconds a simulated second for the whole run, and for each layer by itself."""
    scenario["duration_s"] = seconds
    trace = Trace(Discard())
    run = Run(scenario, 1, Plant, (trace, Events(Discard())))
    started_us = now_us()
    run.play()
    whole_us = now_us() - started_us

    world = run.world
    program = run.program
    control_us = chips_us = physics_us = trace_us = 0
    for second in range(seconds):
        for _ in range(_PERIODS_A_SECOND):
            world.clock.advance_us(limits.PERIOD_MS * 1000)
            program.hardware.feed_watchdog()
            now_ms = world.clock.now_us // 1000
            before_us = now_us()
            program._inputs.read(program.readings, now_ms)
            read_us = now_us()
            program.controller.step(program.readings, now_ms)
            control_us += now_us() - read_us
            chips_us += read_us - before_us
        before_us = now_us()
        world.step()
        stepped_us = now_us()
        trace.second(run, second)
        trace_us += now_us() - stepped_us
        physics_us += stepped_us - before_us
    return {
        "whole": whole_us / seconds,
        "control": control_us / seconds,
        "drivers, machine and chips": chips_us / seconds,
        "physics and sensors": physics_us / seconds,
        "trace": trace_us / seconds,
        "main loop, outputs and clock": (whole_us - control_us - chips_us - physics_us - trace_us)
        / seconds,
    }


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        print(json.dumps(measure(json.load(file), int(sys.argv[2]))))
