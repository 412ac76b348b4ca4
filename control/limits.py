"""The numbers that protect the infant: unit in the name, reason beside it.

Nothing an operator, a settings file or a service command can write reaches past these. A number
that one check alone needs stands with that check; docs/safety-numbers.md lists them all.
"""

# --- what an operator may ask for (IEC 60601-2-19, 201.15.4.2.2) ---------------------------------
AIR_SET_MIN_MC = 20_000
AIR_SET_MAX_MC = 37_000
AIR_SET_OVERRIDE_MAX_MC = 39_000
SKIN_SET_MIN_MC = 34_000
SKIN_SET_MAX_MC = 37_000
SKIN_SET_OVERRIDE_MAX_MC = 38_000  # the lower of the two override ceilings the standards name
HUMIDITY_SET_MIN_PM = 300
HUMIDITY_SET_MAX_PM = 950

# --- cut-outs ------------------------------------------------------------------------------------
# Hood air must stay below 38.0 degC (40.0 in override), the heat stored in the element included:
# the software trips this far below the hardware cut-out, which trips at the limit itself.
AIR_CUTOUT_MC = 37_700
AIR_CUTOUT_OVERRIDE_MC = 39_700
SKIN_CUTOUT_MC = 38_000
SKIN_CUTOUT_OVERRIDE_MC = 39_000
SKIN_ABOVE_SET_MC = 1_000  # skin mode: heat off, without latch, this far above the set point
AIR_ABOVE_SET_MC = 1_500  # air mode: heat off, without latch, this far above the set point
AIR_ABOVE_SET_CLEAR_MC = 200  # and goes on once clear by this, or noise would rattle the relay
SKIN_ABOVE_SET_CLEAR_MC = 300  # the same: a probe feels a tenth of what the heat does to the air
# Heat may flow until the hotter air channel is this far above the ceiling of the air (below). That
# channel reads up to 0.5 K more than the steered one, and a sound loop overshoots by 0.1 K.
AIR_MOST_MARGIN_MC = 600
# Mist cools the hood by evaporating: where it ends at once, the air jumps (moisture_most_pm).
# Regulation keeps the mist within that bound and wavers about it by less than either margin. With
# mist beyond the first margin no heat flows. The mist itself is cut only beyond the second, for
# each cut warms the air, and warmer air would cut still more, faster than the sensors show.
MIST_HEAT_MARGIN_MC = 200
MIST_MOST_MARGIN_MC = 400
# A hood that is warmer than the ordinary cut-outs when override is left may take this long to
# cool.
OVERRIDE_COOLING_MS = 1_800_000
# A cut-out may be reset by hand only once its cause is gone by this much.
CUTOUT_RESET_MARGIN_MC = 500

# --- how far the skin loop may move the air (skin mode is a cascade) -----------------------------
SKIN_MODE_AIR_MIN_MC = 25_000  # a hot infant may be cooled, never chilled
SKIN_MODE_AIR_MAX_MC = 37_000  # the highest air an operator could set without override
SKIN_MODE_AIR_OVERRIDE_MAX_MC = 38_500

# --- what a reading may look like ----------------------------------------------------------------
# Outside these a sensor is broken, not the room: no hood in use is colder or hotter.
AIR_READING_MIN_MC = 5_000
AIR_READING_MAX_MC = 60_000
SKIN_READING_MIN_MC = 10_000
SKIN_READING_MAX_MC = 50_000
ELEMENT_READING_MIN_MC = 0
ELEMENT_READING_MAX_MC = 200_000
HUMIDITY_READING_MIN_PM = 0
HUMIDITY_READING_MAX_PM = 1_000
# No such quantity changes faster than this, seen through its sensor's own lag.
AIR_RATE_MC_PER_S = 1_500
SKIN_RATE_MC_PER_S = 2_000
ELEMENT_RATE_MC_PER_S = 5_000
HUMIDITY_RATE_PM_PER_S = 100
# A reading older than this is no reading.
AIR_MAX_AGE_MS = 2_000
SKIN_MAX_AGE_MS = 5_000
ELEMENT_MAX_AGE_MS = 5_000
HUMIDITY_MAX_AGE_MS = 10_000
SWITCHES_MAX_AGE_MS = 2_000  # of hood, water and humidifier: a chip that is asked again is back
# A probe on living skin flickers by a step of its converter at least, the humidity of a hood by a
# per mille. A sensor that gives the very same value for this long is stuck, and gives no reading.
SKIN_SAME_MAX_MS = 300_000
HUMIDITY_SAME_MAX_MS = 600_000

# No correction is larger than the largest error of a sound sensor.
AIR_ERROR_MC = 500  # TMP117 0.1 K, SHT45 0.2 K by datasheet; the rest is for place in the hood
SKIN_ERROR_MC = 500  # probes are interchangeable within 0.1 K; the rest is for divider and lead
ELEMENT_ERROR_MC = 4_000  # 3 % of the NTC's resistance and of its B are 3 K at 100 degC
HUMIDITY_ERROR_PM = 60  # SHT45: 2 %, and 0.25 % a year in clean air

# --- agreement of the two air channels -----------------------------------------------------------
# How far the two readings may lie apart beyond what their lags and places explain. In a cold room
# an opened hood parts sensors with lags of 20 s and 30 s by 3 K, and those of 12 s and 30 s by
# 6 K. So what one shows is also compared with what the other has shown of late. And the second
# channel feels some of the supply air, which is warmer by what the element gives it.
AIR_DISAGREE_MC = 2_000  # beyond this one of them lies: no heat
AIR_DIFFER_MC = 800  # beyond this somebody should look
AIR_DISAGREE_AFTER_MS = 1_000  # two samples
# Lags of the slower sensor, as the incubator's file says it, that a reading of the past explains:
# in still air it is two and a half times as slow. Behind a membrane it lags by 30 s; a sensor that
# jumps by 3 K is then found out after 100 s. Long before, it is known to differ: from then on heat
# flows only while the hotter one shows no more than the set point.
AIR_EXPLAINED_LAGS = 3
# The supply air may lead the second channel by so much more than the file says of full power.
SUPPLY_RISE_UNCERTAIN_PM = 250

