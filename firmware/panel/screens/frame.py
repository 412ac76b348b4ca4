"""What all screens have: what is on top of them, and the line of hints below."""

from micropython import const

from control.settings import SETTINGS
from firmware.panel import symbols, texts
from firmware.panel.colours import (
    AIR,
    BAND,
    BAND_INK,
    BLACK,
    DIM,
    GROUND,
    INK,
    PANEL,
    SKIN,
    YELLOW,
)
from firmware.panel.glyphs import BODY, SMALL
from firmware.panel.keys import DOWN, LEFT, OVERRIDE, RIGHT, SILENCE, UP
from firmware.panel.menu import MAIN
from firmware.panel.operator import NOTHING, OVERRIDE_ROW
from firmware.panel.page import CENTRE, NO_VALUE, PLUS, SIXTIETHS
from firmware.panel.page import RIGHT as RIGHT_ALIGNED
from firmware.panel.units import DEGREES
from firmware.panel.view import tenths

WIDTH = const(320)
HINT_Y = const(216)
_HINT_HEIGHT = const(24)
_HINT_WIDTH = const(284)
HEADER_HEIGHT = const(36)

_ECHOES = (
    (SILENCE, symbols.BELL),
    (LEFT, symbols.LEFT),
    (RIGHT, symbols.RIGHT),
    (UP, symbols.UP),
    (DOWN, symbols.DOWN),
    (OVERRIDE, symbols.HEAT),
)
# By alarm priority.
SMALL_SYMBOLS = (0, symbols.SMALL_LOW, symbols.SMALL_MEDIUM, symbols.SMALL_HIGH)
_PRIORITY_TEXT = texts.PRIORITY_LOW - 1


def priority_text(priority: int) -> int:
    """The word for a priority 1..3."""
    return _PRIORITY_TEXT + priority


def hint(page, view, text: int) -> None:
    """The lowest line: first the key that was just pressed, then what a key would do now."""
    menu = view.menu
    symbol = symbols.LOCK if menu.locked else symbols.RIGHT if menu.screen == MAIN else 0
    echo(page, menu, WIDTH - 32, HINT_Y, 32, _HINT_HEIGHT, symbol)
    ink = DIM
    proposed = view.operator.proposed
    if menu.refused:
        text = texts.HINT_UNLOCK if menu.locked else texts.REFUSED
        ink = YELLOW
    elif proposed != NOTHING:
        text = texts.HINT_OVERRIDE if proposed == OVERRIDE_ROW else texts.HINT_CONFIRM
        ink = YELLOW
    elif menu.changed:
        text = texts.CHANGED
        ink = INK
    elif menu.locked:
        text = texts.HINT_UNLOCK
    elif view.notice and menu.screen == MAIN:
        text = texts.DEVELOPMENT_BUILD
        ink = YELLOW
    page.box(0, HINT_Y, WIDTH - 32, _HINT_HEIGHT, PANEL)
    page.text(4, HINT_Y, _HINT_WIDTH, _HINT_HEIGHT, text, ink, PANEL)


def echo(page, menu, x: int, y: int, width: int, height: int, symbol: int) -> None:
    """The key that was just pressed, else another symbol."""
    for key, picture in _ECHOES:
        if menu.echo & key:
            page.symbol(x, y, width, height, picture, BLACK, YELLOW)
            return
    page.symbol(x, y, width, height, symbol, YELLOW, PANEL)


def header(page, view, title: int) -> None:
    """On top of a screen that is not the main one: an alarm if there is one, else its title; and
    what must always be seen."""
    alarms = view.alarms
    priority = alarms.lamp_priority
    paper = BAND[priority]
    ink = BAND_INK[priority]
    page.box(0, 0, WIDTH - 72, HEADER_HEIGHT, paper)
    if priority:
        block(page, view, 0, 0, 40, HEADER_HEIGHT, priority, SMALL_SYMBOLS[priority])
        page.text(46, 0, 96, HEADER_HEIGHT, priority_text(priority), ink, paper)
        others(page, alarms, 136, 4, ink, paper)
        bell(page, view, 176, 4, ink, paper)
    else:
        page.text(8, 0, 236, HEADER_HEIGHT, title, ink, paper)
    page.box(WIDTH - 72, 0, 72, HEADER_HEIGHT, GROUND)
    small_temperatures(page, view, WIDTH - 68, 0)


