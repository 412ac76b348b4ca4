"""Pictures of the display, made of what a run has kept of it (sim/runs/pictures.py)."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.results.png import png

WIDTH = 320  # of the glass; its double in sim/world/ needs the modules of a board
HEIGHT = 240

Picture = NDArray[np.uint8]


def write_pictures(folder: Path) -> list[str]:
    """A PNG file in the place of each picture that was kept; what to say is there."""
    kept = sorted(folder.glob("display*.rgb565"))
    for path in kept:
        picture = seen(path.read_bytes())
        path.with_suffix(".png").write_bytes(png(WIDTH, HEIGHT, picture.tobytes()))
        path.unlink()
    alarms = len(kept) - 1
    return ["display.png"] * bool(kept) + [f"{alarms} display-*.png"] * (alarms > 0)


def seen(words: bytes) -> Picture:
    """HEIGHT rows of WIDTH times red, green, blue. words: RGB565, the high byte first."""
    word = np.frombuffer(words, dtype=">u2").astype(np.uint16).reshape(HEIGHT, WIDTH)
    red, green, blue = word >> 11, word >> 5 & 0x3F, word & 0x1F
    colours = (red << 3 | red >> 2, green << 2 | green >> 4, blue << 3 | blue >> 2)
    return np.stack(colours, axis=-1).astype(np.uint8)
