"""The display in a terminal: a picture in character cells, four quarters in two colours each."""

import numpy as np
from numpy.typing import NDArray

from sim.results.pictures import seen
from sim.world.chips.ili9341 import HEIGHT, WIDTH

# Which quarters have the ink: top left 1, top right 2, bottom left 4, bottom right 8.
_QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"

_Floats = NDArray[np.float32]
# Of each cell: which of _QUARTERS, red, green and blue of the ink, and of the paper.
_Cells = NDArray[np.int16]


def fitting(columns: int, rows: int) -> tuple[int, int]:
    """The most columns and rows that have the picture's shape; a cell is twice as high as wide."""
    width = max(min(columns, rows * 2 * WIDTH // HEIGHT, WIDTH), 8)
    return width, max(width * HEIGHT // (2 * WIDTH), 3)


class Canvas:
    """So many columns and rows of cells, at the terminal's top left."""

    def __init__(self, columns: int, rows: int):
        self.rows = rows
        self._down = _means(rows * 2, HEIGHT)
        self._across = _means(columns * 2, WIDTH).T
        self._words = b""
        self._cells: _Cells = np.full((rows, columns, 7), -1, dtype=np.int16)

    def show(self, words: bytes) -> str:
        """What the terminal must be sent to show this picture, RGB565, in place of the last."""
        rows = np.flatnonzero(self._stale(words))
        self._words = words
        new = self._of(seen(words).reshape(HEIGHT, -1).astype(np.float32), rows)
        said = _changes(new, self._cells[rows], rows)
        self._cells[rows] = new
        return said

    def _stale(self, words: bytes) -> NDArray[np.bool_]:
        """Which rows of cells have something of a row of pixels that is another now."""
        if not self._words:
            return np.ones(self.rows, bool)
        new, old = (
            np.frombuffer(one, "u2").reshape(HEIGHT, WIDTH) for one in (words, self._words)
        )
        changed = (new != old).any(axis=1)
        return np.asarray((self._down[:, changed] > 0).any(axis=1).reshape(-1, 2).any(axis=1))

    def _of(self, picture: _Floats, rows: NDArray[np.int64]) -> _Cells:
        """Cells of some rows."""
        down = self._down.reshape(self.rows, 2, HEIGHT)[rows].reshape(-1, HEIGHT)
        small = (down @ picture).reshape(-1, WIDTH, 3).transpose(0, 2, 1)
        small = small @ self._across
        # (rows, 3, columns) each.
        quarters = [small[top::2, :, left::2] for top in (0, 1) for left in (0, 1)]
        low = np.minimum(np.minimum(*quarters[:2]), np.minimum(*quarters[2:]))
        high = np.maximum(np.maximum(*quarters[:2]), np.maximum(*quarters[2:]))
        # Ink and paper are told apart by the colour in which the quarters differ most.
        most = (high - low).argmax(axis=1)[:, None]
        middle = np.take_along_axis(low + high, most, axis=1) / 2
        shape = np.zeros(most.shape, np.int16)
        count = np.zeros(most.shape, np.float32)
        ink = np.zeros_like(low)
        for bit, quarter in enumerate(quarters):
            inked = np.take_along_axis(quarter, most, axis=1) > middle
            shape += inked * np.int16(1 << bit)
            count += inked
            ink += quarter * inked
        paper = (sum(quarters) - ink) / np.maximum(4 - count, 1)
        ink = np.where(count > 0, ink / np.maximum(count, 1), paper)
        parts = (shape, np.rint(ink), np.rint(paper))
        return np.concatenate(parts, axis=1).transpose(0, 2, 1).astype(np.int16)


def _changes(new: _Cells, old: _Cells, rows: NDArray[np.int64]) -> str:
    differ = (new != old).any(axis=2)
    said = []
    colours: list[int] = []
    for place, row in enumerate(rows.tolist()):
        next_column = -1  # where the cursor stands
        for column in np.flatnonzero(differ[place]).tolist():
            if column != next_column:
                said.append(f"\x1b[{row + 1};{column + 1}H")
            shape, *wanted = new[place, column].tolist()
            if wanted != colours:
                colours = wanted
                said.append("\x1b[38;2;{};{};{};48;2;{};{};{}m".format(*wanted))
            said.append(_QUARTERS[shape])
            next_column = column + 1
    return "".join(said) + "\x1b[0m" if said else ""


def _means(count: int, size: int) -> _Floats:
    """Rows of weights, by which `size` pixels become `count` of their means."""
    edges = np.linspace(0, size, count + 1)
    at = np.arange(size)
    shares = np.minimum(edges[1:, None], at + 1) - np.maximum(edges[:-1, None], at)
    return np.asarray(np.clip(shares, 0, None) * count / size, dtype=np.float32)
