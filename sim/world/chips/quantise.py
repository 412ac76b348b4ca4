"""Rounds a physical value to a converter's code."""

from math import floor


def quantise(value: float, least: int, most: int) -> int:
    """The nearest whole number of steps, halves upwards, clamped to least..most."""
    if value <= least:
        return least
    if value >= most:
        return most
    return floor(value + 0.5)
