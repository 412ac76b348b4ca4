"""The real mpremote on a virtual board."""

import hashlib

import littlefs
import pytest

from tests.sim.virtual_board.board_process import ROOT, board

BLOCK = 4096


@pytest.fixture(scope="module")
def flash(tmp_path_factory):
    return tmp_path_factory.mktemp("board") / "flash.img"


@pytest.fixture(scope="module")
def device(flash):
    with board(flash) as process:
        yield process


@pytest.fixture(scope="module")
def control(device):
    """The board, with a folder on it."""
    device.mpremote("cp", "-r", "control", ":")
    return device


def test_a_folder_that_was_copied_is_up_to_date(control):
    again = control.mpremote("cp", "-r", "control", ":")
    files = list((ROOT / "control").glob("*.py"))
    assert again.count("Up to date") == len(files)


def test_hashes_on_the_board_are_those_of_the_files(control):
    source = (ROOT / "control" / "pid.py").read_bytes()
    assert hashlib.sha256(source).hexdigest() in control.mpremote("sha256sum", ":control/pid.py")


def test_what_is_copied_can_be_imported(control):
    assert control.mpremote("exec", "import control.limits as l; print(l.PERIOD_MS)") == "500\n"


def test_the_image_is_read_by_another_littlefs(control, flash):
    size = flash.stat().st_size
    image = littlefs.LittleFS(block_size=BLOCK, block_count=size // BLOCK, mount=False)
    image.context.buffer = bytearray(flash.read_bytes())
    image.mount()
    for path in (ROOT / "control").glob("*.py"):
        with image.open(f"control/{path.name}", "rb") as file:
            assert file.read() == path.read_bytes()


def test_a_folder_of_the_pc_can_be_mounted(device, tmp_path):
    (tmp_path / "lent.py").write_text('TEXT = "line\\nand line"\n')
    lent = device.mpremote("mount", str(tmp_path), "exec", "import lent; print(lent.TEXT)")
    assert "line\nand line" in lent


def test_reset_runs_main_and_tells_the_cause(device, tmp_path):
    main = tmp_path / "main.py"
    main.write_text("import machine; started = machine.reset_cause()\n")
    device.mpremote("cp", str(main), ":main.py", "+", "reset")
    device.wait_for("reset program")
    assert device.mpremote("resume", "exec", "print(started)") == "2\n"


def test_a_soft_reset_of_the_raw_prompt_skips_main(device, tmp_path):
    main = tmp_path / "main.py"
    main.write_text("started = True\n")
    device.mpremote("cp", str(main), ":main.py")
    said = device.mpremote(
        "exec", "import machine; print(machine.reset_cause(), 'started' in dir())"
    )
    assert said == "5 False\n"


def test_it_says_that_it_is_an_esp32(device):
    said = device.mpremote("exec", "import os, sys; print(os.uname().machine, sys.platform)")
    assert said == "Generic ESP32 module with ESP32 esp32\n"


def test_the_system_calls_of_the_pc_are_not_there(device):
    device.mpremote("exec", "import os; os.system('true')", status=1)


@pytest.mark.parametrize(
    ("name", "machine", "blocks"),
    [
        ("esp32_devkitc", "Generic ESP32 module with ESP32", 512),
        ("esp32_s3_devkitc", "Generic ESP32S3 module with ESP32S3", 1536),
    ],
)
def test_board_and_version_are_those_of_the_options(tmp_path, name, machine, blocks):
    options = ("--board", name, "--micropython-version", "1.27.3")
    with board(tmp_path / "flash.img", *options) as process, process.prompt() as prompt:
        prompt.exec("import os, sys; implementation = sys.implementation")
        assert prompt.eval("implementation[1][:3]") == (1, 27, 3)
        assert prompt.eval("implementation._machine") == machine
        assert prompt.eval("os.uname().release") == "1.27.3"
        assert prompt.eval("os.statvfs('/')[2]") == blocks
