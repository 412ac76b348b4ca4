"""What the display costs: `python -m sim.tools.display_cost`, and at the end of `make memory`.

Bytes on its wires are counted in runs. How long a slice takes is computed: its bits on the wire,
what each transaction takes beside them, and the instructions of MicroPython, which valgrind
counts. That is an estimate: nobody has measured it on a board.
"""

import json
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boards.atlas.build import OUT as ATLAS
from boards.build import lean_sources, named_incubator, version
from control.languages import LANGUAGES
from sim.errors import RunError
from sim.launch import interpreter_command, output_of
from sim.scenario.load import DEFAULT_BOARD, REFERENCE, ROOT, load_scenario

SLICE_MS = 8
TYPICAL = 25_000  # bytes a second that were promised: in a quiet hour,
WORST = 75_000  # and in the loudest one
CLOCKS_MHZ = (10, 20)
# Beside its bits, of each transaction: an interrupt and DMA (ESP-IDF, SPI master driver).
_TRANSACTION_MS = 0.028
# Instructions of the PC's MicroPython that an ESP32 does in a microsecond at 240 MHz. misc_aes of
# MicroPython's tests/perf_bench (parameters 1, 32) takes 8.07 million of them here by valgrind,
# and there 95.7 ms at 160 MHz (its pull request 7850: 334.52): 84, and half as many again at 240.
# It is byte arithmetic like ours. Another program of theirs, pystone, gives 70.
_INSTRUCTIONS_PER_US = 126

_RUNS = ROOT / "sim" / "runs"
# Of gallery.py, those with most on them.
_SCREENS = ("main-skin", "alarm-high", "set-points", "trends", "history", "service-1")
_MARK = "gc_isenabled"  # the function of MicroPython that sim/runs/slices.py calls around a slice
_S = 80  # of a run, of which the last minute counts
_COUNTED_S = 60


@dataclass(frozen=True)
class Slice:
    """One turn of the display's task. instructions: 0 where nobody counted."""

    screen: str
    transactions: int
    sent: int
    instructions: int

    def ms(self, mhz: int) -> float:
        """How long it takes with a clock of so many megahertz on the wire."""
        bits_ms = self.sent * 8 / (mhz * 1000)
        wire_ms = bits_ms + self.transactions * _TRANSACTION_MS
        return wire_ms + self.instructions / (_INSTRUCTIONS_PER_US * 1000)


def loads() -> dict[str, tuple[float, int]]:
    """Bytes a second over the wires: the mean of a minute, and the most in a second of it."""
    situations: dict[str, tuple[list[tuple[int, str, str]], str]] = {
        "therapy, no alarm": ([], ""),
        "HIGH alarm, flashing": ([(15, "fault", "fan-stopped")], ""),
        "MEDIUM alarm, flashing": ([(4, "fault", "keys-silent")], ""),
        "a page turned every second": ([], "right,left"),
        "the same in a HIGH alarm": ([(15, "fault", "fan-stopped")], "right,left"),
    }
    found = {}
    for name, (timetable, keys) in situations.items():
        scenario = load_scenario(REFERENCE)
        entries = [{"at_s": at_s, "do": do, "value": value} for at_s, do, value in timetable]
        scenario |= {"duration_s": _S, "display": True, "timetable": entries}
        seconds = list(map(int, _said("glass_load.py", scenario, keys).split()))[-_COUNTED_S:]
        found[name] = (sum(seconds) / len(seconds), max(seconds))
    return found


