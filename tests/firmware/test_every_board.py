"""On each board the program starts, on a chip that refuses what the real one refuses."""

import pytest

from boards.build import boards
from control.self_test import PASSED
from sim.runs.run import Run
from sim.world.plant.plant import Plant
from tests.firmware.conftest import WARM_UP
from tests.looking import After

SECONDS = 120


@pytest.fixture(params=boards())
def run(request):
    machine = WARM_UP["machine"] | {"board": request.param}
    return Run(WARM_UP | {"machine": machine, "duration_s": SECONDS}, 1, Plant)


def test_it_starts_once_and_heats(run):
    program = None

    def once(t_s):
        nonlocal program
        program = program or run.program
        assert run.program is program

    run.observers.append(After(once))
    run.play()
    assert program.controller.checks.self_test.stage == PASSED
    assert run.world.plant.heater > 100


def test_the_humidifier_gets_the_mean_of_what_was_asked(run):
    asked = []
    got = []

    def compare(t_s):
        asked.append(run.program.controller.outputs.humidifier_pm / 1000 if run.program else 0)
        got.append(run.world.drives.humidifier)

    run.observers.append(After(compare))
    run.play()
    assert max(asked) > 0.5
    assert abs(sum(asked) - sum(got)) < 2 + 0.02 * sum(asked)
    assert not run.program.controller.checks.humidifier.dead
