"""Before all else: the filesystem. Where MicroPython's own file prints of damage, this one sounds.

Of the frozen image only. When it ends without a filesystem, main.py beside it starts nothing: the
pins are at rest, the buzzer of the safety relay sounds too, and the console is an engineer's.
"""

import gc
import os

import vfs
from flashbdev import bdev
from machine import PWM, Pin

_ALARM_HZ = 523
_ALARM_U16 = 6554  # 10 %, where the pulses are richest in harmonics
_BLOCK_SIZE = 5  # ioctl
_ERASED = 0xFF


def _is_blank() -> bool:
    block = bytearray(bdev.ioctl(_BLOCK_SIZE, 0))
    bdev.readblocks(0, block)
    return all(byte == _ERASED for byte in block)


try:
    vfs.mount(bdev, "/")
except OSError:
    if _is_blank():
        import inisetup

        inisetup.setup()
    else:
        name = os.uname().machine.split()[1]  # "Cradle esp32_devkitc with ESP32"
        board = __import__("boards." + name + ".board", None, None, ("board",))
        PWM(Pin(board.OUTPUT_PINS["speaker"]), freq=_ALARM_HZ, duty_u16=_ALARM_U16)
        print("The filesystem is damaged. Nothing heats. docs/flashing.md tells how to repair it.")

gc.collect()
