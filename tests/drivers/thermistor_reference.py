"""What thermistors really do: a published table, the equations, and our dividers' resistors."""

import math

SKIN_REFERENCE_OHM = 18200
ELEMENT_REFERENCE_OHM = 2200

# Published: "YSI 400 Series Probes, Resistance vs Temperature", ohm at 11, 12 .. 45 degC,
# http://www.advindsys.com/ApNotes/YSI400SeriesProbesRvsT.htm
# fmt: off
YSI_400_FIRST_C = 11
YSI_400_OHM = (
    4273, 4074, 3886, 3708, 3539, 3378, 3226, 3081, 2944, 2814,
    2690, 2572, 2460, 2354, 2252, 2156, 2064, 1977, 1894, 1815,
    1739, 1667, 1599, 1533, 1471, 1412, 1355, 1301, 1249, 1200,
    1152, 1107, 1064, 1023, 983.8,
)
# fmt: on


def ysi_400_ohm(celsius):
    """The inverse of the Steinhart-Hart equation that the driver's comment states."""
    a, b, c = 1.47268e-3, 2.37303e-4, 1.07412e-7
    x = (a - 1 / (celsius + 273.15)) / (2 * c)
    y = math.sqrt((b / (3 * c)) ** 3 + x * x)
    return math.exp(math.pow(y - x, 1 / 3) - math.pow(y + x, 1 / 3))


def beta_ohm(celsius):
    """NTC of 10 kohm, B 3950 K."""
    return 10_000 * math.exp(3950 * (1 / (celsius + 273.15) - 1 / 298.15))
