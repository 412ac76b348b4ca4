"""The tables of docs/hardware.md that follow from the board files and the drivers.

`python -m boards.hardware_tables`, or `make hardware`, renews the page.
"""

import ast
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from boards import check, found
from firmware import expander

_ROOT = Path(__file__).parents[1]
PAGE = _ROOT / "docs" / "hardware.md"
DRIVERS = _ROOT / "drivers"
BEGIN = "<!-- From the board files: `make hardware` writes what follows. -->\n"
END = "<!-- End of what `make hardware` writes. -->\n"
BOARDS = tuple(found.load(name) for name in found.names())
INCUBATORS = tuple(found.load_incubator(name) for name in found.incubators())


class Signal(NamedTuple):
    """What one pin of the microcontroller is for."""

    leads_to: str
    part: str  # that the pin needs outside the chip
    note: str


class Chip(NamedTuple):
    """One chip on one of the buses."""

    name: str  # of its driver too, in small letters
    bus: int
    straps: dict[int, str]  # of each address that the hardware foresees: how the chip gets it
    use: str
    address: int = 0  # of a second one of its kind; 0: what its driver takes


_PULL_DOWN = "10 kohm to ground"
_PULL_UP = "10 kohm to 3.3 V"
_BUS_PULL_UP = "2.2 kohm to 3.3 V"

SIGNALS = {
    "heater": Signal("gate driver of Q1, the element's switch", _PULL_DOWN, "PWM; undriven: off"),
    "arm": Signal(
        "charge pump of relay K1", _PULL_DOWN, "only edges count; undriven or steady: K1 falls"
    ),
    "humidifier": Signal(
        "gate driver of Q2, the humidifier's switch",
        _PULL_DOWN,
        "switched by the program, a window of 2 s; undriven: off",
    ),
    "cutout_test": Signal(
        "cut-out, test input",
        _PULL_DOWN,
        "high: it must believe in a hot hood; wire broken: the start-up test fails",
    ),
    "cutout_range": Signal(
        "cut-out, range input", _PULL_DOWN, "high: trips at 40 degC; wire broken: at 38 degC"
    ),
    "cutout_sense": Signal(
        "cut-out, sense output, open collector",
        _PULL_UP,
        "high: tripped; wire broken: the same. The data port's UART listens here too, and ignores"
        " it",
    ),
    "fan": Signal(
        "fan, PWM input, by an open-drain buffer",
        _PULL_UP,
        "undriven: full speed; wire broken: the same",
    ),
    "fan_tachometer": Signal(
        "fan, tachometer, open collector", _PULL_UP + ", 1 nF", "wire broken: fan fault, no heat"
    ),
    "speaker": Signal("gate of Q3, the speaker's switch", _PULL_DOWN, "PWM; undriven: silent"),
    "battery": Signal(
        "divider from the battery", "the divider; 100 nF to ground", "wire broken: battery low"
    ),
    "mains": Signal(
        "comparator that watches the 24 V",
        "100 kohm to ground",
        "high: mains there; wire broken: mains lost, no heat",
    ),
    "display sck": Signal("display, SCL", "", "20 MHz"),
    "display mosi": Signal("display, SDA", "", ""),
    "display select": Signal("display, CSX", _PULL_UP, "low: selected; undriven: not"),
    "display data_command": Signal("display, D/CX", "", "high: data; low: command"),
    "data port": Signal(
        "data port, by an isolator; life detector of the buzzer", _PULL_UP, "sends only"
    ),
    "bus 0 scl": Signal("chips of bus 0", _BUS_PULL_UP, "100 kHz"),
    "bus 0 sda": Signal("chips of bus 0", _BUS_PULL_UP, ""),
    "bus 1 scl": Signal("chips of bus 1", _BUS_PULL_UP, "100 kHz"),
    "bus 1 sda": Signal("chips of bus 1", _BUS_PULL_UP, ""),
}

