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
HOLD_MS = const(3_000)  # what must not happen by a touch: override, acknowledge
STUCK_MS = const(30_000)  # nobody presses so long: a jammed key, or something lies on it


class Keys:
    """What the operator's fingers do. A sample counts when the one before said the same.

    down: keys held now. pressed, held: those whose press began, or became HOLD_MS long, in the
    last update: once a press. stuck: down for STUCK_MS. A stuck key, and one that was down when we
    began to look, does nothing until it is seen released. settling: a sample waits for another.
    """

    def __init__(self):
        self._contacts_ms = [0] * _COUNT  # how long each has been closed
        self.stuck = 0
        self.lost()

    def lost(self) -> None:
        """The contacts cannot be read: let go of every key, until it is seen released."""
        self._sample = self._contacts = self._ignored = ALL_KEYS
        for index in range(_COUNT):
            self._contacts_ms[index] = 0
        self.down = 0
        self.pressed = 0
        self.held = 0
        self.settling = False

    def update(self, sample: int, dt_ms: int) -> None:
        """Take the keys that are closed now, dt_ms after the last sample.

        Samples lie farther apart than a contact bounces, some 10 ms.
        """
        self.pressed = 0
        self.held = 0
        self.settling = False
        before = self._contacts
        if not (sample | self._sample | before):
            return  # nobody there: by far the most updates
        changing = sample ^ self._sample
        self._sample = sample
        self.settling = changing != 0
        contacts = sample & ~changing | before & changing
        self._contacts = contacts
        self._ignored &= contacts
        self.stuck &= contacts
        self.pressed = contacts & ~before
        for index in range(_COUNT):
            key = 1 << index
            if not contacts & before & key:
                self._contacts_ms[index] = 0
            elif sample & key:
                self._count(index, key, dt_ms)
        self.down = contacts & ~self._ignored

    def _count(self, index: int, key: int, dt_ms: int) -> None:
        was_ms = self._contacts_ms[index]
        now_ms = self._contacts_ms[index] = min(was_ms + dt_ms, STUCK_MS)
        if was_ms < HOLD_MS <= now_ms:
            self.held |= key & ~self._ignored
        if now_ms == STUCK_MS:
            self.stuck |= key
            self._ignored |= key
