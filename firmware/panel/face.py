"""Puts the display together: what its screens may look at, and the tasks that paint them and that
remember what was.
"""

from control.quantities import QUANTITY_NAMES
from firmware.hardware import PROBES, SENSORS
from firmware.panel.display import Display
from firmware.panel.glyphs import Atlas, opened
from firmware.panel.painter import TILE_ROWS
from firmware.panel.recall import Recall
from firmware.panel.view import View


def display(hardware, controller, readings, operator, menu, archive, strings, loop) -> tuple:
    """The display of a program with these parts, and its memory: a Display and a Recall. strings:
    of View, up to LAST_WORDS_STRING.

    A version that nobody has named is under development.
    """
    view = View(
        controller.settings,
        controller,
        readings,
        hardware.clock,
        operator,
        menu,
        Atlas(opened, TILE_ROWS),
    )
    view.strings[: len(strings)] = strings
    view.hours = archive.hours
    view.notice = strings[0] == "development"
    drivers = {name: (getattr(hardware.probes, name), "temperature_mc") for name in PROBES}
    for part, _, quantities in SENSORS:
        for name, attribute in quantities:
            drivers[name] = (getattr(hardware, part), attribute)
    view.sensors = tuple(
        [
            (drivers[name][0], drivers[name][1], getattr(archive.calibration, name))
            for name in QUANTITY_NAMES
        ]
    )
    return Display(hardware.glass, view, loop), Recall(archive, view, loop)
