"""Save everything that a board knows, put it back, or take Cradle off it.

A backup is a folder: `version/` the version that runs, as boards/build.py makes it; `data/` logs,
trends and calibration; `settings.json` what NVS keeps.
"""

import json
import shutil
from pathlib import Path

from tqdm import tqdm

from boards.build import MANIFEST
from boards.errors import Refusal
from boards.install import FOLDERS, LAUNCHER_FILE, SLOT_FILE, Installed, install
from boards.link import Link

DATA = "data"
VERSION = "version"
SETTINGS = "settings.json"
# As firmware/program.py, firmware/store.py, firmware/latches.py and firmware/pair.py name them.
NAMESPACE = "cradle"
KEYS = ("settings.0", "settings.1", "latched.0", "latched.1", "settings0", "settings1")


def backup(link: Link, folder: Path) -> str:
    """Save the board into a new folder; gives the version's name."""
    if folder.exists():
        raise Refusal(f"{folder} exists already; a backup makes a folder of its own")
    slots = link.ask("content", SLOT_FILE)[0]
    if not slots:
        raise Refusal(f"there is no Cradle on {link.port}")
    running = f"/{slots['run']}"
    manifest = link.ask("content", f"{running}/{MANIFEST}")[0]
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    paths = [f"{running}/{name}" for name in (MANIFEST, *manifest["files"])]
    paths += [path for path, _, _ in link.ask("inventory", f"/{DATA}")]
    for path in tqdm(paths, unit="file", desc="saving", disable=None):
        _, top, name = path.split("/", 2)
        target = partial / (DATA if top == DATA else VERSION) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(link.read(path))
    settings = link.ask("read_settings", NAMESPACE, KEYS)[0]
    (partial / SETTINGS).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    partial.rename(folder)  # last: a folder of that name is a whole backup
    return str(manifest["version"])


def restore(link: Link, folder: Path) -> Installed:
    """Bring a board to what a backup holds. It checks on its own what it is given (firmware/)."""
    installed = install(link, folder / VERSION)
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
    settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    link.ask("write_settings", NAMESPACE, {key: settings.get(key) for key in KEYS})
    return installed


def erase(link: Link) -> None:
    """Leave MicroPython alone on the board. The launcher goes first: no half of Cradle starts."""
    for path in (LAUNCHER_FILE, SLOT_FILE, *(f"/{name}" for name in (*FOLDERS, DATA))):
        link.ask("remove", path)
    link.ask("write_settings", NAMESPACE, dict.fromkeys(KEYS))
    link.ask("forget_last_life")
