"""Under MicroPython: launch.py on a littlefs in RAM, power cut at every operation of one start.

Arguments: LAUNCHER SLOT_JSON, the latter "" for none. Prints the folder that a start without a cut
chooses and what /slot.json says then, and for each cut what the start after it finds in the file.
"""

import json
import sys

import vfs
from ram_flash import RamFlash

BLOCKS = 16


def mount(data, cut_at=-1, torn=False):
    flash = RamFlash(BLOCKS, data, cut_at, torn)
    if data is None:
        vfs.VfsLfs2.mkfs(flash)
    vfs.mount(vfs.VfsLfs2(flash), "/")
    return flash


def choose(launcher):
    """What the launcher's own `chosen` gives; its last line, which starts, is left out."""
    names = {}
    exec(launcher.rsplit("\nlaunch()", 1)[0], names)
    return names["chosen"]()


def slot_file():
    try:
        with open("/slot.json") as file:
            return json.load(file)
    except OSError:
        return None


with open(sys.argv[1]) as file:
    launcher = file.read()
vfs.umount("/")
blank = mount(None)
if sys.argv[2]:
    with open("/slot.json", "w") as file:
        file.write(sys.argv[2])
vfs.umount("/")

flash = mount(blank.data)
operations = flash.operations
print(json.dumps([choose(launcher), slot_file()]))
operations = flash.operations - operations
vfs.umount("/")
for torn in (False, True):
    for cut_at in range(operations):
        flash = mount(blank.data, cut_at, torn)
        try:
            choose(launcher)
        except OSError:
            pass
        try:
            vfs.umount("/")
        except OSError:
            pass
        mount(flash.data)
        print(json.dumps(slot_file()))
        vfs.umount("/")