CHIPS = (
    Chip("TMP117", 0, {0x48: "ADD0 to ground"}, "hood air, the control channel"),
    Chip("ADS1115", 0, {0x49: "ADDR to 3.3 V"}, "skin probes, element, excitation"),
    Chip("SHT45", 1, {0x44: "type SHT45-AD1B"}, "hood air, second channel; humidity"),
    Chip("INA226", 1, {0x40: "A0, A1 to ground"}, "heater current, supply voltage"),
    Chip("DS3231", 1, {0x68: "fixed"}, "clock, with a cell of its own"),
    Chip("MCP23017", 1, {0x20: "A0, A1, A2 to ground"}, "panel, switches, nurse call"),
)

# What is on the pins of the expander, by their names in firmware/expander.py.
EXPANDER = {
    "KEYS": Signal("up, down, left, right, silence, override", "none", "low: pressed"),
    "HOOD": Signal(
        "reed switch to ground, closed with the hood",
        _PULL_UP + ", 100 nF",
        "high or wire broken: open",
    ),
    "NIGHT": Signal(
        "gate of Q4 by a diode; Q4 shorts the dimming resistor of the display's light",
        _PULL_DOWN,
        "high: dim, but where K3 calls: full; undriven: full",
    ),
    "LAMPS": Signal(
        "red, yellow, cyan, override sign, by a transistor each", _PULL_DOWN, "high: lit"
    ),
    "WATER": Signal(
        "float switch to 3.3 V by 1 kohm, closed with water in the tank",
        _PULL_DOWN + ", 100 nF",
        "low or wire broken: empty",
    ),
    "HUMIDIFIER_SENSE": Signal(
        "optocoupler across the humidifier, stretched to 1.5 s, by 1 kohm",
        _PULL_DOWN,
        "high: it has voltage; wire broken: an alarm within 10 min",
    ),
    "NO_CALL": Signal(
        "charge pump of the nurse call's relay K3",
        _PULL_DOWN,
        "only edges count; undriven or steady for 3 s: K3 falls, and calls",
    ),
}

# Name in the board file, what it is, unit, divisor from the file's unit.
VALUES = (
    ("SHUNT_UOHM", "shunt of the INA226", "mohm", 1_000),
    ("SKIN_REFERENCE_OHM", "reference resistor of each skin probe", "kohm", 1_000),
    ("ELEMENT_REFERENCE_OHM", "reference resistor of the element's NTC", "kohm", 1_000),
    ("BATTERY_DIVIDER_PM", "battery divider, pin over battery", "", 1_000),
)
# The same of an incubator's description.
INCUBATOR_VALUES = (
    ("HEATER_W", "element at nominal supply", "W", 1),
    ("HEATER_SUPPLY_MV", "nominal supply", "V", 1_000),
    ("ELEMENT_LIMIT_MC", "element: heat off above", "degC", 1_000),
    ("ELEMENT_RISE_MC_PER_W", "element over the air, for each watt", "mK/W", 1),
    ("ELEMENT_LAG_S", "element's time constant", "s", 1),
    ("BASE_LAG_S", "base's time constant", "s", 1),
    ("AIR_RISE_MC", "full power adds to the air within minutes", "K", 1_000),
    ("AIR_LAG_S", "lag of the slower air sensor", "s", 1),
    ("AIR2_RISE_MC", "second air sensor over the first, at full power", "K", 1_000),
    ("HUMIDITY_RISE_PM_PER_MIN", "humidity rises at full duty", "%/min", 10),
    ("HUMIDIFIER_MIST_W", "mist takes from the air", "W", 1),
    ("MIST_RISE_MC_PER_W", "air jumps at the mist's end, for each of these", "mK/W", 1),
)


def tables(boards: tuple[ModuleType, ...] = BOARDS) -> str:
    """Signals, chips and values as Markdown. ValueError if a board's roles are not SIGNALS."""
    return "\n".join(
        (
            _signals(boards),
            _chips(),
            _expander(),
            _values(boards, VALUES),
            _values(INCUBATORS, INCUBATOR_VALUES),
            _parts(),
        )
    )


