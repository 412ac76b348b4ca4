"""What can be wrong with a measured value on its way from what is felt to what is reported."""


class Line:
    """A measured value: feels() and then its defects, in the order in which they came."""

    def __init__(self, feels):
        self._feels = feels
        self._defects = []  # (holder, function of a value)

    def __call__(self) -> float:
        """The value now."""
        value = self._feels()
        for _, defect in self._defects:
            value = defect(value)
        return value

    def add(self, holder: str, defect) -> None:
        """From now on `defect(value)` takes the value's place."""
        self._defects.append((holder, defect))

    def remove(self, holder: str) -> None:
        """The defects of `holder` are gone."""
        self._defects = [one for one in self._defects if one[0] != holder]


# Makers of defects: make(line, clock, noise) is called when the defect begins, and gives the
# function of a value. Values and what is added to them are in the unit of the line.


def frozen(line, clock, noise):
    """The value stays what it is now."""
    value = line()
    return lambda _: value


def stuck(rail: float):
    """The value lies at a rail."""
    return lambda line, clock, noise: lambda _: rail


def offset(by: float):
    """The value is off by so much."""
    return lambda line, clock, noise: lambda value: value + by


def drifting(per_s: float):
    """The value moves away by so much in each second."""

    def make(line, clock, noise):
        begin_us = clock.now_us
        per_us = per_s / 1e6
        return lambda value: value + per_us * (clock.now_us - begin_us)

    return make


def noisy(deviation: float):
    """Each value is off by another Gaussian number of that standard deviation."""
    return lambda line, clock, noise: lambda value: value + deviation * noise.next_gaussian()
