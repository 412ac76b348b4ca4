"""Power fails on a virtual board: what was written before is there, the write in flight is not."""

import shutil

import littlefs
import pytest

from tests.sim.virtual_board.board_process import board, console, read_until

BLOCK = 4096
OLD, NEW = b"old" * 300, b"new" * 300
# Replaces a file and then a setting: some 12 operations of the file system, and 2 of NVS.
REPLACE = (
    "f = open('new', 'wb'); f.write(b'new' * 300); f.close(); "
    "import os, esp32; os.rename('new', 'data'); "
    "n = esp32.NVS('test'); n.set_i32('one', 2); n.commit(); print('do' 'ne')\r"
)


@pytest.fixture(scope="module")
def used(tmp_path_factory):
    """The flash of a board that was used before."""
    flash = tmp_path_factory.mktemp("used") / "flash.img"
    with board(flash) as process, process.prompt() as prompt:
        prompt.exec("f = open('data', 'wb'); f.write(b'old' * 300); f.close()")
        prompt.exec("import esp32; esp32.NVS('test').set_i32('one', 1)")
    return flash


def contents(flash) -> dict:
    """The files in an image, as another implementation of littlefs reads them."""
    image = littlefs.LittleFS(
        block_size=BLOCK, block_count=flash.stat().st_size // BLOCK, mount=False
    )
    image.context.buffer = bytearray(flash.read_bytes())
    image.mount()
    return {name: image.open(name, "rb").read() for name in image.listdir("/")}


@pytest.mark.parametrize("operation", [1, 3, 5, 7, 9])
def test_a_cut_leaves_the_old_file_or_the_new_and_the_board_starts_again(
    used, tmp_path, operation
):
    flash = tmp_path / "flash.img"
    shutil.copy(used, flash)
    shutil.copy(f"{used}.nvs", f"{flash}.nvs")
    with board(flash, "--cut-at", str(operation)) as process, console(process.port) as port:
        read_until(port, b">>> ")
        port.write(REPLACE.encode())
        process.wait_for("reset power-on")
        read_until(port, b">>> ")
        port.write(b"import machine; machine.reset_cause(), len(open('data').read())\r")
        read_until(port, b"(1, 900)\r\n")
    assert contents(flash)["data"] in (OLD, NEW)


def test_without_a_cut_all_is_written(used, tmp_path):
    flash = tmp_path / "flash.img"
    shutil.copy(used, flash)
    with board(flash) as process, console(process.port) as port:
        read_until(port, b">>> ")
        port.write(REPLACE.encode())
        read_until(port, b"done")
    assert contents(flash)["data"] == NEW
    assert "new" not in contents(flash)


def test_a_scenario_holds_a_key_at_power_on_and_breaks_the_flash(tmp_path):
    scenario = tmp_path / "scenario.toml"
    scenario.write_text(
        'name = "keys"\nduration = "1 h"\n'
        '[room]\ntemperature = "24 degC"\nhumidity = "45 %"\n'
        '[start]\nmode = "standby"\n'
        '[[timetable]]\nat = "0 s"\npress = "left"\nfor = "1 h"\n'
        '[[timetable]]\nat = "0 s"\nfault = "flash-failing"\n'
    )
    with (
        board(tmp_path / "flash.img", "--scenario", str(scenario)) as process,
        console(process.port) as port,
    ):
        process.wait_for("press left")
        read_until(port, b"OSError")  # a blank flash cannot be prepared
        read_until(port, b">>> ")
        port.write(
            b"from machine import *; i = I2C(1, scl=Pin(17), sda=Pin(16)); b = bytearray(1)\r"
            b"i.writeto_mem(0x20, 0x0C, b'\\xff'); i.readfrom_mem_into(0x20, 0x12, b); bin(b[0])\r"
        )
        read_until(port, b"'0b10111011'")
