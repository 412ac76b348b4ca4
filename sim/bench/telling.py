"""What a page has not been told yet of the device: it is told only what changed."""

from base64 import b64encode
from typing import Any

from sim.bench.bench import Bench

_MS_PER_S = 1000
_MS_PER_TENTH = 100


class Telling:
    """Of one page, which draws it in bench.js."""

    def __init__(self, bench: Bench):
        self._bench = bench
        self._told: dict[str, Any] = {}
        self._picture = (-1, -1)
        self._sound = (-1, -1)

    def news(self) -> dict[str, Any]:
        """What is new since the last call; {} if nothing is."""
        run = self._bench.run
        state = run.state
        if not state:
            return {}
        news: dict[str, Any] = {}
        for name, value in (
            ("time", clock(run.t_ms)),
            ("lamp", state["lamps"]),
            ("key", state["keys"]),
            ("fault", state["faults"]),
            (
                "state",
                [name for name in ("ports", "panel", "call") if state[name]]
                + ["mains"] * (not state["mains"]),
            ),
        ):
            if self._told.get(name) != value:
                self._told[name] = news[name] = value
        picture = (self._bench.generation, run.picture_number)
        if picture != self._picture:
            self._picture = picture
            news["picture"] = "data:image/png;base64," + b64encode(run.picture).decode()
        self._tell_sound(news)
        return news

    def _tell_sound(self, news: dict[str, Any]) -> None:
        """Sound in its own time only: faster, it would be none that anybody knows."""
        run = self._bench.run
        generation, number = self._sound
        new = run.sound_number - number if generation == self._bench.generation else 0
        self._sound = (self._bench.generation, run.sound_number)
        if new and self._bench.pace == 1.0 and run.state["goes"]:
            news["tones"] = run.tones[-new:]
            news["now_us"] = run.t_ms * _MS_PER_S


def clock(t_ms: int) -> str:
    """3,723,400 ms is 1:02:03.4."""
    seconds, rest_ms = divmod(t_ms, _MS_PER_S)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}.{rest_ms // _MS_PER_TENTH}"
