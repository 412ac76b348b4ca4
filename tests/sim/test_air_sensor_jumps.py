"""An air sensor that suddenly reads low: the other one holds the air until it is found out."""

import pytest

from sim.runs.run import Run
from tests.looking import Before
from tests.sim.test_interruptions import WarmPlant, scenario

pytestmark = pytest.mark.proves("LAW-1-AIR", "SAFE-DISAGREE")

JUMP_S = 240
UNTIL_S = JUMP_S + 240


@pytest.mark.parametrize("mode", ["air", "skin"])
@pytest.mark.parametrize("preset", ["single_300w", "double_300w"])
def test_the_air_stays_within_its_limit_when_the_steered_sensor_jumps_3_k_down(preset, mode):
    actions = [(60, "set_mode", mode), (JUMP_S, "fault", "air-sensor-offset-low")]
    run = Run(scenario(actions, UNTIL_S, 24.0, 37_000, preset), 1, WarmPlant)
    air_c, watts = [], []

    def look(_t_s):
        air_c.append(run.world.plant.air_true)
        watts.append(run.world.plant.heater)

    run.observers.append(Before(look))
    run.play()
    assert watts[JUMP_S + 2] > 0, "it heats, believing what it should not"
    later = slice(JUMP_S + 60, None)
    assert all(air < 37.0 for air, heat in zip(air_c[later], watts[later], strict=True) if heat)
    assert not any(watts[JUMP_S + 180 :]), "by then it is found out"
    assert max(air_c) < 37.7
