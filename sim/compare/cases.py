"""Incubators and infants that controllers are compared on: the presets, and draws around them."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from sim.campaign.incubators import around, finished
from sim.scenario.load import preset_machine

# None is an empty hood.
INFANTS: dict[str, dict[str, Any] | None] = {
    "empty": None,
    "600 g": {"weight_g": 600, "gestation_weeks": 25.0, "age_days": 4},
    "1.5 kg": {"weight_g": 1500, "gestation_weeks": 31.0, "age_days": 3},
    "3.5 kg": {"weight_g": 3500, "gestation_weeks": 40.0, "age_days": 1},
}

# What is drawn wider than a campaign does. The element's ranges are those of 300 W.
_ELEMENT_J_K = (200.0, 2_000.0)
_ELEMENT_W_K = (4.0, 14.0)
_ELEMENT_OF_W = 300.0
_AIR_LAG_S = (5.0, 60.0)
_ELEMENT_LAG_S = (5.0, 20.0)
_MOST_DEAD_S = 15


@dataclass(frozen=True)
class Case:
    """One incubator with one infant. draw: 0 is the preset as it is.

    dead_s: how late the control sensor of the air shows everything.
    """

    preset: str
    infant: str
    draw: int
    machine: dict[str, Any] = field(hash=False)
    dead_s: int

    @property
    def name(self) -> str:
        """As tables and plots call it."""
        drawn = f", draw {self.draw}" if self.draw else ""
        return f"{self.preset}, {self.infant}{drawn}"


def cases(presets: list[str], infants: list[str], draws: int, seed: int) -> list[Case]:
    """Each preset with each infant: as it is, or as many draws around it.

    A draw follows from `seed`, preset, infant and its number alone.
    """
    made = []
    for preset in presets:
        for infant in infants:
            if not draws:
                made.append(Case(preset, infant, 0, preset_machine(preset), 0))
            for draw in range(1, draws + 1):
                random = Random(f"{seed} {preset} {infant} {draw}")
                machine = _drawn(random, preset)
                made.append(Case(preset, infant, draw, machine, random.randint(0, _MOST_DEAD_S)))
    return made


def _drawn(random: Random, preset: str) -> dict[str, Any]:
    """A machine around a preset, of another element, other lags, and described within a tenth."""
    while True:
        machine = preset_machine(preset)
        if not around(random, machine):
            continue
        own = machine["parameters"]
        size = own["heater_w"] / _ELEMENT_OF_W
        own["heater_j_k"] = round(random.uniform(*_ELEMENT_J_K) * size, 1)
        own["heater_air_w_k"] = round(random.uniform(*_ELEMENT_W_K) * size, 3)
        if not finished(machine):
            continue
        machine["sensors"]["air_lag_s"] = round(random.uniform(*_AIR_LAG_S), 1)
        machine["sensors"]["element_lag_s"] = round(random.uniform(*_ELEMENT_LAG_S), 1)
        return machine
