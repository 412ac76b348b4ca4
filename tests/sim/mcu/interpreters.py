"""Running a program under CPython and under MicroPython, in front of the pretended machine."""

import subprocess

from sim.launch import interpreter_command
from sim.scenario.load import ROOT


def cpython(program):
    """What it prints under CPython."""
    command, environment = interpreter_command("cpython")
    program = "from sim.mcu.install import install\ninstall()\n" + program
    return _printed([*command, "-c", program], environment)


def micropython(program):
    """What it prints under MicroPython."""
    command, environment = interpreter_command("micropython")
    return _printed([*command, "-c", program], environment)


def _printed(command, environment):
    result = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout
