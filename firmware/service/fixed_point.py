"""Decimal text to scaled integers and back, without a float: 36.5 with 1000 a unit is 36_500."""

_DIGITS = "0123456789"
_WHOLE_DIGITS_MAX = 6  # 999,999.999 with 1000 a unit stays inside 2^30


def digits(value: int, per_unit: int) -> bytes:
    """`value` / `per_unit` with every decimal that counts; per_unit: 1, 10, 100 or 1000.

    Bytes, because MicroPython looks for each new string among all that it has interned.
    """
    if per_unit == 1:
        return b"%d" % value
    whole, part = divmod(abs(value), per_unit)
    decimals = (b"%d" % (per_unit + part))[1:]
    return b"%s%d.%s" % (b"-" if value < 0 else b"", whole, decimals)


def text(value: int, per_unit: int) -> str:
    """The same as a string."""
    return str(digits(value, per_unit), "ascii")


def parse(words: str, per_unit: int):
    """The integer that `words` mean, or None: no number, or finer or larger than it may be."""
    sign = -1 if words.startswith("-") else 1
    whole, point, part = words[words.startswith("-") :].partition(".")
    decimals = len(str(per_unit)) - 1
    if not 0 < len(whole) <= _WHOLE_DIGITS_MAX or len(part) > decimals or (point and not part):
        return None
    for character in whole + part:
        if character not in _DIGITS:
            return None
    return sign * (int(whole) * per_unit + int((part + "000")[:decimals] or "0"))


class Quantity:
    """A scaled integer that shows itself as a decimal number."""

    __slots__ = ("per_unit", "value")

    def __init__(self, value: int, per_unit: int):
        self.value = value
        self.per_unit = per_unit

    def digits(self) -> bytes:
        """The number in ASCII."""
        return digits(self.value, self.per_unit)

    def __str__(self) -> str:
        return text(self.value, self.per_unit)
