"""Skin and air over the last hours."""

from micropython import const

from firmware.panel import texts
from firmware.panel.colours import AIR, BLACK, DIM, EDGE, GROUND, INK, SKIN
from firmware.panel.glyphs import BODY, SMALL
from firmware.panel.menu import HOURS, TRENDS
from firmware.panel.page import CENTRE, RIGHT
from firmware.panel.screens import frame
from firmware.panel.units import HOURS as HOURS_UNIT

_LEFT = const(44)
_TOP = const(70)
_WIDTH = const(270)
_HEIGHT = const(140)


def show(page, view) -> None:
    """Put the fields."""
    menu = view.menu
    trend = view.trend
    hours = HOURS[menu.row]
    page.begin(TRENDS, GROUND)
    frame.hint(page, view, texts.HINT_CHANGE)
    frame.header(page, view, texts.TRENDS)
    for position in range(len(HOURS)):
        chosen = position == menu.row
        page.number(
            4 + position * 44,
            40,
            40,
            24,
            BODY,
            HOURS[position],
            0,
            BLACK if chosen else DIM,
            AIR if chosen else GROUND,
            CENTRE,
            HOURS_UNIT,
        )
    page.box(184, 51, 18, 3, SKIN)
    page.text(206, 38, 46, 28, texts.SKIN, SKIN, GROUND)
    page.box(254, 52, 18, 1, AIR)
    page.text(276, 38, 44, 28, texts.AIR, AIR, GROUND)
    low, high = trend.range(hours)
    page.number(0, _TOP, 40, 18, SMALL, high, 1, INK, GROUND, RIGHT)
    page.number(0, _TOP + _HEIGHT - 18, 40, 18, SMALL, low, 1, INK, GROUND, RIGHT)
    page.trend(_LEFT, _TOP, _WIDTH, _HEIGHT, trend.changes, hours, EDGE, GROUND)
    page.end()
