"""ESP32-S3-DevKitC: ESP32-S3-WROOM-1, 8 MB flash or more. The only file that knows its pins.

Heater, arm signal, humidifier and cut-out pins want an external pull-down: at reset every pin is
an input. `boards/check.py` refuses pins that the chip needs for itself.
"""

NAME = "esp32_s3_devkitc"
CHIP = "esp32s3"
# PSRAM takes GPIO26, octal PSRAM 33 to 37 as well: no pin of ours.
PSRAM = ("none", "quad", "octal")

OUTPUT_PINS = {
    "heater": 4,
    "arm": 5,
    "humidifier": 6,
    "fan": 7,
    "cutout_test": 16,
    "cutout_range": 17,
    "speaker": 2,
}
INPUT_PINS = {
    "fan_tachometer": 15,
    "cutout_sense": 18,
    "battery": 1,
    "mains": 14,
}
# 38 and 48 light the board's own lamp, 47 and 48 have 1.8 V on some modules.
DISPLAY_PINS = {"sck": 12, "mosi": 13, "select": 39, "data_command": 40}
DATA_PORT_TX_PIN = 21
# Bus 0: TMP117, ADS1115. Bus 1: SHT45, INA226, DS3231, MCP23017 (firmware/expander.py).
I2C_BUSES = ({"scl": 9, "sda": 8}, {"scl": 11, "sda": 10})

SHUNT_UOHM = 2_000
# Dividers from 3.3 V: small currents, for a probe that heats itself reads wrong.
SKIN_REFERENCE_OHM = 18_200
ELEMENT_REFERENCE_OHM = 2_200
BATTERY_DIVIDER_PM = 250  # 47k over 15.7k: 9.6 V reads 2.4 V, the top of the ADC's true range
