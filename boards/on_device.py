"""What the tools of this folder run on the board, in its RAM, over the REPL: nothing of it stays.

MicroPython 1.28 or 1.29. Results are printed, a JSON value a line.
"""

import gc
import hashlib
import json
import os

import esp32
import machine

_CHUNK = 512
_FOLDER = 0x4000  # the type of an entry of os.ilistdir
_SIZE = 6  # position in what os.stat gives
_BLOB_MAX = 1024


def identity():
    """Print MicroPython's version, the machine, bytes a block, free blocks, bytes of heap."""
    system = os.uname()
    status = os.statvfs("/")
    gc.collect()
    heap = gc.mem_alloc() + gc.mem_free()  # the latter counts what the heap may still grow by
    print(json.dumps([system.release, system.machine, status[0], _free(status), heap]))


def missing_pins(*pins):
    """Print which of these GPIOs this MicroPython has not; none is changed."""
    missing = []
    for pin in pins:
        try:
            machine.Pin(pin)
        except ValueError:
            missing.append(pin)
    print(json.dumps(missing))


def inventory(*folders):
    """Print path, size and SHA-256 of every file below."""
    for folder in folders:
        for path in _files(folder):
            print(json.dumps([path, os.stat(path)[_SIZE], _sha256(path)]))


def hash_of(path):
    """Print the SHA-256 of a file; an empty text if there is none."""
    try:
        print(json.dumps(_sha256(path)))
    except OSError:
        print('""')


def content(path):
    """Print a JSON file's value; null if there is no such file, or it is none."""
    try:
        with open(path) as file:
            print(json.dumps(json.load(file)))
    except (OSError, ValueError):
        print("null")


def replace(path, data):
    """Put `data` in the place of a small file: a cut leaves the old one or the new."""
    make_folders(path)
    with open(path + ".new", "wb") as file:
        file.write(data)
    os.rename(path + ".new", path)


def rename(path, target):
    """Give a file another's name and place."""
    os.rename(path, target)


def copy(source, target):
    """Copy a file."""
    make_folders(target)
    buffer = bytearray(_CHUNK)
    with open(source, "rb") as file, open(target, "wb") as other:
        while True:
            count = file.readinto(buffer)
            if not count:
                return
            other.write(memoryview(buffer)[:count])


def make_folders(path):
    """Make the folders that a file is to be in."""
    at = path.find("/", 1)
    while at > 0:
        try:
            os.mkdir(path[:at])
        except OSError as error:
            if error.args[0] != 17:  # it exists
                raise
        at = path.find("/", at + 1)


def remove(path):
    """Delete a file, or a folder with all that is in it, if there is one."""
    try:
        if os.stat(path)[0] & _FOLDER:
            for entry in list(os.ilistdir(path)):
                remove(path + "/" + entry[0])
        os.remove(path)
    except OSError as error:
        if error.args[0] != 2:  # there is none
            raise


def read_settings(namespace, keys):
    """Print the blobs of NVS that there are, as {key: hexadecimal}."""
    nvs = esp32.NVS(namespace)
    found = {}
    buffer = bytearray(_BLOB_MAX)
    for key in keys:
        try:
            count = nvs.get_blob(key, buffer)
        except OSError:
            continue
        found[key] = memoryview(buffer)[:count].hex()
    print(json.dumps(found))


def write_settings(namespace, blobs):
    """Put blobs into NVS; None erases one."""
    nvs = esp32.NVS(namespace)
    for key in blobs:
        if blobs[key] is not None:
            nvs.set_blob(key, bytes.fromhex(blobs[key]))
        else:
            try:
                nvs.erase_key(key)
            except OSError:
                pass
    nvs.commit()


def forget_last_life():
    """What is started next is not to blame for how others ended (firmware/life.py)."""
    machine.RTC().memory(b"")


def _free(status):
    """Free blocks: littlefs counts shared blocks twice, so a full flash has less than none."""
    return status[3] if status[3] <= status[2] else 0


def _files(folder):
    try:
        entries = list(os.ilistdir(folder))
    except OSError:
        return
    for entry in entries:
        path = folder + "/" + entry[0]
        if entry[1] == _FOLDER:
            yield from _files(path)
        else:
            yield path


def _sha256(path):
    digest = hashlib.sha256()
    buffer = bytearray(_CHUNK)
    with open(path, "rb") as file:
        while True:
            count = file.readinto(buffer)
            if not count:
                return digest.digest().hex()
            digest.update(memoryview(buffer)[:count])
