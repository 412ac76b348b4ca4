"""`make manual`: the technician's manual in every language, as a page and as PDF.

It is made of the alarm table, the catalogues of the display, docs/manual/LANGUAGE.txt for what the
display does not say, and pictures that the device's own code has drawn.
"""

import sys
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from boards.atlas.catalogue import FOLDER, Entry, languages, read
from boards.errors import Refusal
from control.alarm_table import (
    DELAY_MS_OF,
    HEAT,
    LATCHED,
    MOISTURE,
    NAMES,
    PRIORITIES,
    PRIORITY_OF,
    STOPS,
)
from sim.errors import InputError, RunError
from sim.results.pdf import pdf_writer
from sim.results.pictures import HEIGHT, WIDTH
from sim.results.png import png
from sim.scenario.load import ROOT
from sim.tools.screens import painted

WORDS = ROOT / "docs" / "manual"
OUT = ROOT / "build" / "manual"
KEYS = ("up", "down", "left", "right", "silence", "override")
_REVIEWED = ("en",)  # the language that the others are held to
_MS_PER_S = 1000
_S_PER_MIN = 60


@dataclass(frozen=True)
class Screen:
    """A screen of the manual: its name there, the words that name it, and its picture.

    title: an entry of the display's catalogue, or where that has none of the manual's own.
    """

    name: str
    title: str
    picture: str


SCREENS = (
    Screen("main", "main-title", "main-skin"),
    Screen("alarm", "alarm-title", "alarm-high"),
    Screen("menu", "menu", "menu"),
    Screen("set-points", "set-points", "set-points"),
    Screen("alarm-limits", "alarm-limits", "alarm-limits"),
    Screen("trends", "trends", "trends"),
    Screen("history", "history", "history"),
    Screen("alarm-test", "alarm-test", "alarm-test"),
    Screen("display", "display-title", "language"),
    Screen("service", "service", "service-1"),
    Screen("start-up", "start-up-test", "start-up"),
)


def manual_words(language: str, folder: Path = WORDS) -> dict[str, str]:
    """What the manual says in a language, English where it has no file of its own.

    InputError if English says more or less.
    """
    english = read("en", folder)
    if not (folder / f"{language}.txt").exists():
        return _plain(english)
    entries = read(language, folder)
    for name in english.keys() ^ entries.keys():
        raise InputError(f"{folder / language}.txt and en.txt differ: one has no {name}")
    return _plain(entries)


def page(language: str, version: str, picture: Callable[[str], str]) -> str:
    """The manual as HTML. picture: where the picture of a name is."""
    words = manual_words(language)
    entries = read(language, FOLDER)
    shown = _plain(entries)
    environment = Environment(
        loader=FileSystemLoader(WORDS), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("manual.html").render(
        language=language,
        style=(WORDS / "manual.css").read_text(encoding="utf-8"),
        version=version,
        words=words,
        shown=shown,
        in_review=language not in _REVIEWED,
        keys=KEYS,
        screens=[
            {
                "name": screen.name,
                "title": words.get(screen.title) or shown[screen.title],
                "picture": picture(screen.picture),
            }
            for screen in SCREENS
        ],
        alarms=[_alarm(row, entries[NAMES[row]], words, picture) for row in range(len(NAMES))],
    )


def _plain(entries: dict[str, Entry]) -> dict[str, str]:
    return {name: entry.texts[0] for name, entry in entries.items()}


def _alarm(
    row: int, entry: Entry, words: dict[str, str], picture: Callable[[str], str]
) -> dict[str, object]:
    message, cause, remedy = entry.texts
    return {
        "name": entry.name,
        "priority": PRIORITIES[PRIORITY_OF[row]],
        "message": message,
        "cause": cause,
        "remedy": remedy,
        "delay": _delay(DELAY_MS_OF[row] // _MS_PER_S, words),
        "heat": {HEAT: "heat-off", MOISTURE: "humidifier-off"}.get(STOPS[row], "heat-on"),
        "latched": bool(LATCHED[row]),
        "picture": picture(f"alarm-{entry.name}"),
    }


def _delay(delay_s: int, words: dict[str, str]) -> str:
    if not delay_s:
        return words["delay-none"]
    if delay_s % _S_PER_MIN:
        return f"{delay_s} {words['seconds']}"
    return f"{delay_s // _S_PER_MIN} {words['minutes']}"


def write_manual(out: Path) -> None:
    """Write LANGUAGE.html and LANGUAGE.pdf of each language, and their pictures."""
    write_pdf = pdf_writer()
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    with tempfile.TemporaryDirectory(prefix="cradle-") as folder:
        pictures = painted(Path(folder), languages()) | painted(
            Path(folder), languages(), "alarms"
        )
    for language in languages():
        (out / language).mkdir(parents=True, exist_ok=True)

        def picture(name: str, language: str = language) -> str:
            file = f"{language}/{name}.png"
            (out / file).write_bytes(png(WIDTH, HEIGHT, pictures[f"{language}-{name}"]))
            return file

        html = out / f"{language}.html"
        html.write_text(page(language, version, picture), encoding="utf-8")
        write_pdf(html)


def main() -> int:
    """Write the manual to build/manual."""
    try:
        write_manual(OUT)
    except (InputError, RunError, Refusal) as error:
        print(f"manual: {error}", file=sys.stderr)
        return 1
    print(f"{OUT}: LANGUAGE.html and LANGUAGE.pdf in {', '.join(languages())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
