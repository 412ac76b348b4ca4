"""Starts the pretended chip, from reset to prompt, as an ESP32 does: _boot.py, boot.py, main.py.

(ports/esp32/main.c, modules/_boot.py, modules/inisetup.py.)
"""

import gc
import sys
import time

import esp32  # noqa: F401 (these three must be loaded while the PC's files are in sight)
import identity
import machine  # noqa: F401
import vfs
from flash import Flash
from link import BOARD, call

from sim.mcu.boundary import unlock

_FACES = ("machine", "time", "esp32", "sys", "os", "micropython", "__main__")
_PATH = ("", ".frozen", "/lib")
_BOOT_PY = """# This file is executed on every boot (including wake-boot from deepsleep)
#import esp
#esp.osdebug(None)
#import webrepl
#webrepl.start()
"""
_CORRUPT = """
The filesystem appears to be corrupted. If you had important data there, you
may want to make a flash snapshot to try to recover it. Otherwise, perform
factory reprogramming of MicroPython firmware (completely erase flash, followed
by firmware programming).
"""


def run(names: dict) -> None:
    """Start up; boot.py and main.py run in `names`."""
    flash_path, blocks, version, about, build, runs_main = call(BOARD, "boot")
    device = Flash(flash_path, blocks)
    identity.install(version or sys.implementation.version[:3], about, build)
    vfs.umount("/")
    _forget_the_pc()
    try:
        _mount(device)
    except OSError as error:
        sys.print_exception(error)
    try:
        call(BOARD, "listen")
        if _execute("boot.py", names) and runs_main:
            _execute("main.py", names)
    finally:  # a Ctrl-C between the two ends in the prompt as well
        _announce_prompt()


def _announce_prompt():
    """Whatever Ctrl-C breaks into, the board must know."""
    while True:
        try:
            return call(BOARD, "prompt")
        except KeyboardInterrupt:
            pass


def _forget_the_pc():
    for name in list(sys.modules):
        if name not in _FACES:
            del sys.modules[name]
    sys.path[:] = _PATH
    gc.collect()


def _mount(device):
    try:
        vfs.mount(vfs.VfsLfs2(device), "/")
    except OSError:
        while not device.blank():
            print(_CORRUPT)
            time.sleep_ms(3000)
        print("Performing initial setup")
        vfs.VfsLfs2.mkfs(device)
        vfs.mount(vfs.VfsLfs2(device), "/")
        with open("boot.py", "w") as file:
            file.write(_BOOT_PY)


def _execute(name, names):
    """Whether the file, if there is one, ran to its end."""
    try:
        with open(name) as file:
            source = file.read()
    except OSError:
        return True
    try:
        exec(compile(source, name, "exec"), names)
    except SystemExit:
        call(BOARD, "soft_reset")  # for a script, unlike at the prompt, MicroPython goes on
    except BaseException as error:
        unlock()
        sys.print_exception(error)
        return False
    return True
