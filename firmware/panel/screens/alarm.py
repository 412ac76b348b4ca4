"""One alarm: what it is, what to do, and why. Skin and air stay in sight below."""

from micropython import const

from firmware.panel import symbols, texts
from firmware.panel.colours import AIR, DIM, GROUND, INK, PANEL, SKIN
from firmware.panel.glyphs import HEADING
from firmware.panel.menu import ALARM
from firmware.panel.screens import alarm_band, frame
from firmware.panel.units import DEGREES
from firmware.panel.view import tenths

_LEFT = const(8)
_WIDTH = const(304)
_TOP = const(95)
_GAP = const(3)
_BOTTOM = const(207)


def show(page, view) -> None:
    """Put the fields; what does not fit is the part after this one."""
    alarms = view.alarms
    menu = view.menu
    page.begin(ALARM, GROUND)
    row = alarms.listed[menu.item] if menu.item < alarms.count else alarms.highest
    alarm_band.show(page, view, row, alarm_band.MESSAGE_HEIGHT)
    if row >= 0:
        _texts(page, view, row * alarm_band.ALARM_TEXTS)
    _below(page, view)
    page.end()


def _texts(page, view, first: int) -> None:
    atlas = view.atlas
    remedy = first + texts.REMEDY
    cause = first + texts.CAUSE
    remedy_height = atlas.lines(remedy) * atlas.height(remedy)
    cause_height = atlas.lines(cause) * atlas.height(cause)
    menu = view.menu
    both = _TOP + remedy_height + _GAP + cause_height <= _BOTTOM
    menu.parts = 1 if both else 2
    y = _TOP
    if both or not menu.part:
        page.text(_LEFT, y, _WIDTH, remedy_height, remedy, INK, GROUND)
        y += remedy_height + _GAP
    if both or menu.part:
        page.text(_LEFT, y, _WIDTH, cause_height, cause, DIM, GROUND)


def _below(page, view) -> None:
    """Skin and air; the arrow to the next page, if there is one."""
    estimates = view.estimates
    menu = view.menu
    y = 209
    skin = tenths(estimates.skin)
    air = tenths(estimates.air)
    page.box(0, y - 1, frame.WIDTH, 32, PANEL)
    page.number(8, y, 110, 31, HEADING, skin, 1, SKIN, PANEL, 0, DEGREES)
    page.number(124, y, 110, 31, HEADING, air, 1, AIR, PANEL, 0, DEGREES)
    more = menu.parts > 1 or view.alarms.count > 1
    frame.echo(page, menu, 288, y - 1, 32, 32, symbols.RIGHT if more else 0)
