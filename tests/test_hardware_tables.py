"""docs/hardware.md says of pins, chips and values what the board files and drivers say."""

import re
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boards import hardware_tables
from boards.esp32_devkitc import board as esp32_devkitc
from boards.hardware_tables import BEGIN, BOARDS, END, PAGE, SIGNALS, VALUES, renewed, tables
from boards.incubators import single_300w
from firmware import expander
from firmware.panel.keys import ALL_KEYS
from sim.world import panel
from sim.world.plant.plant import Plant
from sim.world.world import World
from tests.watched import ROOT

SCENARIO = {
    "room": {"temperature_c": 24.0, "humidity_pct": 50.0},
    "infant": None,
    "machine": {"preset": None, "walls": None, "humidifier": None, "water_g": None},
}


def _copy(board):
    """A board whose pins and values a test may change."""
    return SimpleNamespace(
        NAME=board.NAME,
        OUTPUT_PINS=dict(board.OUTPUT_PINS),
        INPUT_PINS=dict(board.INPUT_PINS),
        I2C_BUSES=tuple(dict(bus) for bus in board.I2C_BUSES),
        DISPLAY_PINS=dict(board.DISPLAY_PINS),
        DATA_PORT_TX_PIN=board.DATA_PORT_TX_PIN,
        **{name: getattr(board, name) for name, *_ in VALUES},
    )


def _move(board, role, pin):
    if role == "data port":
        board.DATA_PORT_TX_PIN = pin
    elif role.startswith("bus "):
        _, number, line = role.split()
        board.I2C_BUSES[int(number)][line] = pin
    elif role.startswith("display "):
        board.DISPLAY_PINS[role.split()[1]] = pin
    else:
        pins = board.OUTPUT_PINS if role in board.OUTPUT_PINS else board.INPUT_PINS
        pins[role] = pin


def _rows(text):
    """First cell to the other cells, of every table row."""
    rows = [line.strip("|").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return {cells[0].strip(): [cell.strip() for cell in cells[1:]] for cells in rows}


def test_the_page_agrees_with_board_files_and_drivers():
    page = PAGE.read_text(encoding="utf-8")
    assert renewed(page) == page, "run `make hardware`"


def test_every_board_is_on_the_page():
    folders = {path.parent.name for path in (ROOT / "boards").glob("*/board.py")}
    assert {board.NAME for board in BOARDS} == folders


@given(st.integers(0, len(BOARDS) - 1), st.sampled_from(sorted(SIGNALS)), st.integers(0, 48))
def test_a_pin_that_moves_moves_in_its_own_cell_only(index, role, pin):
    boards = [_copy(board) for board in BOARDS]
    before = _rows(hardware_tables._signals(tuple(boards)))
    _move(boards[index], role, pin)
    after = _rows(hardware_tables._signals(tuple(boards)))
    assert after[role][index] == str(pin)
    after[role][index] = before[role][index]
    assert after == before


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.NAME)
def test_direction_is_that_of_the_board_file(board):
    rows = _rows(tables((board,)))
    for roles, direction in (
        (board.OUTPUT_PINS, "out"),
        (board.INPUT_PINS, "in"),
        (["data port"], "out"),
        ([f"display {line}" for line in board.DISPLAY_PINS], "out"),
        (["bus 0 scl", "bus 0 sda", "bus 1 scl", "bus 1 sda"], "both"),
    ):
        assert {rows[role][1] for role in roles} == {direction}


def test_whatever_heats_or_holds_heat_is_pulled_down():
    rows = _rows(tables((esp32_devkitc,)))
    for role in ("heater", "arm", "humidifier", "cutout_test", "cutout_range"):
        assert rows[role][3] == "10 kohm to ground"


def test_a_role_that_is_not_described_or_not_wired_is_refused_by_name():
    board = _copy(esp32_devkitc)
    board.OUTPUT_PINS["ozone"] = 18
    with pytest.raises(ValueError, match=r"esp32_devkitc: .*ozone"):
        tables((board,))
    board = _copy(esp32_devkitc)
    del board.INPUT_PINS["mains"]
    with pytest.raises(ValueError, match=r"esp32_devkitc: .*mains"):
        tables((board,))


def test_every_pin_of_the_expander_is_on_the_page_once():
    masks = [getattr(expander, name) for name in hardware_tables.EXPANDER]
    held = sum(pin for _, pin in expander.HELD)
    assert sum(masks) == expander.INPUTS | expander.NIGHT | expander.LAMPS | held
    assert not (sum(masks) ^ expander.INPUTS) & expander.INPUTS
    rows = _rows(hardware_tables._expander())
    assert rows["GPA0 to GPA5"][0] == rows["GPB4"][0] == "in"
    assert rows["GPB0 to GPB3"][0] == rows["GPB7"][0] == "out"
    assert expander.KEYS == ALL_KEYS
    assert expander.LAMPS == 0xF << expander.LAMPS_SHIFT


def test_the_pretended_panel_is_wired_as_the_page_says():
    for name in ("HOOD", "NIGHT", "WATER", "HUMIDIFIER_SENSE", "NO_CALL"):
        assert getattr(panel, name) == getattr(expander, name)


