"""A box that nobody has tuned anything for, with a thermostat, as somebody would record it."""

import numpy as np

from sim.world.drives import Drives
from sim.world.noise import Noise
from sim.world.plant.plant import Plant
from sim.world.sensors import Sensors

STEP_K = 0.0625  # of what is written down
HEADER = "seconds,room,box1,box2,heating,lid"


def record(machine, hours=4.0, seed=1, every_s=(0.5, 3.0), swing_k=0.8, lids=()):
    """Rows of HEADER: an on/off heater; the lid is open from_s to_s of each of `lids`."""
    room_c = 22.0
    random = np.random.default_rng(seed)
    plant = Plant(
        {
            "room": {"temperature_c": room_c, "humidity_pct": 40.0},
            "infant": None,
            "machine": machine,
        }
    )
    drives = Drives()
    drives.fan = 1.0
    own = {"temperature_noise_k": 0.02, **machine.get("sensors", {})}
    sensors = Sensors(plant, drives, Noise(seed), own)
    rows = []
    heating = 1.0
    due_s = 0.0
    set_points = (36.0, 33.0, 35.0)  # people turn knobs
    seconds = int(hours * 3600)
    for t_s in range(seconds):
        drives.room_c = room_c + swing_k * np.sin(t_s / 3000.0)
        wanted_c = set_points[3 * t_s // seconds]
        if sensors.air > wanted_c + 0.3:
            heating = 0.0
        elif sensors.air < wanted_c - 0.3:
            heating = 1.0
        drives.heater = heating
        drives.panel = 1.0 if any(begin <= t_s < end for begin, end in lids) else 0.0
        while due_s < t_s + 1:
            room, one, two = (
                round(value / STEP_K) * STEP_K
                for value in (drives.room_c, sensors.air, sensors.air2)
            )
            rows.append((due_s, room, one, two, heating, drives.panel))
            due_s += random.uniform(*every_s)
        plant.step(1.0, drives)
        sensors.step(1.0)
    return rows


def text(rows):
    lines = (",".join(f"{value:.4f}" for value in row) for row in rows)
    return "\n".join((HEADER, *lines)) + "\n"
