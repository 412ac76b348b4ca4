"""What the pins of the I/O expander (MCP23017, bus 1) are for, each a bit: GPA0 to GPA7, then
GPB0 to GPB7.
"""

# Inputs.
KEYS = 0x003F  # GPA0 to GPA5, as firmware/panel/keys.py has them: low while pressed
HOOD = 0x0040  # GPA6: high while open
WATER = 0x1000  # GPB4: high while there is water
HUMIDIFIER_SENSE = 0x2000  # GPB5: high while the humidifier has voltage
INPUTS = KEYS | HOOD | WATER | HUMIDIFIER_SENSE
# The lines that are read every period: attribute of Readings, pin, and the level that makes it so.
SWITCHES = (
    ("hood_open", HOOD, 1),
    ("water_low", WATER, 0),
    ("humidifier_on", HUMIDIFIER_SENSE, 1),
)

# Outputs.
NIGHT = 0x0080  # GPA7: the display's light is dim while high, unless the nurse call calls
LAMPS = 0x0F00  # GPB0 to GPB3: lit while high
LAMPS_SHIFT = 8
NO_CALL = 0x8000  # GPB7
# The lines whose edges hold a relay, which falls 3 s after the last: part of Hardware, and pin.
HELD = (
    ("no_call", NO_CALL),  # of the nurse call: without edges it calls
)