def slices(language: str) -> list[Slice]:
    """Every slice of painting all screens in a language, with the code as a board has it."""
    command, environment = interpreter_command("micropython")
    with tempfile.TemporaryDirectory(prefix="cradle-") as name:
        folder = Path(name)
        _write_lean(folder)
        environment["MICROPYPATH"] = f"{folder}:{environment['MICROPYPATH']}"
        valgrind = shutil.which("valgrind")
        counting = [
            valgrind,
            "--tool=callgrind",
            f"--callgrind-out-file={folder}/counted",
            f"--dump-before={_MARK}",
            sys.executable,
        ]
        if valgrind:
            command = [*map(str, counting), *command]
        printed = output_of(
            [*command, folder / "slices.py", language, *_SCREENS],
            environment,
            "the slices were not painted",
        )
        found = []
        rows = [line.split() for line in printed.splitlines()]
        for number, (screen, transactions, sent) in enumerate(rows, 1):
            # Each mark ends a part: what lies between two slices, and a slice.
            instructions = _counted(folder, 2 * number) if valgrind else 0
            found.append(Slice(screen, int(transactions), int(sent), instructions))
        return found


def cost_table(language: str = "km") -> tuple[str, list[str]]:
    """The figures as Markdown; which promises are not kept. Of the five languages Khmer has the
    most signs, and takes longest.
    """
    loaded = loads()
    painted = slices(language)
    rows = ["| display | bytes a second, mean | most in a second |", "|---|---:|---:|"]
    rows += [f"| {name} | {mean:,.0f} | {most:,} |" for name, (mean, most) in loaded.items()]
    rows += ["", "| ms, estimated | 10 MHz | 20 MHz |", "|---|---:|---:|"]
    longest_ms = []
    slowest = []
    whole = []
    for mhz in CLOCKS_MHZ:
        ms, screen = max((one.ms(mhz), one.screen) for one in painted)
        longest_ms.append(ms)
        slowest.append(f"{ms:.1f} ({screen})")
        sums: dict[str, float] = {}
        for one in painted:
            sums[one.screen] = sums.get(one.screen, 0.0) + one.ms(mhz)
        ms, screen = max((ms, screen) for screen, ms in sums.items())
        whole.append(f"{ms:.0f} ({screen})")
    rows.append(f"| longest slice | {' | '.join(slowest)} |")
    rows.append(f"| full redraw, the longest | {' | '.join(whole)} |")
    flash = sum(path.stat().st_size for path in ATLAS.glob("*.bin"))
    rows += ["", f"atlas in flash: {flash:,} bytes, {len(LANGUAGES)} languages"]
    if not any(one.instructions for one in painted):
        rows.append("valgrind is not installed: the wire alone, without instructions")
    faults = []
    calm = loaded["therapy, no alarm"][0]
    if calm > TYPICAL:
        faults.append(f"{calm:,.0f} bytes a second in a quiet minute, more than {TYPICAL:,}")
    loud = max(mean for name, (mean, _) in loaded.items() if "flashing" in name)
    if loud > WORST:
        faults.append(f"{loud:,.0f} bytes a second in an alarm, more than {WORST:,}")
    if max(longest_ms) > SLICE_MS:
        faults.append(f"a slice takes {max(longest_ms):.1f} ms, more than {SLICE_MS}")
    return "\n".join(rows), faults


def _said(runner: str, scenario: dict[str, Any], *arguments: str) -> str:
    command, environment = interpreter_command("micropython")
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(scenario, file)
        file.flush()
        return output_of(
            [*command, _RUNS / runner, file.name, *arguments], environment, f"{runner} broke"
        )


def _counted(folder: Path, part: int) -> int:
    """Instructions of the part that a mark has ended."""
    text = (folder / f"counted.{part}").read_text(encoding="utf-8")
    return int(re.findall(r"^totals: (\d+)", text, re.MULTILINE)[0])


def _write_lean(folder: Path) -> None:
    """The modules of a board as they are compiled, and what paints with them."""
    painters = {
        name: (_RUNS / f"{name}.py").read_text(encoding="utf-8") for name in ("gallery", "slices")
    }
    incubator = named_incubator(DEFAULT_BOARD)
    for name, text in lean_sources(DEFAULT_BOARD, version(), incubator, painters).items():
        path = folder.joinpath(*name.split(".")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def main() -> int:
    """Print the table; status 1 if a promise is broken or nothing can be measured."""
    try:
        table, faults = cost_table()
    except RunError as error:
        print(f"display: {error}", file=sys.stderr)
        return 1
    print(table)
    for fault in faults:
        print(f"display: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
