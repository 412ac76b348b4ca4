"""Two-point calibration: what a sensor showed, and what was true, at a low and a high point.

Between its points a correction is linear; beyond them that of the nearer point holds, so that an
error of the reference is never magnified. No correction exceeds what a sound sensor can need: one
that is farther off is broken. What cut-outs look at is the hotter of the corrected and the
uncorrected reading: no correction can hide heat.
"""

from control.quantities import QUANTITIES, QUANTITY_NAMES
from control.settings import Bounds

_STEPS = 12  # each leaves at most 2/5 of an error, and the first is 4,000 at most

NAME_MAX = 12
_NAME_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
_NEVER = (0, 0, 0, 0, 0, 0)


class Correction:
    """The calibration of one sensor. Read the attributes; change them only through Calibration.

    low_raw, low_true, high_raw, high_true: the points; raw is what the sensor itself said.
    by: who calibrated, empty if nobody has. when: year, month, day, hour, minute, second.
    row: of QUANTITIES.
    """

    __slots__ = ("by", "high_raw", "high_true", "low_raw", "low_true", "row", "when")

    def __init__(self, row):
        self.row = row
        self.clear()

    def clear(self) -> None:
        """As from the factory: nothing is corrected."""
        self.low_raw = self.low_true = self.row.calibrated_low
        self.high_raw = self.high_true = self.row.calibrated_high
        self.by = ""
        self.when = _NEVER

    def correct(self, raw: int) -> int:
        """What is true when the sensor says `raw`."""
        if raw <= self.low_raw:
            return raw + self.low_true - self.low_raw
        if raw >= self.high_raw:
            return raw + self.high_true - self.high_raw
        error = self.low_true - self.low_raw
        span = self.high_raw - self.low_raw
        rise = (self.high_true - self.high_raw - error) * (raw - self.low_raw)
        return raw + error + (rise + span // 2) // span

    def bounds(self) -> Bounds:
        """Of all points, as a technician is told of them."""
        row = self.row
        high = row.calibrated_high
        return Bounds(row.name, row.unit, row.per_unit, row.calibrated_low, high, high, 1)

    def raw(self, shown: int) -> int:
        """What the sensor said when `shown` was shown, within 1."""
        raw = shown
        for _ in range(_STEPS):
            raw += shown - self.correct(raw)
        return raw

    def refusal(self, low_raw: int, low_true: int, high_raw: int, high_true: int) -> str:
        """Why these points are refused, in words for a technician; empty if they are allowed."""
        bounds = self.bounds()
        row = self.row
        for value in (low_raw, low_true, high_raw, high_true):
            refusal = bounds.refusal(value, False)
            if refusal:
                return refusal
        if high_raw - low_raw < row.span_min:
            return "{}: the high point must be {} above the low one, or more".format(
                bounds.label, bounds.text(row.span_min)
            )
        for raw, true in ((low_raw, low_true), (high_raw, high_true)):
            if abs(true - raw) > row.error_max:
                return "{}: off by {} at {}; beyond {} the sensor is broken".format(
                    bounds.label,
                    bounds.text(abs(true - raw)),
                    bounds.text(true),
                    bounds.text(row.error_max),
                )
        return ""


class Calibration:
    """The corrections, by the names of QUANTITIES, in their integers.

    changes: counts what was set, for whoever keeps it.
    """

    def __init__(self) -> None:
        self.changes = 0
        for row in QUANTITIES:
            setattr(self, row.name, Correction(row))

    def set(
        self,
        sensor: str,
        low_shown: object,
        low_true: object,
        high_shown: object,
        high_true: object,
        by: str,
        when: tuple,
    ) -> str:
        """Calibrate a sensor. Returns why not, or an empty string.

        Shown is what the display said, with the corrections so far. when: year to second, empty
        if the clock is not set.
        """
        if sensor not in QUANTITY_NAMES:
            return "calibration: choose one of " + ", ".join(QUANTITY_NAMES)
        if not 0 < len(by) <= NAME_MAX or not all([one in _NAME_CHARACTERS for one in by]):
            return "calibration: a name of 1 to {} letters or digits is needed".format(NAME_MAX)
        if not when:
            return "calibration: set the clock first"
        correction = getattr(self, sensor)
        bounds = correction.bounds()
        for shown in (low_shown, high_shown):
            refusal = bounds.refusal(shown, False)
            if refusal:
                return refusal
        low_raw = correction.raw(low_shown)
        high_raw = correction.raw(high_shown)
        refusal = correction.refusal(low_raw, low_true, high_raw, high_true)
        if refusal:
            return refusal
        correction.low_raw = low_raw
        correction.low_true = low_true
        correction.high_raw = high_raw
        correction.high_true = high_true
        correction.by = by
        correction.when = when
        self.changes += 1
        return ""

    def clear(self, sensor: str) -> str:
        """Correct a sensor no more. Returns why not, or an empty string."""
        if sensor not in QUANTITY_NAMES:
            return "calibration: choose one of " + ", ".join(QUANTITY_NAMES)
        getattr(self, sensor).clear()
        self.changes += 1
        return ""
