"""Short lives for the tests of the campaign, and scenarios at will."""

import os
from pathlib import Path


def scenario(*actions, duration_s=300, mode="air", room_c=24.0, infant=None):
    """A compiled scenario; actions are (at_s, do, value)."""
    return {
        "name": "short",
        "duration_s": duration_s,
        "room": {"temperature_c": room_c, "humidity_pct": 45.0},
        "infant": infant,
        "machine": {
            "board": "esp32_devkitc",
            "preset": "single_300w",
            "walls": None,
            "humidifier": None,
            "water_g": None,
            "parameters": {},
            "sensors": {},
            "description": {},
        },
        "start": {"mode": mode, "air_mc": 36_000, "skin_mc": 36_500, "humidity_pm": 0},
        "timetable": [
            {"at_s": at_s, "do": do, "value": value}
            for at_s, do, value in sorted(actions, key=lambda action: action[0])
        ],
    }


# Three faults that leave nothing to stop the heat with.
UNSTOPPABLE = (
    (60, "fault", "cutout-dead"),
    (60, "fault", "relay-welded"),
    (60, "fault", "heater-stuck-on"),
)


def short_life(seed, number, incubators="preset"):
    """In place of sim.campaign.lives.life: of three lives one breaks a law, whatever the seed."""
    actions = UNSTOPPABLE if number % 3 == 1 else ((70, "fault", "fan-stopped"),)
    mode = "standby" if number % 3 == 1 else "air"
    return scenario(*actions, duration_s=90, mode=mode), seed + number


def deadly_life(folder, seed, number):
    """As short_life, but the second life takes its worker along, once."""
    once = Path(folder) / "has-died"
    if number == 1 and not once.exists():
        once.touch()
        os._exit(1)
    return short_life(seed, number)
