"""Under MicroPython: launch.py on a littlefs in RAM.

Arguments LAUNCHER cuts SLOT_JSON ("" for no such file): cuts power at each operation of one start.
Prints the folder that a start without a cut chooses and what /slot.json says then, and for each
cut what the start after it finds in the file.

Arguments LAUNCHER lives FILE: goes through lives, for each case of a JSON list. A case says which
folders hold a version and of what kind (KINDS), what `files` and RTC memory (`rtc`) hold besides,
hexadecimal, whether flash is `full`, which folder is `half` filled, and the first reset `causes`.
Prints for each the places whose version was begun, in order, and what ended it: "proved" or "safe
mode" by a version, or what the launcher said last before it came to rest; "" if nothing did.
"""

import json
import os
import sys

import vfs
from ram_flash import RamFlash

BLOCKS = 24
STARTS = 20  # of a case, at most
KINDS = {
    "good": "import bench\nbench.live()\n",
    "raises": "import bench\nbench.begun()\nraise ValueError('no program here')\n",
    "hangs": "import bench\nbench.begun()\nraise bench.Reset(bench.WDT_RESET)\n",
    "fails": "import bench\nbench.fail()\n",
    "empty": "",
    "no python": "\x00\xff)(",
}


class Reset(BaseException):
    """The chip starts anew."""


class Proved(BaseException):
    """A version controls, and has proved itself."""


class Rest(BaseException):
    """A version is in safe mode: it sounds and leaves the chip to people."""


class Rtc:
    kept = b""

    def memory(self, data=None):
        if data is None:
            return Rtc.kept
        Rtc.kept = bytes(data)


class Machine:
    PWRON_RESET, HARD_RESET, WDT_RESET, SOFT_RESET = 1, 2, 3, 5
    RTC = Rtc
    cause = PWRON_RESET

    def WDT(timeout):
        pass

    def reset():
        raise Reset(Machine.HARD_RESET)

    def reset_cause():
        return Machine.cause


class Bench:
    """What the versions of the cases call."""

    Reset = Reset
    WDT_RESET = Machine.WDT_RESET
    places = None

    def begun():
        path = sys.path[0]
        Bench.places.append(path[1:] if path in ("/a", "/b") else "")

    def _life():
        Bench.begun()
        life = Life(Rtc(), Machine.cause)
        if life.safe:
            raise Rest
        return life

    def live():
        life = Bench._life()
        for _ in range(120):
            life.period(True, True)
        raise Proved

    def fail():
        Bench._life().end(ValueError("at start"))
        raise Reset(Machine.HARD_RESET)


class Time:
    def sleep_ms(duration_ms):
        pass


class Sys:
    path = sys.path

    def print_exception(error):
        pass


for name, module in (("machine", Machine), ("bench", Bench), ("time", Time), ("sys", Sys)):
    sys.modules[name] = module
from firmware.life import Life  # noqa: E402 (it needs this machine)


def mount(data, cut_at=-1, torn=False):
    flash = RamFlash(BLOCKS, data, cut_at, torn)
    if data is None:
        vfs.VfsLfs2.mkfs(flash)
    vfs.mount(vfs.VfsLfs2(flash), "/")
    return flash


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def put_version(folder, code):
    os.mkdir("/" + folder)
    write("/" + folder + "/start.py", code.encode())
    write("/" + folder + "/manifest.json", b"{}")


def names(said=None):
    """What the launcher finds in its module."""
    heard = print if said is None else lambda *words: said.append(" ".join(map(str, words)))
    return {"__name__": "__main__", "print": heard}


def choose(launcher):
    """What the launcher's own `chosen` gives; its last line, which starts, is left out."""
    module = names([])
    exec(launcher.rsplit("\nlaunch()", 1)[0], module)
    return module["chosen"]()


def slot_file():
    try:
        with open("/slot.json") as file:
            return json.load(file)
    except OSError:
        return None


def cuts(launcher, slot_json):
    blank = mount(None)
    for folder in ("a", "b"):
        put_version(folder, KINDS["good"])
    if slot_json:
        write("/slot.json", slot_json.encode())
    vfs.umount("/")

    flash = mount(blank.data)
    operations = flash.operations
    Rtc.kept = b""
    print(json.dumps([choose(launcher), slot_file()]))
    operations = flash.operations - operations
    vfs.umount("/")
    for torn in (False, True):
        for cut_at in range(operations):
            flash = mount(blank.data, cut_at, torn)
            Rtc.kept = b""
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


def live(launcher, case):
    flash = mount(None)
    for folder, kind in case["versions"].items():
        put_version(folder, KINDS[kind])
    for path, content in case["files"].items():
        write(path, bytes.fromhex(content))
    if "half" in case:
        os.remove("/" + case["half"] + "/manifest.json")
    if case["full"]:
        vfs.umount("/")
        flash = mount(flash.data, 0)
    Rtc.kept = bytes.fromhex(case["rtc"])
    causes = list(case["causes"])
    Bench.places = []
    ended = ""
    for _ in range(STARTS):
        Machine.cause = causes.pop(0) if causes else Machine.WDT_RESET
        said = []
        sys.path[:] = ["", ".frozen", "/lib"]
        sys.modules.pop("start", None)
        try:
            exec(launcher, names(said))
            if said and said[-1].startswith("No whole version"):
                ended = said[-1]
        except Proved:
            ended = "proved"
        except Rest:
            ended = "safe mode"
        except Reset as reset:
            causes = causes or [reset.args[0]]
        if ended:
            break
    try:
        vfs.umount("/")
    except OSError:
        pass
    print(json.dumps([Bench.places, ended]))


with open(sys.argv[1]) as file:
    launcher = file.read()
if sys.argv[2] == "lives":
    with open(sys.argv[3]) as file:
        cases = json.load(file)
vfs.umount("/")
if sys.argv[2] == "cuts":
    cuts(launcher, sys.argv[3])
else:
    for case in cases:
        live(launcher, case)
