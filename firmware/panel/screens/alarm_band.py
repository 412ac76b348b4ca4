"""The band across the glass that says which alarm there is: colour, symbol, word and message."""

from micropython import const

from control.alarm_table import PRIORITY_OF
from firmware.panel import symbols, texts
from firmware.panel.colours import BAND, BAND_INK
from firmware.panel.glyphs import BODY
from firmware.panel.page import NO_VALUE, RIGHT, SIXTIETHS
from firmware.panel.screens import frame

ALARM_TEXTS = const(3)  # of each: texts.MESSAGE and so on
MESSAGE_HEIGHT = const(64)
_LINE_HEIGHT = const(28)
_SYMBOLS = (0, symbols.ALARM_LOW, symbols.ALARM_MEDIUM, symbols.ALARM_HIGH)


def show(page, view, row: int, y: int) -> None:
    """Put the fields of one alarm; row -1: of the test of a priority. y: of priority and time."""
    alarms = view.alarms
    priority = PRIORITY_OF[row] if row >= 0 else alarms.lamp_priority
    paper = BAND[priority]
    ink = BAND_INK[priority]
    text = row * ALARM_TEXTS + texts.MESSAGE if row >= 0 else texts.ALARM_TEST
    page.box(0, 0, frame.WIDTH, MESSAGE_HEIGHT, paper)
    page.box(0, y, frame.WIDTH, _LINE_HEIGHT, paper)
    frame.block(page, view, 0, 0, 56, MESSAGE_HEIGHT, priority, _SYMBOLS[priority])
    page.text(62, 0, 256, MESSAGE_HEIGHT, text, ink, paper)
    page.text(8, y, 96, _LINE_HEIGHT, frame.priority_text(priority), ink, paper)
    since = view.since_min[row] if row >= 0 else NO_VALUE
    page.text(102, y, 54, _LINE_HEIGHT, texts.SINCE, ink, paper, RIGHT)
    page.number(158, y, 48, _LINE_HEIGHT, BODY, since, SIXTIETHS, ink, paper)
    frame.others(page, alarms, 204, y, ink, paper)
    frame.bell(page, view, 246, y, ink, paper)
