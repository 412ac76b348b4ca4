"""From catalogues and fonts to the files of firmware/panel/atlas/, and what they number."""

import hashlib
from pathlib import Path

from boards.atlas import breaks, catalogue
from boards.atlas.catalogue import FOLDER, Text
from boards.atlas.fonts import PIN, Cluster, Fonts
from boards.atlas.pack import CHARACTERS, Pack
from boards.errors import Refusal
from control.alarm_table import NAMES

ROOT = Path(__file__).parents[2]
OUT = ROOT / "firmware" / "panel" / "atlas"
STYLES = ("HUGE", "LARGE", "HEADING", "BODY", "SMALL")  # as firmware/panel/glyphs.py counts them
NUMBERS = "numbers"
SUMS = OUT / "SHA256SUMS"
LANGUAGES = ROOT / "control" / "languages.py"
TEXTS = ROOT / "firmware" / "panel" / "texts.py"
_TEXTS_HEAD = '''"""The numbers of the texts, as the atlas has them. `make atlas` writes this file.

Of the alarm in row n of control/alarm_table.py: 3 * n + MESSAGE, CAUSE or REMEDY. Of the own name
of a language: LANGUAGE_NAMES + its place in control/languages.py.
"""

MESSAGE = 0
CAUSE = 1
REMEDY = 2

'''


def build(folder: Path = FOLDER, fonts: Fonts | None = None) -> dict[str, bytes]:
    """The atlas of every language by name, and that of the numbers. A Refusal if a text has no
    room in its box."""
    fonts = fonts or Fonts()
    made = {language: words(fonts, language, folder) for language in catalogue.languages(folder)}
    made[NUMBERS] = numbers(fonts)
    return made


def write(made: dict[str, bytes]) -> None:
    """Write all that follows from the catalogues: the atlas, the languages, the texts' numbers."""
    for path in OUT.glob("*.bin"):
        path.unlink()
    for name, data in made.items():
        (OUT / f"{name}.bin").write_bytes(data)
    LANGUAGES.write_text(languages_source(), encoding="utf-8")
    TEXTS.write_text(texts_source(), encoding="utf-8")
    SUMS.write_text(sums(), encoding="utf-8")


def differing(made: dict[str, bytes]) -> list[str]:
    """The names of atlas files that are not as the catalogues and fonts make them."""
    there = {path.stem: path.read_bytes() for path in OUT.glob("*.bin")}
    return sorted(name for name in {*there, *made} if there.get(name) != made.get(name))


def sums() -> str:
    """As sha256sum prints it: what the atlas is made from, and what was made. Who has no fonts
    can tell by it that one was changed without the other."""
    paths = [*FOLDER.iterdir(), PIN, *OUT.glob("*.bin")]
    names = sorted(path.relative_to(ROOT).as_posix() for path in paths)
    order = hashlib.sha256("\n".join(NAMES).encode()).hexdigest()
    return f"{order}  control.alarm_table.NAMES\n" + "".join(
        f"{hashlib.sha256((ROOT / name).read_bytes()).hexdigest()}  {name}\n" for name in names
    )


def languages_source(folder: Path = FOLDER) -> str:
    """control/languages.py with the languages there are."""
    before, _, _ = LANGUAGES.read_text(encoding="utf-8").partition("LANGUAGES = ")
    names = ", ".join(f'"{language}"' for language in catalogue.languages(folder))
    return f"{before}LANGUAGES = ({names})\n"


def texts_source(folder: Path = FOLDER) -> str:
    """firmware/panel/texts.py."""
    names = catalogue.other_names(catalogue.read("en", folder))
    first = len(catalogue.ALARM_BOXES) * len(NAMES)
    rows = [f"{name.upper().replace('-', '_')} = {first + n}\n" for n, name in enumerate(names)]
    return f"{_TEXTS_HEAD}{''.join(rows)}\nLANGUAGE_NAMES = {first + len(names)}\n"


def words(fonts: Fonts, language: str, folder: Path = FOLDER) -> bytes:
    """The atlas of a language."""
    laid = [(text, *lay(fonts, language, text)) for text in catalogue.texts(language, folder)]
    pack = Pack(fonts, [line for _, _, _, lines in laid for line in lines])
    records = []
    for text, height, baseline, lines in laid:
        try:
            records.append(pack.text(height, baseline, lines))
        except Refusal as refusal:
            raise Refusal(f"{language}: {text.name}: {refusal}") from None
    return pack.file(records)


def numbers(fonts: Fonts) -> bytes:
    """The atlas of what is drawn character by character: a record a style."""
    drawn = {
        style: {character: fonts.number(style, character) for character in characters}
        for style, characters in fonts.numbers.items()
    }
    pack = Pack(fonts, [list(clusters.values()) for clusters in drawn.values()])
    records = []
    for style in STYLES:
        face = fonts.number_face(style)
        codes = [
            pack.code(drawn[style][character]) + 1 if character in drawn[style] else 0
            for character in CHARACTERS
        ]
        records.append(bytes((face.ascent + face.descent, face.ascent, *codes)))
    return pack.file(records)


def lay(fonts: Fonts, language: str, text: Text) -> tuple[int, int, list[list[Cluster]]]:
    """A text in its box, as large as it has room: line's height and baseline, pixels, and the
    clusters of each line."""
    for size in range(fonts.sizes(text.box.style)):
        try:
            return _lay(fonts, language, text, size)
        except Refusal as refusal:
            refused = refusal
    raise refused


def _lay(
    fonts: Fonts, language: str, text: Text, size: int
) -> tuple[int, int, list[list[Cluster]]]:
    """The same in one of the sizes of its style."""
    style, box = text.box.style, text.box

    def measure(line: str) -> int:
        return sum(cluster.advance for cluster in _whole(fonts, fonts.shape(style, line, size)))

    drawn = text.words.replace(breaks.ZERO_WIDTH_SPACE, "")
    faces = [face for face, _ in fonts.runs(style, drawn, size)]
    baseline = max(face.ascent for face in faces)
    height = baseline + max(face.descent for face in faces)
    lines = breaks.fill(text.words, box.width, measure)
    for line in lines:
        over = measure(line) - box.width
        if over > 0:
            raise Refusal(
                f"{language}: {text.name}: {line!r} is {over} px wider than the {box.width} px"
                f" of box {box.name}, and has no place to break"
            )
    over = height * len(lines) - box.height
    if over > 0:
        raise Refusal(
            f"{language}: {text.name}: {len(lines)} lines of {height} px are {over} px more than"
            f" the {box.height} px of box {box.name}: {' / '.join(lines)}"
        )
    return height, baseline, [_whole(fonts, fonts.shape(style, line, size)) for line in lines]


def _whole(fonts: Fonts, line: list[Cluster]) -> list[Cluster]:
    """The line with as much room before its first and after its last sign as their ink needs."""
    before = max(0, -fonts.draw(line[0]).left)
    line[0] = line[0].moved(before, before)
    last = fonts.draw(line[-1])
    line[-1] = line[-1].moved(0, max(0, last.left + last.width - line[-1].advance))
    return line
