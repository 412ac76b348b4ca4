"""The folders that the frozen images are built from, against MicroPython's own (ports/esp32)."""

import ast
import re

import pytest

from boards import found
from boards.image import board_name
from tests.watched import ROOT

FOLDERS = {board: ROOT / "boards" / "micropython" / board_name(board) for board in found.names()}
CHIPS = {board: found.load(board).CHIP for board in found.names()}

# What is in the port of v1.28.0 and of v1.29.0-preview alike. Other files have come, gone or been
# renamed between the two: sdkconfig.usb, sdkconfig.spiram_sx, partitions-8MiB.csv.
SDKCONFIGS = {
    f"boards/sdkconfig.{name}"
    for name in ("240mhz", "base", "ble", "flash_2MiB", "free_ram", "riscv", "spiram_oct")
}
PARTITIONS = {
    f"partitions-{name}.csv"
    for name in ("2MiB", "4MiB-ota", "4MiB-romfs", "4MiBplus", "8MiBplus-ota")
}
MODULES = {"_boot.py", "apa106.py", "espnow.py", "flashbdev.py", "inisetup.py", "machine.py"}
# Of `machine` what is Python, in that port's modules/machine.py.
PYTHON_OF_MACHINE = {"Counter", "Encoder"}

each_board = pytest.mark.parametrize("board", sorted(FOLDERS))


@each_board
def test_settings_come_from_files_that_both_versions_have_or_from_our_own(board):
    text = (FOLDERS[board] / "mpconfigboard.cmake").read_text()
    (names,) = re.findall(r"set\(SDKCONFIG_DEFAULTS\s+([^)]*)\)", text)
    for name in names.split():
        own = name.removeprefix("${MICROPY_BOARD_DIR}/")
        assert name in SDKCONFIGS or (FOLDERS[board] / own).is_file(), name
    assert re.findall(r"set\(IDF_TARGET (\w+)\)", text) == [CHIPS[board]]


@each_board
def test_a_partition_table_is_the_ports_own_or_one_that_both_versions_have(board):
    text = (FOLDERS[board] / "sdkconfig.board").read_text()
    assert set(re.findall(r'PARTITION_TABLE_CUSTOM_FILENAME="(.*)"', text)) <= PARTITIONS
    assert "FLASHSIZE" not in text, "both versions find it out when they start"


def test_of_the_ports_own_files_those_are_frozen_that_the_program_needs():
    frozen = {}
    text = (ROOT / "boards" / "micropython" / "manifest.py").read_text()
    exec(text, {"freeze": lambda folder, files=None: frozen.update({folder: files})})
    files = set(frozen["$(PORT_DIR)/modules"])
    assert files <= MODULES
    assert {"flashbdev.py", "inisetup.py"} <= files
    assert "_boot.py" not in files, "ours stands in for it"
    tree = ast.parse((ROOT / "firmware" / "hardware.py").read_text())
    used = {
        name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "machine"
        for name in node.names
    }
    assert "machine.py" in files or not used & PYTHON_OF_MACHINE