# --- the two skin probes -------------------------------------------------------------------------
# Only air and blood warm a foot, so a foot that is this much warmer than the air is warmed by
# blood. Noise and different lags part the sensors by less (simulated: 25 mK).
FOOT_ABOVE_AIR_MC = 300
# The trunk is no colder than such a foot, and each probe is good to 0.2 K. So where the peripheral
# probe shows this much more than the central one, the central one reads low, the other reads high,
# or the two are exchanged.
FOOT_ABOVE_SKIN_MC = 500
# In skin mode heat is off, without latch, once such a foot is this far above the set point of the
# skin, until it is clear by the second number. The central probe is allowed twice as much, for the
# trunk is warmer than a foot.
FOOT_ABOVE_SET_MC = 500
FOOT_ABOVE_SET_CLEAR_MC = 700  # a foot feels a third of what the heat does to the air
# Without a second probe only the air can tell that the central one reads low: the skin then steers
# the air this far above the lowest temperature that was enough, for this long. A colder room does
# the same, so the alarm asks for a thermometer and no more.
CLIMB_MC = 1_500
CLIMB_AFTER_MS = 1_200_000
CLIMB_FROM_MC = 35_000  # the lowest, until less was enough; few infants need 1.5 K more

# --- airflow -------------------------------------------------------------------------------------
FAN_MIN_RPM = 1_500  # half of nominal: below this the element overheats at full power
FAN_MAX_RPM = 9_000  # three times nominal: no such fan, but noise on the line, and no reading
FAN_FAULT_AFTER_MS = 1_000
FAN_CLEAR_RPM = 100  # a fan that was too slow has to be this much faster: a tachometer wavers

# --- time ----------------------------------------------------------------------------------------
PERIOD_MS = 500  # protection runs at 2 Hz
PERIOD_LATE_MS = 1_000  # a period this late decides on what it cannot trust: no heat in it
LEASE_MS = 1_000  # heater and humidifier fall to zero unless renewed within two periods

# --- alarms --------------------------------------------------------------------------------------
# How far from the set point before somebody is called (IEC 60601-2-19, 201.15.4.2.1 dd and ee,
# allows 3 degC for air and 1 degC for skin).
AIR_DEVIATION_MC = 1_500
SKIN_DEVIATION_MC = 500
HUMIDITY_DEVIATION_PM = 150  # sensor and loop are good to 100
# An operator may choose to be called sooner, never later. Nearer than this steady therapy itself
# would call: the second air channel lies in the supply air and reads up to 0.6 K more than the
# steered one; skin is held to 0.1 K, humidity to 2 %, and what nursing does takes as much.
AIR_ALARM_MIN_MC = 800
SKIN_ALARM_MIN_MC = 300
HUMIDITY_ALARM_MIN_PM = 80
# The alarm ends once the quantity is back within its deviation by this much, or noise would end
# and begin it again and again.
AIR_CLEAR_MC = 200
SKIN_CLEAR_MC = 100
HUMIDITY_CLEAR_PM = 20
# In skin mode air alarms this far above the highest that it may be steered to. The second sensor
# lies nearer the supply air and reads up to 0.5 K more; the cut-out is not far above.
SKIN_MODE_AIR_ABOVE_MC = 650
BATTERY_LOW_MV = 7_000  # two lithium cells at 3.5 V: a tenth of their charge, 10 min of alarm
# Warming up, or cooling down to a lower set point, explains a deviation for this long at most.
GRACE_MS = 1_800_000
# What rises at a pace that will bring it to its set point within this time is on its way, from a
# cold room or with a small heater. Half a heater falls behind that pace.
GRACE_RISING_MS = 3_600_000
STARTING_MS = 5_000  # sensors give their first reading and the fan gets to speed within this
# A silenced alarm sounds again after this.
PAUSE_HIGH_MS = 120_000
PAUSE_MS = 240_000  # medium and low


def fan_runs(rpm: int, was_slow: bool = False) -> bool:
    """Whether the tachometer shows a fan that carries heat off. was_slow: until now it did not."""
    return FAN_MIN_RPM + (FAN_CLEAR_RPM if was_slow else 0) <= rpm <= FAN_MAX_RPM


def moisture_most_pm(air_mc: int, cutout_mc: int, mist_rise_mc: int) -> int:
    """How much of the humidifier's duty may end at once over air of `air_mc`.

    mist_rise_mc: how far the air jumps when the mist of full duty ends, with a dry tank or a dead
    program: what is stored in the element goes on. 0 for steam, which cools nothing.
    """
    if not mist_rise_mc:
        return 1_000
    return min(max(cutout_mc - air_mc, 0) * 1_000 // mist_rise_mc, 1_000)


def skin_mode_air_max_mc(override: bool) -> int:
    """The warmest air that skin mode may ask for."""
    return SKIN_MODE_AIR_OVERRIDE_MAX_MC if override else SKIN_MODE_AIR_MAX_MC


def air_cutout_mc(override: bool) -> int:
    """The cut-out of the air that holds: the ordinary one, or that of override."""
    return AIR_CUTOUT_OVERRIDE_MC if override else AIR_CUTOUT_MC


def skin_cutout_mc(override: bool) -> int:
    """The cut-out of the skin that holds: the ordinary one, or that of override."""
    return SKIN_CUTOUT_OVERRIDE_MC if override else SKIN_CUTOUT_MC
