"""`make screens`: every screen in every language as the device itself paints it.

build/screens.png has them all, a column a language; build/screens/ has each.
"""

import shutil
import sys
from pathlib import Path

from control.languages import LANGUAGES
from sim.errors import RunError
from sim.launch import interpreter_command, output_of
from sim.results.pictures import HEIGHT, WIDTH, seen
from sim.results.png import png
from sim.scenario.load import ROOT

_GAP = 8
_GREY = b"\x48\x48\x48"
OUT = ROOT / "build" / "screens"
_PAINTER = ROOT / "sim" / "runs" / "gallery.py"


def painted(
    folder: Path, languages: tuple[str, ...] = LANGUAGES, what: str = "screens"
) -> dict[str, bytes]:
    """Let the device paint, and give each picture by LANGUAGE-NAME: three bytes a pixel.

    what: "screens", or "alarms": the screen of each alarm. A language may be of some pictures
    only: LANGUAGE/NAME,NAME.
    """
    folder.mkdir(parents=True, exist_ok=True)
    command, environment = interpreter_command("micropython")
    printed = output_of(
        [*command, _PAINTER, folder, what, *languages],
        environment,
        "the screens were not painted",
    )
    return {
        name: seen((folder / f"{name}.rgb565").read_bytes()).tobytes() for name in printed.split()
    }


def sheet(pictures: list[bytes], columns: int) -> tuple[int, int, bytes]:
    """Pictures in rows of so many, a gap between them: width, height, pixels."""
    whole = columns * (WIDTH + _GAP) + _GAP
    rows = -(-len(pictures) // columns)
    out = [_GREY * whole * _GAP]
    for row in range(rows):
        shown = pictures[row * columns : (row + 1) * columns]
        missing = _GREY * ((columns - len(shown)) * (WIDTH + _GAP))
        for at in range(0, 3 * WIDTH * HEIGHT, 3 * WIDTH):
            parts = [_GREY * _GAP + picture[at : at + 3 * WIDTH] for picture in shown]
            out.append(b"".join(parts) + missing + _GREY * _GAP)
        out.append(_GREY * whole * _GAP)
    return whole, rows * (HEIGHT + _GAP) + _GAP, b"".join(out)


def main() -> int:
    """Write the pictures and the sheet of them all."""
    shutil.rmtree(OUT, ignore_errors=True)
    try:
        pictures = painted(OUT)
    except RunError as error:
        print(f"screens: {error}", file=sys.stderr)
        return 1
    for name, picture in pictures.items():
        (OUT / f"{name}.png").write_bytes(png(WIDTH, HEIGHT, picture))
        (OUT / f"{name}.rgb565").unlink()
    names = [name.partition("-")[2] for name in pictures if name.startswith(f"{LANGUAGES[0]}-")]
    # English alone is laid out four in a row.
    columns = len(LANGUAGES) if len(LANGUAGES) > 1 else 4
    ordered = [pictures[f"{language}-{name}"] for name in names for language in LANGUAGES]
    OUT.with_suffix(".png").write_bytes(png(*sheet(ordered, columns)))
    print(f"{OUT.with_suffix('.png')}: {len(names)} screens in {', '.join(LANGUAGES)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
