"""The folders that the frozen images are built from, against MicroPython's own (ports/esp32)."""

import ast
import re

import pytest

from boards import found
from boards.build import build, files_of
from boards.install import State, check_space
from tests.watched import ROOT

CHIPS = {board: found.load(board).CHIP for board in found.names()}
FOLDERS = {board: ROOT / "boards" / "micropython" / chip for board, chip in CHIPS.items()}

# What is in the port of v1.28.0 and of v1.29.0-preview alike. Other files have come, gone or been
# renamed between the two: sdkconfig.usb, sdkconfig.spiram_sx, partitions-8MiB.csv.
SDKCONFIGS = {
    f"boards/sdkconfig.{name}"
    for name in ("240mhz", "base", "ble", "flash_2MiB", "free_ram", "riscv", "spiram_oct")
}
PARTITIONS = "boards/micropython/partitions.csv"
MODULES = {"_boot.py", "apa106.py", "espnow.py", "flashbdev.py", "inisetup.py", "machine.py"}
# Of `machine` what is Python, in that port's modules/machine.py.
PYTHON_OF_MACHINE = {"Counter", "Encoder"}

# ESP32_GENERIC of 2026-04-24 with ESP-IDF 5.5.4, as MicroPython's pull request 19149 has it from
# ports/esp32/tools/metrics_esp32.py: larger than ESP32_GENERIC_S3, and than both with 5.5.1, which
# made 1.28.0. In it are 30 KB of network libraries that our manifest leaves out.
MICROPYTHON_BYTES = 1_716_987
# Of an .mpy file, frozen: 108 measured with mpy-tool.py and 32-bit pointers (docs/memory.md).
FROZEN_PERCENT = 110
ROOM_TO_GROW = 100 * 1024

FLASH = 4 * 1024 * 1024  # of the smallest modules
BLOCK = 4096  # of littlefs
# Logs and trends in eight files each, calibration in two, and the launcher: measured with
# littlefs, on which a version takes 97.
DATA_BLOCKS = 86
OWN_FILESYSTEM = 0x200000  # where it begins behind MicroPython's own app

each_board = pytest.mark.parametrize("board", sorted(FOLDERS))


@each_board
def test_settings_come_from_files_that_both_versions_have_or_from_our_own(board):
    text = (FOLDERS[board] / "mpconfigboard.cmake").read_text()
    (names,) = re.findall(r"set\(SDKCONFIG_DEFAULTS\s+([^)]*)\)", text)
    for name in names.split():
        own = name.removeprefix("${MICROPY_BOARD_DIR}/")
        written = f"file(WRITE {name}" in text
        assert name in SDKCONFIGS or written or (FOLDERS[board] / own).is_file(), name
    assert re.findall(r"set\(IDF_TARGET (\w+)\)", text) == [CHIPS[board]]


@each_board
def test_the_partition_table_is_that_of_the_folder_wherever_it_is(board):
    text = (FOLDERS[board] / "mpconfigboard.cmake").read_text()
    line = r"FILENAME=\"${MICROPY_BOARD_DIR}/partitions.csv\"\n"
    assert f'"CONFIG_PARTITION_TABLE_CUSTOM_{line}"' in text
    settings = (FOLDERS[board] / "sdkconfig.board").read_text()
    assert "PARTITION" not in settings
    assert "FLASHSIZE" not in settings, "both versions find it out when they start"


def partitions():
    """Offset and size of each, by name, in the order of the table."""
    lines = (ROOT / PARTITIONS).read_text().splitlines()
    rows = [line.split(",") for line in lines if not line.startswith("#")]
    return {row[0]: (int(row[3], 16), int(row[4], 16)) for row in rows}


def test_the_partitions_lie_one_behind_the_other_and_the_filesystem_behind_them():
    table = partitions()
    assert list(table) == ["nvs", "phy_init", "factory"], "MicroPython adds vfs when it starts"
    assert table["nvs"] == (0x9000, 0x6000), "as MicroPython's own: settings outlive the move"
    end = 0x9000
    for offset, size in table.values():
        assert offset == end
        end += size
    assert table["factory"][0] % 0x10000 == end % BLOCK == 0
    assert FLASH - end >= 2 * DATA_BLOCKS * BLOCK, "half of it free, for even wear"


@pytest.fixture(scope="module")
def version(tmp_path_factory):
    return build("esp32_devkitc", "1", tmp_path_factory.mktemp("version"))


def test_what_is_frozen_leaves_room_to_grow_in_the_partition_of_the_app(version):
    sizes = {path: path.stat().st_size for path in files_of(version)}
    code = sum(size for path, size in sizes.items() if path.suffix == ".mpy")
    frozen = code * FROZEN_PERCENT // 100 + sum(sizes.values()) - code
    left = partitions()["factory"][1] - MICROPYTHON_BYTES - frozen
    assert left >= ROOM_TO_GROW, (
        f"{frozen} bytes are frozen: that leaves {left} of the app's partition, which is less than"
        f" {ROOM_TO_GROW}. Make factory larger in {PARTITIONS}; the filesystem behind it moves"
        " (docs/flashing.md)"
    )


def test_two_versions_from_files_and_all_data_fit_a_flash_of_4_mb(version):
    """Behind MicroPython's own app, as `make flash` finds it: the second is not refused."""
    names = [path.relative_to(version).as_posix() for path in files_of(version)]
    first = sum(-(-(version / name).stat().st_size // BLOCK) for name in names)
    first += 2 * len({(version / name).parent for name in names})
    free = (FLASH - OWN_FILESYSTEM) // BLOCK - DATA_BLOCKS - first
    check_space(State("", "", BLOCK, free, 0, {}, {}), [], version, names)


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
