"""The menu: where one goes from here."""

from micropython import const

from firmware.panel import texts
from firmware.panel.colours import GROUND
from firmware.panel.menu import ENTRIES, MENU
from firmware.panel.screens import frame

_SEEN = const(5)  # rows
_HEIGHT = const(36)
TITLES = (  # of ENTRIES
    texts.SET_POINTS,
    texts.ALARM_LIMITS,
    texts.TRENDS,
    texts.HISTORY,
    texts.ALARM_TEST,
    texts.LANGUAGE,
    texts.VOLUME,
    texts.NIGHT,
    texts.SERVICE,
    texts.START_UP_TEST,
)


def show(page, view) -> None:
    """Put the fields."""
    menu = view.menu
    page.begin(MENU, GROUND)
    frame.hint(page, view, texts.HINT_CHOOSE)
    frame.header(page, view, texts.MENU)
    first = frame.first_seen(menu.row, _SEEN, len(ENTRIES))
    for position in range(_SEEN):
        row = first + position
        frame.list_row(page, 36 + position * _HEIGHT, _HEIGHT, TITLES[row], row == menu.row, 264)
    frame.scroll_bar(page, first, _SEEN, len(ENTRIES))
    page.end()
