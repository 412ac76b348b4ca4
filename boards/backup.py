"""Save everything that a board knows, put it back, or take Cradle off it.

A backup is a folder: `version/` the version that runs, as boards/build.py makes it; `data/` logs,
trends and calibration; `settings.json` what NVS keeps; `contents.json` the SHA-256 of each file,
which those of versions before 0.2.0 have not. Of a board whose version is frozen there is none.
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path

from tqdm import tqdm

from boards.build import MANIFEST, read_manifest
from boards.errors import Refusal
from boards.install import (
    FOLDERS,
    HEAP_NEEDED,
    LAUNCHER_FILE,
    SLOT_FILE,
    Installed,
    check_space,
    install,
    installed_manifest,
    is_frozen,
    look,
    read_slots,
)
from boards.link import Link

DATA = "data"
_OLD = (
    "{} is of a version before 0.2.0, without contents.json: its version is checked, and that its"
    " settings can be read; its logs and calibration are restored as they are"
)
VERSION = "version"
SETTINGS = "settings.json"
CONTENTS = "contents.json"
# As firmware/program.py and, in firmware/storage/, store.py, latches.py and pair.py name them.
NAMESPACE = "cradle"
_OLD_KEYS = ("settings0", "settings1")  # all that there was before 0.2.0
KEYS = ("settings.0", "settings.1", "latched.0", "latched.1", *_OLD_KEYS)


def backup(link: Link, folder: Path) -> str:
    """Save the board into a new folder; gives the version's name, "" of one that is frozen."""
    if folder.exists():
        raise Refusal(f"{folder} exists already; a backup makes a folder of its own")
    place = read_slots(link)["run"]
    manifest = installed_manifest(link, place)
    if manifest is None and not is_frozen(link.ask("identity")[0][1]):
        raise Refusal(f"there is no Cradle on {link.port}")
    running = f"/{place}"
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    paths = [f"{running}/{name}" for name in (MANIFEST, *manifest["files"])] if manifest else []
    paths += [path for path, _, _ in link.ask("inventory", f"/{DATA}")]
    for path in tqdm(paths, unit="file", desc="saving", disable=None):
        _, top, name = path.split("/", 2)
        target = partial / (DATA if top == DATA else VERSION) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(link.read(path))
    settings = link.ask("read_settings", NAMESPACE, KEYS)[0]
    (partial / SETTINGS).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    contents = {
        path.relative_to(partial).as_posix(): _sha256(path)
        for path in sorted(partial.rglob("*"))
        if path.is_file()
    }
    (partial / CONTENTS).write_text(json.dumps(contents, indent=1) + "\n", encoding="utf-8")
    partial.rename(folder)  # last: a folder of that name is a whole backup
    return str(manifest["version"]) if manifest else ""


def check(folder: Path) -> bool:
    """Refuse a backup that is not as it was made, to the last byte.

    False if it is of a version before 0.2.0, which wrote no contents.json: its version and its
    settings are whole, its logs and calibration may be anything.
    """
    there = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    } - {CONTENTS}
    complete = (folder / CONTENTS).exists()
    contents = _contents(folder) if complete else _contents_of_old(folder, there)
    versioned = not complete or any(name.startswith(VERSION + "/") for name in contents)
    needed = {SETTINGS, f"{VERSION}/{MANIFEST}"} if versioned else {SETTINGS}
    for name in sorted(contents.keys() | there | needed):
        if name not in there:
            raise Refusal(f"{folder} is no whole backup: {name} is missing")
        if name not in contents:
            raise Refusal(f"{folder} is no whole backup: {name} does not belong to it")
        if _sha256(folder / name) != contents[name]:
            raise Refusal(f"{folder} is no whole backup: {name} is damaged")
    _settings(folder)
    if not versioned:
        return complete
    manifest = read_manifest(folder / VERSION)
    try:
        wanted = {f"{VERSION}/{name}": sha256 for name, sha256 in manifest["files"].items()}
        whole = bool(manifest["board"] and manifest["version"]) and all(
            contents.get(name) == sha256 for name, sha256 in wanted.items()
        )
    except (AttributeError, KeyError, TypeError):
        whole = False
    if not whole:
        raise Refusal(f"{folder} is no whole backup: {VERSION}/{MANIFEST} is of another version")
    return complete


