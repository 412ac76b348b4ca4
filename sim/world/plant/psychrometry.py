"""Moist air at sea level: temperatures in degC, pressures in kPa, humidity ratios in kg/kg."""

from math import exp

ATMOSPHERE_KPA = 101.325
WATER_TO_AIR_MOLAR_MASS = 0.62198
AIR_HEAT_J_KG_K = 1006.0  # of dry air at constant pressure
EVAPORATION_J_KG = 2.43e6  # heat of evaporation of water at 30 degC
ZERO_C_K = 273.15

# Magnus formula over water, coefficients of Alduchov and Eskridge 1996.
_MAGNUS_KPA = 0.61094
_MAGNUS_A = 17.625
_MAGNUS_B_C = 243.04

# Near boiling the humidity ratio grows without bound; water in an open tray stays well below.
_MOST_VAPOUR_KPA = 0.9 * ATMOSPHERE_KPA


def saturation_kpa(temperature_c: float) -> float:
    """Vapour pressure over water at `temperature_c` (-40..100 degC)."""
    return _MAGNUS_KPA * exp(_MAGNUS_A * temperature_c / (temperature_c + _MAGNUS_B_C))


def humidity_ratio(vapour_kpa: float) -> float:
    """Mass of vapour per mass of dry air at a vapour pressure."""
    vapour_kpa = min(vapour_kpa, _MOST_VAPOUR_KPA)
    return WATER_TO_AIR_MOLAR_MASS * vapour_kpa / (ATMOSPHERE_KPA - vapour_kpa)


def vapour_kpa(ratio: float) -> float:
    """Vapour pressure of air with a humidity ratio: the inverse of `humidity_ratio`."""
    return ratio * ATMOSPHERE_KPA / (WATER_TO_AIR_MOLAR_MASS + ratio)


def latent_share(temperature_c: float, saturation_ratio: float) -> float:
    """Share of an excess over saturation that condenses before its own heat lifts saturation.

    1 / (1 + h_fg/c_p * d w_sat / dT): one Newton step along the wet-bulb line.
    """
    span = temperature_c + _MAGNUS_B_C
    relative_slope = _MAGNUS_A * _MAGNUS_B_C / (span * span)
    slope = saturation_ratio * relative_slope * (1.0 + saturation_ratio / WATER_TO_AIR_MOLAR_MASS)
    return 1.0 / (1.0 + EVAPORATION_J_KG / AIR_HEAT_J_KG_K * slope)
