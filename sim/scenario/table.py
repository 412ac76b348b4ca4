"""A TOML table that knows its place, so that every refusal names it."""

import difflib
import json
from collections.abc import Collection, Mapping
from decimal import Decimal
from math import nan

from sim.errors import InputError
from sim.scenario.quantity import Quantity

_LONGEST_QUOTE = 60  # characters of a refused value that are worth repeating


class Table:
    """The keys of one table: required and optional ones, every other refused with a hint."""

    def __init__(
        self,
        place: str,
        value: object,
        required: Collection[str],
        optional: Collection[str] = (),
    ) -> None:
        self.place = place
        if not isinstance(value, dict):
            raise self.error("must be a table")
        self._values = value
        known = [*required, *optional]
        for key in value:
            if key not in known:
                raise self.error(f"unknown key {_quote(key)}; {_hint(key, known)}")
        for key in required:
            if key not in value:
                raise self.error(f'missing key "{key}"')

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def error(self, message: str) -> InputError:
        """An InputError that begins with this table's place."""
        return InputError(f"{self.place}: {message}")

    def raw(self, key: str, default: object = None) -> object:
        """The value as it stands in the file."""
        return self._values.get(key, default)

    def table(
        self, key: str, required: Collection[str] = (), optional: Collection[str] = ()
    ) -> "Table":
        """The table under `key`; an empty one where the file has none."""
        return Table(f"{self.place}: [{key}]", self._values.get(key, {}), required, optional)

    def text(self, key: str, longest: int) -> str:
        """Text of one line of 1 to `longest` printable characters."""
        value = self._values[key]
        if not isinstance(value, str) or not value.isprintable() or not 0 < len(value) <= longest:
            raise self.refusal(key, f"write one line of text, 1 to {longest} characters")
        return value

    def choice(self, key: str, allowed: Collection[str], listed: str = "") -> str:
        """One of the words in `allowed`. `listed` says where, if they are too many for a line."""
        value = self._values[key]
        if not isinstance(value, str) or value not in allowed:
            raise self.refusal(key, _hint(value, allowed, listed))
        return value

    def quantity(self, key: str, quantity: Quantity, word: str | None = None) -> Decimal:
        """A number with a unit, in the base unit of `quantity`. `word` is what else may stand."""
        try:
            return quantity.parse(self._values[key])
        except ValueError as refused:
            alternative = f', or "{word}"' if word else ""
            raise self.refusal(key, f"{refused}{alternative}") from None

    def numbers(self, allowed: Mapping[str, tuple[float, float]]) -> dict[str, float]:
        """Every key of the table, a bare number from its least to its most."""
        return {key: self._number(key, *allowed[key]) for key in self._values}

    def _number(self, key: str, low: float, high: float) -> float:
        value = self._values[key]
        if isinstance(value, bool) or not isinstance(value, int | float):
            value = nan
        if not low <= value <= high:
            raise self.refusal(key, f"write a number from {low:g} to {high:g}")
        return float(value)

    def refusal(self, key: str, why: str) -> InputError:
        """An InputError about the value of `key`."""
        return self.error(f"{key} = {_quote(self._values[key])} is refused: {why}")


def _quote(value: object) -> str:
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "..."


def _hint(wrong: object, allowed: Collection[str], listed: str = "") -> str:
    close = difflib.get_close_matches(str(wrong), allowed, n=1)
    if close:
        return f'did you mean "{close[0]}"?'
    if listed:
        return listed
    return "allowed: " + ", ".join(f'"{word}"' for word in allowed)
