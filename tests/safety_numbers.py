"""docs/safety-numbers.md as the tests read it."""

import re
from pathlib import Path

_FILE = Path(__file__).parents[1] / "docs" / "safety-numbers.md"
_ROW = re.compile(r"\| (SAFE-[A-Z-]+) \| (.+) \| (.+) \|")
_NUMBER = re.compile(r"`(?:([a-z_.]+)\.)?(_?[A-Z_]+)` ([\d,]*\d)")
_OTHER_ROW = re.compile(r"\| (`.+`) \| (.+) \|")
_OTHER = re.compile(r"`([a-z_]+)(?:\.(_?[A-Z_]+))?`")

_lines = _FILE.read_text().splitlines()
_rows = [match.groups() for match in map(_ROW.fullmatch, _lines) if match]


def _module(named: str) -> str:
    """The module that a name of the table means: without a package it is one of control/."""
    return named if "." in named else f"control.{named or 'limits'}"


STATEMENTS = {name: statement for name, statement, _ in _rows}
# Id, module, constant, its value.
NUMBERS = [
    (name, _module(module), constant, int(value.replace(",", "")))
    for name, _, numbers in _rows
    for module, constant, value in _NUMBER.findall(numbers)
]
# Module and constant of control/ that protect nobody, with no constant for all of a module.
OTHERS = [
    (_module(module), constant)
    for match in map(_OTHER_ROW.fullmatch, _lines)
    if match
    for module, constant in _OTHER.findall(match[1])
]
