"""What the quantities of a scenario may be, each with its reason."""

from control import limits
from sim.scenario.quantity import DAYS, MASS, SHARE, TEMPERATURE, TIME, Quantity

MC_PER_DEGREE = 1000
PM_PER_PERCENT = 10


def _set_point(low_mc: int, high_mc: int) -> Quantity:
    low, high = (f"{mc / MC_PER_DEGREE:.1f} degC" for mc in (low_mc, high_mc))
    return Quantity(TEMPERATURE, low, high, "0.1 degC")


# From one minute to a week, which is 604,800 rows of trace.
DURATION = Quantity(TIME, "1 min", "168 h", "1 s")
# Beyond the 20 to 30 degC an incubator must work in, as far as a window left open in winter or a
# failed cooling in summer could take a ward.
ROOM_TEMPERATURE = Quantity(TEMPERATURE, "5 degC", "45 degC", "0.1 degC")
ROOM_HUMIDITY = Quantity(SHARE, "0 %", "100 %", "1 %")
# From the smallest survivors to the largest infant that fits under a hood.
WEIGHT = Quantity(MASS, "0.3 kg", "8 kg", "1 g")
# From the edge of viability to the latest births.
GESTATION = Quantity(DAYS, "22 weeks", "44 weeks", "1 day")
# As long as the model of the skin's water loss was fitted for.
AGE = Quantity(DAYS, "0 days", "90 days", "1 day")
# From an empty tank to more than an incubator carries.
WATER = Quantity(MASS, "0 g", "5 kg", "1 g")
# What an operator can set without override.
AIR_SET = _set_point(limits.AIR_SET_MIN_MC, limits.AIR_SET_MAX_MC)
SKIN_SET = _set_point(limits.SKIN_SET_MIN_MC, limits.SKIN_SET_MAX_MC)
HUMIDITY_SET = Quantity(
    SHARE,
    f"{limits.HUMIDITY_SET_MIN_PM // PM_PER_PERCENT} %",
    f"{limits.HUMIDITY_SET_MAX_PM // PM_PER_PERCENT} %",
    "1 %",
)
