"""Days of trends and events on real littlefs, and what they cost the flash, as JSON.

The flash is as on a board of 4 MB, with as much of it taken by files that do not change as two
versions of the program take.
"""

import json
from array import array

import vfs
from ram_flash import RamFlash

from firmware.storage.event_log import CHANGED, EventLog
from firmware.storage.files import Files
from firmware.storage.journal import Journal

BLOCKS = 512  # 2 MB
PROGRAM_BYTES = 600_000
TRENDS = ("trends", 28, 585, 8, 16)  # these two as in firmware/storage/trends.py
TRENDS_BATCH = 5
DAYS = 4  # until trends and free blocks have gone round
MINUTES = 24 * 60
EVENT_EVERY = 10  # minutes


class Clock:
    lost = True


flash = RamFlash(BLOCKS)
vfs.VfsLfs2.mkfs(flash)
vfs.mount(vfs.VfsLfs2(flash), "/flash")
with open("/flash/program", "wb") as file:
    for _ in range(PROGRAM_BYTES // 1000):
        file.write(bytes(1000))
files = Files("/flash/data")
log = EventLog(files, Clock)
trends = Journal(files, *TRENDS)
row = bytearray(TRENDS[1])
before = array("i", flash.erased)
most = {"erases": 0, "bytes": 0}


def measure(flush, *arguments):
    erases = sum(flash.erased)
    written = flash.written_bytes
    flush(*arguments)
    most["erases"] = max(most["erases"], sum(flash.erased) - erases)
    most["bytes"] = max(most["bytes"], flash.written_bytes - written)


for minute in range(DAYS * MINUTES):
    trends.add(row)
    if trends.waiting >= TRENDS_BATCH:
        measure(trends.flush)
    if minute % EVENT_EVERY == 0:
        log.note(minute * 60, CHANGED, "air_mc", minute)
    measure(log.flush, 0)
assert not log.failed and not trends.failed
a_block = [flash.erased[block] - before[block] for block in range(BLOCKS)]
print(
    json.dumps(
        {
            "erases_a_day": sum(a_block) // DAYS,
            "most_a_block": max(a_block),
            "days": DAYS,
            "most_erases_a_flush": most["erases"],
            "most_bytes_a_flush": most["bytes"],
            "used_blocks": BLOCKS - vfs.VfsLfs2(flash).statvfs("")[3],
        }
    )
)