def renewed(page: str, boards: tuple[ModuleType, ...] = BOARDS) -> str:
    """The page with its tables written anew. ValueError if it has no place for them."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the page lacks the marks between which the tables belong")
    return f"{before}{begin}\n{tables(boards)}\n{end}{after}"


def _signals(boards: tuple[ModuleType, ...]) -> str:
    pins = [_pins(board) for board in boards]
    rows = [
        (role, *(str(each[role][0]) for each in pins), pins[0][role][1], *signal)
        for role, signal in SIGNALS.items()
    ]
    names = [f"GPIO, `{board.NAME}`" for board in boards]
    return _table(
        ("signal", *names, "direction", "leads to", "part at the pin", "note"),
        rows,
    )


def _pins(board: ModuleType) -> dict[str, tuple[int, str]]:
    """Of each role of a board: its GPIO, and its direction seen from the microcontroller."""
    pins = {role: (pin, "out") for role, pin in board.OUTPUT_PINS.items()}
    pins |= {role: (pin, "in") for role, pin in board.INPUT_PINS.items()}
    for number, bus in enumerate(board.I2C_BUSES):
        pins |= {f"bus {number} {line}": (pin, "both") for line, pin in bus.items()}
    pins |= {f"display {line}": (pin, "out") for line, pin in board.DISPLAY_PINS.items()}
    pins["data port"] = (board.DATA_PORT_TX_PIN, "out")
    strange = sorted(set(pins) ^ set(SIGNALS))
    if strange:
        raise ValueError(f"{board.NAME}: not in both board file and SIGNALS: {', '.join(strange)}")
    return pins


def _chips() -> str:
    rows = []
    for chip in CHIPS:
        address = chip.address or _default_address(DRIVERS / f"{chip.name.lower()}.py")
        if address not in chip.straps:
            raise ValueError(f"{chip.name}: say in CHIPS how it gets the address 0x{address:02X}")
        rows.append((chip.name, str(chip.bus), f"0x{address:02X}", chip.straps[address], chip.use))
    return _table(("chip", "bus", "address", "set by", "for"), rows)


def _expander() -> str:
    """What each pin of the expander is for."""
    rows = []
    for name, signal in EXPANDER.items():
        mask: int = getattr(expander, name)
        direction = "in" if mask & expander.INPUTS else "out"
        rows.append((_expander_pins(mask), direction, *signal))
    return _table(
        ("pin of the MCP23017", "direction", "leads to", "part at the pin", "note"), rows
    )


def _expander_pins(mask: int) -> str:
    """GPA0 for bit 0, GPB0 for bit 8; the first and last of several."""
    names = [f"GP{'AB'[bit // 8]}{bit % 8}" for bit in range(16) if mask >> bit & 1]
    return names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"


def _default_address(driver: Path) -> int:
    """What a driver takes for `address` unless told. Read, not run: it wants MicroPython."""
    for node in ast.walk(ast.parse(driver.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name == "__init__":
            arguments = node.args.args
            defaults = zip(reversed(arguments), reversed(node.args.defaults), strict=False)
            for argument, default in defaults:
                if argument.arg == "address":
                    return int(ast.literal_eval(default))
    raise ValueError(f"{driver.name} has no address")


def _values(
    described: tuple[ModuleType, ...], values: tuple[tuple[str, str, str, int], ...]
) -> str:
    rows = [
        (what, *(f"{getattr(board, name) / divisor:g} {unit}".strip() for board in described))
        for name, what, unit, divisor in values
    ]
    return _table(("value", *(f"`{board.NAME}`" for board in described)), rows)


def _parts() -> str:
    rows = [
        (f"`{name}`", *("yes" if getattr(incubator, name) else "no" for incubator in INCUBATORS))
        for name in check.PARTS
    ]
    return _table(("fitted", *(f"`{incubator.NAME}`" for incubator in INCUBATORS)), rows)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def main() -> int:
    """Renew the page."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(renewed(page), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
