"""From true quantities to what each sensing element feels: place, lag and noise.

Works with any plant that has the documented attributes (docs/plant.md). What a chip or a wire adds
(curve, quantisation, self-heating, open, short, stuck) is not here.
"""

from math import exp

from sim.world.plant.psychrometry import saturation_kpa

# Lags, s. Air sensors slow down in still air, with speed^-1/2.
_AIR_LAG_S = 20.0
_AIR2_LAG_S = 30.0  # behind its membrane
_STILL_LAG_FACTOR = 2.5
_RH_LAG_S = 12.0
_SKIN_LAG_S = 15.0
_DETACHED_LAG_S = 38.0
_ELEMENT_LAG_S = 10.0  # a bead clamped to the fins

_NOMINAL_RPM = 3000.0

# Places.
_AIR2_IN_SUPPLY = 0.03  # the second air sensor lies this far from hood air to supply air
_COVERED_ABOVE_CORE_K = 0.7  # a probe between infant and mattress loses no heat
_SKIN_IN_AIR = 0.08  # what a covered probe on the abdomen feels of the air
_SKIN2_IN_AIR = 0.30  # and one on the foot

_TEMPERATURE_NOISE_K = 0.01
_RH_NOISE = 0.2  # %


def _share(dt_s, lag_s):
    """Share of the way that a first-order lag goes in `dt_s`: exact for a held input."""
    return 1.0 - exp(-dt_s / lag_s)


class Sensors:
    """What the sensing elements feel: `air`, `air2`, `skin`, `skin2`, `element` degC, `rh` %.

    `air` is the control sensor, `air2` and `rh` are the second channel, `skin` the central probe,
    `skin2` the peripheral one.
    """

    def __init__(self, plant, drives, noise):
        self._plant = plant
        self._drives = drives
        self._noise = noise
        self._air = self._air2 = plant.air_true
        self._skin = self._skin2 = plant.skin_true
        self._element = plant.element_true
        self._rh = plant.rh_true
        self._publish()

    def step(self, dt_s: float):
        """Advance by `dt_s`, with the plant as it is now."""
        plant = self._plant
        air = plant.air_true
        skin = plant.skin_true

        drives = self._drives
        speed = plant.fan / _NOMINAL_RPM * drives.circulation
        slower = _STILL_LAG_FACTOR
        if speed * slower * slower > 1.0:
            slower = speed**-0.5
        air2 = air + _AIR2_IN_SUPPLY * (plant.supply_true - air)
        self._air += _share(dt_s, _AIR_LAG_S * slower) * (air - self._air)
        self._air2 += _share(dt_s, _AIR2_LAG_S * slower) * (air2 - self._air2)

        # A humidity sensor feels the vapour of the hood at its own temperature.
        rh = plant.rh_true * saturation_kpa(air) / saturation_kpa(self._air2)
        self._rh += _share(dt_s, _RH_LAG_S) * (rh - self._rh)

        if drives.skin_covered:
            felt = plant.core_true + _COVERED_ABOVE_CORE_K
            self._skin += _share(dt_s, _SKIN_LAG_S) * (felt - self._skin)
        elif drives.skin_attached:
            felt = skin + _SKIN_IN_AIR * (air - skin)
            self._skin += _share(dt_s, _SKIN_LAG_S) * (felt - self._skin)
        else:
            self._skin += _share(dt_s, _DETACHED_LAG_S) * (air - self._skin)
        felt = skin + _SKIN2_IN_AIR * (air - skin)
        self._skin2 += _share(dt_s, _SKIN_LAG_S) * (felt - self._skin2)
        self._element += _share(dt_s, _ELEMENT_LAG_S) * (plant.element_true - self._element)
        self._publish()

    def _publish(self):
        gaussian = self._noise.next_gaussian
        self.air = self._air + _TEMPERATURE_NOISE_K * gaussian()
        self.air2 = self._air2 + _TEMPERATURE_NOISE_K * gaussian()
        self.skin = self._skin + _TEMPERATURE_NOISE_K * gaussian()
        self.skin2 = self._skin2 + _TEMPERATURE_NOISE_K * gaussian()
        self.element = self._element + _TEMPERATURE_NOISE_K * gaussian()
        self.rh = min(100.0, max(0.0, self._rh + _RH_NOISE * gaussian()))
