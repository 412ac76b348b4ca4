"""docs/operating.md says what the keys do: its table, its times and its lamps against the code."""

import re
from pathlib import Path

import pytest

from control import alarms, limits
from control.alarm_table import HIGH, LOW, MEDIUM, NAMES
from control.settings import AIR, AIR_SET, MODES, SKIN_SET
from firmware.panel import keys as key_driver
from firmware.panel import lamps, menu, operator, sound
from sim.world.panel import KEYS
from tests.firmware.panel.said import said_of
from tests.firmware.panel.test_operator import Desk

MANUAL = (Path(__file__).parents[3] / "docs" / "operating.md").read_text(encoding="utf-8")
TEXT = " ".join(MANUAL.split())
ROWS = {
    cells[0]: cells[1:]
    for cells in (
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in MANUAL.splitlines()
        if line.startswith("| ")
    )
}
PRESSED, HELD = range(2)


def state(desk):
    operator = desk.operator
    return (
        desk.chosen(),
        operator.proposed,
        operator.value,
        desk.alarms.calls[:],
        desk.resets,
        desk.menu.screen,
    )


def acts(key, count, released):
    """Whether a key does something as it is pressed, or as it is let go after so many samples."""
    desk = Desk(AIR)
    desk.press(key_driver.UP)
    before = state(desk)
    desk.down(getattr(key_driver, key), count)
    if released:
        before = state(desk)
        desk.rest()
    return state(desk) != before


def test_every_key_has_its_row_and_no_other_key_is_named():
    assert {
        name.lower() for name in ROWS if name.isupper() and name not in ("HIGH", "MEDIUM", "LOW")
    } == set(KEYS)


@pytest.mark.parametrize("key", [key.upper() for key in KEYS])
def test_a_key_does_something_exactly_where_the_table_says_so(key):
    assert acts(key, 2, released=False) == (ROWS[key][PRESSED] != "nothing")
    assert acts(key, 60, released=True) == (ROWS[key][HELD] != "nothing more")
    assert not acts(key, 2, released=True)


@pytest.mark.parametrize(
    "words, numbers",
    [
        (
            r"for (\d+) to (\d+) s, then let go",
            (key_driver.HOLD_MS // 1000, key_driver.HOLD_MAX_MS // 1000),
        ),
        (r"waits for (\d+) s", (operator.CONFIRM_MS // 1000,)),
        (r"stayed down for (\d+) s", (key_driver.STUCK_MS // 1000,)),
        (r"open for (\d+) s in one piece", (key_driver.QUIET_MS // 1000,)),
        (r"a HIGH alarm for (\d+) s", (alarms._TEST_MS // 1000,)),
        (r"HIGH alarm is quiet for (\d+) min", (limits.PAUSE_HIGH_MS // 60_000,)),
        (r"another for (\d+) min", (limits.PAUSE_MS // 60_000,)),
        (r"their bounds: (\d+) degC", (AIR_SET.high // 1000,)),
        (
            r"override (\d+) degC for the air and (\d+)",
            (AIR_SET.override_high // 1000, SKIN_SET.override_high // 1000),
        ),
        (r"the mode\*\* \((.*?)\)", (", ".join(MODES),)),
        (r"comes back (\d+) s after the last key", (menu.ALARM_AGAIN_MS // 1000,)),
    ],
)
def test_its_numbers_are_the_code_s(words, numbers):
    found = re.findall(words, TEXT)
    assert found, words
    for match in found:
        assert (match if isinstance(match, tuple) else (match,)) == tuple(map(str, numbers))


def test_its_lamps_are_the_code_s():
    colours = {"red": lamps.RED, "yellow": lamps.YELLOW, "cyan": lamps.CYAN, "dark": 0}
    said = {"twice a second": 250, "every two seconds": 1_000, "steady": 0, "dark": 0}
    for priority, row in enumerate(("none", "LOW", "MEDIUM", "HIGH")):
        words = ROWS[row][0]
        assert lamps._LAMPS[priority] == colours[words.split(",")[0]]
        half_ms = next(ms for phrase, ms in said.items() if words.endswith(phrase))
        assert lamps.HALF_CYCLES_MS[priority] == half_ms


def test_its_notes_are_the_code_s():
    for row, priority, notes in (
        ("HIGH", HIGH, "ten"),
        ("MEDIUM", MEDIUM, "three"),
        ("LOW", LOW, "two"),
    ):
        count = sound._BURSTS[priority].edges // sound._PULSE_EDGES
        assert ROWS[row][1].startswith(notes)
        assert count == {"ten": 10, "three": 3, "two": 2}[notes]


def test_a_remedy_that_needs_a_key_names_it_and_how_long():
    for name in NAMES:
        _, _, remedy = said_of(name)
        assert not re.search(r"\b(press|reset|acknowledge)\b", remedy), name
        for key in re.findall(r"\b[A-Z]{2,}\b", remedy):
            assert f"hold {key} for {key_driver.HOLD_MS // 1000} s" in remedy
            assert key.lower() in KEYS
