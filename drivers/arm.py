"""The arm signal: its edges feed the charge pump that holds the safety relay."""


class ArmSignal:
    """Made at rest. The relay falls 1.5 s after the last edge at the latest."""

    def __init__(self, pin):
        self._pin = pin
        self.rest()

    def toggle(self) -> None:
        """One edge; once per control period in which all is well."""
        self._level ^= 1
        self._pin.value(self._level)

    def rest(self) -> None:
        """Set the signal low and leave it there: the relay falls."""
        self._level = 0
        self._pin.value(0)