def test_buses_and_addresses_are_those_the_program_finds_its_chips_at():
    world = World(SCENARIO, esp32_devkitc, Plant, seed=1)
    wired = {
        (type(chip).__name__.upper(), str(number), f"0x{address:02X}")
        for number, bus in enumerate((world.bus0, world.bus1))
        for address, chip in bus.chips.items()
    }
    names = "|".join(chip.name for chip in hardware_tables.CHIPS)
    assert set(re.findall(rf"\| ({names}) +\| (\d) +\| (0x\w\w) ", tables())) == wired


@given(
    st.sampled_from([chip for chip in hardware_tables.CHIPS if not chip.address]),
    st.integers(0x08, 0x77),
)
def test_an_address_comes_from_its_driver_and_one_without_a_strap_is_refused(chip, address):
    addresses = {
        each.name.lower(): min(each.straps) for each in hardware_tables.CHIPS if not each.address
    }
    addresses[chip.name.lower()] = address
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hardware_tables, "_default_address", lambda path: addresses[path.stem])
        if address in chip.straps:
            assert f"| {chip.name} | {chip.bus} | 0x{address:02X} |" in hardware_tables._chips()
        else:
            with pytest.raises(ValueError, match=f"{chip.name}: .*0x{address:02X}"):
                hardware_tables._chips()


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("class C:\n def __init__(self, i2c, address: int = 0x4A): ...", 0x4A),
        ("class C:\n def __init__(self, i2c, address=7, shunt=2000): ...", 7),
        (
            "class R:\n def __init__(self, address): ...\n"
            "class C:\n def __init__(self, i2c, inputs, address=0x20): ...",
            0x20,
        ),
    ],
)
def test_the_default_address_is_read_from_the_source(tmp_path, source, address):
    driver = tmp_path / "driver.py"
    driver.write_text(source)
    assert hardware_tables._default_address(driver) == address


def test_a_driver_without_a_default_address_is_refused(tmp_path):
    driver = tmp_path / "driver.py"
    driver.write_text("class C:\n def __init__(self, i2c, address): ...")
    with pytest.raises(ValueError, match=r"driver\.py"):
        hardware_tables._default_address(driver)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("SHUNT_UOHM", 500, "0.5 mohm"),
        ("SKIN_REFERENCE_OHM", 18_250, "18.25 kohm"),
        ("BATTERY_DIVIDER_PM", 333, "0.333"),
    ],
)
def test_a_value_is_shown_in_its_unit(name, value, shown):
    board = _copy(esp32_devkitc)
    setattr(board, name, value)
    before, after = _rows(tables((esp32_devkitc,))), _rows(tables((board,)))
    assert [cells for what, cells in after.items() if cells != before[what]] == [[shown]]


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.NAME)
def test_the_bill_of_materials_has_the_values_of_the_board_files(board):
    bill = _rows(PAGE.read_text(encoding="utf-8").partition("## Bill of materials")[2])
    assert bill["element"][0].startswith(
        f"{single_300w.HEATER_W} W at {single_300w.HEATER_SUPPLY_MV // 1000} V"
    )
    assert bill["shunt"][0].startswith(f"{board.SHUNT_UOHM / 1000:g} mohm")
    for part, ohm in (
        ("reference resistors, skin", board.SKIN_REFERENCE_OHM),
        ("reference resistor, element", board.ELEMENT_REFERENCE_OHM),
    ):
        assert bill[part][0].startswith(f"{ohm / 1000:g} kohm")


texts = st.text(alphabet=st.sampled_from("ab|\n<>"))


@given(texts, texts, texts)
def test_only_what_lies_between_the_marks_is_written(before, old, after):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hardware_tables, "tables", lambda boards: "| the tables |\n")
        page = renewed(before + BEGIN + old + END + after)
        assert page == f"{before}{BEGIN}\n| the tables |\n\n{END}{after}"
        assert renewed(page) == page


@pytest.mark.parametrize("page", ["", BEGIN, END, END + BEGIN])
def test_a_page_without_both_marks_is_refused(page):
    with pytest.raises(ValueError, match="marks"):
        renewed(page)


def test_the_command_renews_the_page(tmp_path, monkeypatch):
    page = tmp_path / "hardware.md"
    page.write_text("before\n" + BEGIN + "old\n" + END, encoding="utf-8")
    monkeypatch.setattr(hardware_tables, "PAGE", page)
    assert hardware_tables.main() == 0
    assert page.read_text(encoding="utf-8") == renewed("before\n" + BEGIN + END)


def test_the_checklist_is_numbered_without_a_gap_and_every_row_can_be_filled_in():
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [line.strip("|").split("|") for line in lines if line.startswith("| ☐")]
    cells = [[cell.strip() for cell in row] for row in rows]
    assert [row[1] for row in cells] == [f"H-{number}" for number in range(1, len(cells) + 1)]
    for _, number, what, how, limit, *blanks in cells:
        assert what, number
        assert how, number
        assert limit, number
        assert blanks == ["", ""], number
