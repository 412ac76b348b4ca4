"""Reads and writes values with units as scenarios have them: "1.5 kg", "1 h 30 min"."""

import re
from collections.abc import Mapping
from decimal import Decimal

# Factors to the base unit, the largest unit first: compound values such as "1 h 30 min" fall.
TEMPERATURE: Mapping[str, int] = {"degC": 1}
SHARE: Mapping[str, int] = {"%": 1}
MASS: Mapping[str, int] = {"kg": 1000, "g": 1}
TIME: Mapping[str, int] = {"h": 3600, "min": 60, "s": 1}
DAYS: Mapping[str, int] = {"weeks": 7, "week": 7, "days": 1, "day": 1}

_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z%]+)\s*")


class Quantity:
    """What one key of a scenario may hold: its units, bounds (themselves allowed) and step."""

    def __init__(self, units: Mapping[str, int], low: str, high: str, step: str) -> None:
        self._units = units
        self.low = _parse(low, units)
        self.high = _parse(high, units)
        self._step = _parse(step, units)
        self.allowed = (
            f'a number with {" or ".join(units)}, from "{low}" to "{high}" in steps of "{step}"'
        )

    def parse(self, text: object) -> Decimal:
        """The value in the base unit (degC, %, g, s, days). ValueError says what is allowed."""
        try:
            value = _parse(text, self._units)
        except ValueError:
            value = None
        if value is None or not self.low <= value <= self.high or value % self._step:
            raise ValueError(f"write {self.allowed}")
        return value


def _parse(text: object, units: Mapping[str, int]) -> Decimal:
    if not isinstance(text, str) or not re.fullmatch(f"(?:{_PART.pattern})+", text):
        raise ValueError("not a number with a unit")
    parts = _PART.findall(text)
    order = [list(units).index(unit) for _, unit in parts]
    if order != sorted(set(order)):
        raise ValueError("units repeat or rise")
    return sum((Decimal(number) * units[unit] for number, unit in parts), Decimal(0))


def duration_text(seconds: int | Decimal) -> str:
    """Seconds as a scenario writes them: 5400 is "1 h 30 min"."""
    parts = []
    for unit, factor in TIME.items():
        count, rest = divmod(seconds, factor)
        if unit == "s":
            count = seconds
        if count:
            parts.append(f"{count} {unit}")
        seconds = rest
    return " ".join(parts) or "0 s"
