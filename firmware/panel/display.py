"""The display: a task of firmware/loop.py that lets the screens say what is seen, and paints it.

A turn puts the fields anew if something may have changed, or paints one tile: neither takes more
than SLICE_MS, and neither is begun where a period or an edge of sound is nearer than that.
"""

import time

from micropython import const

from firmware.loop import NOTHING_DUE_MS
from firmware.panel.lamps import HALF_CYCLES_MS
from firmware.panel.page import Page
from firmware.panel.painter import Painter
from firmware.panel.screens.every import SCREENS
from firmware.panel.view import View

SLICE_MS = const(8)
_WHOLE_EVERY = const(3)  # times that the glass was told everything anew


class Display:
    """glass: as drivers/ili9341.py. view: a View. loop: says when there is time."""

    def __init__(self, glass, view: View, loop):
        self._glass = glass
        self._view = view
        self._menu = view.menu
        self._loop = loop
        self._page = Page()
        self._painter = Painter(glass, view.atlas, view.trend, view.strings, self._page)
        self._renewals = 0
        self._due = False  # the fields are to be put anew
        self._priority = 0  # of the flash
        self._flash_ms = 0  # when it changes next

    def after_period(self) -> None:
        """What was decided is to be seen."""
        self._view.note()
        self._due = True

    def next_ms(self, now_ms) -> int:
        """Milliseconds until something is due, or until what it must wait for is over."""
        glass = self._glass
        wait_ms = glass.next_ms(now_ms)
        if glass.ready:
            if self._due or self._menu.moved or self._painter.waits():
                free_ms = self._loop.free_ms(now_ms)
                wait_ms = min(wait_ms, 0 if free_ms >= SLICE_MS else max(free_ms, 1))
            if HALF_CYCLES_MS[self._priority]:
                wait_ms = min(wait_ms, max(time.ticks_diff(self._flash_ms, now_ms), 0))
        return min(wait_ms, NOTHING_DUE_MS)

    def turn(self, now_ms) -> None:
        """Do one thing that is due, where there is time for it."""
        glass = self._glass
        if not glass.next_ms(now_ms):
            glass.turn(now_ms)
            return
        if not glass.ready:
            return
        self._flash(now_ms)
        if self._loop.free_ms(now_ms) < SLICE_MS:
            return
        if glass.renewals != self._renewals:
            self._renewals = glass.renewals
            if self._renewals % _WHOLE_EVERY <= 1:
                self._page.whole = True
        if self._menu.moved or self._due:
            self._menu.moved = self._due = False
            SCREENS[self._menu.screen](self._page, self._view)
        else:
            self._painter.paint()

    def _flash(self, now_ms) -> None:
        """Let the symbol of the alarm flash, at the rate of the lamp."""
        priority = self._view.alarms.lamp_priority
        half_ms = HALF_CYCLES_MS[priority]
        if priority != self._priority:
            self._priority = priority
            self._view.lit = True
            self._flash_ms = time.ticks_add(now_ms, half_ms)
            self._due = True
        elif half_ms:
            late_ms = time.ticks_diff(now_ms, self._flash_ms)
            if late_ms >= 0:
                self._view.lit = not self._view.lit
                # Late by more than a whole half, there is no rhythm left to keep.
                begun_ms = self._flash_ms if late_ms < half_ms else now_ms
                self._flash_ms = time.ticks_add(begun_ms, half_ms)
                self._due = True
