"""Reads the trace.csv of a run that is over, as sim/runs/recorder.py has written it."""

import csv
from bisect import bisect_left
from math import nan
from pathlib import Path

WORDS = ("mode", "alarms", "audio")  # the columns of text


class Trace:
    """The columns of a trace by the names in its header: numbers, nan where nothing was shown.

    `words` has the columns of text: mode, alarms and audio.
    """

    def __init__(self, numbers: dict[str, list[float]], words: dict[str, list[str]]) -> None:
        self._numbers = numbers
        self.words = words

    def __getitem__(self, name: str) -> list[float]:
        return self._numbers[name]

    def samples(self, name: str, start_s: int, end_s: int, every_s: int = 1) -> list[float]:
        """Values of a column at start_s, start_s + every_s ... before end_s."""
        times = self._numbers["t_s"]
        rows = [bisect_left(times, t_s) for t_s in range(start_s, end_s, every_s)]
        return [self._numbers[name][row] for row in rows if row < len(times)]


def read_trace(path: Path) -> Trace:
    """The trace that a run has left."""
    with path.open(encoding="ascii", newline="") as file:
        rows = csv.reader(file)
        names = next(rows)
        columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    numbers = {
        name: [float(text) if text else nan for text in texts]
        for name, texts in columns.items()
        if name not in WORDS
    }
    return Trace(numbers, {name: list(columns[name]) for name in WORDS})
