"""Six keys: from samples of their contacts to presses and holds, each once."""

from micropython import const

# A key is a bit, and the same bit of every number below.
UP = const(1)
DOWN = const(2)
LEFT = const(4)
RIGHT = const(8)
SILENCE = const(16)
OVERRIDE = const(32)
ALL_KEYS = const(63)

_COUNT = const(6)
# A hold counts when the key is let go: a contact that stays closed asks for nothing.
HOLD_MS = const(3_000)  # what must not happen by a touch: override, acknowledge
HOLD_MAX_MS = const(10_000)  # no finger stays longer, a cloth or a short does
STUCK_MS = const(30_000)  # nobody presses so long: a jammed key, or something lies on it
QUIET_MS = const(60_000)  # so long a stuck key must be open: a loose contact closes again sooner
_REPEATING = const(3)  # UP and DOWN: what they propose waits for another key
_REPEAT_FROM_MS = const(700)  # one that is held repeats from here on,
_REPEAT_EVERY_MS = const(150)  # so often


class Keys:
    """What the operator's fingers do. A sample counts when the one before said the same.

    pressed: the keys whose press began in the last update. held: those that were let go in it
    after HOLD_MS to HOLD_MAX_MS, during which no other key was down. stuck: those that were down
    for STUCK_MS, and have not been open for QUIET_MS since. repeated: UP or DOWN, held for long
    enough that the last update counts as another press. A stuck key does nothing, nor does one
    that was down when we began to look, until it is seen released. settling: the last sample
    differs from the one before, and waits for another.
    """

    def __init__(self):
        # How long each has been closed; if stuck, how long it has been open since.
        self._spans_ms = [0] * _COUNT
        self.stuck = 0
        self.lost()

    def lost(self) -> None:
        """The contacts cannot be read: let go of every key, until it is seen released."""
        self._sample = self._contacts = self._ignored = ALL_KEYS
        self._together = 0  # keys that were down with another
        for index in range(_COUNT):
            self._spans_ms[index] = 0
        self.pressed = 0
        self.repeated = 0
        self.held = 0
        self.settling = False

    def update(self, sample: int, dt_ms: int) -> None:
        """Take the keys that are closed now, dt_ms after the last sample.

        Samples lie farther apart than a contact bounces, some 10 ms.
        """
        self.pressed = 0
        self.repeated = 0
        self.held = 0
        self.settling = False
        last = self._sample
        before = self._contacts
        if not (sample | last | before | self.stuck):
            return  # nobody there: by far the most updates
        counted = before & ~self._ignored
        changing = sample ^ last
        self._sample = sample
        self.settling = changing != 0
        contacts = sample & ~changing | before & changing
        self._contacts = contacts
        self._ignored &= contacts | self.stuck
        down = contacts & ~self._ignored
        self.pressed = down & ~before
        if down & (down - 1):
            self._together |= down
        for index in range(_COUNT):
            key = 1 << index
            if self.stuck & key:
                self._quieten(index, key, dt_ms)
            elif contacts & before & key:
                if last & key:
                    self._stay(index, key, dt_ms)
            else:
                if counted & key and HOLD_MS <= self._spans_ms[index] <= HOLD_MAX_MS:
                    self.held |= key & ~self._together
                self._spans_ms[index] = 0
        self._together &= contacts

    def _stay(self, index: int, key: int, dt_ms: int) -> None:
        """Count for how long a key has been closed: after STUCK_MS it is stuck."""
        before_ms = self._spans_ms[index]
        self._spans_ms[index] = span_ms = before_ms + dt_ms
        if span_ms >= STUCK_MS:
            self._spans_ms[index] = 0
            self.stuck |= key
            self._ignored |= key
        elif span_ms >= _REPEAT_FROM_MS and key & _REPEATING & ~self._ignored & ~self._together:
            times = (span_ms - _REPEAT_FROM_MS) // _REPEAT_EVERY_MS
            if before_ms < _REPEAT_FROM_MS + times * _REPEAT_EVERY_MS:
                self.repeated |= key

    def _quieten(self, index: int, key: int, dt_ms: int) -> None:
        """Count for how long a stuck key has been open: after QUIET_MS it works again."""
        if (self._sample | self._contacts) & key:
            self._spans_ms[index] = 0
            return
        self._spans_ms[index] += dt_ms
        if self._spans_ms[index] >= QUIET_MS:
            self._spans_ms[index] = 0
            self.stuck &= ~key
            self._ignored &= ~key
