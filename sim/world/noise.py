"""Repeatable Gaussian noise: integers from a seed, so every interpreter gets the same bits."""

from math import exp, pi, sqrt

# Lehmer generator, Park and Miller 1993.
_MODULUS = 2147483647
_MULTIPLIER = 48271
_SHIFT = 21  # leaves the 10 best bits: a sign and an index into half a table
_HALF = 512
_DISCARDED = 8  # so that neighbouring seeds part

_QUANTILE_STEP = 1e-3


def _half_normal_quantiles():
    """The middles of `_HALF` equally likely parts of |z|, by summing the density."""
    quantiles = []
    z = 0.0
    area = 0.0
    density = 2.0 * _QUANTILE_STEP / sqrt(2.0 * pi)
    for part in range(_HALF):
        while area < (part + 0.5) / _HALF:
            middle = z + 0.5 * _QUANTILE_STEP
            area += density * exp(-0.5 * middle * middle)
            z += _QUANTILE_STEP
        quantiles.append(z)
    return quantiles


_QUANTILES = _half_normal_quantiles()


class Noise:
    """A stream of random numbers from an integer seed; the normal ones lie within +-3.3."""

    def __init__(self, seed: int):
        self._state = seed % (_MODULUS - 1) + 1
        for _ in range(_DISCARDED):
            self.next_gaussian()

    def next_below(self, count: int) -> int:
        """The next whole number from 0 to below `count`, which is far below 2^31."""
        self._state = state = self._state * _MULTIPLIER % _MODULUS
        return state % count

    def next_gaussian(self) -> float:
        """The next number: mean 0, standard deviation 1."""
        self._state = state = self._state * _MULTIPLIER % _MODULUS
        index = state >> _SHIFT
        if index < _HALF:
            return _QUANTILES[index]
        return -_QUANTILES[index - _HALF]
