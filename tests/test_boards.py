"""Each board is accepted as it is, and refused with any pin moved to where the chip needs it."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boards import check, found
from boards.build import MANIFEST, build, sources
from boards.errors import Refusal
from boards.esp32_devkitc import board as esp32_devkitc
from boards.install import check_incubator, check_variant
from tests.control.bench import incubator
from tests.watched import ROOT

BOARDS = tuple(map(found.load, found.names()))

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
INPUTS = {"fan_tachometer", "cutout_sense", "battery", "mains"}
DISPLAY_LINES = {"display sck", "display mosi", "display select", "display data_command"}
BUS_LINES = {f"bus {number} {line}" for number in (0, 1) for line in ("scl", "sda")}

PSRAM = {
    "esp32": {"none": set(), "quad": {16, 17}},
    "esp32s3": {"none": set(), "quad": {26}, "octal": {26, *range(33, 38)}},
}
# What a hood of another size, supply or maker has.
GOOD_INCUBATOR = {
    "HEATER_W": (60, 120, 200, 400),
    "HEATER_SUPPLY_MV": (12_000, 24_000, 36_000),
    "ELEMENT_LIMIT_MC": (100_000, 110_000, 125_000),
    "ELEMENT_RISE_MC_PER_W": (100, 200, 250),
    "ELEMENT_LAG_S": (40, 150, 500),
    "BASE_LAG_S": (700, 1_500, 4_000),
    "AIR_RISE_MC": (1_500, 3_500, 8_000),
    "HUMIDIFIER_MIST_W": (0, 82, 164),
    "MIST_RISE_MC_PER_W": (20, 33, 90),
}
GOOD = {
    "SHUNT_UOHM": (500, 1_000, 2_000),
    "SKIN_REFERENCE_OHM": (10_000, 18_200, 36_400),
    "ELEMENT_REFERENCE_OHM": (1_100, 2_200, 4_400),
    "BATTERY_DIVIDER_PM": (125, 250, 280),
}

boards = st.sampled_from(BOARDS)
DATA_PORT = "data port"
ROLES = OUTPUTS | INPUTS | BUS_LINES | DISPLAY_LINES | {DATA_PORT}
# The one role that may have a strapping pin: it rests at the level that the strap has anyway.
SPARED = {("esp32", "display select", 5)}

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
    display = {f"display {line}": pin for line, pin in board.DISPLAY_PINS.items()}
    return {**board.OUTPUT_PINS, **board.INPUT_PINS, **buses, **display, **data_port}


def _moved(board, role, pin):
    """A copy of the board with one role on another pin."""
    outputs, inputs = dict(board.OUTPUT_PINS), dict(board.INPUT_PINS)
    buses = tuple(dict(bus) for bus in board.I2C_BUSES)
    display = dict(board.DISPLAY_PINS)
    data_port = board.DATA_PORT_TX_PIN
    if role == DATA_PORT:
        data_port = pin
    elif role in DISPLAY_LINES:
        display[role.split()[1]] = pin
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
        PSRAM=board.PSRAM,
        OUTPUT_PINS=outputs,
        INPUT_PINS=inputs,
        I2C_BUSES=buses,
        DISPLAY_PINS=display,
        DATA_PORT_TX_PIN=data_port,
        **{name: getattr(board, name) for name in GOOD},
    )


def _allowed(board, role, pin):
    chip = board.CHIP
    psram = set().union(*(PSRAM[chip][kind] for kind in board.PSRAM))
    strapping = STRAPPING[chip] - {pin for *there, pin in SPARED if there == [chip, role]}
    return (
        pin in EXISTING[chip] - strapping - FLASH[chip] - CONSOLE[chip] - psram
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
    assert bool(refused) == (not _allowed(board, role, pin))
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
            for pin in forbidden - {pin for *there, pin in SPARED if there == [chip, role]}:
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


def _copy(board, **changes):
    copy = _moved(board, "heater", board.OUTPUT_PINS["heater"])
    for name, value in changes.items():
        setattr(copy, name, value)
    return copy


@given(boards, st.sampled_from(sorted(GOOD)), st.data())
def test_values_of_other_incubators_are_accepted(board, name, data):
    assert check.refusals(_copy(board, **{name: data.draw(st.sampled_from(GOOD[name]))})) == []


@given(boards, st.sampled_from(sorted(check.VALUES)), st.integers(-(1 << 40), 1 << 40))
def test_a_value_out_of_its_bounds_is_refused_once_with_name_value_and_reason(board, name, value):
    bound = check.VALUES[name]
    wrong = check.refusals(_copy(board, **{name: value}))
    if bound.least <= value <= bound.most:
        assert wrong == []
        return
    assert len(wrong) == 1
    assert f"{board.NAME}: {name} is {value}, " in wrong[0]
    assert (bound.low if value < bound.least else bound.high) in wrong[0]


@pytest.mark.parametrize("name", sorted(check.VALUES))
@pytest.mark.parametrize("value", [None, 1.5, "300", True])
def test_a_value_that_is_missing_or_no_whole_number_is_refused_and_never_assumed(name, value):
    board = _copy(esp32_devkitc, **{name: value})
    if value is None:
        delattr(board, name)
    (wrong,) = check.refusals(board)
    assert f"{name} is {'missing' if value is None else repr(value)}" in wrong


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"CHIP": "esp32c3"}, "CHIP is 'esp32c3'"),
        ({"PSRAM": ()}, "PSRAM is ()"),
        ({"PSRAM": ("none", "octal")}, "PSRAM is ('none', 'octal')"),
        ({"PSRAM": ("none", "quad")}, "bus 1 scl on GPIO17: belongs to the PSRAM"),
        ({"I2C_BUSES": ({"scl": 22, "sda": 21},)}, "I2C_BUSES"),
        ({"OUTPUT_PINS": {"heater": 25}}, "OUTPUT_PINS has no arm"),
        ({"INPUT_PINS": {**esp32_devkitc.INPUT_PINS, "lamp": 5}}, "INPUT_PINS has lamp"),
        ({"DISPLAY_PINS": {"sck": 18}}, "DISPLAY_PINS has no mosi"),
        ({"DATA_PORT_TX_PIN": "14"}, "data port on '14'"),
    ],
)
def test_what_makes_no_incubator_is_refused(changes, reason):
    assert any(reason in text for text in check.refusals(_copy(esp32_devkitc, **changes)))


@pytest.mark.parametrize("name", found.incubators())
def test_every_incubator_is_accepted_and_fits_every_board(name):
    assert check.named_incubator_refusals(name) == []
    for board in BOARDS:
        assert check.pair_refusals(board, found.load_incubator(name)) == []
        assert f"boards/incubators/{name}" in sources(board.NAME, name)


@given(st.sampled_from(sorted(GOOD_INCUBATOR)), st.data())
def test_figures_of_other_incubators_are_accepted(name, data):
    value = data.draw(st.sampled_from(GOOD_INCUBATOR[name]))
    assert check.incubator_refusals(incubator(**{name: value})) == []


@given(st.sampled_from(sorted(check.INCUBATOR)), st.integers(-(1 << 40), 1 << 40))
def test_a_figure_out_of_its_bounds_is_refused_once_with_name_value_and_reason(name, value):
    bound = check.INCUBATOR[name]
    wrong = check.incubator_refusals(incubator(**{name: value}))
    if bound.least <= value <= bound.most:
        assert all("the element settles at" in text for text in wrong)
        return
    assert len(wrong) == 1
    assert f"single_300w: {name} is {value}, " in wrong[0]
    assert (bound.low if value < bound.least else bound.high) in wrong[0]


@pytest.mark.parametrize("name", sorted(check.INCUBATOR))
@pytest.mark.parametrize("value", [None, 1.5, "300", True])
def test_a_figure_that_is_missing_or_no_whole_number_is_refused_and_never_assumed(name, value):
    described = incubator(**{name: value})
    if value is None:
        delattr(described, name)
    (wrong,) = check.incubator_refusals(described)
    assert f"{name} is {'missing' if value is None else repr(value)}" in wrong


@pytest.mark.parametrize("name", check.PARTS)
@pytest.mark.parametrize("value", [None, 1, "yes"])
def test_whether_a_part_is_fitted_has_to_be_said(name, value):
    described = incubator(**{name: value})
    if value is None:
        delattr(described, name)
    (wrong,) = check.incubator_refusals(described)
    assert f"{name} is {'missing' if value is None else repr(value)}" in wrong


def test_mist_without_a_humidifier_is_refused():
    (wrong,) = check.incubator_refusals(incubator(HAS_HUMIDIFIER=False, HUMIDIFIER_MIST_W=82))
    assert "without a humidifier" in wrong


def test_a_heater_whose_current_the_board_cannot_see_is_refused():
    (wrong,) = check.pair_refusals(esp32_devkitc, incubator(HEATER_W=400, HEATER_SUPPLY_MV=10_000))
    assert "esp32_devkitc in single_300w: SHUNT_UOHM" in wrong
    assert "the heater takes 40000 mA" in wrong


@pytest.fixture
def added(tmp_path, monkeypatch):
    """A third board in a folder of boards/, as its file is; what it is to be changed to."""
    source = Path(esp32_devkitc.__file__).read_text(encoding="utf-8")

    def add(*changes):
        folder = tmp_path / "added"
        folder.mkdir()
        text = source.replace('NAME = "esp32_devkitc"', 'NAME = "added"')
        for old, new in changes:
            assert text.count(old) == 1
            text = text.replace(old, new)
        (folder / "board.py").write_text(text, encoding="utf-8")
        (folder / "main.py").write_text(
            "from boards.added import board\n"
            "from boards.incubators import single_300w as incubator\n"
        )
        (tmp_path / "incubators").symlink_to(found.FOLDER / "incubators")
        monkeypatch.setattr(found, "FOLDER", tmp_path)
        monkeypatch.setattr("boards.__path__", [str(tmp_path)])
        monkeypatch.delitem(sys.modules, "boards.added", raising=False)
        monkeypatch.delitem(sys.modules, "boards.added.board", raising=False)

    return add


def test_a_board_that_is_added_is_found(added):
    added()
    assert found.names() == ["added"]
    assert check.main() == 0
    assert "boards/added/board" in sources("added")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (('"heater": 25', '"heater": 0'), "added: heater on GPIO0: strapping pin"),
        (("SHUNT_UOHM = 2_000", "SHUNT_UOHM = 2"), "added: SHUNT_UOHM is 2, less than"),
        (("SHUNT_UOHM = 2_000", ""), "added: SHUNT_UOHM is missing"),
        (('NAME = "added"', 'NAME = "esp32_devkitc"'), "NAME is not added"),
    ],
)
def test_a_board_that_is_added_is_checked_in_every_build(added, capsys, tmp_path, change, reason):
    added(change)
    assert check.main() == 1
    assert reason in capsys.readouterr().out
    with pytest.raises(Refusal) as refusal:
        build("added", "1.0", tmp_path / "out")
    assert reason in str(refusal.value)
    assert "\n" not in str(refusal.value)


class Link:
    """A chip that has these pins and no other."""

    def __init__(self, pins):
        self._pins = pins

    def ask(self, what, *pins):
        assert what == "missing_pins"
        return [[pin for pin in pins if pin not in self._pins]]


@pytest.mark.parametrize(
    ("board", "name", "psram", "refused"),
    [
        ("esp32_devkitc", "Generic ESP32 module with ESP32", "none", None),
        ("esp32_devkitc", "Generic ESP32 module with SPIRAM with ESP32", "quad", "quad PSRAM"),
        ("esp32_devkitc", "Some maker's own with ESP32", "quad", "has no GPIO16 and GPIO17"),
        ("esp32_s3_devkitc", "Generic ESP32S3 module with ESP32S3", "quad", None),
        ("esp32_s3_devkitc", "Generic ESP32S3 module with Octal-SPIRAM with ESP32S3", "octal",
         None),
    ],
)  # fmt: skip
def test_a_module_whose_psram_takes_pins_of_the_board_is_refused(board, name, psram, refused):
    chip = found.load(board).CHIP
    link = Link(EXISTING[chip] - PSRAM[chip][psram])
    if refused is None:
        check_variant(link, board, name)
        return
    with pytest.raises(Refusal, match=refused):
        check_variant(link, board, name)


class Carrier:
    """A board with a version of before there were incubators, or for this one."""

    port = "the port"

    def __init__(self, incubator):
        self._manifest = {"board": "esp32_devkitc", "version": "1", "files": {}}
        if incubator:
            self._manifest["incubator"] = incubator

    def ask(self, what, path):
        assert (what, path) == ("content", f"/a/{MANIFEST}")
        return [self._manifest]


def test_a_board_that_is_set_up_for_another_incubator_is_refused():
    with pytest.raises(Refusal, match=r"heavy_450w, not for single_300w.*INCUBATOR=heavy_450w"):
        check_incubator(Carrier("heavy_450w"), "a", "single_300w")


@pytest.mark.parametrize(
    ("carried", "wanted"), [("heavy_450w", "heavy_450w"), ("", "single_300w"), ("heavy_450w", "")]
)
def test_the_same_incubator_and_one_that_is_not_known_are_taken(carried, wanted):
    check_incubator(Carrier(carried), "a", wanted)
