"""The same run gives the same bits under CPython and under MicroPython."""

from tests.sim.mcu.interpreters import cpython, micropython

PROGRAM = """
import struct
from sim.world.drives import Drives
from sim.world.noise import Noise
from sim.world.plant.plant import Plant
from sim.world.sensors import Sensors

def bits(value):
    return "%016x" % struct.unpack("<Q", struct.pack("<d", value))[0]

room = {"temperature_c": 24.0, "humidity_pct": 45.0}
infant = {"weight_g": 1234, "gestation_weeks": 29.4, "age_days": 2}
for preset, humidifier, body in (
    ("single_300w", "boiler", infant),
    ("heavy_450w", "tray", None),
    ("transport_120w", "ultrasonic", infant),
):
    machine = {"preset": preset, "humidifier": humidifier}
    plant = Plant({"room": room, "infant": body, "machine": machine})
    drives = Drives()
    drives.fan = 0.9
    drives.heater = 0.7
    drives.humidifier = 0.6
    sensors = Sensors(plant, drives, Noise(7))
    for second in range(2400):
        drives.ports = 2 if 900 <= second < 1200 else 0
        drives.panel = 0.5 if 1300 <= second < 1400 else 0.0
        drives.fan_stalled = 1500 <= second < 1700
        drives.skin_attached = not 1800 <= second < 1900
        drives.radiant_w_m2 = 30.0 if second > 2000 else 0.0
        plant.step(1.0, drives)
        sensors.step(1.0)
        if second % 100 == 99:
            truth = [plant.air_true, plant.skin_true, plant.foot_true, plant.core_true]
            truth += [plant.rh_true, plant.element_true, plant.supply_true]
            truth += [plant.heater, plant.fan]
            felt = [sensors.air, sensors.air2, sensors.rh]
            felt += [sensors.skin, sensors.skin2, sensors.element]
            print(" ".join([bits(value) for value in truth + felt]))
"""


def test_plant_sensors_and_noise_have_the_same_bits_on_both_interpreters():
    printed = cpython(PROGRAM)
    assert len(printed.splitlines()) == 3 * 24
    assert micropython(PROGRAM) == printed
