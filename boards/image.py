"""Prepare a MicroPython build with everything frozen, and the package.json for mip.

A board folder after MicroPython's conventions (ports/esp32/boards): the files of the board's chip
in boards/micropython/, with the board's name, and in modules/ what its manifest.py freezes.
"""

import json
import shutil
import tomllib
from pathlib import Path

from boards import found
from boards.build import (
    ROOT,
    START_MODULE,
    boards,
    compiled_sources,
    incubators,
    named_incubator,
    sources,
    texts,
    version,
)

OUT = ROOT / "build" / "firmware-image"
PACKAGE = ROOT / "package.json"
_DEFINITIONS = ROOT / "boards" / "micropython"
_WORDS = "firmware/panel/frozen_words"
_ATLAS = "firmware/panel/frozen_atlas"
_NAME = "@BOARD@"  # what the files of a chip have in place of the board's name


def board_name(board: str) -> str:
    """As MicroPython's build calls it."""
    return f"CRADLE_{board.upper()}"


def make(board: str, named: str = "", out: Path = OUT, incubator: str = "") -> str:
    """Fill the board folder; gives the command that builds it. incubator: as of `sources`."""
    incubator = incubator or named_incubator(board)
    folder = out / board_name(board)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for source in sorted((_DEFINITIONS / found.load(board).CHIP).iterdir()):
        text = source.read_text(encoding="utf-8").replace(_NAME, board)
        (folder / source.name).write_text(text, encoding="utf-8")
    shutil.copytree(_DEFINITIONS / "modules", folder / "modules")
    shutil.copy(_DEFINITIONS / "manifest.py", folder)
    shutil.copy(_DEFINITIONS / "partitions.csv", folder)
    shutil.copy(ROOT / "boards" / "launch.py", folder / "modules")
    held = {_WORDS: _frozen_words(), _ATLAS: _frozen_atlas()}
    for name, source in compiled_sources(board, named or version(), incubator, held).items():
        target = (folder / "modules").joinpath(*name.split(".")).with_suffix(".py")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source, encoding="utf-8")
    return (
        f"{folder} is ready. In a clone of MicroPython 1.29, with ESP-IDF 5.5.2 set up:\n"
        f"make -C ports/esp32 BOARD={board_name(board)} BOARD_DIR={folder.resolve()}"
    )


def _frozen_words() -> str:
    """That module with the texts in it: a file cannot be frozen."""
    texts_held = [source for source in texts().values() if source.suffix == ".txt"]
    held = {source.stem: source.read_text(encoding="utf-8") for source in texts_held}
    return f"TEXTS = {held!r}\n"


def _frozen_atlas() -> str:
    """That module with the atlas files in it."""
    atlases = [source for source in texts().values() if source.suffix == ".bin"]
    held = {source.stem: source.read_bytes() for source in atlases}
    return f"FILES = {held!r}\n"


def package() -> str:
    """package.json: what `mpremote mip install ./package.json` copies, for every board."""
    files = {name: path for board in boards() for name, path in sources(board).items()}
    del files[START_MODULE]
    for name in incubators():
        files[f"boards/incubators/{name}"] = ROOT / "boards" / "incubators" / f"{name}.py"
    urls = [[f"{name}.py", path.relative_to(ROOT).as_posix()] for name, path in files.items()]
    urls += [[f"boards/{board}/main.py", f"boards/{board}/main.py"] for board in boards()]
    urls += [[name, name] for name in texts()]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contents = {"urls": sorted(urls), "deps": [], "version": project["project"]["version"]}
    return json.dumps(contents, indent=1) + "\n"
