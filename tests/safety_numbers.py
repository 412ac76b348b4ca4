"""docs/safety-numbers.md as the tests read it."""

import re
from pathlib import Path

_FILE = Path(__file__).parents[1] / "docs" / "safety-numbers.md"
_ROW = re.compile(r"\| (SAFE-[A-Z-]+) \| (.+) \| (.+) \|")
_NUMBER = re.compile(r"`([A-Z_]+)` ([\d,]*\d)")

_rows = [match.groups() for match in map(_ROW.fullmatch, _FILE.read_text().splitlines()) if match]

STATEMENTS = {name: statement for name, statement, _ in _rows}
# Id, constant of control/limits.py, its value.
NUMBERS = [
    (name, constant, int(value.replace(",", "")))
    for name, _, numbers in _rows
    for constant, value in _NUMBER.findall(numbers)
]
