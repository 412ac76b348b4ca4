"""Each board is accepted as it is, and refused with any pin moved to where the chip needs it."""

import subprocess
import sys
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boards import check
from boards.esp32_devkitc import board as esp32_devkitc
from boards.esp32_s3_devkitc import board as esp32_s3_devkitc
from tests.control.watched import ROOT

BOARDS = (esp32_devkitc, esp32_s3_devkitc)

# From the datasheets of chip and module, independently of boards/check.py.
STRAPPING = {"esp32": {0, 2, 5, 12, 15}, "esp32s3": {0, 3, 45, 46}}
FLASH = {"esp32": set(range(6, 12)), "esp32s3": set(range(26, 33))}
CONSOLE = {"esp32": {1, 3}, "esp32s3": {19, 20, 43, 44}}
INPUT_ONLY = {"esp32": {34, 35, 36, 39}, "esp32s3": set()}
JTAG = {"esp32": {12, 13, 14, 15}, "esp32s3": {39, 40, 41, 42}}
ADC1 = {"esp32": {32, 33, 34, 35, 36, 39}, "esp32s3": set(range(1, 11))}
EXISTING = {
    "esp32": {*range(20), 21, 22, 23, 25, 26, 27, 32, 33, 34, 35, 36, 39},
    "esp32s3": {*range(22), *range(26, 33), *range(35, 49)},
}
HEATING = {"heater", "arm", "humidifier", "cutout_test", "cutout_range"}
OUTPUTS = {*HEATING, "fan", "speaker"}
INPUTS = {
    "fan_tachometer", "cutout_sense", "battery", "hood", "humidifier_sense", "mains", "water",
}  # fmt: skip
BUS_LINES = {f"bus {number} {line}" for number in (0, 1) for line in ("scl", "sda")}

boards = st.sampled_from(BOARDS)
DATA_PORT = "data port"
ROLES = OUTPUTS | INPUTS | BUS_LINES | {DATA_PORT}

roles = st.sampled_from(sorted(ROLES))
pins = st.integers(-2, 60)


def _pins(board):
    """Role to pin of everything on the board."""
    buses = {
        f"bus {number} {line}": bus[line]
        for number, bus in enumerate(board.I2C_BUSES)
        for line in ("scl", "sda")
    }
    data_port = {DATA_PORT: board.DATA_PORT_TX_PIN}
    return {**board.OUTPUT_PINS, **board.INPUT_PINS, **buses, **data_port}


def _moved(board, role, pin):
    """A copy of the board with one role on another pin."""
    outputs, inputs = dict(board.OUTPUT_PINS), dict(board.INPUT_PINS)
    buses = tuple(dict(bus) for bus in board.I2C_BUSES)
    data_port = board.DATA_PORT_TX_PIN
    if role == DATA_PORT:
        data_port = pin
    elif role in outputs:
        outputs[role] = pin
    elif role in inputs:
        inputs[role] = pin
    else:
        _, number, line = role.split()
        buses[int(number)][line] = pin
    return SimpleNamespace(
        NAME=board.NAME,
        CHIP=board.CHIP,
        OUTPUT_PINS=outputs,
        INPUT_PINS=inputs,
        I2C_BUSES=buses,
        DATA_PORT_TX_PIN=data_port,
    )


def _allowed(chip, role, pin):
    return (
        pin in EXISTING[chip] - STRAPPING[chip] - FLASH[chip] - CONSOLE[chip]
        and (role in INPUTS or pin not in INPUT_ONLY[chip])
        and (role not in HEATING or pin not in JTAG[chip])
        and (role != "battery" or pin in ADC1[chip])
    )


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.NAME)
def test_the_board_is_accepted_and_has_every_role(board):
    assert check.refusals(board) == []
    assert set(_pins(board)) == ROLES


@settings(max_examples=500)
@given(boards, roles, pins)
def test_exactly_the_pins_the_chip_can_spare_are_accepted(board, role, pin):
    refusals = check.refusals(_moved(board, role, pin))
    others = {other: used for other, used in _pins(board).items() if other != role}
    refused = [text for text in refusals if f"{role} on GPIO{pin}: " in text]
    assert bool(refused) == (not _allowed(board.CHIP, role, pin))
    shared = [text for text in refusals if f"GPIO{pin} is used for " in text]
    assert bool(shared) == (pin in others.values())
    assert len(refused) + len(shared) == len(refusals)
    for text in refusals:
        assert text.startswith(board.NAME + ": ")
        assert role in text


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.NAME)
def test_every_pin_the_chip_needs_is_refused_for_every_role_in_words(board):
    chip = board.CHIP
    because = (
        (STRAPPING[chip], "strapping pin"),
        (FLASH[chip], "flash"),
        (CONSOLE[chip], "console"),
        (set(range(61)) - EXISTING[chip], "no such pin"),
    )
    for role in ROLES:
        for forbidden, word in because:
            for pin in forbidden:
                assert any(
                    word in text and f"{role} on GPIO{pin}" in text
                    for text in check.refusals(_moved(board, role, pin))
                ), (role, pin, word)


@given(boards, roles, roles)
def test_a_pin_used_twice_is_refused_naming_both_roles(board, role, other):
    pin = _pins(board)[other]
    shared = [text for text in check.refusals(_moved(board, role, pin)) if "is used for" in text]
    if role == other:
        assert shared == []
    else:
        assert len(shared) == 1
        assert all(name in shared[0] for name in (board.NAME, f"GPIO{pin}", role, other))


def test_the_command_accepts_the_boards_and_says_nothing():
    done = subprocess.run(
        [sys.executable, "-m", "boards.check"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_command_prints_each_refusal_and_fails(monkeypatch, capsys):
    monkeypatch.setitem(esp32_devkitc.OUTPUT_PINS, "heater", 12)
    assert check.main() == 1
    assert "esp32_devkitc: heater on GPIO12: strapping pin" in capsys.readouterr().out
