"""Set points, and limits of alarms: what is in force, what is proposed, and the bounds."""

from micropython import const

from control.settings import SETTINGS
from firmware.panel import texts
from firmware.panel.colours import AIR, BLACK, DIM, GROUND, INK, YELLOW
from firmware.panel.glyphs import BODY, SMALL
from firmware.panel.menu import SET_POINTS
from firmware.panel.operator import (
    AIR_ALARM_ROW,
    AIR_ROW,
    HUMIDITY_ALARM_ROW,
    HUMIDITY_ROW,
    MODE_ROW,
    SKIN_ALARM_ROW,
    SKIN_ROW,
)
from firmware.panel.page import CENTRE, NO_VALUE, RIGHT
from firmware.panel.screens import frame
from firmware.panel.screens.main import MODES
from firmware.panel.units import DEGREES, KELVIN, PER_CENT

_SEEN = const(4)  # rows
_HEIGHT = const(36)
_LABELS = {
    MODE_ROW: texts.MODE,
    AIR_ROW: texts.AIR_SET_POINT,
    SKIN_ROW: texts.SKIN_SET_POINT,
    HUMIDITY_ROW: texts.HUMIDITY_SET_POINT,
    AIR_ALARM_ROW: texts.AIR_ALARM_LIMIT,
    SKIN_ALARM_ROW: texts.SKIN_ALARM_LIMIT,
    HUMIDITY_ALARM_ROW: texts.HUMIDITY_ALARM_LIMIT,
}
_VALUE_X = const(196)
_WIDTH = const(112)


def show(page, view) -> None:
    """Put the fields of the list that the menu has open."""
    menu = view.menu
    screen = menu.screen
    rows = menu.choices()
    page.begin(screen, GROUND)
    frame.hint(page, view, _hint(view, rows[menu.row]))
    frame.header(page, view, texts.SET_POINTS if screen == SET_POINTS else texts.ALARM_LIMITS)
    first = frame.first_seen(menu.row, _SEEN, len(rows))
    for position in range(min(_SEEN, len(rows))):
        row = first + position
        _row(page, view, 36 + position * _HEIGHT, rows[row], row == menu.row)
    frame.scroll_bar(page, first, _SEEN, len(rows))
    _bounds(page, view, SETTINGS[rows[menu.row]].bounds)
    page.end()


def _hint(view, place: int) -> int:
    """What a key would do with the chosen row: at the ordinary maximum, how to go beyond."""
    settings = view.settings
    row = SETTINGS[place]
    if row.bounds and row.bounds.override_high > row.bounds.high:
        if settings.override:
            return texts.HINT_OVERRIDE_LEAVE
        if getattr(settings, row.field) == row.bounds.high:
            return texts.HINT_OVERRIDE_ENTER
    return texts.HINT_CHOOSE


def _row(page, view, y: int, place: int, chosen: bool) -> None:
    frame.list_row(page, y, _HEIGHT, _LABELS[place], chosen, _VALUE_X - 28)
    value, proposed = frame.value_of(view, place)
    ink, paper = (BLACK, AIR) if chosen else (INK, GROUND)
    if proposed:
        paper = YELLOW
    y += 3
    row = SETTINGS[place]
    if place == MODE_ROW:
        page.text(_VALUE_X, y, _WIDTH, _HEIGHT - 6, MODES[value], ink, paper, CENTRE)
    elif not row.default and not value:
        page.text(_VALUE_X, y, _WIDTH, _HEIGHT - 6, texts.OFF, ink, paper, CENTRE)
    else:
        parts, decimals, unit = _said(row.bounds)
        page.number(
            _VALUE_X,
            y,
            _WIDTH,
            _HEIGHT - 6,
            BODY,
            value // parts,
            decimals,
            ink,
            paper,
            CENTRE,
            unit,
        )


def _said(bounds) -> tuple:
    """How these are told: how many make the least step that is shown, decimals, unit."""
    if bounds.unit == "%":
        return bounds.per_unit, 0, PER_CENT
    return bounds.per_unit // 10, 1, KELVIN if bounds.unit == "K" else DEGREES


def _bounds(page, view, bounds) -> None:
    """The lowest and the highest value that the chosen setting may take."""
    ink, dim = (INK, DIM) if bounds else (GROUND, GROUND)
    low = high = NO_VALUE
    decimals = unit = 0
    if bounds:
        parts, decimals, unit = _said(bounds)
        low = bounds.low // parts
        high = (bounds.override_high if view.settings.override else bounds.high) // parts
    y = 186
    page.text(8, y, 78, 24, texts.LOWEST, dim, GROUND)
    page.number(86, y, 68, 24, SMALL, low, decimals, ink, GROUND, RIGHT, unit)
    page.text(166, y, 78, 24, texts.HIGHEST, dim, GROUND)
    page.number(244, y, 68, 24, SMALL, high, decimals, ink, GROUND, RIGHT, unit)
