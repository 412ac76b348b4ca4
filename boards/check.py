"""Refuse a board file whose pins the chip needs for itself or that it uses twice, and values that
no such board or incubator has.

`python -m boards.check` checks every board and every incubator; so does every build of its own.
Sources: Espressif, ESP32 and ESP32-S3 datasheets ("Strapping Pins", "Pin Overview"),
ESP32-WROOM-32E, ESP32-WROVER-E and ESP32-S3-WROOM-1 datasheets.
"""

import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

from boards import found

OUTPUTS = ("heater", "arm", "humidifier", "fan", "cutout_test", "cutout_range", "speaker")
INPUTS = ("fan_tachometer", "cutout_sense", "battery", "mains")
DISPLAY = ("sck", "mosi", "select", "data_command")
BUSES = 2

CHIPS = ("esp32", "esp32s3")
_STRAPPING = {"esp32": (0, 2, 5, 12, 15), "esp32s3": (0, 3, 45, 46)}
# The one use of such a pin that moves no strap: the display's select rests high by its resistor,
# as GPIO5 does at reset by its own. That strap is the timing of an SDIO slave, which no board of
# ours is.
_STRAPPING_SPARED = {"esp32": {"display select": 5}, "esp32s3": {}}
_INPUT_ONLY = {"esp32": (34, 35, 36, 37, 38, 39), "esp32s3": ()}
_FLASH = {"esp32": (6, 7, 8, 9, 10, 11), "esp32s3": tuple(range(26, 33))}
# What each kind of PSRAM in the module takes (MicroPython, ports/esp32/machine_pin.h).
PSRAM: Mapping[str, Mapping[str, tuple[int, ...]]] = {
    "esp32": {"none": (), "quad": (16, 17)},
    "esp32s3": {"none": (), "quad": (26,), "octal": (26, 33, 34, 35, 36, 37)},
}
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


class Bound(NamedTuple):
    """What a value may be, both ends included, and why not beyond."""

    least: int
    most: int
    low: str
    high: str


INCUBATOR = {
    "HEATER_W": Bound(50, 600, "no hood gets warm with it", "K1 and F1 carry 25 A, 600 W at 24 V"),
    "HEATER_SUPPLY_MV": Bound(
        10_000, 36_000, "K1's coil and the 5 V need more", "the INA226 measures up to 36 V"
    ),
    "ELEMENT_LIMIT_MC": Bound(
        60_000,
        125_000,
        "full power at full airflow would trip it",
        "the bimetal at 130 degC must be left for what software cannot stop",
    ),
    "ELEMENT_RISE_MC_PER_W": Bound(
        60, 600, "nobody has fins so large", "the element reaches its limit before the hood warms"
    ),
    "ELEMENT_LAG_S": Bound(
        20, 1_000, "lighter than its own sensor", "its heat outlasts every refusal"
    ),
    "BASE_LAG_S": Bound(
        200, 10_000, "the element's lag, not the base's", "a hood that takes a shift to warm"
    ),
    "AIR_RISE_MC": Bound(
        500, 20_000, "no hood gets warm with it", "the air would reach its cut-out at once"
    ),
    "AIR_LAG_S": Bound(
        3, 90, "no sensor of air is so quick", "the cut-outs would see it too late"
    ),
    "AIR2_RISE_MC": Bound(
        0,
        2_000,
        "the second sensor cannot be cooler for warmer air",
        "it lies in the supply air; find it a better place",
    ),
    "HUMIDITY_RISE_PM_PER_MIN": Bound(
        50, 5_000, "no humidifier for this hood", "a shower, not a humidifier"
    ),
    "HUMIDIFIER_MIST_W": Bound(
        0, 200, "mist takes heat, it gives none", "300 g/h, more than any hood holds"
    ),
    "MIST_RISE_MC_PER_W": Bound(
        15, 200, "no hood is so heavy that its air stays", "air alone, without walls"
    ),
}
# What an incubator has or has not; that has to be said too.
PARTS = ("HAS_SECOND_SKIN_PROBE", "HAS_HUMIDIFIER", "HAS_WATER_SWITCH")
VALUES = {
    "SHUNT_UOHM": Bound(500, 20_000, "too little to measure", "82 mV are all an INA226 measures"),
    "SKIN_REFERENCE_OHM": Bound(
        10_000, 50_000, "its current warms the probe", "the converter's input loads the divider"
    ),
    "ELEMENT_REFERENCE_OHM": Bound(
        500, 10_000, "a cold element reads as a broken lead", "too coarse above 100 degC"
    ),
    "BATTERY_DIVIDER_PM": Bound(
        100,
        280,
        "too coarse to tell 7 V, an empty battery",
        "a full battery, 8.4 V, is beyond the 2.45 V of the converter's true range",
    ),
}
_SHUNT_FULL_UV = 81_920  # INA226 (SBOS547), "Electrical Characteristics"
_HEADROOM_PM = 1_250  # for a supply and an element at the top of their tolerance
_WARM_AIR_MC = 35_000  # of a hood that is nearly warm, and still heated with all there is


