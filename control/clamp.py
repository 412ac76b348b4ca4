"""The nearest value within bounds."""


def clamp(value: int, low: int, high: int) -> int:
    """`value`, or the bound beyond which it lies; low <= high."""
    if value < low:
        return low
    return high if value > high else value
