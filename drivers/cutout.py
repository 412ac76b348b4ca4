"""The thermal cut-out: hardware that latches the heater off, and how software tests it."""


class CutOut:
    """Three pins, a broken wire at each of which is safe.

    test_pin: high simulates a hot sensor. sense_pin: low while closed, high (pulled up) when
    tripped. range_pin: low trips at 38 degC, high at 40 degC.
    """

    def __init__(self, test_pin, sense_pin, range_pin):
        self._test_pin = test_pin
        self._sense_pin = sense_pin
        self._range_pin = range_pin
        self.renew(False, 0)
        self.override(False)

    def renew(self, on: bool, _now_ms: int) -> None:
        """While `on`, make the cut-out believe that it is hot: it must trip."""
        self._test_pin.value(1 if on else 0)

    def tripped(self) -> bool:
        """Whether the cut-out is open and holds the heat off."""
        return self._sense_pin.value() != 0

    def override(self, on: bool) -> None:
        """While `on`, let the cut-out trip at 40 degC instead of 38 degC."""
        self._range_pin.value(1 if on else 0)
