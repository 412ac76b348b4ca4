"""Every alarm there is: how urgent, how fast, what it does to heat, and what to do about it.

The display, the log and the technician's manual all speak from this table.
"""

from collections import namedtuple

# Priorities (IEC 60601-1-8, 6.1.2): a greater number is more urgent. 0 is no alarm.
LOW = 1
MEDIUM = 2
HIGH = 3
PRIORITIES = ("", "low", "medium", "high")

ON = "on"  # the alarm leaves it alone
OFF = "off"  # protection switches it off while the condition lasts


# One row. name: what trace, log and campaign call it. delay_ms: how long the condition must last.
# latched: stays after the condition has gone, until somebody acknowledges it. heat, humidifier:
# ON or OFF. message: what the display shows, at most MESSAGE_MAX characters. cause, remedy: a
# sentence each, for a nurse or a technician. A named tuple takes half the RAM of an object.
Alarm = namedtuple(
    "Alarm",
    (
        "name",
        "priority",
        "delay_ms",
        "latched",
        "heat",
        "humidifier",
        "message",
        "cause",
        "remedy",
    ),
)
MESSAGE_MAX = 28  # characters in a line of the display

# Delays beyond what finding the condition takes by itself.
_SETTLED_MS = 10_000  # a sensor's noise at the limit is no alarm
_SENSORS_PARTED_MS = 60_000  # their lags differ: a hood just closed parts the air sensors for less
_CARE_MS = 120_000  # the ports are opened to care for the infant, not for longer
_MOIST_MS = 300_000  # the humidity of a hood moves by itself within this

