"""Any incubator, infant, room and treatment that the built-in plant accepts, corners first."""

from hypothesis import strategies as st

from sim.world.drives import Drives
from sim.world.plant.parameters import PRESETS

ROOM = {"temperature_c": 24.0, "humidity_pct": 45.0}
PRETERM = {"weight_g": 1500, "gestation_weeks": 31, "age_days": 3}


def scenario(preset=None, infant=None, room=None, **machine):
    """The parts of a compiled scenario that the plant reads."""
    return {"room": room or ROOM, "infant": infant, "machine": {"preset": preset, **machine}}


def drives(**values):
    """Drives with the fan at nominal speed, and other values given by name."""
    made = Drives()
    made.fan = 1.0
    for name, value in values.items():
        setattr(made, name, value)
    return made


def corners(low, high):
    """Floats of a range, often its ends."""
    return st.one_of(st.sampled_from([low, high]), st.floats(low, high))


INFANTS = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {
            "weight_g": st.integers(300, 8000),
            "gestation_weeks": corners(22.0, 44.0),
            "age_days": st.integers(0, 200),
        }
    ),
)

SCENARIOS = st.builds(
    scenario,
    preset=st.sampled_from(sorted(PRESETS)),
    infant=INFANTS,
    room=st.fixed_dictionaries(
        {"temperature_c": corners(-10.0, 45.0), "humidity_pct": corners(0.0, 100.0)}
    ),
    walls=st.sampled_from([None, "single", "double"]),
    humidifier=st.sampled_from(["boiler", "tray", "ultrasonic"]),
    water_g=st.sampled_from([None, 0, 3, 5000]),
)

DRIVES = st.builds(
    drives,
    heater=corners(0.0, 1.0),
    fan=corners(0.0, 1.2),
    humidifier=corners(0.0, 1.0),
    fan_stalled=st.booleans(),
    circulation=st.sampled_from([1.0, 1.0, 0.1, 0.0]),
    fresh_air=st.sampled_from([1.0, 1.0, 0.1, 0.0]),
    water=st.sampled_from([True, True, False]),
    mains=st.sampled_from([True, True, True, False]),
    supply_ratio=corners(0.8, 1.2),
    ports=st.sampled_from([0, 0, 1, 6]),
    panel=st.sampled_from([0.0, 0.0, 0.3, 1.0]),
    room_c=corners(-10.0, 45.0),
    room_rh=corners(0.0, 100.0),
    radiant_w_m2=st.sampled_from([0.0, 0.0, 50.0, 1000.0]),
    sun_w=st.sampled_from([0.0, 0.0, 60.0]),
)

# What happens, and for how many seconds: up to two hours and a half.
TREATMENTS = st.lists(
    st.tuples(DRIVES, st.sampled_from([1, 60, 600, 1800])), min_size=1, max_size=5
)
