"""Refuse a board file whose pins the chip needs for itself, or that it uses twice.

`python -m boards.check` checks every board. Sources: Espressif, ESP32 and ESP32-S3 datasheets
("Strapping Pins", "Pin Overview"), ESP32-WROOM-32E and ESP32-S3-WROOM-1 datasheets.
"""

import sys

from boards.esp32_devkitc import board as esp32_devkitc
from boards.esp32_s3_devkitc import board as esp32_s3_devkitc

_STRAPPING = {"esp32": (0, 2, 5, 12, 15), "esp32s3": (0, 3, 45, 46)}
_INPUT_ONLY = {"esp32": (34, 35, 36, 37, 38, 39), "esp32s3": ()}
_FLASH = {"esp32": (6, 7, 8, 9, 10, 11), "esp32s3": tuple(range(26, 33))}
# Serial console, and on the S3 the USB pins too.
_CONSOLE = {"esp32": (1, 3), "esp32s3": (19, 20, 43, 44)}
_JTAG = {"esp32": (12, 13, 14, 15), "esp32s3": (39, 40, 41, 42)}
_MISSING = {
    "esp32": (20, 24, 28, 29, 30, 31, 37, 38),  # not on the chip, or not on the module
    "esp32s3": (22, 23, 24, 25, 33, 34),
}
_LAST = {"esp32": 39, "esp32s3": 48}
_ADC1 = {"esp32": tuple(range(32, 40)), "esp32s3": tuple(range(1, 11))}

# These can heat or hold heat: not on a pin that a debugger or the boot ROM may move either.
_HEATING = ("heater", "arm", "humidifier", "cutout_test", "cutout_range")


def refusals(board) -> list:
    """What is wrong with a board's pins, one sentence each; an empty list if nothing is."""
    found = []
    uses = _uses(board)
    for role, pin in uses:
        found += [
            "{}: {} on GPIO{}: {}".format(board.NAME, role, pin, reason)
            for reason in _pin_refusals(board, role, pin)
        ]
    pins = [pin for _, pin in uses]
    for pin in sorted(set(pins)):
        roles = [role for role, used in uses if used == pin]
        if len(roles) > 1:
            found.append("{}: GPIO{} is used for {}".format(board.NAME, pin, " and ".join(roles)))
    return found


def _uses(board) -> list:
    uses = sorted(board.OUTPUT_PINS.items()) + sorted(board.INPUT_PINS.items())
    for number, bus in enumerate(board.I2C_BUSES):
        uses += [("bus {} {}".format(number, line), bus[line]) for line in ("scl", "sda")]
    return uses + [("data port", board.DATA_PORT_TX_PIN)]


def _pin_refusals(board, role: str, pin: int) -> list:
    chip = board.CHIP
    found = []
    if not 0 <= pin <= _LAST[chip] or pin in _MISSING[chip]:
        found.append("this module has no such pin")
    if pin in _STRAPPING[chip]:
        found.append("strapping pin, read at reset")
    if pin in _FLASH[chip]:
        found.append("belongs to the flash")
    if pin in _CONSOLE[chip]:
        found.append("belongs to the console")
    if pin in _INPUT_ONLY[chip] and role not in board.INPUT_PINS:
        found.append("input only")
    if pin in _JTAG[chip] and role in _HEATING:
        found.append("JTAG pin, a debugger could switch it")
    if role == "battery" and pin not in _ADC1[chip]:
        found.append("not on ADC1, the converter that keeps working beside the radio")
    return found


def main() -> int:
    """Check every board; exit status 1 if any is refused."""
    found = refusals(esp32_devkitc) + refusals(esp32_s3_devkitc)
    for sentence in found:
        print(sentence)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
