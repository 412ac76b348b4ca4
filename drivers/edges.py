"""A line whose edges feed the charge pump that holds a relay: without them it falls."""


class Edges:
    """Made at rest, low. pin: has value(level), of the chip or of the I/O expander."""

    def __init__(self, pin):
        self._pin = pin
        self.rest()

    def renew(self, on: bool, _now_ms: int) -> None:
        """Once per control period: one edge, or rest."""
        if on:
            self.toggle()
        else:
            self.rest()

    def toggle(self) -> None:
        """One edge."""
        self._level ^= 1
        self._pin.value(self._level)

    def rest(self) -> None:
        """Set the line low and leave it there: the relay falls."""
        self._level = 0
        self._pin.value(0)
