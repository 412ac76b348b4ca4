"""Two-point calibration: what a sensor showed, and what was true, at a low and a high point.

Between its points a correction is linear; beyond them that of the nearer point holds, so that an
error of the reference is never magnified. No correction exceeds what a sound sensor can need: one
that is farther off is broken. What cut-outs look at is the hotter of the corrected and the
uncorrected reading: no correction can hide heat.
"""

from control.settings import Bounds

SENSORS = ("air", "air2", "skin", "skin2", "element", "humidity")

# The largest errors of sound sensors.
_AIR_ERROR_MC = 500  # TMP117 0.1 K, SHT45 0.2 K by datasheet; the rest is for place in the hood
_SKIN_ERROR_MC = 500  # probes are interchangeable within 0.1 K; the rest is for divider and lead
_ELEMENT_ERROR_MC = 4_000  # 3 % of the NTC's resistance and of its B are 3 K at 100 degC
_HUMIDITY_ERROR_PM = 60  # SHT45: 2 %, and 0.25 % a year in clean air
# How far apart two points have to be: the correction then changes by 2 in 5 at most.
_SPAN_MC = 5_000
_ELEMENT_SPAN_MC = 30_000
_HUMIDITY_SPAN_PM = 300
_STEPS = 12  # each leaves at most 2/5 of an error, and the first is 4,000 at most

NAME_MAX = 12
_NAME_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
_NEVER = (0, 0, 0, 0, 0, 0)


class Correction:
    """The calibration of one sensor. Read the attributes; change them only through Calibration.

    low_raw, low_true, high_raw, high_true: the points; raw is what the sensor itself said.
    by: who calibrated, empty if nobody has. when: year, month, day, hour, minute, second.
    bounds: of all points. error_max: the largest correction.
    """

    __slots__ = (
        "bounds",
        "by",
        "error_max",
        "high_raw",
        "high_true",
        "low_raw",
        "low_true",
        "span_min",
        "when",
    )

    def __init__(self, bounds: Bounds, span_min: int, error_max: int):
        self.bounds = bounds
        self.span_min = span_min
        self.error_max = error_max
        self.clear()

    def clear(self) -> None:
        """As from the factory: nothing is corrected."""
        self.low_raw = self.low_true = self.bounds.low
        self.high_raw = self.high_true = self.bounds.high
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

    def raw(self, shown: int) -> int:
        """What the sensor said when `shown` was shown, within 1."""
        raw = shown
        for _ in range(_STEPS):
            raw += shown - self.correct(raw)
        return raw

    def refusal(self, low_raw: int, low_true: int, high_raw: int, high_true: int) -> str:
        """Why these points are refused, in words for a technician; empty if they are allowed."""
        bounds = self.bounds
        for value in (low_raw, low_true, high_raw, high_true):
            refusal = bounds.refusal(value, False)
            if refusal:
                return refusal
        if high_raw - low_raw < self.span_min:
            return "{}: the high point must be {} above the low one, or more".format(
                bounds.label, bounds.text(self.span_min)
            )
        for raw, true in ((low_raw, low_true), (high_raw, high_true)):
            if abs(true - raw) > self.error_max:
                return "{}: off by {} at {}; beyond {} the sensor is broken".format(
                    bounds.label,
                    bounds.text(abs(true - raw)),
                    bounds.text(true),
                    bounds.text(self.error_max),
                )
        return ""


class Calibration:
    """The corrections, by the names in SENSORS: milli-degC, of humidity per mille.

    changes: counts what was set, for whoever keeps it.
    """

    __slots__ = SENSORS + ("changes",)

    def __init__(self) -> None:
        self.changes = 0
        self.air = _temperature("air", 15_000, 45_000, _SPAN_MC, _AIR_ERROR_MC)
        self.air2 = _temperature("air2", 15_000, 45_000, _SPAN_MC, _AIR_ERROR_MC)
        self.skin = _temperature("skin", 20_000, 45_000, _SPAN_MC, _SKIN_ERROR_MC)
        self.skin2 = _temperature("skin2", 20_000, 45_000, _SPAN_MC, _SKIN_ERROR_MC)
        self.element = _temperature(
            "element", 10_000, 120_000, _ELEMENT_SPAN_MC, _ELEMENT_ERROR_MC
        )
        self.humidity = Correction(
            Bounds("humidity", "%", 10, 50, 950, 950, 1), _HUMIDITY_SPAN_PM, _HUMIDITY_ERROR_PM
        )

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
        if sensor not in SENSORS:
            return "calibration: choose one of " + ", ".join(SENSORS)
        if not 0 < len(by) <= NAME_MAX or not all([one in _NAME_CHARACTERS for one in by]):
            return "calibration: a name of 1 to {} letters or digits is needed".format(NAME_MAX)
        if not when:
            return "calibration: set the clock first"
        correction = getattr(self, sensor)
        for shown in (low_shown, high_shown):
            refusal = correction.bounds.refusal(shown, False)
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
        if sensor not in SENSORS:
            return "calibration: choose one of " + ", ".join(SENSORS)
        getattr(self, sensor).clear()
        self.changes += 1
        return ""


def _temperature(label: str, low_mc: int, high_mc: int, span_mc: int, error_mc: int):
    return Correction(Bounds(label, "degC", 1000, low_mc, high_mc, high_mc, 1), span_mc, error_mc)
