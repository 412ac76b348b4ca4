"""Pretends thermistors: temperature to resistance, and the divider that turns it into volts."""

import math

EXCITATION_V = 3.3
_KELVIN = 273.15


def ysi400_ohm(celsius: float) -> float:
    """A YSI-400 probe, 2252 ohm at 25 degC: Steinhart-Hart, solved for the resistance.

    Coefficients of the 2252 ohm material as YSI gives them for 0..100 degC.
    """
    a = 1.4733e-3
    b = 2.372e-4
    c = 1.074e-7
    x = (a - 1.0 / (celsius + _KELVIN)) / c
    y = math.sqrt((b / (3.0 * c)) ** 3 + x * x / 4.0)
    return math.exp((y - x / 2.0) ** (1.0 / 3.0) - (y + x / 2.0) ** (1.0 / 3.0))


def ntc_ohm(celsius: float) -> float:
    """The element's NTC: 10 kohm at 25 degC, B = 3950 K."""
    return 10_000.0 * math.exp(3950.0 * (1.0 / (celsius + _KELVIN) - 1.0 / 298.15))


OPEN_OHM = 1e9
SHORT_OHM = 0.1


class Probe:
    """A thermistor with its lead, in a divider below `reference_ohm`.

    feels() gives degC, curve(degC) ohm. lead: None, or a function that gives the ohm of a faulty
    lead, or None in a moment in which it happens to be whole.
    """

    def __init__(self, feels, curve, reference_ohm: float):
        self.curve = curve
        self.lead = None
        self._feels = feels
        self._reference_ohm = reference_ohm

    def volts(self) -> float:
        """The node of the divider."""
        ohm = self.lead() if self.lead else None
        if ohm is None:
            ohm = self.curve(self._feels())
        return divider_v(ohm, self._reference_ohm)


class LooseContact:
    """A lead that is open and whole in turn, each for 1 to 5 s."""

    def __init__(self, clock, noise):
        self._clock = clock
        self._noise = noise
        self._open = False
        self._until_us = clock.now_us

    def __call__(self):
        """The ohm of the open lead, or None."""
        while self._clock.now_us >= self._until_us:
            self._open = not self._open
            self._until_us += 1_000_000 + self._noise.next_below(4_000_000)
        return OPEN_OHM if self._open else None


def divider_v(ohm: float, reference_ohm: float) -> float:
    """The node between reference resistor and thermistor."""
    return EXCITATION_V * ohm / (ohm + reference_ohm)