def refusals(board: Any) -> list[str]:
    """What is wrong with a board, one sentence each; an empty list if nothing is."""
    name = getattr(board, "NAME", str(board))
    return [f"{name}: {sentence}" for sentence in _refusals(board)]


def incubator_refusals(incubator: Any) -> list[str]:
    """The same of an incubator."""
    name = getattr(incubator, "NAME", str(incubator))
    wrong = value_refusals(incubator, INCUBATOR) + _fitted(incubator)
    wrong = wrong or _element(incubator)
    return [f"{name}: {sentence}" for sentence in wrong]


def pair_refusals(board: Any, incubator: Any) -> list[str]:
    """The same of a board in an incubator, each of which is right by itself."""
    full_ma = incubator.HEATER_W * 1_000_000 // incubator.HEATER_SUPPLY_MV
    most_ma = _SHUNT_FULL_UV * 1_000 // board.SHUNT_UOHM
    if full_ma * _HEADROOM_PM <= most_ma * 1_000:
        return []
    return [
        f"{board.NAME} in {incubator.NAME}: SHUNT_UOHM is {board.SHUNT_UOHM}: with it the INA226"
        f" sees up to {most_ma} mA, and the heater takes {full_ma} mA"
    ]


def value_refusals(values: Any, bounds: Mapping[str, Bound]) -> list[str]:
    """What is wrong with the values of a board or of an incubator, one sentence each."""
    wrong = []
    for name, bound in bounds.items():
        value = getattr(values, name, None)
        if value is None:
            wrong.append(f"{name} is missing: nothing is assumed in its place")
        elif type(value) is not int:
            wrong.append(f"{name} is {value!r}, not a whole number")
        elif value < bound.least:
            wrong.append(f"{name} is {value}, less than {bound.least}: {bound.low}")
        elif value > bound.most:
            wrong.append(f"{name} is {value}, more than {bound.most}: {bound.high}")
    return wrong


def _refusals(board: Any) -> list[str]:
    shape = _shape(board)
    if shape:
        return shape + value_refusals(board, VALUES)
    wrong = []
    uses = _uses(board)
    for role, pin in uses:
        wrong += [f"{role} on GPIO{pin}: {reason}" for reason in _pin_refusals(board, role, pin)]
    pins = [pin for _, pin in uses]
    for pin in sorted(set(pins)):
        roles = [role for role, used in uses if used == pin]
        if len(roles) > 1:
            wrong.append(f"GPIO{pin} is used for {' and '.join(roles)}")
    return wrong + value_refusals(board, VALUES)


def _shape(board: Any) -> list[str]:
    """What is missing or unknown, so that pins cannot be looked at."""
    chip = getattr(board, "CHIP", None)
    if chip not in CHIPS:
        return [f"CHIP is {chip!r}; there are {', '.join(CHIPS)}"]
    wrong = []
    psram = getattr(board, "PSRAM", ())
    strange = [kind for kind in psram if kind not in PSRAM[chip]]
    if not psram or strange:
        wrong.append(f"PSRAM is {psram!r}; of {', '.join(PSRAM[chip])} it says which are allowed")
    for attribute, roles in (
        ("OUTPUT_PINS", OUTPUTS),
        ("INPUT_PINS", INPUTS),
        ("DISPLAY_PINS", DISPLAY),
    ):
        pins = getattr(board, attribute, {})
        wrong += [f"{attribute} has no {role}" for role in roles if role not in pins]
        strange = sorted(set(pins) - set(roles))
        wrong += [f"{attribute} has {role}, which nothing uses" for role in strange]
    buses = getattr(board, "I2C_BUSES", ())
    if len(buses) != BUSES or any(set(bus) != {"scl", "sda"} for bus in buses):
        wrong.append(f"I2C_BUSES must have scl and sda of {BUSES} buses")
    if not hasattr(board, "DATA_PORT_TX_PIN"):
        wrong.append("DATA_PORT_TX_PIN is missing")
    if not wrong:
        wrong += [
            f"{role} on {pin!r}: a pin is a whole number"
            for role, pin in _uses(board)
            if type(pin) is not int
        ]
    return wrong


