"""A plant with its sensors and a controller: no chips, no program between them, so it is fast."""

from collections import deque
from typing import Any, Protocol

from sim.compare.cases import INFANTS, Case
from sim.world.drives import Drives
from sim.world.noise import Noise
from sim.world.plant.parameters import machine_parameters
from sim.world.plant.plant import Plant
from sim.world.sensors import Sensors

ROOM_C = 24.0
ROOM_RH = 45.0


class Orders:
    """What people chose. skin_c: None in air mode. humidity_pct: 0 is off."""

    def __init__(self) -> None:
        self.air_c = 36.0
        self.skin_c: float | None = None
        self.humidity_pct = 0.0


class Controller(Protocol):
    """Decides once a second: duties of heater and humidifier, 0..1."""

    def second(self, bench: "Bench") -> tuple[float, float]:
        """By what `bench` shows: its sensors, its reed, its orders."""


class Bench:
    """Plant, drives and sensors of a case, and what people chose.

    air_c: what the control sensor shows, dead time included. reed_stuck: what the hood's switch
    says whatever is open; None while it is sound. duty: of the heater, in the last second.
    """

    def __init__(self, case: Case, seed: int, plant: Any = None):
        self.case = case
        self.orders = Orders()
        drives: Any = Drives  # untyped, as the sensors: both interpreters run them
        self.drives = drives()
        self.drives.fan = 1.0
        self.drives.room_c = ROOM_C
        self.drives.room_rh = ROOM_RH
        self.plant = plant or new_plant(case)
        sensors: Any = Sensors
        self.sensors = sensors(self.plant, self.drives, Noise(seed), case.machine["sensors"])
        self.parameters = machine_parameters(case.machine)
        self.reed_stuck: bool | None = None
        self.duty = 0.0
        self.humidifier = 0.0
        self._shown: deque[float] = deque([self.sensors.air] * (case.dead_s + 1), case.dead_s + 1)

    @property
    def air_c(self) -> float:
        """What the control sensor shows."""
        return self._shown[0]

    @property
    def hood_open(self) -> bool:
        """What the switch of the hood says."""
        if self.reed_stuck is not None:
            return self.reed_stuck
        return bool(self.drives.ports or self.drives.panel)

    def second(self, controller: Controller) -> None:
        """Let the controller decide, and a second pass."""
        self.duty, self.humidifier = controller.second(self)
        self.drives.heater = self.duty
        self.drives.humidifier = self.humidifier
        self.plant.step(1.0, self.drives)
        self.sensors.step(1.0)
        self._shown.append(self.sensors.air)


def new_plant(case: Case) -> Any:
    """A plant that has stood in the room."""
    return Plant(
        {
            "room": {"temperature_c": ROOM_C, "humidity_pct": ROOM_RH},
            "infant": INFANTS[case.infant],
            "machine": case.machine,
        }
    )


def soaked(case: Case, controller: Controller, air_c: float, hours: float) -> Any:
    """A plant that an ideal controller has held at `air_c` for so long, to be copied."""
    bench = Bench(case, 1)
    bench.orders.air_c = air_c
    for _ in range(int(hours * 3600)):
        bench.duty, _ = controller.second(bench)
        bench.drives.heater = bench.duty
        bench.plant.step(1.0, bench.drives)
    return bench.plant
