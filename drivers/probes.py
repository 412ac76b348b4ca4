"""The thermistors on the ADS1115: two skin probes and the heater element.

Inputs 0, 1: skin probes, central and peripheral. 2: element. 3: the dividers' excitation.
"""

from micropython import const

from drivers.ads1115 import FULL_SCALE_COUNTS, Ads1115
from drivers.thermistor import OPEN_MC, SHORT_MC, ntc_10k_b3950, ratio_ppm, ysi400

# What is wrong with a probe.
NO_FAULT = const(0)
OPEN = const(1)
SHORT = const(2)
NO_EXCITATION = const(3)

_EXCITATION_INPUT = const(3)
# 512 mV: about 1.8 mK a count at a skin of 37 degC; colder than some 16 degC reads as open.
_SKIN_FULL_SCALE_MV = const(512)
_DIVIDER_FULL_SCALE_MV = const(4096)
_SKIN_COUNTS_PER_EXCITATION_COUNT = const(_DIVIDER_FULL_SCALE_MV // _SKIN_FULL_SCALE_MV)

# 3.3 V +-10 %; one count is 125 uV. Beyond, the supply of the dividers or their wire is broken.
_EXCITATION_MIN_COUNTS = const(2970 * 8)
_EXCITATION_MAX_COUNTS = const(3630 * 8)


class Probe:
    """One thermistor. fresh: temperature_mc is of the last poll. fault: of its last reading."""

    def __init__(self, curve, counts_per_excitation_count: int):
        self._curve = curve
        self._scale = counts_per_excitation_count
        self.temperature_mc = 0
        self.fault = NO_EXCITATION
        self.fresh = False

    def measure(self, counts: int, excitation_counts: int) -> None:
        """Take a result of the converter; excitation_counts 0 if there is no excitation."""
        temperature_mc = OPEN_MC
        if counts < FULL_SCALE_COUNTS:
            ratio = ratio_ppm(counts, excitation_counts * self._scale)
            temperature_mc = self._curve.temperature_mc(ratio)
        if not excitation_counts:
            self.fault = NO_EXCITATION
        elif temperature_mc == OPEN_MC:
            self.fault = OPEN
        elif temperature_mc == SHORT_MC:
            self.fault = SHORT
        else:
            self.fault = NO_FAULT
            self.fresh = True
            self.temperature_mc = temperature_mc


class Probes:
    """skin, skin2, element: each a Probe, read in every fourth poll at least 140 ms apart.

    Each round begins with the excitation.
    """

    def __init__(self, i2c, skin_reference_ohm: int, element_reference_ohm: int):
        skin_mv = _SKIN_FULL_SCALE_MV
        divider_mv = _DIVIDER_FULL_SCALE_MV
        self._adc = Ads1115(i2c, (skin_mv, skin_mv, divider_mv, divider_mv))
        self._excitation_counts = 0
        skin_curve = ysi400(skin_reference_ohm)
        self.skin = Probe(skin_curve, _SKIN_COUNTS_PER_EXCITATION_COUNT)
        self.skin2 = Probe(skin_curve, _SKIN_COUNTS_PER_EXCITATION_COUNT)
        self.element = Probe(ntc_10k_b3950(element_reference_ohm), 1)
        self._probes = (self.skin, self.skin2, self.element)

    def configure(self) -> None:
        """Begin the round anew, with the excitation. Raises OSError."""
        self._adc.configure()

    def poll(self) -> bool:
        """Read the next input; True if that made a probe fresh. Raises OSError."""
        self.skin.fresh = False
        self.skin2.fresh = False
        self.element.fresh = False
        if not self._adc.poll():
            return False
        channel = self._adc.channel
        counts = self._adc.counts
        if channel == _EXCITATION_INPUT:
            plausible = _EXCITATION_MIN_COUNTS <= counts <= _EXCITATION_MAX_COUNTS
            self._excitation_counts = counts if plausible else 0
            return False
        probe = self._probes[channel]
        probe.measure(counts, self._excitation_counts)
        return probe.fresh
