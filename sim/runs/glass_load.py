"""What comes over the display's wires: SCENARIO.json KEYS -> a line, bytes in each second.

Of KEYS, names with commas between them, another one is pressed every second; or none.
"""

import json
import sys

if sys.implementation.name == "cpython":
    from sim.mcu.install import install

    install()

from sim.runs.observer import Observer
from sim.runs.run import Run
from sim.world.plant.plant import Plant

_BEGIN_PERIODS = 60


class Count(Observer):
    """The bytes that had come by each second."""

    def __init__(self):
        self.sums = []

    def second(self, run, t_s):
        """Look."""
        self.sums.append(run.world.panel.display.bytes_taken)


def main(arguments: list) -> None:
    """Run as the module's docstring says."""
    with open(arguments[0]) as file:
        scenario = json.load(file)
    keys = [key for key in arguments[1].split(",") if key]
    count = Count()
    run = Run(scenario, 1, Plant, (count,))
    period = run.program.period
    passed = [0]

    def pressed(now_ms):
        passed[0] += 1
        run.world.keys.clear()
        if keys and passed[0] > _BEGIN_PERIODS and passed[0] % 2:
            run.world.keys.add(keys[passed[0] // 2 % len(keys)])
        period(now_ms)

    run.program.period = pressed
    run.play()
    sums = count.sums
    print(" ".join([str(sums[at + 1] - sums[at]) for at in range(len(sums) - 1)]))


main(sys.argv[1:])