# Rows in the order of their priority. The constants below are their positions.
ALARMS = (
    Alarm(
        "air-cutout",
        HIGH,
        0,
        True,
        OFF,
        OFF,
        "AIR TOO HOT, HEAT OFF",
        "The hood air reached the cut-out temperature.",
        "Look after the infant, open the hood, find the source of heat, then hold RIGHT for 3 s.",
    ),
    Alarm(
        "skin-cutout",
        HIGH,
        0,
        True,
        OFF,
        OFF,
        "SKIN TOO HOT, HEAT OFF",
        "The skin reached the cut-out temperature in skin mode.",
        "Measure the infant's temperature, open the hood, then hold RIGHT for 3 s.",
    ),
    Alarm(
        "element-over-temperature",
        HIGH,
        0,
        True,
        OFF,
        OFF,
        "HEATER TOO HOT, HEAT OFF",
        "The heating element passed its limit: too little air flows over it.",
        "Clear the air inlet and outlets and check the fan, then hold RIGHT for 3 s.",
    ),
    Alarm(
        "thermal-cutout",
        HIGH,
        0,
        True,
        OFF,
        OFF,
        "SAFETY CUT-OUT TRIPPED",
        "The cut-out that works without software has opened the heater circuit.",
        "Move the infant to another incubator and have this one tested before it is used again.",
    ),
    Alarm(
        "air-sensor-fault",
        HIGH,
        0,
        True,
        OFF,
        OFF,
        "AIR SENSOR FAULT, HEAT OFF",
        "An air temperature sensor is silent, of another type, or reads what cannot be.",
        "Move the infant to another incubator; check the sensor module and its cable.",
    ),
    Alarm(
        "air-sensors-disagree",
        HIGH,
        0,
        True,
        OFF,
        OFF,
        "AIR SENSORS DISAGREE",
        "The two air temperature sensors are more than 2 degC apart.",
        "Move the infant to another incubator; compare both sensors with a thermometer.",
    ),
    Alarm(
        "skin-probe-fault",
        HIGH,
        0,
        False,
        OFF,
        OFF,
        "SKIN PROBE FAULT, HEAT OFF",
        "In skin mode the skin probe is unplugged, broken or short-circuited.",
        "Plug the probe in or replace it, or choose air mode.",
    ),
    Alarm(
        "skin-probe-off",
        HIGH,
        0,
        False,
        OFF,
        OFF,
        "SKIN PROBE OFF THE SKIN",
        "In skin mode the skin probe reads like air.",
        "Fix the probe to the skin again, or choose air mode.",
    ),
    Alarm(
        "fan-fault",
        HIGH,
        0,
        True,
        OFF,
        OFF,
        "FAN FAULT, HEAT OFF",
        "The fan stands still or turns too slowly.",
        "Look for what blocks the fan; move the infant if it does not start again.",
    ),
    Alarm(
        "airflow-blocked",
        HIGH,
        0,
        True,
        OFF,
        OFF,
        "AIRFLOW BLOCKED, HEAT OFF",
        "The fan turns but the heat is not carried into the hood.",
        "Take cloths from the air outlets, and check the inlet and its filter.",
    ),
    Alarm(
        "heater-stuck-on",
        HIGH,
        0,
        True,
        OFF,
        OFF,
        "HEATER STUCK ON",
        "Heat flows that nobody asked for.",
        "Move the infant to another incubator, unplug this one, have its heater switch replaced.",
    ),
    Alarm(
        "heater-test-failed",
        HIGH,
        0,
        True,
        OFF,
        OFF,
        "HEATER TEST FAILED",
        "The heater did not answer as it should in the start-up test.",
        "Use another incubator; check heater, fuse and wiring.",
    ),
    Alarm(
        "cutout-test-failed",
        HIGH,
        0,
        True,
        OFF,
        OFF,
        "CUT-OUT TEST FAILED",
        "The safety cut-out did not trip, or did not report it, in the start-up test.",
        "Use another incubator; have the thermal cut-out repaired.",
    ),
    Alarm(
        "relay-test-failed",
        HIGH,
        0,
        True,
        OFF,
        OFF,
        "SAFETY RELAY TEST FAILED",
        "The safety relay did not open or close as told in the start-up test.",
        "Use another incubator; have the safety relay and its arm signal repaired.",
    ),
    Alarm(
        "mains-lost",
        HIGH,
        0,
        False,
        OFF,
        OFF,
        "NO MAINS POWER",
        "The mains are gone; alarms run from the battery and there is no heat.",
        "Check plug and socket; keep the infant warm by other means.",
    ),
    Alarm(
        "system-fault",
        HIGH,
        0,
        True,
        OFF,
        OFF,
        "SYSTEM FAULT, HEAT OFF",
        "The controller failed its own checks or restarted after an error.",
        "Move the infant to another incubator; read the log before this one is used again.",
    ),
    Alarm(
        "air-high",
        MEDIUM,
        _SETTLED_MS,
        False,
        OFF,
        OFF,
        "Air temperature high",
        "The hood air is farther above its target than allowed.",
        "Look for sun, lamps or a warm room; check the set point.",
    ),
    Alarm(
        "air-low",
        MEDIUM,
        _SETTLED_MS,
        False,
        ON,
        ON,
        "Air temperature low",
        "The hood air is farther below the set point than allowed.",
        "Close ports and panel; look for a draught or a cold room.",
    ),
    Alarm(
        "skin-high",
        MEDIUM,
        _SETTLED_MS,
        False,
        OFF,
        OFF,
        "Skin temperature high",
        "The skin is farther above the set point than allowed.",
        "Check the probe's place and the infant; look for sun, lamps or covers.",
    ),
    Alarm(
        "skin-low",
        MEDIUM,
        _SETTLED_MS,
        False,
        ON,
        ON,
        "Skin temperature low",
        "The skin is farther below the set point than allowed.",
        "Check the probe's place and the infant; close the hood.",
    ),
    Alarm(
        "no-heat",
        MEDIUM,
        0,
        False,
        ON,
        ON,
        "Heater gives no heat",
        "Heat is asked for and allowed, but too little or none flows.",
        "Move the infant if the air gets cold; check heater, fuse and wiring.",
    ),
    Alarm(
        "air-sensors-differ",
        MEDIUM,
        _SENSORS_PARTED_MS,
        False,
        ON,
        ON,
        "Air sensors differ",
        "The two air temperature sensors are more than 0.8 degC apart.",
        "Clear the sensors of cloths and water; compare both with a thermometer.",
    ),
    Alarm(
        "hood-open",
        MEDIUM,
        _CARE_MS,
        False,
        ON,
        ON,
        "Hood open",
        "A port or the front panel has been open for more than 2 min during therapy.",
        "Close ports and panel until their catches click.",
    ),
    Alarm(
        "battery-low",
        MEDIUM,
        _SETTLED_MS,
        False,
        ON,
        ON,
        "Alarm battery low",
        "The battery may not sound the alarm for 10 min if the mains fail.",
        "Leave the incubator on the mains; replace the battery if this stays.",
    ),
    Alarm(
        "supply-voltage",
        MEDIUM,
        0,
        False,
        ON,
        ON,
        "Supply voltage out of range",
        "The supply is too high or too low, or dips so low that the controller restarts.",
        "Use another socket; have the power supply checked.",
    ),
    Alarm(
        "settings-lost",
        MEDIUM,
        0,
        True,
        ON,
        ON,
        "Settings lost, check them",
        "The stored settings could not be read; safe defaults are in use.",
        "Set mode and set points anew; have the memory checked if it happens again.",
    ),
    Alarm(
        "second-probe-fault",
        MEDIUM,
        0,
        True,
        ON,
        ON,
        "Second skin probe lost",
        "The peripheral skin probe was unplugged or broke in skin mode.",
        "Plug the probe in or replace it; if it was taken away, hold SILENCE for 3 s.",
    ),
    Alarm(
        "therapy-interrupted",
        MEDIUM,
        0,
        True,
        OFF,
        OFF,
        "Therapy interrupted",
        "Power was away for more than 10 min, so heating did not resume by itself.",
        "Check the infant and the set points, then choose the mode again.",
    ),
    Alarm(
        "element-sensor-fault",
        MEDIUM,
        0,
        True,
        OFF,
        OFF,
        "Heater sensor fault, no heat",
        "The temperature sensor of the heating element is silent or broken.",
        "Move the infant to another incubator; check the sensor and its cable.",
    ),
    Alarm(
        "current-sensor-fault",
        MEDIUM,
        0,
        False,
        ON,
        ON,
        "Heater current unknown",
        "The sensor of heater current and voltage is silent, or another chip answers.",
        "Watch the temperatures; have the power board checked: log has a wrong chip's number.",
    ),
    Alarm(
        "panel-fault",
        MEDIUM,
        _SETTLED_MS,
        False,
        ON,
        ON,
        "Keys and lamps are dead",
        "The chip that reads the keys and lights the lamps does not answer.",
        "Heat and sound go on; move the infant, have the panel and its cable checked.",
    ),
    Alarm(
        "humidifier-stuck-on",
        MEDIUM,
        0,
        False,
        ON,
        OFF,
        "Humidifier does not stop",
        "The humidifier runs unasked; if it makes mist, the air is kept cooler meanwhile.",
        "Empty its tank, move the infant, and have the humidifier's switch replaced.",
    ),
    Alarm(
        "skin-probes-differ",
        MEDIUM,
        _SENSORS_PARTED_MS,
        False,
        ON,
        ON,
        "Skin probes differ",
        "The peripheral probe is warmer than the central one and the air: one of them is wrong.",
        "Measure with a clinical thermometer; fix or exchange the probes, or choose air mode.",
    ),
    Alarm(
        "humidity-high",
        LOW,
        _MOIST_MS,
        False,
        ON,
        ON,
        "Humidity high",
        "The humidity is farther above its set point than allowed.",
        "Check the set point; look for water in the hood.",
    ),
    Alarm(
        "humidity-low",
        LOW,
        _MOIST_MS,
        False,
        ON,
        ON,
        "Humidity low",
        "The humidity is farther below its set point than allowed.",
        "Close ports and panel; check water and humidifier.",
    ),
    Alarm(
        "humidity-sensor-fault",
        LOW,
        0,
        False,
        ON,
        OFF,
        "Humidity sensor fault",
        "The humidity sensor is silent, or its readings are impossible or never change.",
        "Dry or replace the sensor module; watch the infant's fluids meanwhile.",
    ),
    Alarm(
        "water-low",
        LOW,
        _SETTLED_MS,
        False,
        ON,
        OFF,
        "Water low",
        "The humidifier is nearly out of water.",
        "Fill in sterile distilled water.",
    ),
    Alarm(
        "humidifier-fault",
        LOW,
        0,
        False,
        ON,
        ON,
        "Humidifier does not start",
        "The humidifier has no voltage when it is asked to run, or nothing senses it.",
        "Watch the humidity; have the humidifier's switch, lead and sense line checked.",
    ),
    Alarm(
        "skin-probe-fault-air-mode",
        LOW,
        0,
        True,
        ON,
        ON,
        "Skin probe lost",
        "The skin probe was unplugged or broke in air mode, which goes on without it.",
        "Plug the probe in or replace it; if it was taken away, hold SILENCE for 3 s.",
    ),
    Alarm(
        "skin-in-doubt",
        LOW,
        0,
        False,
        ON,
        ON,
        "Measure infant's temperature",
        "The air had to rise and the only skin probe shows none of it: it may read low.",
        "Use a clinical thermometer; if the probe is wrong, fix it or choose air mode.",
    ),
    Alarm(
        "clock-lost",
        LOW,
        0,
        False,
        ON,
        ON,
        "Clock not set",
        "The clock stopped or its time is impossible; log entries have no date.",
        "Set date and time; replace the clock's battery if this comes back.",
    ),
    Alarm(
        "key-stuck",
        LOW,
        0,
        False,
        ON,
        ON,
        "Key stuck",
        "A key has been held for longer than anybody holds one.",
        "Free the key; replace the keypad if it stays stuck.",
    ),
    Alarm(
        "log-fault",
        LOW,
        0,
        False,
        ON,
        ON,
        "Log cannot be written",
        "The memory that keeps the alarm log failed.",
        "Note alarms by hand; have the memory checked.",
    ),
    Alarm(
        "update-failed",
        LOW,
        0,
        True,
        ON,
        ON,
        "Update failed",
        "The last update did not pass its start, so the version before it runs again.",
        "The incubator may be used; tell whoever made the update.",
    ),
)

