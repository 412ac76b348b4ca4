"""What stands behind a number: the same in every language, so no text of the catalogues."""

from micropython import const

NONE = const(0)
DEGREES = const(1)
PER_CENT = const(2)
HOURS = const(3)
SECONDS = const(4)
MINUTES = const(5)
MILLIAMPERES = const(6)
MILLIVOLTS = const(7)
TURNS = const(8)
KELVIN = const(9)

UNITS = ("", "\u00b0C", " %", " h", " s", " min", " mA", " mV", "/min", " K")
