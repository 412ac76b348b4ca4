"""Under MicroPython: the frozen image's _boot.py on a flash in RAM.

Arguments: BOOT_FILE STATE, the latter whole, blank, or damaged with the seed of what is written
over it. Prints as JSON the file of before, which tones were begun, whether the flash was formatted
anew, whether it is as it was to the byte, and what was said.
"""

import json
import os
import random
import sys

import vfs
from ram_flash import BLOCK_SIZE, RamFlash

BLOCKS = 16
SUPERBLOCKS = 2

tones = []
formatted = []


class Module:
    """Stands for one that only a board has."""

    def __init__(self, **names):
        for name, value in names.items():
            setattr(self, name, value)


def begin_tone(pin, freq, duty_u16):
    tones.append([pin, freq, duty_u16])


def format_flash():
    formatted.append(True)
    vfs.VfsLfs2.mkfs(flash)
    vfs.mount(vfs.VfsLfs2(flash), "/")


flash = RamFlash(BLOCKS)
with open(sys.argv[1]) as file:
    boot = file.read()
vfs.umount("/")
state = sys.argv[2]
if state != "blank":
    vfs.VfsLfs2.mkfs(flash)
    vfs.mount(vfs.VfsLfs2(flash), "/")
    with open("/settings", "w") as file:
        file.write("kept")
    vfs.umount("/")
if state.startswith("damaged"):
    random.seed(int(state[len("damaged") :]))
    for at in range(SUPERBLOCKS * BLOCK_SIZE):
        flash.data[at] = random.getrandbits(8)
before = bytes(flash.data)

sys.modules["flashbdev"] = Module(bdev=flash)
sys.modules["inisetup"] = Module(setup=format_flash)
sys.modules["machine"] = Module(PWM=begin_tone, Pin=lambda number: number)
board = Module(OUTPUT_PINS={"speaker": 7})
sys.modules["boards.this_board.board"] = board
sys.modules["boards.this_board"] = Module(board=board)
sys.modules["boards"] = Module(this_board=sys.modules["boards.this_board"])
uname = Module(machine="Cradle this_board with ESP32")
sys.modules["os"] = Module(uname=lambda: uname)
said = []
exec(boot, {"__name__": "_boot", "print": said.append})
sys.modules["os"] = os

try:
    with open("/settings") as file:
        kept = file.read()
except OSError:
    kept = ""
print(json.dumps([kept, tones, bool(formatted), bytes(flash.data) == before, " ".join(said)]))