def restore(link: Link, folder: Path) -> Installed | None:
    """Bring a board to what a backup holds. A damaged one is refused before the first deed.

    None if the board keeps the version that it has: the backup holds none, or this one is frozen
    and the heap is too small for another.
    """
    if not check(folder):
        print(_OLD.format(folder), file=sys.stderr)
    settings = _settings(folder)
    data = [path.stat().st_size for path in (folder / DATA).rglob("*") if path.is_file()]
    _, machine, _, _, heap = link.ask("identity")[0]
    frozen = is_frozen(machine)
    installed = None
    if (folder / VERSION).exists() and not (frozen and heap < HEAP_NEEDED):
        installed = install(link, folder / VERSION, beside=data)
    elif not frozen and not installed_manifest(link, read_slots(link)["run"]):
        raise Refusal(
            f"{folder} holds no version, and there is none on {link.port}: flash it first"
        )
    else:
        check_space(look(link), [], folder, [], data)
    kept = {
        f"/{DATA}/{path.relative_to(folder / DATA).as_posix()}": path
        for path in sorted((folder / DATA).rglob("*"))
        if path.is_file()
    }
    for path, _, _ in link.ask("inventory", f"/{DATA}"):
        if path not in kept:
            link.ask("remove", path)
    for name, source in tqdm(kept.items(), unit="file", desc="restoring", disable=None):
        link.write(name + ".new", source.read_bytes())
        link.ask("rename", name + ".new", name)
    link.ask("write_settings", NAMESPACE, {key: settings.get(key) for key in KEYS})
    return installed


def erase(link: Link) -> None:
    """Leave MicroPython alone on the board. The launcher goes first: no half of Cradle starts."""
    manifests = (f"/{name}/{MANIFEST}" for name in FOLDERS)
    folders = (f"/{name}" for name in (*FOLDERS, DATA))
    for path in (LAUNCHER_FILE, SLOT_FILE, *manifests, *folders):
        link.ask("remove", path)
    link.ask("write_settings", NAMESPACE, dict.fromkeys(KEYS))
    link.ask("forget_last_life")


def _contents(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file, as it was when the backup was made."""
    try:
        return dict(json.loads((folder / CONTENTS).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise Refusal(f"{folder} is no whole backup: no {CONTENTS} can be read there") from None


def _contents_of_old(folder: Path, there: set[str]) -> dict[str, str]:
    """The same as far as it is known: of the version by its manifest, of the rest as it is."""
    manifest = f"{VERSION}/{MANIFEST}"
    whole = SETTINGS in there and manifest in there
    if not whole or not _settings(folder).keys() <= set(_OLD_KEYS):
        raise Refusal(f"{folder} is no whole backup: {CONTENTS} is missing")
    known = [name for name in there if name == manifest or not name.startswith(VERSION + "/")]
    contents = {name: _sha256(folder / name) for name in known}
    try:
        files = read_manifest(folder / VERSION)["files"].items()
        contents.update({f"{VERSION}/{name}": sha256 for name, sha256 in files})
    except (AttributeError, KeyError, TypeError):
        pass  # check() says so
    return contents


def _settings(folder: Path) -> dict[str, str]:
    """The blobs of NVS that the backup holds, hexadecimal."""
    try:
        settings = dict(json.loads((folder / SETTINGS).read_text(encoding="utf-8")))
        for blob in settings.values():
            bytes.fromhex(blob)
    except (OSError, ValueError, TypeError):
        raise Refusal(f"{folder} is no whole backup: {SETTINGS} cannot be read") from None
    return settings


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
