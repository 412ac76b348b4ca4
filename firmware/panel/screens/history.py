"""The last alarms, the newest first: of this life and of those before."""

from micropython import const

from control.alarm_table import PRIORITY_OF
from firmware.panel import texts
from firmware.panel.colours import BAND, BAND_INK, GROUND, INK
from firmware.panel.glyphs import SMALL
from firmware.panel.menu import HISTORY
from firmware.panel.page import CENTRE, DATE, SIXTIETHS
from firmware.panel.screens import frame
from firmware.panel.screens.alarm_band import ALARM_TEXTS

_SEEN = const(3)
_HEIGHT = const(60)


def show(page, view) -> None:
    """Put the fields."""
    page.begin(HISTORY, GROUND)
    frame.hint(page, view, texts.HINT_BACK)
    frame.header(page, view, texts.HISTORY)
    first = min(view.menu.row, max(view.past_count - _SEEN, 0))
    for position in range(_SEEN):
        y = 36 + position * _HEIGHT
        row, date, minute = view.past_alarm(first + position)
        priority = PRIORITY_OF[row] if row >= 0 else 0
        paper = BAND[priority] if row >= 0 else GROUND
        page.box(0, y + 1, 56, _HEIGHT - 2, paper)
        symbol = frame.SMALL_SYMBOLS[priority]
        page.symbol(14, y + 2, 28, 28, symbol, BAND_INK[priority], paper)
        ink = BAND_INK[priority] if row >= 0 else paper
        page.number(2, y + 25, 52, 18, SMALL, date, DATE, ink, paper, CENTRE)
        page.number(2, y + 40, 52, 18, SMALL, minute, SIXTIETHS, ink, paper, CENTRE)
        text = row * ALARM_TEXTS + texts.MESSAGE if row >= 0 else -1
        if row < 0 and not position and not view.past_count:
            text = texts.NO_HISTORY
        page.text(60, y, 252, _HEIGHT, text, INK, GROUND)
    frame.scroll_bar(page, first, _SEEN, max(view.past_count, 1))
    page.end()
