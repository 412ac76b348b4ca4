"""Lives of the real program on a sound incubator that is interrupted, in any way and moment.

What follows from the interruption may be told while it lasts. Once all is well again, nothing that
calls for somebody stays or comes.
"""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from control.alarm_table import MEDIUM, NAMES, PRIORITY_OF
from sim.runs.run import Run
from sim.world.plant.plant import Plant
from tests.looking import Before

pytestmark = pytest.mark.proves("LAW-5-QUIET")

BEGIN_S = 180
WELL_AFTER_S = 60
LIFE_S = 300  # after the interruption
# That the air is cold after a while without heat is true, and that somebody did it.
TRUE_AFTERWARDS = {"air-low", "hood-open"}
PROGRAM_FAULTS = ("cpu-stuck", "exception")  # told as what they are, for good
INFANT = {"weight_g": 1500.0, "gestation_weeks": 31.0, "age_days": 3.0}


class WarmPlant(Plant):
    """In use for hours: air, base, walls and element as they then are."""

    def __init__(self, scenario):
        super().__init__(scenario)
        room_c = scenario["room"]["temperature_c"]
        incubator = self.incubator
        air_c = scenario["start"]["air_mc"] / 1000
        incubator.air_c = self.air_true = air_c
        incubator.wall_inner_c = air_c - 0.2 * (air_c - room_c)
        incubator.wall_outer_c = air_c - 0.4 * (air_c - room_c)
        incubator.mattress_c = air_c
        supply = incubator.supply
        supply.base_c = air_c + 0.3 * (air_c - room_c)
        supply.supply_c = self.supply_true = supply.base_c
        supply.element_c = self.element_true = air_c + 1.5 * (air_c - room_c)


def life(scenario):
    """Second by second the names of the alarms that call for somebody; what was shown at all."""
    run = Run(scenario, 1, WarmPlant)
    shown = []

    def look(_t_s):
        names = set()
        if run.program:
            present = run.program.controller.alarms.present
            names = {
                name
                for row, name in enumerate(NAMES)
                if present[row] and PRIORITY_OF[row] >= MEDIUM
            }
        shown.append(names)

    run.observers.append(Before(look))
    run.play()
    return shown


def scenario(actions, duration_s, room_c=24.0, air_mc=36_000, preset="single_300w", infant=True):
    """A compiled one, in air mode; actions are (at_s, do, value)."""
    machine = dict.fromkeys(("walls", "humidifier", "water_g"))
    return {
        "name": "interrupted",
        "duration_s": duration_s,
        "room": {"temperature_c": room_c, "humidity_pct": 45.0},
        "infant": INFANT if infant else None,
        "machine": {"board": "esp32_devkitc", "preset": preset, **machine},
        "start": {"mode": "air", "air_mc": air_mc, "skin_mc": 36_500, "humidity_pm": 0},
        "timetable": [
            {"at_s": at_s, "do": do, "value": value}
            for at_s, do, value in sorted(actions, key=lambda action: action[0])
        ],
    }


def interruption(kind, begin_s, length_s):
    """Its actions, and when all is well again."""
    end_s = begin_s + length_s
    if kind == "mains":
        return [(begin_s, "mains", 0), (end_s, "mains", 1)], end_s
    if kind == "dark":  # and the battery is empty, or forgotten
        dead = [(0, "fault", "battery-flat"), (end_s + 1, "clear", "battery-flat")]
        return [*dead, (begin_s, "mains", 0), (end_s, "mains", 1)], end_s
    if kind == "panel":
        return [(begin_s, "panel", 1), (end_s, "panel", 0)], end_s
    if kind == "ports":
        return [(begin_s, "ports", 6), (end_s, "ports", 0)], end_s
    if kind == "standby":
        return [(begin_s, "set_mode", "standby"), (end_s, "set_mode", "air")], end_s
    if kind == "standby, panel":
        away = [(begin_s, "set_mode", "standby"), (end_s, "set_mode", "air")]
        return [*away, (begin_s + 10, "panel", 1), (end_s, "panel", 0)], end_s
    return [(begin_s, "fault", kind)], begin_s + 10  # a reset


