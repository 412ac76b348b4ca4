"""Dew point and the advice that follows: will the hood's walls run with water?"""

from control.settings import HUMIDITY_OFF

# Saturation vapour pressure over water in Pa at 0..60 degC in steps of 1: Magnus formula
# 610.94 exp(17.625 T / (T + 243.04)) (Alduchov and Eskridge 1996).
_SATURATION_PA = (
    611, 657, 705, 757, 813, 872, 934, 1001, 1071, 1146, 1226, 1311, 1400, 1495, 1596, 1702, 1815,
    1934, 2060, 2193, 2333, 2482, 2639, 2804, 2978, 3162, 3355, 3559, 3774, 3999, 4237, 4486,
    4749, 5024, 5314, 5618, 5936, 6271, 6622, 6989, 7375, 7778, 8201, 8643, 9106, 9590, 10097,
    10626, 11179, 11757, 12361, 12991, 13648, 14334, 15050, 15796, 16574, 17384, 18228, 19108,
    20023,
)  # fmt: skip
_HIGHEST_MC = (len(_SATURATION_PA) - 1) * 1000
# The inner wall of a single-walled hood is 2 to 4 K below its air (Wheldon and Rutter 1982).
_WALL_BELOW_AIR_MC = 3_500


def saturation_pa(temperature_mc: int) -> int:
    """Saturation vapour pressure in Pa; the temperature is held to 0..60 degC."""
    temperature_mc = min(max(temperature_mc, 0), _HIGHEST_MC - 1)
    degree = temperature_mc // 1000
    below = _SATURATION_PA[degree]
    return below + (_SATURATION_PA[degree + 1] - below) * (temperature_mc % 1000) // 1000


def dew_point_mc(air_mc: int, humidity_pm: int) -> int:
    """The temperature at which air of `air_mc` and 0..1000 pm begins to drip, 0 or above."""
    vapour_pa = saturation_pa(air_mc) * humidity_pm // 1000
    degree = 0
    while degree < len(_SATURATION_PA) - 2 and _SATURATION_PA[degree + 1] <= vapour_pa:
        degree += 1
    below = _SATURATION_PA[degree]
    above = _SATURATION_PA[degree + 1]
    return degree * 1000 + max(vapour_pa - below, 0) * 1000 // (above - below)


def condensation_likely(air, humidity_pm: int) -> bool:
    """Whether water will settle on the walls of a hood whose air comes to this humidity.

    air: the channel of its temperature, which says whether that is known. 0: no humidity is set.
    """
    return (
        humidity_pm != HUMIDITY_OFF
        and air.valid
        and dew_point_mc(air.value, humidity_pm) > air.value - _WALL_BELOW_AIR_MC
    )
