"""The operator's panel: keys, lamps and the display's light on the I/O expander, a task of
firmware/loop.py.
"""

import time

from micropython import const

from drivers.mcp23017 import Mcp23017
from firmware.bus import Bus
from firmware.chip import Chip
from firmware.expander import KEYS, LAMPS, LAMPS_SHIFT, NIGHT
from firmware.panel.keys import Keys
from firmware.panel.lamps import Lamps
from firmware.panel.menu import Menu

# A press is sampled twice, and answered within 100 ms even if a period's transfers come between.
# Eight looks fill a period: so they fall in step with it, and the loop wakes up no more often.
_IDLE_MS = const(62)
_SETTLING_MS = const(15)
_ABSENT_MS = const(500)  # until a panel that did not answer is asked again: others use the bus too


class Panel:
    """keys: what the fingers do, which `menu` acts on.

    answering: the expander answered when last asked. While it does not, no key is down.
    """

    def __init__(self, expander: Mcp23017, bus: Bus, menu: Menu, now_ms):
        self._expander = expander
        self._menu = menu
        self._chip = Chip(expander, bus)
        self._lamps = Lamps()
        self._turned_ms = now_ms
        self._wait_ms = 0
        self._dim = 0
        self.keys = Keys()
        self.answering = False

    def show(self, priority: int, override: bool, night: bool) -> None:
        """Every period: the alarm priority 0..3 that the lamps show, and the override sign.

        night: the display's light is dim, but not while there is an alarm.
        """
        dim = NIGHT if night and not priority else 0
        if self._lamps.show(priority, override) or dim != self._dim:
            self._dim = dim
            self._wait_ms = 0

    def next_ms(self, now_ms) -> int:
        """Milliseconds until keys and lamps are due, 0 if they are."""
        return max(self._wait_ms - time.ticks_diff(now_ms, self._turned_ms), 0)

    def turn(self, now_ms) -> bool:
        """If it is time: read the keys, light the lamps, do what the keys say, if anything."""
        elapsed_ms = max(time.ticks_diff(now_ms, self._turned_ms), 0)
        if elapsed_ms < self._wait_ms:
            return False
        lamps = self._lamps
        self._turned_ms = now_ms
        lamps.update(elapsed_ms)
        expander = self._expander
        others = expander.outputs & ~(LAMPS | NIGHT)
        expander.outputs = others | lamps.lit << LAMPS_SHIFT | self._dim
        self.answering = self._chip.poll()
        if self.answering:
            self.keys.update(~expander.levels & KEYS, elapsed_ms)
            wait_ms = _SETTLING_MS if self.keys.settling else _IDLE_MS
            self._wait_ms = min(wait_ms, lamps.next_ms())
        else:
            self.keys.lost()
            self._wait_ms = _ABSENT_MS
        return self._menu.act(self.keys, elapsed_ms)
