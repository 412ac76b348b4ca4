"""`make memory`: how much of the heap the controller keeps, on 32-bit words as the ESP32's.

It starts sim/runs/memory/, which measures inside MicroPython's WebAssembly port under node, with
the program in front of the pretended incubator. docs/memory.md says what came of it.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from tqdm import tqdm

from boards.build import START_MODULE, build, compiled_sources, named_incubator
from boards.install import HEAP_NEEDED
from control.settings import AIR
from sim.errors import RunError
from sim.launch import interpreter_command, started
from sim.scenario.load import DEFAULT_BOARD, REFERENCE, ROOT, load_scenario
from sim.tools.display_cost import cost_table

HOURS = 24
PROMISED = 64 * 1024  # bytes, frozen, of all but the display
DISPLAY_PROMISED = 28 * 1024  # bytes, frozen, of what only a display needs, beside it
FLAT = 1024  # bytes between any two hours
FILES_PROMISED = 190 * 1024  # bytes, from files, of all
DARK_FILES_PROMISED = 132_776  # bytes, from files, of all but the display
LEFT_BEHIND = (
    12 * 1024
)  # by a period, until it is collected: what a board must have beside the rest

SHOWING = "firmware.panel.face"  # the part that only a display needs (boards/join.py)

_FOLDER = ROOT / "build" / "memory"
_NODE_PACKAGE = ROOT / "sim" / "tools" / "webassembly"
_PORT = Path("node_modules", "@micropython", "micropython-webassembly-pyscript", "micropython.mjs")
_HARNESS = _NODE_PACKAGE / "live_heap.mjs"
_MEASURERS = ROOT / "sim" / "runs" / "memory"
# Nothing is collected while a slice of a life runs: ample for what it leaves behind.
_HEAP_BYTES = 64 * 1024 * 1024
# A module's object (mp_module_context_t of py/obj.h: two blocks at most) and its entries in
# sys.modules and in its package: what executing its code alone does not show.
_MODULE_OBJECT = 48

Command = tuple[list[str], dict[str, str]]
Port = Callable[[str, Path, Path], Command]  # of KIND, FILE and the folder of compiled modules


class Measurer:
    """A port of MicroPython that measures the program of one board; `folder` is for its files."""

    def __init__(self, port: Port, folder: Path, board: str = DEFAULT_BOARD):
        self._port = port
        self._folder = folder
        self._board = board
        self._incubator = named_incubator(board)
        self._flash = build(board, "measured", folder)
        self._sources = compiled_sources(board, "measured", self._incubator)
        # What the running program has loaded, in that order; at the start of it nothing runs here.
        self._modules = [name for name in self._sources if name != START_MODULE]

    def modules(self) -> dict[str, int]:
        """Bytes of each module that is loaded from a file: its bytecode is in RAM."""
        return _costs(self._measure("modules", {}))

    def frozen(self) -> dict[str, int]:
        """Bytes of each module that is frozen: its bytecode is in flash."""
        texts = {name: self._sources[name] for name in self._modules}
        costs = _costs(self._measure("frozen", {"sources": texts}))
        return {name: costs[name] + _MODULE_OBJECT for name in self._modules}

    def life(self, hours: int, shown: bool = False) -> dict[str, int]:
        """Bytes of the program itself: when it is "made", when it has "started", at each hour.

        shown: with its display.
        """
        scenario = load_scenario(REFERENCE)
        scenario["machine"]["board"] = self._board
        argument = {"scenario": scenario, "hours": hours, "shown": shown, "mode": AIR}
        before, *steps = self._measure("life", argument)
        return {name: used - before[1] for name, used in steps if name != "-"}

    def _measure(self, kind: str, argument: dict[str, object]) -> list[tuple[str, int]]:
        file = self._folder / f"{kind}.json"
        file.write_text(json.dumps({"modules": self._modules, **argument}), encoding="utf-8")
        steps: list[tuple[str, int]] = []
        said: list[str] = []
        command, environment = self._port(kind, file, self._flash)
        with started(command, environment) as (process, lines):
            for line in tqdm(lines, desc=kind, unit=" steps", disable=None, leave=False):
                name, _, used = line.rstrip("\n").partition(" ")
                if name and used.isdigit():
                    steps.append((name, int(used)))
                else:
                    said.append(line.strip())
        if process.returncode or said:
            raise RunError(f"measuring {kind} broke: {' | '.join(said[-3:])}")
        return steps


def unix(kind: str, file: Path, flash: Path) -> Command:
    """The port of the PC, with 64-bit words."""
    command, environment = interpreter_command("micropython")
    folders = (flash, ROOT, ROOT / "sim" / "mcu", _MEASURERS)
    environment["MICROPYPATH"] = os.pathsep.join(map(str, folders))
    arguments = (_MEASURERS / "live_heap.py", kind, file, flash.parent / "data")
    return [*command, *map(str, arguments)], environment


def webassembly(folder: Path = _FOLDER) -> Port:
    """The port with 32-bit words, installed in `folder` if it is not there."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise RunError("node and npm are needed, version 20 or newer, and are not installed")
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / _PORT).exists():
        for name in ("package.json", "package-lock.json"):
            shutil.copy(_NODE_PACKAGE / name, folder)
        done = subprocess.run(
            ["npm", "ci", "--no-audit", "--no-fund"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RunError(f"npm did not install MicroPython: {done.stderr.strip()[-300:]}")

    def command(kind: str, file: Path, flash: Path) -> Command:
        arguments = (_HARNESS, folder / _PORT, _HEAP_BYTES, kind, file, ROOT, flash)
        return ["node", *map(str, arguments)], dict(os.environ)

    return command


def table(modules: dict[str, int], frozen: dict[str, int], life: dict[str, int]) -> str:
    """All that was measured, as Markdown."""
    rows = ["| bytes | from files | frozen |", "|---|---:|---:|"]
    packages: dict[str, list[str]] = {}
    for name in modules:
        packages.setdefault(name.partition(".")[0], []).append(name)
    for package, names in packages.items():
        rows.append(_row(f"`{package}/`", modules, frozen, names))
    rows.append(_row("all modules", modules, frozen, list(modules)))
    sums = sum(modules.values()), sum(frozen.values())
    for moment, used in life.items():
        when = f"after {moment} h" if moment.isdigit() else f"program {moment}"
        rows.append(f"| {when} | {sums[0] + used:,} | {sums[1] + used:,} |")
    rows += ["", "| module | from files | frozen |", "|---|---:|---:|"]
    biggest = sorted(modules, key=lambda name: (-modules[name], name))
    rows += [_row(f"`{name}`", modules, frozen, [name]) for name in biggest]
    return "\n".join(rows)


def broken(
    modules: dict[str, int], frozen: dict[str, int], life: dict[str, int], dark: dict[str, int]
) -> list[str]:
    """Which promises are not kept; what `make flash` asks a board for is one of them.

    dark: the life without a display.
    """
    found = []
    needed = sum(modules.values()) + life["started"] + LEFT_BEHIND
    if needed > HEAP_NEEDED:
        found.append(f"HEAP_NEEDED of boards/install.py is {HEAP_NEEDED:,}, less than {needed:,}")
    whole, without = files_bytes(modules, life, dark)
    if whole > FILES_PROMISED:
        found.append(f"from files {whole:,} bytes are in use, more than {FILES_PROMISED:,}")
    if without > DARK_FILES_PROMISED:
        found.append(
            f"from files, without the display, {without:,} bytes are in use, more than"
            f" {DARK_FILES_PROMISED:,}"
        )
    shown = display_bytes(frozen, life, dark)
    if shown > DISPLAY_PROMISED:
        found.append(f"the display takes {shown:,} bytes, more than {DISPLAY_PROMISED:,}")
    used = sum(frozen.values()) + life["started"] - shown
    if used > PROMISED:
        found.append(f"after start {used:,} bytes are in use, more than {PROMISED:,}")
    hours = [life[moment] for moment in life if moment.isdigit()]
    if hours and max(hours) - min(hours) > FLAT:
        found.append(f"not flat: from hour to hour between {min(hours):,} and {max(hours):,}")
    return found


def display_bytes(frozen: dict[str, int], life: dict[str, int], dark: dict[str, int]) -> int:
    """Bytes that only the display needs, frozen: its modules and what it is made of."""
    return frozen[SHOWING] + life["started"] - dark["started"]


def files_bytes(
    modules: dict[str, int], life: dict[str, int], dark: dict[str, int]
) -> tuple[int, int]:
    """Bytes of a started controller from files: with its display, and without."""
    whole = sum(modules.values()) + life["started"]
    return whole, whole - modules[SHOWING] - life["started"] + dark["started"]


def _row(title: str, modules: dict[str, int], frozen: dict[str, int], names: list[str]) -> str:
    sums = [sum(costs[name] for name in names) for costs in (modules, frozen)]
    return f"| {title} | {sums[0]:,} | {sums[1]:,} |"


def _costs(steps: list[tuple[str, int]]) -> dict[str, int]:
    """What each step added to the one before."""
    return {name: used - before for (_, before), (name, used) in pairwise(steps)}


def main() -> int:
    """Measure, print the table; status 1 if a promise is broken or nothing can be measured."""
    try:
        measurer = Measurer(webassembly(), _FOLDER)
        modules, frozen = measurer.modules(), measurer.frozen()
        life, dark = measurer.life(HOURS, shown=True), measurer.life(0)
    except RunError as error:
        print(f"memory: {error}", file=sys.stderr)
        return 1
    print(table(modules, frozen, life))
    whole, without = files_bytes(modules, life, dark)
    print(f"\nof it the display, frozen: {display_bytes(frozen, life, dark):,} bytes")
    print(f"from files {whole:,} bytes, of {FILES_PROMISED:,} promised")
    print(f"from files, without the display, {without:,} of {DARK_FILES_PROMISED:,}\n")
    faults = broken(modules, frozen, life, dark)
    try:
        cost, too_much = cost_table()
    except RunError as error:
        cost, too_much = "", [str(error)]
    print(cost)
    faults += too_much
    for fault in faults:
        print(f"memory: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
