"""From true quantities to what each sensing element feels: place, lag and noise.

Works with any plant that has the documented attributes (docs/plant.md). What a chip or a wire adds
(curve, quantisation, self-heating, open, short, stuck) is not here.
"""

from math import exp

from sim.world.plant.psychrometry import saturation_kpa

# What an incubator may have otherwise: the scenario's [machine.sensors].
DEFAULT = {
    "air_lag_s": 20.0,
    "air2_lag_s": 30.0,  # behind its membrane
    "rh_lag_s": 12.0,
    "skin_lag_s": 15.0,
    "detached_lag_s": 38.0,  # of a skin probe in the air
    "element_lag_s": 10.0,  # a bead clamped to the fins
    "air2_in_supply": 0.03,  # the second air sensor lies this far from hood air to supply air
    "skin_in_air": 0.08,  # what a covered probe on the abdomen feels of the air
    "skin2_in_air": 0.08,  # what a covered probe on the foot feels of the air
    "temperature_noise_k": 0.01,  # standard deviation
    "rh_noise_pct": 0.2,
}
# Least and most of each: a third and three times its default, or what is still a share.
BOUNDS = {name: (value / 3.0, value * 3.0) for name, value in DEFAULT.items()}
BOUNDS["air2_in_supply"] = (0.0, 0.2)
BOUNDS["skin_in_air"] = (0.0, 0.3)
BOUNDS["skin2_in_air"] = (0.0, 0.3)
BOUNDS["temperature_noise_k"] = (0.0, 0.1)
BOUNDS["rh_noise_pct"] = (0.0, 2.0)

# Air sensors slow down in still air, with speed^-1/2.
STILL_LAG_FACTOR = 2.5
_NOMINAL_RPM = 3000.0
_COVERED_ABOVE_CORE_K = 0.7  # a probe between infant and mattress loses no heat


def _share(dt_s, lag_s):
    """Share of the way that a first-order lag goes in `dt_s`: exact for a held input."""
    return 1.0 - exp(-dt_s / lag_s)


class Sensors:
    """What the sensing elements feel: `air`, `air2`, `skin`, `skin2`, `element` degC, `rh` %.

    `air` is the control sensor, `air2` and `rh` are the second channel, `skin` the central probe,
    `skin2` the peripheral one. `own`: what this incubator has otherwise than DEFAULT.
    """

    def __init__(self, plant, drives, noise, own=None):
        parameters = dict(DEFAULT)
        parameters.update(own or {})
        self._air_lag_s = parameters["air_lag_s"]
        self._air2_lag_s = parameters["air2_lag_s"]
        self._rh_lag_s = parameters["rh_lag_s"]
        self._skin_lag_s = parameters["skin_lag_s"]
        self._detached_lag_s = parameters["detached_lag_s"]
        self._element_lag_s = parameters["element_lag_s"]
        self._air2_in_supply = parameters["air2_in_supply"]
        self._skin_in_air = parameters["skin_in_air"]
        self._skin2_in_air = parameters["skin2_in_air"]
        self._temperature_noise_k = parameters["temperature_noise_k"]
        self._rh_noise_pct = parameters["rh_noise_pct"]
        self._plant = plant
        self._drives = drives
        self._noise = noise
        self._has_foot = hasattr(plant, "foot_true")
        self._air = self._air2 = plant.air_true
        self._skin = plant.skin_true
        self._skin2 = plant.foot_true if self._has_foot else plant.skin_true
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
        slower = STILL_LAG_FACTOR
        if speed * slower * slower > 1.0:
            slower = speed**-0.5
        air2 = air + self._air2_in_supply * (plant.supply_true - air)
        self._air += _share(dt_s, self._air_lag_s * slower) * (air - self._air)
        self._air2 += _share(dt_s, self._air2_lag_s * slower) * (air2 - self._air2)

        # A humidity sensor feels the vapour of the hood at its own temperature.
        rh = plant.rh_true * saturation_kpa(air) / saturation_kpa(self._air2)
        self._rh += _share(dt_s, self._rh_lag_s) * (rh - self._rh)

        if drives.skin_covered:
            felt = plant.core_true + _COVERED_ABOVE_CORE_K
            self._skin += _share(dt_s, self._skin_lag_s) * (felt - self._skin)
        elif drives.skin_attached:
            felt = skin + self._skin_in_air * (air - skin)
            self._skin += _share(dt_s, self._skin_lag_s) * (felt - self._skin)
        else:
            self._skin += _share(dt_s, self._detached_lag_s) * (air - self._skin)
        foot = plant.foot_true if self._has_foot else skin
        felt = foot + self._skin2_in_air * (air - foot)
        self._skin2 += _share(dt_s, self._skin_lag_s) * (felt - self._skin2)
        self._element += _share(dt_s, self._element_lag_s) * (plant.element_true - self._element)
        self._publish()

    def _publish(self):
        gaussian = self._noise.next_gaussian
        self.air = self._air + self._temperature_noise_k * gaussian()
        self.air2 = self._air2 + self._temperature_noise_k * gaussian()
        self.skin = self._skin + self._temperature_noise_k * gaussian()
        self.skin2 = self._skin2 + self._temperature_noise_k * gaussian()
        self.element = self._element + self._temperature_noise_k * gaussian()
        self.rh = min(100.0, max(0.0, self._rh + self._rh_noise_pct * gaussian()))
