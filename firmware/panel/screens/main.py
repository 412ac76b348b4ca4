"""The main screen: what is measured, large enough to be read across a room, and what is set.

What is controlled is the largest. An alarm takes the place of status and trend.
"""

from control.settings import AIR as AIR_MODE
from control.settings import SKIN as SKIN_MODE
from firmware.panel import symbols, texts
from firmware.panel.colours import (
    AIR,
    BLACK,
    DIM,
    EDGE,
    GROUND,
    INK,
    MOIST,
    PANEL,
    SKIN,
    YELLOW,
)
from firmware.panel.glyphs import BODY, HEADING, HUGE, LARGE
from firmware.panel.menu import MAIN
from firmware.panel.operator import AIR_ROW, HUMIDITY_ROW, OVERRIDE_ROW, SKIN_ROW
from firmware.panel.page import CENTRE, MORE, NO_VALUE, RIGHT, SIXTIETHS, UNIT
from firmware.panel.screens import alarm_band, frame
from firmware.panel.units import DEGREES, PER_CENT
from firmware.panel.view import per_cent, tenths

MODES = (texts.MODE_STANDBY, texts.MODE_AIR, texts.MODE_SKIN)  # of settings.MODES
_MC_OF_TENTH = 100
_PM_OF_PER_CENT = 10
_OVERRIDE_FROM = 37  # degrees
_BAND_Y = 212  # of the lower part of an alarm's band


def show(page, view) -> None:
    """Put the fields."""
    page.begin(MAIN, GROUND)
    if view.alarms.lamp_priority:
        alarm_band.show(page, view, view.alarms.highest, _BAND_Y)
        _measured(page, view, 68)
    else:
        override = view.settings.override
        frame.hint(page, view, texts.HINT_OVERRIDE_LEAVE if override else texts.HINT_MENU)
        _status(page, view)
        _measured(page, view, 30)
        _heat(page, view, 166)
        page.trend(4, 189, 312, 26, view.trend.changes, 1, EDGE, GROUND)
    page.end()


def _status(page, view) -> None:
    """Mode, lock, power and clock."""
    mode = view.settings.mode
    mains = view.readings.mains
    page.box(0, 0, frame.WIDTH, 28, PANEL)
    page.text(8, 0, 176, 28, MODES[mode], INK, PANEL)
    page.symbol(192, 2, 24, 24, symbols.LOCK if view.menu.locked else 0, YELLOW, PANEL)
    power = symbols.MAINS if mains else symbols.BATTERY
    page.symbol(220, 2, 28, 24, power, DIM if mains else YELLOW, PANEL)
    page.number(250, 0, 62, 28, BODY, view.minute(), SIXTIETHS, INK, PANEL, RIGHT)


def _measured(page, view, y: int) -> None:
    """The temperatures and the humidity, with what is set beside them."""
    estimates = view.estimates
    mode = view.settings.mode
    skin = tenths(estimates.skin)
    air = tenths(estimates.air)
    if mode == SKIN_MODE:
        page.number(2, y, 236, 84, HUGE, skin, 1, SKIN, GROUND, RIGHT)
        _label(page, y, texts.SKIN, SKIN)
        _set_point(page, view, y + 46, SKIN_ROW)
    else:
        page.number(2, y, 236, 84, HUGE, air, 1, AIR, GROUND, RIGHT)
        _label(page, y, texts.AIR, AIR)
        _set_point(page, view, y + 46, AIR_ROW if mode == AIR_MODE else -1)
    y += 86
    if mode == SKIN_MODE:
        page.number(2, y, 136, 48, LARGE, air, 1, AIR, GROUND, RIGHT)
        page.text(144, y, 46, 28, texts.AIR, AIR, GROUND)
        page.number(144, y + 28, 46, 20, BODY, 0, UNIT, AIR, GROUND, 0, DEGREES)
    else:
        page.number(2, y, 136, 48, LARGE, skin, 1, SKIN, GROUND, RIGHT)
        page.text(144, y, 46, 28, texts.SKIN, SKIN, GROUND)
        page.number(144, y + 28, 46, 20, BODY, 0, UNIT, SKIN, GROUND, 0, DEGREES)
    humidity = per_cent(estimates.humidity)
    page.number(190, y, 80, 48, LARGE, humidity, 0, MOIST, GROUND, RIGHT)
    page.symbol(272, y, 24, 24, symbols.DROP, MOIST, GROUND)
    page.number(296, y, 22, 23, BODY, 0, UNIT, MOIST, GROUND, 0, PER_CENT)
    set_pm, proposed = frame.value_of(view, HUMIDITY_ROW)
    ink, paper = (BLACK, YELLOW) if proposed else (DIM, GROUND)
    page.number(
        272,
        y + 24,
        46,
        23,
        BODY,
        set_pm // _PM_OF_PER_CENT if set_pm else NO_VALUE,
        0,
        ink,
        paper,
        CENTRE,
    )


def _label(page, y: int, text: int, ink: int) -> None:
    """Beside the largest number: what it is."""
    page.text(244, y, 46, 28, text, ink, GROUND)
    page.number(290, y, 28, 28, BODY, 0, UNIT, ink, GROUND, 0, DEGREES)


def _set_point(page, view, y: int, place: int) -> None:
    """What is set, or proposed; in standby nothing is. Above it the sign of override."""
    override, proposed = frame.value_of(view, OVERRIDE_ROW)
    ink, paper = (BLACK, YELLOW) if override else (GROUND, GROUND)
    page.number(242, y - 18, 76, 22, BODY, _OVERRIDE_FROM, MORE, ink, paper, CENTRE, DEGREES)
    if place < 0:
        page.box(242, y + 4, 76, 36, GROUND)
        page.number(244, y + 6, 72, 31, HEADING, NO_VALUE, 1, GROUND, GROUND, CENTRE)
        return
    set_mc, proposed = frame.value_of(view, place)
    ink, paper = (BLACK, YELLOW) if proposed else (INK, PANEL)
    page.box(242, y + 4, 76, 36, paper, EDGE, 1)
    page.number(244, y + 6, 72, 31, HEADING, set_mc // _MC_OF_TENTH, 1, ink, paper, CENTRE)


def _heat(page, view, y: int) -> None:
    """How much of the heater's power flows."""
    heater_pm = view.controller.outputs.heater_pm
    ink = INK if heater_pm else DIM
    page.symbol(4, y, 24, 22, symbols.HEAT, ink, GROUND)
    page.bar(34, y + 4, 200, 14, heater_pm, ink, GROUND)
    page.number(
        240, y, 76, 22, BODY, heater_pm // _PM_OF_PER_CENT, 0, ink, GROUND, RIGHT, PER_CENT
    )
