"""What a session at the bench can begin with."""

from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.scenario import bounds
from sim.scenario.load import REFERENCE

START = Path(__file__).parent / "start.toml"
_DAYS_PER_WEEK = 7


def known_scenarios() -> list[Path]:
    """Those that come with Cradle."""
    return [START, REFERENCE]


def infant_of(weight_g: float, gestation_weeks: float, age_days: float) -> dict[str, Any]:
    """An infant as a compiled scenario has it. InputError says what is allowed."""
    try:
        weight = bounds.WEIGHT.parse(f"{weight_g:.0f} g")
        gestation = bounds.GESTATION.parse(f"{gestation_weeks * _DAYS_PER_WEEK:.0f} days")
        age = bounds.AGE.parse(f"{age_days:.0f} days")
    except (TypeError, ValueError) as refused:
        raise InputError(f"infant: {refused}") from None
    return {
        "weight_g": int(weight),
        "gestation_weeks": float(gestation / _DAYS_PER_WEEK),
        "age_days": int(age),
    }
