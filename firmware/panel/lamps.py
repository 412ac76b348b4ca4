"""Alarm lamps and the override sign: which of them are lit, by priority and time.

Flash rates and duty: IEC 60601-1-8, table 2. Each lamp is one bit.
"""

from micropython import const

RED = const(1)
YELLOW = const(2)
CYAN = const(4)
OVERRIDE_SIGN = const(8)

# By alarm priority: none, LOW, MEDIUM, HIGH. A lamp is lit for half a cycle and dark for as long;
# 0: lit all the time.
_LAMPS = (0, CYAN, YELLOW, RED)
HALF_CYCLES_MS = (0, 0, 1_000, 250)

STEADY_MS = const(60_000)  # nothing changes by itself


class Lamps:
    """lit: the lamps that are on."""

    def __init__(self):
        self._priority = 0
        self._override = False
        self._in_half_ms = 0  # time spent in this half of the flash
        self._dark = False
        self.lit = 0

    def show(self, priority: int, override: bool) -> bool:
        """Show an alarm priority 0..3, and the override sign. True if that changes a lamp."""
        if priority == self._priority and override == self._override:
            return False
        if priority != self._priority:
            self._priority = priority
            self._in_half_ms = 0
            self._dark = False
        self._override = override
        self._light()
        return True

    def update(self, dt_ms: int) -> None:
        """Let time pass: `dt_ms` since the last update."""
        half_ms = HALF_CYCLES_MS[self._priority]
        if not half_ms:
            return
        self._in_half_ms += dt_ms
        if self._in_half_ms >= half_ms:
            # Late by more than a whole half, there is no rhythm left to keep.
            self._in_half_ms = min(self._in_half_ms - half_ms, half_ms - 1)
            self._dark = not self._dark
            self._light()

    def next_ms(self) -> int:
        """Milliseconds until a lamp changes, at most STEADY_MS."""
        half_ms = HALF_CYCLES_MS[self._priority]
        return half_ms - self._in_half_ms if half_ms else STEADY_MS

    def _light(self) -> None:
        alarm = 0 if self._dark else _LAMPS[self._priority]
        self.lit = alarm | (OVERRIDE_SIGN if self._override else 0)
