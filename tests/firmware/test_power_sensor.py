"""What the log tells a technician of a current sensor that gives nothing."""

import pytest

CLONE = 0x4D43


@pytest.mark.parametrize("number", [0, CLONE])
def test_another_chip_is_told_from_a_silent_one_by_the_number_that_it_gave(warm_up, number):
    run = warm_up(30)
    if number:
        run.world.ina226.manufacturer = number
        run.world.ina226.power_up()
    else:
        run.world.bus1.chips.pop(0x40)
    run.play()
    events = list(run.program._archive.events.lines())
    began = [line for line in events if "began,current-sensor-fault" in line]
    assert len(began) == 1, events
    assert f"current-sensor-fault,{number}," in began[0]
