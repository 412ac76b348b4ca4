"""What has been done at the bench: a scenario, a hand that added to it, places to go back to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sim.errors import InputError
from sim.scenario.bounds import DURATION
from sim.scenario.text import scenario_text
from sim.scenario.timetable import Action, due_ms, interruption
from sim.world.faults import BY_NAME

_LONGEST_S = int(DURATION.high)
_SHORTEST_S = int(DURATION.low)
_MS_PER_S = 1000


@dataclass(frozen=True)
class Place:
    """A moment to go back to, and how much had been done by hand until then."""

    t_ms: int
    done: int


@dataclass
class Session:
    """scenario: as load_scenario gives it. by_hand: what was added, in the order of its coming."""

    scenario: dict[str, Any]
    seed: int
    by_hand: list[Action] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def to_run(self) -> dict[str, Any]:
        """The scenario to be lived on: it does not end by itself for a week."""
        return {
            **self.scenario,
            "duration_s": _LONGEST_S,
            "timetable": self._timetable(),
            "display": True,
        }

    def keep(self, t_ms: int) -> None:
        """Make this moment one to go back to."""
        self.places.append(Place(t_ms, len(self.by_hand)))

    def go_back(self, place: Place) -> None:
        """Forget what was done after it."""
        del self.by_hand[place.done :]
        self.places = [kept for kept in self.places if kept.t_ms <= place.t_ms]

    def text(self, t_ms: int) -> str:
        """A scenario file that runs to the same trace up to the last whole second before `t_ms`.

        InputError where that is too short for a scenario.
        """
        duration_s = t_ms // _MS_PER_S
        if duration_s < _SHORTEST_S:
            raise InputError(f"a scenario lasts at least {_SHORTEST_S} s: let the time go on")
        played = [entry for entry in self._timetable() if due_ms(entry) < duration_s * _MS_PER_S]
        lived = {
            **self.scenario,
            "duration_s": duration_s,
            "timetable": list(_effective(played)),
        }
        seed = f" --seed {self.seed}" if self.seed != 1 else ""
        return f"# Recorded at the bench: python -m sim run FILE{seed}\n{scenario_text(lived)}"

    def _timetable(self) -> list[Action]:
        return sorted([*self.scenario["timetable"], *self.by_hand], key=due_ms)


def _effective(timetable: list[Action]) -> Iterator[Action]:
    """Without what changes nothing, which a file may not have: to open what is open already."""
    on: dict[str, bool] = {}
    for entry in timetable:
        what, begins = _switched(entry)
        if what:
            if on.get(what, False) == begins:
                continue
            on[what] = begins
        yield entry


def _switched(entry: Action) -> tuple[str, bool]:
    """What an entry switches ("" for nothing), and whether on."""
    do, value = entry["do"], entry["value"]
    if do in ("press", "release"):
        return f"key {value}", do == "press"
    if do in ("fault", "clear"):
        return (value, do == "fault") if BY_NAME[value].lasts else ("", False)
    return interruption(entry)