def small_temperatures(page, view, x: int, y: int) -> None:
    """Skin and air, small, one above the other."""
    estimates = view.estimates
    skin = tenths(estimates.skin)
    air = tenths(estimates.air)
    page.number(x, y, 64, 18, SMALL, skin, 1, SKIN, GROUND, RIGHT_ALIGNED, DEGREES)
    page.number(x, y + 18, 64, 18, SMALL, air, 1, AIR, GROUND, RIGHT_ALIGNED, DEGREES)


def block(page, view, x, y, width, height, priority: int, symbol: int) -> None:
    """The symbol of a priority: the only thing that flashes, and it is there in either half."""
    if view.lit and priority > 1:
        page.symbol(x, y, width, height, symbol, BAND[priority], BAND_INK[priority])
    else:
        page.symbol(x, y, width, height, symbol, BAND_INK[priority], BAND[priority])


def others(page, alarms, x: int, y: int, ink: int, paper: int) -> None:
    """How many more alarms there are."""
    more = alarms.count - 1
    page.number(x, y, 40, 28, BODY, max(more, 0), PLUS, ink if more > 0 else paper, paper, CENTRE)


def bell(page, view, x: int, y: int, ink: int, paper: int) -> None:
    """Whether the sound of what is shown is paused, and for how long still."""
    alarms = view.alarms
    row = alarms.highest
    if row >= 0 and not alarms.sounding_priority:
        symbol = symbols.ACKNOWLEDGED if alarms.acknowledged[row] else symbols.PAUSED
        left_s = NO_VALUE
        for position in range(alarms.count):
            silent_s = (alarms.silent_ms[alarms.listed[position]] + 999) // 1000
            if left_s == NO_VALUE or silent_s < left_s:
                left_s = silent_s
        page.symbol(x, y, 28, 28, symbol, ink, paper)
        page.number(x + 28, y, 44, 28, BODY, left_s, SIXTIETHS, ink, paper, RIGHT_ALIGNED)
    else:
        page.symbol(x, y, 28, 28, 0, ink, paper)
        page.number(x + 28, y, 44, 28, BODY, 0, SIXTIETHS, paper, paper, RIGHT_ALIGNED)


def value_of(view, place: int) -> tuple:
    """The value of a setting, and whether it is only proposed."""
    operator = view.operator
    if operator.proposed == place:
        return operator.value, True
    return getattr(view.settings, SETTINGS[place].field), False


def first_seen(row: int, seen: int, count: int) -> int:
    """The first row of a list that shows `seen` of its `count` rows, with `row` among them."""
    return min(max(row - seen // 2, 0), max(count - seen, 0))


def list_row(page, y: int, height: int, text: int, chosen: bool, width: int) -> None:
    """A row of a list: the chosen one is marked by its ground and by an arrow."""
    ink, paper = (BLACK, AIR) if chosen else (INK, GROUND)
    page.symbol(0, y, 28, height, symbols.RIGHT if chosen else 0, ink, paper)
    page.text(28, y, width, height, text, ink, paper)
    page.box(28 + width, y, WIDTH - 8 - 28 - width, height, paper)


def scroll_bar(page, first: int, seen: int, count: int) -> None:
    """At the right of a list: where in it the seen rows are."""
    height = HINT_Y - HEADER_HEIGHT
    page.box(WIDTH - 8, HEADER_HEIGHT, 8, height, GROUND)
    if count > seen:
        page.box(
            WIDTH - 6,
            HEADER_HEIGHT + 2 + (height - 4) * first // count,
            4,
            (height - 4) * seen // count,
            DIM,
        )
    else:
        page.box(WIDTH - 6, HEADER_HEIGHT + 2, 4, height - 4, GROUND)
