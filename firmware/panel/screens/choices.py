"""The set points: what is in force, what is proposed, and the bounds."""

from micropython import const

from control.settings import SETTINGS
from firmware.panel import texts
from firmware.panel.colours import AIR, BLACK, DIM, GROUND, INK, YELLOW
from firmware.panel.glyphs import BODY, SMALL
from firmware.panel.menu import SET_POINTS
from firmware.panel.operator import (
    AIR_ROW,
    HUMIDITY_ROW,
    MODE_ROW,
    SET_POINT_ROWS,
    SKIN_ROW,
)
from firmware.panel.page import CENTRE, NO_VALUE, RIGHT
from firmware.panel.screens import frame
from firmware.panel.screens.main import MODES
from firmware.panel.units import DEGREES, PER_CENT

_HEIGHT = const(36)
_MC_OF_TENTH = const(100)
_PM_OF_PER_CENT = const(10)
_LABELS = {
    MODE_ROW: texts.MODE,
    AIR_ROW: texts.AIR_SET_POINT,
    SKIN_ROW: texts.SKIN_SET_POINT,
    HUMIDITY_ROW: texts.HUMIDITY_SET_POINT,
}
_VALUE_X = const(196)


def show(page, view) -> None:
    """Put the fields."""
    menu = view.menu
    rows = SET_POINT_ROWS
    page.begin(SET_POINTS, GROUND)
    frame.hint(page, view, texts.HINT_CHOOSE)
    frame.header(page, view, texts.SET_POINTS)
    for position in range(len(rows)):
        _row(page, view, 36 + position * _HEIGHT, rows[position], position == menu.row)
    _bounds(page, view, SETTINGS[rows[menu.row]].bounds)
    page.end()


def _row(page, view, y: int, place: int, chosen: bool) -> None:
    frame.list_row(page, y, _HEIGHT, _LABELS[place], chosen, _VALUE_X - 28)
    value, proposed = frame.value_of(view, place)
    ink, paper = (BLACK, AIR) if chosen else (INK, GROUND)
    if proposed:
        paper = YELLOW
    width = frame.WIDTH - 12 - _VALUE_X
    y += 3
    height = _HEIGHT - 6
    if place == MODE_ROW:
        page.text(_VALUE_X, y, width, height, MODES[value], ink, paper, CENTRE)
    elif place == HUMIDITY_ROW:
        if value:
            page.number(
                _VALUE_X,
                y,
                width,
                height,
                BODY,
                value // _PM_OF_PER_CENT,
                0,
                ink,
                paper,
                CENTRE,
                PER_CENT,
            )
        else:
            page.text(_VALUE_X, y, width, height, texts.OFF, ink, paper, CENTRE)
    else:
        page.number(
            _VALUE_X,
            y,
            width,
            height,
            BODY,
            value // _MC_OF_TENTH,
            1,
            ink,
            paper,
            CENTRE,
            DEGREES,
        )


def _bounds(page, view, bounds) -> None:
    """The lowest and the highest value that the chosen setting may take."""
    y = 186
    page.text(8, y, 78, 24, texts.LOWEST, DIM if bounds else GROUND, GROUND)
    page.text(166, y, 78, 24, texts.HIGHEST, DIM if bounds else GROUND, GROUND)
    low = high = NO_VALUE
    decimals = unit = 0
    if bounds:
        decimals = 1 if bounds.per_unit > _PM_OF_PER_CENT else 0
        unit = DEGREES if decimals else PER_CENT
        parts = bounds.per_unit // (10 if decimals else 1)
        low = bounds.low // parts
        high = (bounds.override_high if view.settings.override else bounds.high) // parts
    ink = INK if bounds else GROUND
    page.number(86, y, 68, 24, SMALL, low, decimals, ink, GROUND, RIGHT, unit)
    page.number(244, y, 68, 24, SMALL, high, decimals, ink, GROUND, RIGHT, unit)
