"""One setting by itself: the language, the volume of alarms, the display at night."""

from micropython import const

from control.settings import SETTINGS
from firmware.panel import texts
from firmware.panel.colours import BLACK, EDGE, GROUND, INK, YELLOW
from firmware.panel.menu import CHOICES, ENTRIES
from firmware.panel.operator import LANGUAGE_ROW, VOLUME_ROW
from firmware.panel.page import CENTRE
from firmware.panel.screens import frame
from firmware.panel.screens.menu import TITLES

_X = const(60)
_Y = const(96)
_WIDTH = const(200)
_HEIGHT = const(52)
_FULL_PM = const(1_000)


def show(page, view) -> None:
    """Put the fields of the setting that the menu has open."""
    screen = view.menu.screen
    place = CHOICES[screen][0]
    page.begin(screen, GROUND)
    frame.hint(page, view, texts.HINT_CHANGE)
    frame.header(page, view, TITLES[ENTRIES.index(screen)])
    value, proposed = frame.value_of(view, place)
    ink, paper = (BLACK, YELLOW) if proposed else (INK, GROUND)
    page.box(_X, _Y, _WIDTH, _HEIGHT, paper, EDGE, 1)
    if place == VOLUME_ROW:
        steps = len(SETTINGS[place].words)
        filled_pm = (value + 1) * _FULL_PM // steps
        page.bar(_X + 10, _Y + 14, _WIDTH - 20, _HEIGHT - 28, filled_pm, ink, paper)
    else:
        text = (
            texts.LANGUAGE_NAMES + value
            if place == LANGUAGE_ROW
            else texts.ON
            if value
            else texts.OFF
        )
        page.text(_X + 10, _Y + 8, _WIDTH - 20, _HEIGHT - 16, text, ink, paper, CENTRE)
    page.end()
