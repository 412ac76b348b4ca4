"""What the quantities of a scenario may be, each with its reason."""

from control.settings import SETTINGS
from sim.scenario.quantity import DAYS, MASS, SHARE, TEMPERATURE, TIME, Quantity

MC_PER_DEGREE = 1000
PM_PER_PERCENT = 10

# From one minute to a week, which is 604,800 rows of trace.
DURATION = Quantity(TIME, "1 min", "168 h", "1 s")
# Beyond the 20 to 30 degC an incubator must work in, as far as a window left open in winter or a
# failed cooling in summer could take a ward.
ROOM_TEMPERATURE = Quantity(TEMPERATURE, "5 degC", "45 degC", "0.1 degC")
ROOM_HUMIDITY = Quantity(SHARE, "0 %", "100 %", "1 %")
# Of the heater's nominal voltage: twice the 10 % that a rated supply may be off.
SUPPLY = Quantity(SHARE, "80 %", "120 %", "1 %")
# From the smallest survivors to the largest infant that fits under a hood.
WEIGHT = Quantity(MASS, "0.3 kg", "8 kg", "1 g")
# From the edge of viability to the latest births.
GESTATION = Quantity(DAYS, "22 weeks", "44 weeks", "1 day")
# As long as the model of the skin's water loss was fitted for.
AGE = Quantity(DAYS, "0 days", "90 days", "1 day")
# From an empty tank to more than an incubator carries.
WATER = Quantity(MASS, "0 g", "5 kg", "1 g")
# What an operator can choose without override: the mode last, when all else is chosen.
SETTABLE = sorted(
    [row for row in SETTINGS if row.bounds or row.words], key=lambda row: row.field == "mode"
)
SET = {
    row.name: Quantity(
        {row.bounds.unit: 1},
        row.bounds.text(row.bounds.low),
        row.bounds.text(row.bounds.high),
        row.bounds.text(row.bounds.step),
    )
    for row in SETTABLE
    if row.bounds
}
