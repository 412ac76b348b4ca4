"""A trace while it grows."""

from array import array
from math import nan

from sim.results.trace import WORDS


class Trace:
    """Rows of a trace so far, column by column: numbers, nan where nothing was shown; words."""

    def __init__(self) -> None:
        self.numbers: dict[str, array[float]] = {}
        self.words: dict[str, list[str]] = {}
        self._names: list[str] = []

    def add(self, row: str) -> None:
        """Take the next row; the first is the header."""
        fields = row.split(",")
        if not self._names:
            self._names = fields
            return
        self.put(dict(zip(self._names, fields, strict=True)))

    def put(self, row: dict[str, str]) -> None:
        """Take the next row by the names of its columns, which are always the same."""
        for name, text in row.items():
            if name in WORDS:
                self.words.setdefault(name, []).append(text)
            else:
                self.numbers.setdefault(name, array("d")).append(float(text) if text else nan)

    def forget(self, rows: int) -> None:
        """Drop the oldest."""
        for numbers in self.numbers.values():
            del numbers[:rows]
        for words in self.words.values():
            del words[:rows]

    def __len__(self) -> int:
        return len(self.words.get("mode", ()))
