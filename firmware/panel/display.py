"""The display: a task of firmware/loop.py that lets the screens say what is seen, and paints it.

A turn does one thing: puts the fields anew if something may have changed, or paints one tile.
Neither takes more than SLICE_MS; neither is begun where a period or an edge of sound is nearer.
"""

import time

from micropython import const

from control.alarm_table import WORDS_FAULT
from control.languages import LANGUAGES
from firmware.panel.lamps import HALF_CYCLES_MS
from firmware.panel.menu import MAIN
from firmware.panel.page import Page
from firmware.panel.painter import Painter
from firmware.panel.screens.every import SCREENS
from firmware.panel.view import FAULT_STRING, View

SLICE_MS = const(8)
# In periods, with an alarm and without.
_LOOK_EVERY_ALARMED = const(1)
_LOOK_EVERY = const(4)
# A display that was reset shows chance until all is painted anew: whenever it was told everything,
# which is every 10 s, during an alarm; else once in so many times.
_WHOLE_EVERY = const(6)


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
        self._periods = 0  # until the fields are put anew
        self._due = True  # they are to be now
        self._coming = False  # a language is
        self._language = ""
        self._flashes = False
        self._priority = 0  # of the flash
        self._flash_ms = time.ticks_ms()  # when it changes next

    def after_period(self) -> None:
        """What was decided is to be seen."""
        view = self._view
        view.note()
        view.strings[FAULT_STRING] = fault = view.atlas.fault
        view.controller.report.stand(WORDS_FAULT, fault != "")
        self._periods -= 1
        if self._periods <= 0:
            alarmed = view.alarms.count > 0
            self._periods = _LOOK_EVERY_ALARMED if alarmed else _LOOK_EVERY
            # Most of the time the main screen is there, and shows what it did.
            self._due = alarmed or self._menu.screen != MAIN or view.moved() or self._due

    def next_ms(self, now_ms) -> int:
        """Milliseconds until something is due, or until what it must wait for is over."""
        glass = self._glass
        wait_ms = glass.next_ms(now_ms)
        if not glass.ready:
            return wait_ms
        if self._flashes:
            wait_ms = min(wait_ms, max(time.ticks_diff(self._flash_ms, now_ms), 0))
        if wait_ms and not self._waits():
            return wait_ms
        free_ms = self._loop.free_ms(now_ms)
        return 0 if free_ms >= SLICE_MS else max(free_ms, 1)

    def turn(self, now_ms) -> None:
        """Do one thing that is due, where there is time for it."""
        glass = self._glass
        if not glass.ready:
            glass.turn(now_ms)
            return
        if self._priority or self._view.alarms.lamp_priority:
            self._flash(now_ms)
        renews = not glass.next_ms(now_ms)
        if not (renews or self._waits()) or self._loop.free_ms(now_ms) < SLICE_MS:
            return
        if renews:
            glass.turn(now_ms)
            if self._view.alarms.count or glass.renewals % _WHOLE_EVERY == 0:
                self._page.renew()
        elif self._menu.moved or self._due:
            self._menu.moved = self._due = False
            self._look()
        elif self._coming:
            self._coming = self._view.atlas.step()
        else:
            self._painter.paint()

    def _waits(self) -> bool:
        """Whether there is something to be done as soon as there is time."""
        return self._due or self._menu.moved or self._coming or self._painter.waits()

    def _look(self) -> None:
        """Put the fields of the screen that is to be seen."""
        view = self._view
        settings = view.settings
        atlas = view.atlas
        atlas.use(LANGUAGES[settings.language])
        self._coming = atlas.step()
        if atlas.language != self._language:
            self._language = atlas.language
            self._page.renew()
        SCREENS[self._menu.screen](self._page, view)

    def _flash(self, now_ms) -> None:
        """Let the symbol of the alarm flash, at the rate of the lamp."""
        view = self._view
        priority = view.alarms.lamp_priority
        half_ms = HALF_CYCLES_MS[priority]
        if priority != self._priority:
            self._priority = priority
            self._flashes = half_ms > 0
            view.lit = True
            self._flash_ms = time.ticks_add(now_ms, half_ms)
            self._due = True
        elif half_ms:
            late_ms = time.ticks_diff(now_ms, self._flash_ms)
            if late_ms >= 0:
                view.lit = not view.lit
                # Late by more than a whole half, there is no rhythm left to keep.
                if late_ms >= half_ms:
                    self._flash_ms = now_ms
                self._flash_ms = time.ticks_add(self._flash_ms, half_ms)
                self._due = True
