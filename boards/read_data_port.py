"""Watch a data port (docs/data-port.md) from a PC: `python -m boards.read_data_port PORT`.

Prints what each line says, or JSON lines with --json; what arrives damaged is reported on stderr
and never shown. --layout prints what this version of the reader understands, and ends.
"""

import argparse
import json
import sys
from binascii import crc32

import serial

from boards.command_line import Parser, end_on_closed_pipe, open_closed_output
from boards.errors import Refusal
from boards.incubators import single_300w
from control.alarm_table import COUNT, NAMES
from control.controller import Controller
from control.records import Readings
from control.settings import Settings
from firmware.service.data_port import BAUD, layout
from firmware.service.values import values

_FAILURE_STATUS = 1
_REFUSAL_STATUS = 2
_SEQUENCES = 10_000
_BEFORE_FIELDS = 3  # CRADLE, layout, sequence
_SILENCE_S = 5  # a controller sends a line every 2 s
_LONGEST_LINE = 1_000  # bytes; twice the longest that is sent
_SILENT = (
    f"no line for {_SILENCE_S} s: is this the data port (pin DATA_PORT_TX_PIN of the board, at"
    f" {BAUD} baud), and does the controller run?"
)


class Damaged(Exception):
    """The line is not what was sent, or not for this reader."""


def fields() -> list:
    """(name, unit, whether it is yes or no) of each field, in order."""
    # Any incubator will do.
    controller = Controller(settings := Settings(), single_300w, False)
    return [
        (name, unit, isinstance(value, bool))
        for name, value, unit in values(settings, controller, Readings())
    ]


FIELDS = fields()
LAYOUT = layout([name for name, _, _ in FIELDS])


def parse(line: bytes) -> dict:
    """Names to values of one line, with `sequence` and `alarms`. Raises Damaged.

    A value that the controller did not know is None.
    """
    try:
        return _parse(line)
    except (ValueError, IndexError) as error:
        raise Damaged(str(error)) from None


def _parse(line: bytes) -> dict:
    body, star, checksum = line.rstrip(b"\r\n").rpartition(b"*")
    if not star or checksum != b"%08X" % crc32(body):
        raise Damaged("wrong checksum")
    words = body.decode().split(",")
    if words[:2] != ["CRADLE", LAYOUT]:
        raise Damaged(f"layout {words[1:2]}: this reader is for {LAYOUT}, another version")
    message = {"sequence": int(words[2])}
    for (name, _, yes_or_no), word in zip(FIELDS, words[_BEFORE_FIELDS:-1], strict=True):
        message[name] = bool(int(word)) if yes_or_no else _value(word)
    bits = int(words[-1], 16)
    message["alarms"] = [NAMES[row] for row in range(COUNT) if bits >> row & 1]
    return message


def lost(before: int, sequence: int) -> int:
    """How many lines are missing between two that came one after the other."""
    return (sequence - before - 1) % _SEQUENCES


def watch(lines, show) -> None:
    """Show every whole line of a port that has just been opened; report the rest on stderr.

    lines: bytes each; empty where nothing came for _SILENCE_S.
    """
    before = None
    for number, line in enumerate(lines):
        if not line:
            print(_SILENT, file=sys.stderr)
            continue
        try:
            message = parse(line)
        except Damaged as damage:
            if number:  # the first was already half sent
                print("a damaged line:", damage, file=sys.stderr)
            continue
        if before is not None and lost(before, message["sequence"]):
            print(lost(before, message["sequence"]), "lines lost", file=sys.stderr)
        before = message["sequence"]
        show(message)


def as_table(message: dict) -> str:
    """One line a value, as a person reads it."""
    rows = [f"{name:16}{_in_words(message[name])} {unit}".rstrip() for name, unit, _ in FIELDS]
    rows.append(f"{'alarms':16}{', '.join(message['alarms']) or 'none'}")
    return "\n".join(rows) + "\n"


def layout_table() -> str:
    """What each field and each alarm bit is."""
    rows = [f"layout {LAYOUT}", "", "field  name  unit"]
    rows += [f"{n}  {name}  {unit}".rstrip() for n, (name, unit, _) in enumerate(FIELDS, 4)]
    rows += ["", "bit  alarm", *(f"{row}  {name}" for row, name in enumerate(NAMES))]
    return "\n".join(rows)


def _in_words(value: object) -> object:
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


def _value(word: str) -> object:
    """A number, a word, or None if the controller did not know."""
    try:
        return json.loads(word) if word else None
    except ValueError:
        return word


def main() -> int:
    """Run as the module's docstring says, until interrupted."""
    open_closed_output()
    try:
        arguments = _arguments()
        return _main(arguments)
    except Refusal as refusal:
        print(f"read_data_port: {refusal}", file=sys.stderr)
        return _REFUSAL_STATUS
    except KeyboardInterrupt:
        return 0
    except BrokenPipeError:
        return end_on_closed_pipe()
    except serial.SerialException as error:
        print(f"read_data_port: {arguments.port}: {error}", file=sys.stderr)
        return _FAILURE_STATUS


def _arguments() -> argparse.Namespace:
    parser = Parser(prog="python -m boards.read_data_port", description="Watch a data port.")
    parser.add_argument("port", nargs="?", help="serial port, such as /dev/ttyUSB1")
    parser.add_argument("--json", action="store_true", help="print JSON lines")
    parser.add_argument("--layout", action="store_true", help="print fields and alarm bits")
    arguments = parser.parse_args()
    if not (arguments.port or arguments.layout):
        parser.error("which port?")
    return arguments


def _main(arguments: argparse.Namespace) -> int:
    if arguments.layout:
        print(layout_table(), flush=True)
        return 0
    form = json.dumps if arguments.json else as_table
    with serial.Serial(arguments.port, BAUD, timeout=_SILENCE_S) as port:
        lines = iter(lambda: port.read_until(size=_LONGEST_LINE), None)
        watch(lines, lambda message: print(form(message), flush=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
