"""Thermistors as parts: temperature to resistance, and the divider that turns it into volts."""

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


def divider_v(ohm: float, reference_ohm: float) -> float:
    """The node between reference resistor and thermistor."""
    return EXCITATION_V * ohm / (ohm + reference_ohm)
