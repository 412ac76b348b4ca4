"""A debounced contact: reed, float, comparator."""


class Switch:
    """active: what the contact says, once two polls in a row agreed."""

    def __init__(self, pin, active_level: int):
        self._pin = pin
        self._active_level = active_level
        self.begin()

    def begin(self) -> None:
        """Believe what it says now: nobody has looked for long."""
        self._before = self.active = self._pin.value() == self._active_level

    def poll(self) -> bool:
        """`active`, brought up to date; polls farther apart than a contact bounces, some 20 ms."""
        now = self._pin.value() == self._active_level
        if now == self._before:
            self.active = now
        self._before = now
        return self.active
