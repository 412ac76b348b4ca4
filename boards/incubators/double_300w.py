"""Double wall, 300 W.

What an incubator is, whatever board is in it. What is not stated is refused (boards/check.py), and
docs/hardware.md tells how each figure is measured.
"""

NAME = "double_300w"

HEATER_W = 300  # at the nominal supply
HEATER_SUPPLY_MV = 24_000
# Above this the element scorches dust and its bimetal (130 degC) is near.
ELEMENT_LIMIT_MC = 120_000

# At full airflow: the element over the air for each watt, once settled; how long it takes for
# 63 % of that; and how long the base around it, which keeps it warm.
ELEMENT_RISE_MC_PER_W = 200
ELEMENT_LAG_S = 150
BASE_LAG_S = 1_500
# What full power adds to the air within minutes, before base and walls have warmed.
AIR_RISE_MC = 3_500

# The air sensors: the lag of the slower one, at full airflow, and how much warmer than the first
# the second is at full power, for feeling some of the supply air.
AIR_LAG_S = 30
AIR2_RISE_MC = 480

# How fast the humidity can rise at full duty: 400 for each g/h in a litre of hood.
HUMIDITY_RISE_PM_PER_MIN = 560
# What the humidifier takes from the air at full duty: 0 for steam; of mist 0.68 W for each g/h.
HUMIDIFIER_MIST_W = 0
# How far the air jumps for each watt that mist took, when the mist ends.
MIST_RISE_MC_PER_W = 33

# What it has. What is not fitted neither alarms nor permits.
HAS_SECOND_SKIN_PROBE = True
HAS_HUMIDIFIER = True
HAS_WATER_SWITCH = True
