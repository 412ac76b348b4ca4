"""ESP32-DevKitC: ESP32-WROOM-32E, 4 MB flash, no PSRAM. The only file that knows its pins.

Heater, arm signal, humidifier and cut-out pins want an external pull-down: at reset every pin is
an input. `boards/check.py` refuses pins that the chip needs for itself.
"""

NAME = "esp32_devkitc"
CHIP = "esp32"
# PSRAM would take GPIO16 and 17, bus 1.
PSRAM = ("none",)

OUTPUT_PINS = {
    "heater": 25,
    "arm": 32,
    "humidifier": 33,
    "fan": 27,
    "cutout_test": 26,
    "cutout_range": 4,
    "speaker": 19,
}
INPUT_PINS = {
    "fan_tachometer": 34,
    "cutout_sense": 35,
    "battery": 36,
    "mains": 39,
}
# Of SPI 2 its own pins; the controller's select rests high, as that pin must at reset.
DISPLAY_PINS = {"sck": 18, "mosi": 23, "select": 5, "data_command": 13}
DATA_PORT_TX_PIN = 14
# Bus 0: TMP117, ADS1115. Bus 1: SHT45, INA226, DS3231, MCP23017 (firmware/expander.py).
I2C_BUSES = ({"scl": 22, "sda": 21}, {"scl": 17, "sda": 16})

SHUNT_UOHM = 2_000
# Dividers from 3.3 V: small currents, for a probe that heats itself reads wrong.
SKIN_REFERENCE_OHM = 18_200
ELEMENT_REFERENCE_OHM = 2_200
BATTERY_DIVIDER_PM = 250  # 47k over 15.7k: 9.6 V reads 2.4 V, the top of the ADC's true range
