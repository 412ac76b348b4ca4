"""The display's light: dim at night, full in any alarm and when nobody says that all is well."""

import pytest

from sim.runs.observer import Observer
from sim.runs.run import Run
from sim.world.plant.plant import Plant
from tests.firmware.conftest import WARM_UP

SETTLED_S = 15  # the start-up test is over
HOLD_S = 4  # for so long a relay is held that nobody renews


class Watch(Observer):
    """Whether the light was dim, second by second."""

    def __init__(self):
        self.dim = []

    def second(self, run, t_s):
        self.dim.append(run.world.panel.dimmed())


def lived(*timetable, night="on", duration_s=60):
    scenario = WARM_UP | {
        "duration_s": duration_s,
        "timetable": [{"at_s": a, "do": do, "value": value} for a, do, value in timetable],
        "start": WARM_UP["start"] | {"night": night},
    }
    watch = Watch()
    Run(scenario, 1, Plant, (watch,)).play()
    return watch.dim


def test_it_is_full_at_power_on_and_by_day_and_dim_at_night():
    dim = lived()
    assert not dim[0] and all(dim[SETTLED_S:])
    assert not any(lived(night="off"))
    changed = lived((30, "set_night", "off"), (45, "set_night", "on"))
    assert all(changed[SETTLED_S:30]) and not any(changed[32:45]) and all(changed[47:])


@pytest.mark.parametrize(
    "fault",
    ["fan-stopped", "skin-probe-open", "key-up-stuck"],  # HIGH, LOW, LOW
)
def test_any_alarm_has_all_of_the_light_silenced_or_not_until_it_is_over(fault):
    dim = lived(
        (SETTLED_S, "fault", fault),
        (50, "press", "silence"),
        (51, "release", "silence"),
        duration_s=70,
    )
    assert dim[SETTLED_S - 1]
    assert not any(dim[SETTLED_S + 33 :])


def test_the_alarm_test_has_it_too():
    dim = lived((20, "press", "left"), (24, "release", "left"), duration_s=40)
    assert not any(dim[25:28])
    assert all(dim[35:])


@pytest.mark.parametrize("fault", ["keys-silent", "bus1-sda-stuck", "cpu-stuck"])
def test_whoever_can_no_longer_say_that_all_is_well_leaves_it_full(fault):
    dim = lived((SETTLED_S, "fault", fault), duration_s=SETTLED_S + 12)
    assert dim[SETTLED_S - 1]
    assert any(not one for one in dim[SETTLED_S : SETTLED_S + HOLD_S + 3])
