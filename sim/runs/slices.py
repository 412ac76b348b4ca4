"""Paints some screens in a language as the display's task does, slice by slice.

LANGUAGE SCREEN ... -> a line for each slice: screen, transactions and bytes on the wire. Before
and after each it asks whether garbage is collected: whoever counts instructions
(sim/tools/display_cost.py) sees by that call where a slice begins and ends.
"""

import gc
import sys
import time

import gallery

from drivers.ili9341 import Ili9341
from firmware.panel.glyphs import Atlas, Frozen
from firmware.panel.page import Page
from firmware.panel.painter import TILE_ROWS, Painter
from firmware.panel.screens.every import SCREENS


class Wire:
    """An SPI with nothing behind it."""

    def __init__(self):
        self.transactions = 0
        self.bytes = 0

    def write(self, data) -> None:
        """Count."""
        self.transactions += 1
        self.bytes += len(data)


class Line:
    """A pin with nothing behind it."""

    def value(self, level: int) -> None:
        """Nobody looks."""


def frozen(name: str) -> Frozen:
    """An atlas as a frozen image has it, where it is read in place."""
    with open("firmware/panel/atlas/" + name + ".bin", "rb") as file:
        return Frozen(file.read())


def main(language: str, screens: list) -> None:
    """Run as the module's docstring says."""
    wire = Wire()
    glass = Ili9341(wire, Line(), Line(), time.ticks_diff)
    glass.ready = True
    atlas = Atlas(frozen, TILE_ROWS)
    atlas.use(language)
    while atlas.step():
        pass
    incubator = __import__("boards.incubators.single_300w", None, None, ["single_300w"])
    for name, stage in gallery.states(incubator, atlas):
        if name not in screens:
            continue
        page = Page()
        view = stage.view
        painter = Painter(glass, atlas, view.trend, view.strings, page)

        def look(page=page, view=view, stage=stage):
            SCREENS[stage.menu.screen](page, view)

        gc.collect()
        step = look
        while step is look or painter.waits():
            wire.transactions = wire.bytes = 0
            gc.isenabled()
            step()
            gc.isenabled()
            # Said at once: a list that grows would leave holes, for which the next slice looks.
            print(name, wire.transactions, wire.bytes)
            step = painter.paint


main(sys.argv[1], sys.argv[2:])
