"""The test of what is seen and heard of an alarm, by priority."""

from micropython import const

from control.alarm_table import LOW
from firmware.panel import symbols, texts
from firmware.panel.colours import BAND, BAND_INK, GROUND, INK
from firmware.panel.menu import ALARM_TEST, PRIORITY_COUNT
from firmware.panel.screens import frame

_HEIGHT = const(46)


def show(page, view) -> None:
    """Put the fields."""
    menu = view.menu
    alarms = view.alarms
    testing = alarms.lamp_priority if not alarms.count else 0
    page.begin(ALARM_TEST, GROUND)
    frame.hint(page, view, texts.HINT_CHOOSE)
    frame.header(page, view, texts.ALARM_TEST)
    for position in range(PRIORITY_COUNT):
        priority = LOW + position
        y = 38 + position * _HEIGHT
        chosen = position == menu.row
        page.symbol(0, y, 28, _HEIGHT, symbols.RIGHT if chosen else 0, INK, GROUND)
        page.box(28, y + 2, 284, _HEIGHT - 4, BAND[priority])
        symbol = frame.SMALL_SYMBOLS[priority]
        page.symbol(32, y + 2, 40, _HEIGHT - 4, symbol, BAND_INK[priority], BAND[priority])
        text = frame.priority_text(priority)
        page.text(80, y + 9, 96, 28, text, BAND_INK[priority], BAND[priority])
    text = texts.TEST_RUNNING if testing else texts.TEST_HEARD
    page.text(28, 178, 284, 36, text, INK, GROUND)
    page.end()
