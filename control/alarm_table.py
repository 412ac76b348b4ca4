"""Every alarm there is: how urgent, how fast, and what it does to heat.

An alarm is a row, counted by itself; its constant is its position. What the display says of it,
its cause and its remedy are in firmware/panel/words/ by its name, in a file for each language.
"""

# Priorities (IEC 60601-1-8, 6.1.2): a greater number is more urgent. 0 is no alarm.
LOW = 1
MEDIUM = 2
HIGH = 3
PRIORITIES = ("", "low", "medium", "high")

# What protection switches off while the condition lasts. Without heat there is no moisture.
NOTHING = 0
MOISTURE = 1
HEAT = 2

# A column each, by row: objects would take four times the RAM.
NAMES: list = []  # what trace, log and campaign call it
PRIORITY_OF = bytearray()
DELAY_MS_OF: list = []  # how long the condition must last
LATCHED = bytearray()  # 1: stays after the condition has gone, until somebody acknowledges it
STOPS = bytearray()  # NOTHING, MOISTURE or HEAT


def _alarm(
    name: str, priority: int, delay_ms: int = 0, latched: bool = False, stops: int = NOTHING
) -> int:
    """Add a row; returns its position."""
    NAMES.append(name)
    PRIORITY_OF.append(priority)
    DELAY_MS_OF.append(delay_ms)
    LATCHED.append(latched)
    STOPS.append(stops)
    return len(NAMES) - 1


# Delays beyond what finding the condition takes by itself.
_SETTLED_MS = 10_000  # a sensor's noise at the limit is no alarm
_SENSORS_PARTED_MS = 60_000  # their lags differ: a hood just closed parts the air sensors for less
_CARE_MS = 120_000  # the ports are opened to care for the infant, not for longer
_MOIST_MS = 300_000  # the humidity of a hood moves by itself within this

# In the order of their priority.
AIR_CUTOUT = _alarm("air-cutout", priority=HIGH, latched=True, stops=HEAT)
SKIN_CUTOUT = _alarm("skin-cutout", priority=HIGH, latched=True, stops=HEAT)
ELEMENT_OVER_TEMPERATURE = _alarm(
    "element-over-temperature", priority=HIGH, latched=True, stops=HEAT
)
THERMAL_CUTOUT = _alarm("thermal-cutout", priority=HIGH, latched=True, stops=HEAT)
AIR_SENSOR_FAULT = _alarm("air-sensor-fault", priority=HIGH, latched=True, stops=HEAT)
AIR_SENSORS_DISAGREE = _alarm("air-sensors-disagree", priority=HIGH, latched=True, stops=HEAT)
SKIN_PROBE_FAULT = _alarm("skin-probe-fault", priority=HIGH, stops=HEAT)
SKIN_PROBE_OFF = _alarm("skin-probe-off", priority=HIGH, stops=HEAT)
FAN_FAULT = _alarm("fan-fault", priority=HIGH, latched=True, stops=HEAT)
AIRFLOW_BLOCKED = _alarm("airflow-blocked", priority=HIGH, latched=True, stops=HEAT)
HEATER_STUCK_ON = _alarm("heater-stuck-on", priority=HIGH, latched=True, stops=HEAT)
HEATER_TEST_FAILED = _alarm("heater-test-failed", priority=HIGH, latched=True, stops=HEAT)
HEATER_TOO_STRONG = _alarm("heater-too-strong", priority=HIGH, latched=True, stops=HEAT)
CUTOUT_TEST_FAILED = _alarm("cutout-test-failed", priority=HIGH, latched=True, stops=HEAT)
RELAY_TEST_FAILED = _alarm("relay-test-failed", priority=HIGH, latched=True, stops=HEAT)
MAINS_LOST = _alarm("mains-lost", priority=HIGH, stops=HEAT)
SYSTEM_FAULT = _alarm("system-fault", priority=HIGH, latched=True, stops=HEAT)
AIR_HIGH = _alarm("air-high", priority=MEDIUM, delay_ms=_SETTLED_MS, stops=HEAT)
AIR_LOW = _alarm("air-low", priority=MEDIUM, delay_ms=_SETTLED_MS)
SKIN_HIGH = _alarm("skin-high", priority=MEDIUM, delay_ms=_SETTLED_MS, stops=HEAT)
SKIN_LOW = _alarm("skin-low", priority=MEDIUM, delay_ms=_SETTLED_MS)
NO_HEAT = _alarm("no-heat", priority=MEDIUM)
AIR_SENSORS_DIFFER = _alarm("air-sensors-differ", priority=MEDIUM, delay_ms=_SENSORS_PARTED_MS)
HOOD_OPEN = _alarm("hood-open", priority=MEDIUM, delay_ms=_CARE_MS)
BATTERY_LOW = _alarm("battery-low", priority=MEDIUM, delay_ms=_SETTLED_MS)
SUPPLY_VOLTAGE = _alarm("supply-voltage", priority=MEDIUM)
SETTINGS_LOST = _alarm("settings-lost", priority=MEDIUM, latched=True)
SECOND_PROBE_FAULT = _alarm("second-probe-fault", priority=MEDIUM, latched=True)
THERAPY_INTERRUPTED = _alarm("therapy-interrupted", priority=MEDIUM, latched=True, stops=HEAT)
ELEMENT_SENSOR_FAULT = _alarm("element-sensor-fault", priority=MEDIUM, latched=True, stops=HEAT)
CURRENT_SENSOR_FAULT = _alarm("current-sensor-fault", priority=MEDIUM)
PANEL_FAULT = _alarm("panel-fault", priority=MEDIUM, delay_ms=_SETTLED_MS, stops=MOISTURE)
HUMIDIFIER_STUCK_ON = _alarm("humidifier-stuck-on", priority=MEDIUM, stops=MOISTURE)
SKIN_PROBES_DIFFER = _alarm("skin-probes-differ", priority=MEDIUM, delay_ms=_SENSORS_PARTED_MS)
# Unheeded it may end in an infant at 40 degC, but in hours: so it is no more than MEDIUM.
SKIN_IN_DOUBT = _alarm("skin-in-doubt", priority=MEDIUM)
HUMIDITY_HIGH = _alarm("humidity-high", priority=LOW, delay_ms=_MOIST_MS)
HUMIDITY_LOW = _alarm("humidity-low", priority=LOW, delay_ms=_MOIST_MS)
HUMIDITY_SENSOR_FAULT = _alarm("humidity-sensor-fault", priority=LOW, stops=MOISTURE)
WATER_LOW = _alarm("water-low", priority=LOW, delay_ms=_SETTLED_MS, stops=MOISTURE)
HUMIDIFIER_FAULT = _alarm("humidifier-fault", priority=LOW)
SKIN_PROBE_FAULT_AIR_MODE = _alarm("skin-probe-fault-air-mode", priority=LOW, latched=True)
CLOCK_LOST = _alarm("clock-lost", priority=LOW)
KEY_STUCK = _alarm("key-stuck", priority=LOW)
LOG_FAULT = _alarm("log-fault", priority=LOW)
UPDATE_FAILED = _alarm("update-failed", priority=LOW, latched=True)
WORDS_FAULT = _alarm("words-fault", priority=LOW)

# A list that has grown keeps room for more; a copy has none.
NAMES = NAMES[:]
DELAY_MS_OF = DELAY_MS_OF[:]
COUNT = len(NAMES)
