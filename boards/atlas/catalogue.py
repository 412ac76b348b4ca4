"""The words: firmware/panel/words/LANGUAGE.txt, as docs/languages.md tells translators."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from boards.errors import Refusal
from control.alarm_table import NAMES
from control.languages import LANGUAGES

FOLDER = Path(__file__).parents[2] / "firmware" / "panel" / "words"
ALARM_BOXES = ("alarm-message", "alarm-cause", "alarm-remedy")
OWN_NAME = "language-name"
CONFIDENCES = ("low", "medium", "high")  # of words that no native speaker has reviewed


@dataclass(frozen=True)
class Entry:
    """What one block of a file says. confidence: one of CONFIDENCES, or empty: reviewed."""

    name: str
    confidence: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Box:
    """Where a text is drawn: style of fonts.toml, pixels."""

    name: str
    style: str
    width: int
    height: int


@dataclass(frozen=True)
class Text:
    """One text as the device numbers it; `name` for people."""

    name: str
    words: str
    box: Box


def languages(folder: Path = FOLDER) -> tuple[str, ...]:
    """Those that there are files of: LANGUAGES first, in its order, which is that of stored
    settings; then new ones."""
    there = {path.stem for path in folder.glob("*.txt")}
    gone = [language for language in LANGUAGES if language not in there]
    if gone:
        raise Refusal(f"{folder / gone[0]}.txt is missing: stored settings count on its place")
    return LANGUAGES + tuple(sorted(there - set(LANGUAGES)))


def read(language: str, folder: Path = FOLDER) -> dict[str, Entry]:
    """The entries of a language by name, in the order of its file."""
    path = folder / f"{language}.txt"
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{path}: cannot be read: {error}") from None
    entries: dict[str, Entry] = {}
    for block in text.strip("\n").split("\n\n"):
        head, *texts = [line.strip() for line in block.strip("\n").split("\n")]
        name, _, confidence = head.partition(" ")
        if confidence not in ("", *CONFIDENCES):
            raise Refusal(f"{path}: {head!r}: after a name comes {', '.join(CONFIDENCES)} or none")
        if name in entries:
            raise Refusal(f"{path}: {name} is there twice")
        wanted = len(ALARM_BOXES) if name in NAMES else 1
        if len(texts) != wanted or not all(texts):
            raise Refusal(f"{path}: {name} needs {wanted} lines of text; it has {len(texts)}")
        entries[name] = Entry(name, confidence, tuple(texts))
    return entries


def missing(entries: dict[str, Entry], english: dict[str, Entry]) -> list[str]:
    """The names of English entries that another language lacks."""
    return [name for name in english if name not in entries]


def strange(entries: dict[str, Entry], english: dict[str, Entry]) -> list[str]:
    """The names of entries that English lacks."""
    return [name for name in entries if name not in english]


def boxes(folder: Path = FOLDER) -> dict[str, Box]:
    """The box of each text: alarms by ALARM_BOXES, others by the entry's name."""
    path = folder / "boxes.toml"
    found: dict[str, Box] = {}
    for name, row in tomllib.loads(path.read_text(encoding="utf-8")).items():
        box = Box(name, row["style"], row["width"], row["height"])
        for text in row.get("texts", [name]):
            if text in found:
                raise Refusal(f"{path}: {text} has two boxes, {found[text].name} and {name}")
            found[text] = box
    return found


def texts(language: str, folder: Path = FOLDER) -> list[Text]:
    """All texts of a language as the device numbers them: three of each alarm, then the other
    entries in the order of the English file, then the own name of each language."""
    english = read("en", folder)
    entries = read(language, folder)
    for name in missing(entries, english):
        raise Refusal(f"{folder / language}.txt: {name} is missing")
    for name in strange(entries, english):
        raise Refusal(f"{folder / language}.txt: {name} is not in en.txt")
    box_of = boxes(folder)
    found = []
    for name in (*NAMES, *other_names(english)):
        kinds = ALARM_BOXES if name in NAMES else (name,)
        for kind, words in zip(kinds, entries[name].texts, strict=True):
            if kind not in box_of:
                raise Refusal(f"{folder / 'boxes.toml'}: {kind} has no box")
            spoken = f"{name} ({kind})" if name in NAMES else name
            found.append(Text(spoken, words, box_of[kind]))
    for other in languages(folder):
        own = read(other, folder)[OWN_NAME].texts[0]
        found.append(Text(f"{OWN_NAME} of {other}", own, box_of[OWN_NAME]))
    return found


def other_names(english: dict[str, Entry]) -> list[str]:
    """The entries that are no alarm's."""
    lost = [name for name in NAMES if name not in english]
    if lost:
        raise Refusal(f"en.txt: the alarm {lost[0]} is missing")
    return [name for name in english if name not in NAMES]
