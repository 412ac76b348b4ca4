"""Thermistor curves: the ratio of a voltage divider to temperature, by interpolated table.

Divider: excitation - reference resistor - node - thermistor - ground. The ratio is node over
excitation; what the excitation is does not matter.
"""

from micropython import const

# Beyond all temperatures, so that a curve is monotone from end to end.
OPEN_MC = const(-1000000)  # colder than the table: open, or nearly
SHORT_MC = const(1000000)  # hotter than the table: shorted, or nearly

_WHOLE_PPM = const(1000000)

# YSI 400 series, 2252 ohm at 25 degC: tenths of ohm at 0, 1 .. 60 degC by the Steinhart-Hart
# equation 1/T = A + B ln R + C (ln R)^3 with A = 1.47268e-3, B = 2.37303e-4, C = 1.07412e-7, the
# least-squares fit to the published table, which it meets within its rounding to 1 ohm (0.01 K).
# fmt: off
_YSI_400_DOHM = (
    73485, 69843, 66402, 63151, 60077, 57170, 54420, 51818, 49356, 47024,
    44815, 42723, 40740, 38860, 37078, 35387, 33783, 32260, 30815, 29442,
    28138, 26899, 25721, 24602, 23537, 22524, 21560, 20643, 19770, 18938,
    18146, 17392, 16673, 15987, 15333, 14710, 14115, 13548, 13006, 12489,
    11995, 11524, 11073, 10642, 10231, 9837, 9461, 9101, 8757, 8427,
    8112, 7810, 7521, 7244, 6979, 6724, 6481, 6247, 6023, 5809,
    5603,
)

# NTC 10 kohm at 25 degC, B = 3950 K: tenths of ohm at -10, -5 .. 200 degC by
# R = 10 kohm exp(B (1/T - 1/298.15 K)).
_NTC_10K_B3950_DOHM = (
    582457, 440260, 336206, 259246, 201746, 158371, 125353, 100000, 80371, 65055,
    53015, 43481, 35882, 29784, 24862, 20864, 17598, 14917, 12703, 10867,
    9336, 8054, 6975, 6064, 5291, 4633, 4071, 3588, 3173, 2814,
    2503, 2233, 1997, 1791, 1610, 1451, 1310, 1186, 1076, 979,
    892, 814, 745,
)
# fmt: on


def ysi400(reference_ohm: int):
    """YSI-400 skin probe, 0..60 degC; within 0.02 degC of the published table at 11..45 degC."""
    return Curve(_YSI_400_DOHM, 0, 1000, reference_ohm)


def ntc_10k_b3950(reference_ohm: int):
    """NTC 10 kohm, B 3950, -10..200 degC; within 0.2 degC of the beta equation."""
    return Curve(_NTC_10K_B3950_DOHM, -10000, 5000, reference_ohm)


def ratio_ppm(part: int, whole: int) -> int:
    """part / whole in millionths, rounded down, kept within 0..1000000; whole up to 2^20.

    A long division in base 1000, so that nothing passes 2^30.
    """
    if part <= 0:
        return 0
    if part >= whole:
        return _WHOLE_PPM
    thousandths = part * 1000 // whole
    rest = part * 1000 % whole
    return thousandths * 1000 + rest * 1000 // whole


class Curve:
    """table_dohm: resistances in tenths of ohm at first_mc and each step_mc above it."""

    def __init__(self, table_dohm: tuple, first_mc: int, step_mc: int, reference_ohm: int):
        self._ratios_ppm = tuple(ratio_ppm(dohm, dohm + 10 * reference_ohm) for dohm in table_dohm)
        self._first_mc = first_mc
        self._step_mc = step_mc

    def temperature_mc(self, divider_ppm: int) -> int:
        """Milli-degC at a divider ratio of 0..1000000 ppm; OPEN_MC, SHORT_MC outside the table."""
        ratios = self._ratios_ppm
        cold = 0
        hot = len(ratios) - 1
        if divider_ppm > ratios[cold]:
            return OPEN_MC
        if divider_ppm < ratios[hot]:
            return SHORT_MC
        while hot - cold > 1:
            middle = (cold + hot) >> 1
            if divider_ppm > ratios[middle]:
                hot = middle
            else:
                cold = middle
        span = ratios[cold] - ratios[hot]
        into = (ratios[cold] - divider_ppm) * self._step_mc
        return self._first_mc + cold * self._step_mc + (into + (span >> 1)) // span
