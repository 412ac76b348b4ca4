"""What a test finds: numbers beside their limits."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One number of a test. `limit` None: it is disclosed, not judged. `least`: the limit is the
    least. `value` None: what was to be measured never came, which no limit allows.
    """

    what: str
    value: float | None
    limit: float | None
    unit: str = ""
    least: bool = False

    @property
    def passed(self) -> bool:
        if self.limit is None:
            return True
        if self.value is None or self.value != self.value:
            return False
        return self.value >= self.limit if self.least else self.value <= self.limit

    @property
    def margin(self) -> float | None:
        """How far inside the limit it is; below 0 where it fails."""
        if self.limit is None or self.value is None:
            return None
        return self.value - self.limit if self.least else self.limit - self.value
