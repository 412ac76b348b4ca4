"""The bench: one session, the process that lives it, and what the pages of all browsers share."""

from datetime import datetime
from pathlib import Path
from typing import Any

from sim.bench.session import Place, Session
from sim.bench.steered import Steered
from sim.errors import InputError

FASTEST = 1_000_000.0  # times real time: as fast as it goes
_FILE = "session.toml"


class Bench:
    """run: the process of now; `generation` counts them. pace: what time is to go at."""

    def __init__(self, scenario: dict[str, Any], seed: int, out: Path):
        self.folder = out / f"{datetime.now():%Y%m%d-%H%M%S-%f}"
        self.folder.mkdir(parents=True)
        self.pace = 1.0
        self.generation = 0
        self.run = Steered(Session(scenario, seed), self.folder)

    @property
    def session(self) -> Session:
        """What has been done."""
        return self.run.session

    @property
    def name(self) -> str:
        """Of the scenario."""
        return str(self.session.scenario["name"])

    @property
    def broken(self) -> str:
        """Why the simulation has ended by itself, "" while it has not."""
        return self.run.broken

    @property
    def goes(self) -> bool:
        """Whether time passes."""
        return bool(self.run.state.get("goes"))

    async def begin(self, until_ms: int = 1) -> None:
        """Start the process that lives the session, up to a moment at which it stops its time."""
        self.generation += 1
        await self.run.begin(until_ms)

    async def load(self, scenario: dict[str, Any]) -> None:
        """Begin anew, with another scenario."""
        await self._replace(Session(scenario, self.session.seed), 1)
        self.play(True)

    async def go_back(self, place: Place) -> None:
        """Live all again up to that moment."""
        session = self.session
        session.go_back(place)
        await self._replace(session, place.t_ms)

    async def _replace(self, session: Session, until_ms: int) -> None:
        await self.run.end()
        self.run = Steered(session, self.folder)
        await self.begin(until_ms)

    def play(self, on: bool) -> None:
        """Let time go at the chosen pace, or stop it."""
        self.run.tell(f"pace {self.pace if on else 0}")

    def step(self, by_ms: int) -> None:
        """Let so much time pass, as fast as it goes, and stop."""
        self.run.tell(f"until {self.run.t_ms + by_ms}")

    def save(self) -> Path:
        """Write the session as a scenario file. InputError where it is too short for one."""
        path = self.folder / _FILE
        path.write_text(self.session.text(self.run.t_ms), encoding="utf-8")
        return path

    async def end(self) -> str:
        """End the process; where the session was kept, "" if it was too short."""
        await self.run.end()
        try:
            return str(self.save())
        except InputError:
            return ""