def pins(board: Any) -> list[int]:
    """Every GPIO that a board uses, in order."""
    return sorted({pin for _, pin in _uses(board)})


def _uses(board: Any) -> list[tuple[str, int]]:
    uses = sorted(board.OUTPUT_PINS.items()) + sorted(board.INPUT_PINS.items())
    for number, bus in enumerate(board.I2C_BUSES):
        uses += [(f"bus {number} {line}", bus[line]) for line in ("scl", "sda")]
    uses += [(f"display {line}", board.DISPLAY_PINS[line]) for line in DISPLAY]
    return [*uses, ("data port", board.DATA_PORT_TX_PIN)]


def _pin_refusals(board: Any, role: str, pin: int) -> list[str]:
    chip = board.CHIP
    wrong = []
    if not 0 <= pin <= _LAST[chip] or pin in _MISSING[chip]:
        wrong.append("this module has no such pin")
    if pin in _STRAPPING[chip] and _STRAPPING_SPARED[chip].get(role) != pin:
        wrong.append("strapping pin, read at reset")
    if pin in _FLASH[chip]:
        wrong.append("belongs to the flash")
    if pin in _CONSOLE[chip]:
        wrong.append("belongs to the console")
    for kind in board.PSRAM:
        if pin in PSRAM[chip][kind] and pin not in _FLASH[chip]:
            wrong.append(f"belongs to the PSRAM where that is {kind}, which PSRAM allows")
    if pin in _INPUT_ONLY[chip] and role not in board.INPUT_PINS:
        wrong.append("input only")
    if pin in _JTAG[chip] and role in _HEATING:
        wrong.append("JTAG pin, a debugger could switch it")
    if role == "battery" and pin not in _ADC1[chip]:
        wrong.append("not on ADC1, the converter that keeps working beside the radio")
    return wrong


def _fitted(incubator: Any) -> list[str]:
    """Whether it is said of each part that it is there or not."""
    wrong = []
    for name in PARTS:
        value = getattr(incubator, name, None)
        if value is None:
            wrong.append(f"{name} is missing: nothing is assumed in its place")
        elif type(value) is not bool:
            wrong.append(f"{name} is {value!r}, neither True nor False")
    mist_w: object = getattr(incubator, "HUMIDIFIER_MIST_W", 0)
    if not wrong and mist_w and not incubator.HAS_HUMIDIFIER:
        wrong.append(f"HUMIDIFIER_MIST_W is {mist_w} without a humidifier")
    return wrong


def _element(incubator: Any) -> list[str]:
    """Whether full power leaves the element below its limit."""
    settles_mc = _WARM_AIR_MC + incubator.HEATER_W * incubator.ELEMENT_RISE_MC_PER_W
    if settles_mc <= incubator.ELEMENT_LIMIT_MC:
        return []
    return [
        f"ELEMENT_RISE_MC_PER_W is {incubator.ELEMENT_RISE_MC_PER_W}: in a hood of 35 degC the"
        f" element settles at {settles_mc // 1_000} degC, above its limit of"
        f" {incubator.ELEMENT_LIMIT_MC // 1_000}"
    ]


def main() -> int:
    """Check every board and incubator; exit status 1 if any is refused."""
    wrong = [sentence for name in found.names() for sentence in named_refusals(name)]
    for name in found.incubators():
        wrong += named_incubator_refusals(name)
    for sentence in wrong:
        print(sentence)
    return 1 if wrong else 0


def named_refusals(name: str) -> list[str]:
    """What is wrong with the board of that name."""
    board = found.load(name)
    if getattr(board, "NAME", None) != name:
        return [f"boards/{name}/board.py: NAME is not {name}, which is its folder"]
    return refusals(board)


def named_incubator_refusals(name: str) -> list[str]:
    """What is wrong with the incubator of that name."""
    incubator = found.load_incubator(name)
    if getattr(incubator, "NAME", None) != name:
        return [f"boards/incubators/{name}.py: NAME is not {name}, which is its file"]
    return incubator_refusals(incubator)


if __name__ == "__main__":
    sys.exit(main())