KINDS = ("mains", "dark", "panel", "ports", "standby", "standby, panel", "brown-out")
kinds = st.sampled_from(KINDS + PROGRAM_FAULTS)
PRESETS = ("single_300w", "double_300w")


@settings(max_examples=14)
@given(
    kind=kinds,
    begin_s=st.integers(20, BEGIN_S),
    length_s=st.integers(5, 600),
    again=st.sampled_from((*KINDS, None)),
    room_c=st.floats(14.0, 32.0),
    air_mc=st.integers(340, 370).map(lambda tenths: tenths * 100),
    preset=st.sampled_from(PRESETS),
    infant=st.booleans(),
)
@example("brown-out", 60, 1, None, 14.0, 37_000, "single_300w", True)
@example("mains", 60, 60, None, 22.0, 36_000, "single_300w", True)
@example("mains", 60, 480, "brown-out", 16.0, 36_500, "double_300w", True)
@example("panel", 60, 600, None, 14.0, 37_000, "single_300w", False)
@example("standby, panel", 60, 600, None, 20.0, 37_000, "single_300w", True)
def test_a_minute_after_any_interruption_nothing_calls_for_anybody(
    kind, begin_s, length_s, again, room_c, air_mc, preset, infant
):
    actions, well_s = interruption(kind, begin_s, length_s)
    if again:
        more, well_s = interruption(again, well_s + 5, length_s // 4 + 5)
        actions += more
    shown = life(scenario(actions, well_s + LIFE_S, room_c, air_mc, preset, infant))
    allowed = set(TRUE_AFTERWARDS)
    if kind in PROGRAM_FAULTS:
        allowed.add("system-fault")
    if "dark" in (kind, again):
        allowed |= {"therapy-interrupted", "battery-low"}
    for t_s, names in enumerate(shown[well_s + WELL_AFTER_S :], well_s + WELL_AFTER_S):
        assert names <= allowed, t_s


@pytest.mark.parametrize("kind", ["brown-out", "dark"])
def test_after_a_reset_skin_mode_steers_the_air_that_held_the_skin_whatever_air_is_set(kind):
    """Set points of the other mode mean nothing to this one."""
    actions, end_s = interruption(kind, 120, 30)
    chosen = [(60, "set_mode", "skin"), (62, "set_air_mc", 30_000)]
    skin = scenario(chosen + actions, end_s + 60, room_c=24.0, air_mc=36_000)
    run = Run(skin, 1, WarmPlant)
    targets = []

    def look(_t_s):
        targets.append(run.program.controller.demand.air_target_mc if run.program else 0)

    run.observers.append(Before(look))
    run.play()
    assert run.program.settings.air_mc == 30_000
    assert abs(targets[-1] - targets[115]) < 500


@pytest.mark.parametrize("length_s", [5, 60, 480])
def test_one_mains_cut_is_one_alarm(length_s):
    actions, end_s = interruption("mains", 60, length_s)
    shown = life(scenario(actions, end_s + 30, room_c=22.0))
    assert set().union(*shown[60:]) - {"air-low"} == {"mains-lost"}


def test_a_ward_that_was_too_hot_at_the_start_is_told_as_that_and_heat_comes_once_it_is_not():
    actions = [(60, "room_c", 10.0), (60, "panel", 1), (600, "panel", 0)]
    actions += [(660, "press", "right"), (664, "release", "right"), (666, "press", "cut-out")]
    hot = scenario(actions, 720, room_c=39.0, air_mc=35_000, infant=False)
    run = Run(hot, 1, Plant)
    shown = []

    def look(_t_s):
        alarms = run.program.controller.alarms
        shown.append({NAMES[row] for row in alarms.listed[: alarms.count]})

    run.observers.append(Before(look))
    run.play()
    assert all("air-cutout" in names for names in shown[5:600])
    assert "thermal-cutout" in shown[665]  # what only its button resets
    assert not any("system-fault" in names for names in shown)
    assert run.world.plant.heater > 0