AIR_CUTOUT = 0
SKIN_CUTOUT = 1
ELEMENT_OVER_TEMPERATURE = 2
THERMAL_CUTOUT = 3
AIR_SENSOR_FAULT = 4
AIR_SENSORS_DISAGREE = 5
SKIN_PROBE_FAULT = 6
SKIN_PROBE_OFF = 7
FAN_FAULT = 8
AIRFLOW_BLOCKED = 9
HEATER_STUCK_ON = 10
HEATER_TEST_FAILED = 11
CUTOUT_TEST_FAILED = 12
RELAY_TEST_FAILED = 13
MAINS_LOST = 14
SYSTEM_FAULT = 15
AIR_HIGH = 16
AIR_LOW = 17
SKIN_HIGH = 18
SKIN_LOW = 19
NO_HEAT = 20
AIR_SENSORS_DIFFER = 21
HOOD_OPEN = 22
BATTERY_LOW = 23
SUPPLY_VOLTAGE = 24
SETTINGS_LOST = 25
SECOND_PROBE_FAULT = 26
THERAPY_INTERRUPTED = 27
ELEMENT_SENSOR_FAULT = 28
CURRENT_SENSOR_FAULT = 29
PANEL_FAULT = 30
HUMIDIFIER_STUCK_ON = 31
SKIN_PROBES_DIFFER = 32
HUMIDITY_HIGH = 33
HUMIDITY_LOW = 34
HUMIDITY_SENSOR_FAULT = 35
WATER_LOW = 36
HUMIDIFIER_FAULT = 37
SKIN_PROBE_FAULT_AIR_MODE = 38
SKIN_IN_DOUBT = 39
CLOCK_LOST = 40
KEY_STUCK = 41
LOG_FAULT = 42
UPDATE_FAILED = 43
COUNT = 44
