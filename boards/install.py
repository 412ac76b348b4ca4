"""Put a version on a board beside the one that runs, prove it whole, and switch in one step.

/a and /b are the places for versions; boards/launch.py says what /slot.json tells of them. One is
filled while the other is in force, and its manifest, written last, says that it is complete.
A cut of power at any moment leaves the board with the version that it had, or with the new one.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from boards import check, found
from boards.build import MANIFEST, MICROPYTHON, ROOT, read_manifest
from boards.errors import Failure, Refusal
from boards.link import Link

FOLDERS = ("a", "b")
SLOT_FILE = "/slot.json"
LAUNCHER_FILE = "/main.py"
_LAUNCHER = ROOT / "boards" / "launch.py"

# From files the controller keeps some 166 KB (docs/memory.md); the rest is for what a period
# leaves behind until it is collected. `make memory` fails if it is too little.
HEAP_NEEDED = 184 * 1024

# littlefs keeps a folder in a pair of blocks, and a small file in its folder.
_FOLDER_BLOCKS = 2
_INLINE_BYTES = 512
_SPARE_BLOCKS = 16  # for logs that grow meanwhile and for what littlefs rewrites elsewhere


@dataclass(frozen=True)
class File:
    """One file on the board."""

    size: int
    sha256: str


@dataclass(frozen=True)
class State:
    """What a board is and has: each folder's files by their path in it, and what /slot.json says.

    proved: the folder to fall back on, "" if there is none. target: the one to be filled.
    """

    micropython: str
    machine: str
    block: int
    free: int
    heap: int
    slots: dict[str, Any]
    folders: dict[str, dict[str, File]]

    @property
    def proved(self) -> str:
        return str(self.slots["former"] if self.slots["trial"] else self.slots["run"])

    @property
    def target(self) -> str:
        return FOLDERS[1] if self.proved == FOLDERS[0] else FOLDERS[0]


@dataclass(frozen=True)
class Installed:
    """What runs after the next reset, and whether anything was sent."""

    folder: str
    micropython: str
    changed: bool
    notice: str


def install(
    link: Link,
    version: Path,
    new_launcher: bool = False,
    new_incubator: bool = False,
    beside: Sequence[int] = (),
) -> Installed:
    """Put the version in folder `version` (boards/build.py) on the board; it runs after a reset.

    new_incubator: that the board carries another one is no mistake.
    beside: sizes of further files that there must be room for.
    Raises Refusal before anything is touched, Failure with the former version still in force.
    """
    manifest = read_manifest(version)
    state = look(link)
    proved, target = state.proved, state.target
    check_identity(manifest["board"], state.micropython, state.machine)
    check_variant(link, manifest["board"], state.machine)
    check_heap(state.heap, manifest["board"])
    check_board(link, proved, manifest["board"])
    if not new_incubator:
        check_incubator(link, proved, manifest.get("incubator", ""))
    if not state.slots["trial"] and _holds(link, state, manifest):
        return Installed(proved, state.micropython, False, "")
    wanted: dict[str, str] = manifest["files"]
    there = state.folders[target]
    stale = [name for name, file in there.items() if wanted.get(name) != file.sha256]
    missing = [name for name in wanted if name not in there or name in stale]
    check_space(state, [there[name].size for name in stale], version, missing, beside)

    if state.slots["trial"]:  # what has not proved itself makes room, and must not start meanwhile
        _switch(link, {"run": proved, "former": "", "trial": 0})
    link.ask("remove", f"/{target}/{MANIFEST}")
    for name in stale:
        link.ask("remove", f"/{target}/{name}")
    _fill(link, version, {name: wanted[name] for name in missing}, state)
    arrived = _inventory(link, target)[target]
    wrong = [
        name for name in wanted if name not in arrived or arrived[name].sha256 != wanted[name]
    ]
    if wrong:
        raise Failure(f"{link.port} did not keep {', '.join(wrong)}; nothing was switched over")
    link.ask("replace", f"/{target}/{MANIFEST}", (version / MANIFEST).read_bytes())
    notice = _put_launcher(link, bool(state.slots["run"]), new_launcher)
    _switch(link, {"run": target, "former": proved, "trial": 1 if proved else 0})
    link.ask("forget_last_life")
    return Installed(target, state.micropython, True, notice)


def check_identity(board: str, micropython: str, machine_name: str) -> None:
    """Refuse another chip, or a MicroPython that Cradle is not tested with."""
    if micropython.split("-", 1)[0].rsplit(".", 1)[0] not in MICROPYTHON:
        raise Refusal(
            f"MicroPython {micropython} is on this board; Cradle is tested with"
            f" {' and '.join(MICROPYTHON)}. docs/flashing.md tells how to change it."
        )
    wanted = found.load(board).CHIP.upper()
    # "Generic ESP32 module with ESP32"; some releases write ESP32-S3.
    chip = machine_name.rsplit(" with ", 1)[-1].replace("-", "")
    if chip != wanted:
        raise Refusal(f"this is no {board}: its chip is {chip}, not {wanted}")


def check_variant(link: Link, board: str, machine_name: str) -> None:
    """Refuse a module whose PSRAM, or a MicroPython for such a module, takes pins of the board.

    A WROVER module under a MicroPython without PSRAM cannot be told from another: its bus 1 is
    silent.
    """
    file = found.load(board)
    psram = psram_of(machine_name)
    if psram not in file.PSRAM:
        pins = [pin for pin in check.PSRAM[file.CHIP][psram] if pin in check.pins(file)]
        raise Refusal(
            f"this is no {board}: its module, or its MicroPython, is one with {psram} PSRAM,"
            f" which takes {_gpios(pins)}. docs/hardware.md names the module to use."
        )
    missing = link.ask("missing_pins", *check.pins(file))[0]
    if missing:
        raise Refusal(f"this is no {board}: its MicroPython has no {_gpios(missing)}")


def psram_of(machine_name: str) -> str:
    """Which PSRAM this MicroPython is for, of the kinds in boards/check.py, by its own name.

    (ports/esp32/boards, mpconfigvariant_*.cmake. The S3's ordinary image says nothing of the quad
    PSRAM that it is for too: that takes no pin but GPIO26, which modules need for the flash.)
    """
    if "Octal-SPIRAM" in machine_name:
        return "octal"
    return "quad" if "SPIRAM" in machine_name else "none"


def _gpios(pins: list[int]) -> str:
    return " and ".join(f"GPIO{pin}" for pin in pins) or "none of its pins"


def check_heap(heap: int, board: str) -> None:
    """Refuse a board whose RAM cannot hold the version: it would start, and fail at an import."""
    if heap < HEAP_NEEDED:
        raise Refusal(
            f"no room: the heap of this board has {heap // 1024} KiB, and from files the version"
            f" needs {HEAP_NEEDED // 1024}. Give it the frozen image:"
            f" `make firmware-image BOARD={board}`."
        )


def is_frozen(machine_name: str) -> bool:
    """Whether Cradle is in the firmware itself: boards/micropython/ names it so."""
    return machine_name.startswith("Cradle ")


def check_board(link: Link, folder: str, board: str) -> None:
    """Refuse a board that carries Cradle for another one: its pins may heat."""
    manifest = installed_manifest(link, folder)
    if manifest and manifest["board"] != board:
        raise Refusal(
            f"{link.port} is set up as {manifest['board']}, not as {board}. If that was wrong,"
            " `make erase` first."
        )


def check_incubator(link: Link, folder: str, incubator: str) -> None:
    """Refuse a board that is set up for another incubator: its checks and loops would be wrong.

    A version of before there were incubators names none.
    """
    carried = (installed_manifest(link, folder) or {}).get("incubator", "")
    if incubator and carried and carried != incubator:
        raise Refusal(
            f"{link.port} is set up for {carried}, not for {incubator}. Say INCUBATOR={carried};"
            " or, if the board has moved to another incubator, `python -m boards flash"
            " --new-incubator`."
        )


def check_space(
    state: State,
    stale: list[int],
    version: Path,
    missing: list[str],
    beside: Sequence[int] = (),
) -> None:
    """Refuse a version that may not fit, given the sizes of what is deleted before."""
    block = state.block
    needed = sum(-(-(version / name).stat().st_size // block) for name in missing)
    needed += sum(-(-size // block) for size in beside)
    needed += _FOLDER_BLOCKS * len({Path(name).parent for name in missing}) + _SPARE_BLOCKS
    had = state.free + sum(size // block for size in stale if size > _INLINE_BYTES)
    if needed > had:
        raise Refusal(
            f"no space: the version needs {needed * block // 1024} KiB of flash, and"
            f" {had * block // 1024} KiB can be had. `make backup`, then delete what is not"
            " Cradle's, or `make erase`."
        )


def read_slots(link: Link) -> dict[str, Any]:
    """What /slot.json says; where it is of no use, that a whole folder runs, if there is one."""
    slots = link.ask("content", SLOT_FILE)[0]
    if (
        isinstance(slots, dict)
        and slots.get("run") in FOLDERS
        and slots.get("former") in ("", *FOLDERS)
        and isinstance(slots.get("trial"), int)
        and (slots["former"] or not slots["trial"])
    ):
        return slots
    whole = [folder for folder in FOLDERS if installed_manifest(link, folder)]
    return {"run": whole[0] if whole else "", "former": "", "trial": 0}


def installed_manifest(link: Link, folder: str) -> dict[str, Any] | None:
    """Which version a folder of the board holds; None if it holds none."""
    manifest = link.ask("content", f"/{folder}/{MANIFEST}")[0] if folder else None
    if not isinstance(manifest, dict) or not {"board", "version", "files"} <= manifest.keys():
        return None
    return manifest if isinstance(manifest["files"], dict) else None


def look(link: Link) -> State:
    """What a board is and has."""
    slots = read_slots(link)
    micropython, machine, block, free, heap = link.ask("identity")[0]
    return State(micropython, machine, block, free, heap, slots, _inventory(link, *FOLDERS))


def _holds(link: Link, state: State, manifest: dict[str, Any]) -> bool:
    """Whether the proved folder holds this very version."""
    folder = state.proved
    if not folder or link.ask("content", f"/{folder}/{MANIFEST}")[0] != manifest:
        return False
    files = state.folders[folder]
    return all(
        name in files and files[name].sha256 == sha256
        for name, sha256 in manifest["files"].items()
    )


def _fill(link: Link, version: Path, missing: dict[str, str], state: State) -> None:
    """Copy on the board what the proved version has too, and send the rest."""
    proved = state.folders.get(state.proved, {})
    here = {file.sha256: f"/{state.proved}/{name}" for name, file in proved.items()}
    sizes = {name: (version / name).stat().st_size for name in missing}
    with tqdm(
        total=sum(sizes.values()), unit="B", unit_scale=True, desc="installing", disable=None
    ) as progress:
        for name, sha256 in missing.items():
            if sha256 in here:
                link.ask("copy", here[sha256], f"/{state.target}/{name}")
            else:
                link.write(f"/{state.target}/{name}", (version / name).read_bytes())
            progress.update(sizes[name])


def _put_launcher(link: Link, ours: bool, wanted: bool) -> str:
    """Install /main.py on a board that is not ours yet, or on demand; gives a notice or ""."""
    launcher = _LAUNCHER.read_bytes()
    sha256 = link.ask("hash_of", LAUNCHER_FILE)[0]
    if sha256 == hashlib.sha256(launcher).hexdigest():
        return ""
    if ours and sha256 and not wanted:
        return "the launcher on the board is another than here; --launcher replaces it"
    link.ask("replace", LAUNCHER_FILE, launcher)
    return ""


def _switch(link: Link, slots: dict[str, object]) -> None:
    link.ask("replace", SLOT_FILE, json.dumps(slots).encode())


def _inventory(link: Link, *folders: str) -> dict[str, dict[str, File]]:
    """The files of each folder, by their path in it."""
    found: dict[str, dict[str, File]] = {folder: {} for folder in folders}
    for path, size, sha256 in link.ask("inventory", *(f"/{folder}" for folder in folders)):
        _, folder, name = path.split("/", 2)
        if name != MANIFEST:
            found[folder][name] = File(size, sha256)
    return found
