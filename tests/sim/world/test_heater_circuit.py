"""What flows through the heater at this moment: by Ohm's law, whatever flowed a second ago."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sim.world.fault_bench import Bench

NOMINAL_V = 24.0
NOMINAL_OHM = 24.0**2 / 300


@given(
    changes=st.lists(
        st.tuples(st.floats(0.5, 1.2), st.integers(0, 65_535)), min_size=1, max_size=4
    )
)
def test_current_is_voltage_over_resistance_at_every_moment(changes):
    bench = Bench()
    world = bench.world
    for number, (ratio, duty_u16) in enumerate(changes):
        bench._second(2 * number)  # with what was before
        world.settle()
        world.overrides.write(world.drives, "supply_ratio", ratio)
        bench._heater.duty_u16(duty_u16)
        for later in (0, 1):  # before the plant has felt it, and after
            amperes = world.lines["current"]()
            assert amperes == pytest.approx(
                duty_u16 / 65_535 * NOMINAL_V * ratio / NOMINAL_OHM, abs=1e-9
            )
            if not later:
                bench._second(2 * number + 1)


def test_somebody_presses_the_button_of_the_cut_out():
    bench = Bench()
    bench.world.heater_circuit.feel(38.0)
    assert bench.world.heater_circuit.sense()
    bench.world.press("right")
    assert bench.world.heater_circuit.sense()
    bench.world.press("cut-out")
    assert not bench.world.heater_circuit.sense()
