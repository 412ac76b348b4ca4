"""Every measured quantity, described once: all that is made per quantity is made from these rows.

A new one goes to the end: the records of the trends keep this order.
"""

from collections import namedtuple

from control import limits

# How far apart two points have to be: the correction then changes by 2 in 5 at most.
_SPAN_MC = 5_000
_ELEMENT_SPAN_MC = 30_000
_HUMIDITY_SPAN_PM = 300

# name: of its sample, estimate and correction, and on the console. suffix: of its integers, `unit`
# times `per_unit`: 1000 mc are 1 degC, 10 pm are 1 %. low to same_max_ms: what may be believed, as
# control/sensing.py says. calibrated_low, calibrated_high: bounds of the two points of a
# calibration. span_min: how far apart they have to be. error_max: the largest correction.
Measured = namedtuple(
    "Measured",
    (
        "name",
        "suffix",
        "unit",
        "per_unit",
        "low",
        "high",
        "rate_per_s",
        "max_age_ms",
        "same_max_ms",
        "calibrated_low",
        "calibrated_high",
        "span_min",
        "error_max",
    ),
)


def _air(name: str) -> Measured:
    return Measured(
        name,
        "mc",
        "degC",
        1000,
        limits.AIR_READING_MIN_MC,
        limits.AIR_READING_MAX_MC,
        limits.AIR_RATE_MC_PER_S,
        limits.AIR_MAX_AGE_MS,
        0,
        15_000,
        45_000,
        _SPAN_MC,
        limits.AIR_ERROR_MC,
    )


def _skin(name: str) -> Measured:
    return Measured(
        name,
        "mc",
        "degC",
        1000,
        limits.SKIN_READING_MIN_MC,
        limits.SKIN_READING_MAX_MC,
        limits.SKIN_RATE_MC_PER_S,
        limits.SKIN_MAX_AGE_MS,
        limits.SKIN_SAME_MAX_MS,
        20_000,
        45_000,
        _SPAN_MC,
        limits.SKIN_ERROR_MC,
    )


def _humidity(name: str) -> Measured:
    return Measured(
        name,
        "pm",
        "%",
        10,
        limits.HUMIDITY_READING_MIN_PM,
        limits.HUMIDITY_READING_MAX_PM,
        limits.HUMIDITY_RATE_PM_PER_S,
        limits.HUMIDITY_MAX_AGE_MS,
        limits.HUMIDITY_SAME_MAX_MS,
        50,
        950,
        _HUMIDITY_SPAN_PM,
        limits.HUMIDITY_ERROR_PM,
    )


QUANTITIES: tuple = (
    _air("air"),  # control channel
    _air("air2"),  # second channel: other maker, bus and principle
    _skin("skin"),  # central probe
    _skin("skin2"),  # peripheral probe
    Measured(
        "element",
        "mc",
        "degC",
        1000,
        limits.ELEMENT_READING_MIN_MC,
        limits.ELEMENT_READING_MAX_MC,
        limits.ELEMENT_RATE_MC_PER_S,
        limits.ELEMENT_MAX_AGE_MS,
        0,
        10_000,
        120_000,
        _ELEMENT_SPAN_MC,
        limits.ELEMENT_ERROR_MC,
    ),
    _humidity("humidity"),
)
QUANTITY_NAMES = tuple([row.name for row in QUANTITIES])
