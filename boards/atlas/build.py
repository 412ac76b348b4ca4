"""From catalogues and fonts to the files of firmware/panel/atlas/, and to the texts' numbers."""

from collections.abc import Sequence
from pathlib import Path

from boards.atlas import breaks, catalogue
from boards.atlas.catalogue import FOLDER, Text
from boards.atlas.fonts import Cluster, Fonts
from boards.atlas.pack import CHARACTERS, Pack
from boards.errors import Refusal
from control.alarm_table import NAMES

ROOT = Path(__file__).parents[2]
OUT = ROOT / "firmware" / "panel" / "atlas"
STYLES = ("HUGE", "LARGE", "HEADING", "BODY", "SMALL")  # as firmware/panel/glyphs.py counts them
NUMBERS = "numbers"
TEXTS = ROOT / "firmware" / "panel" / "texts.py"
_TEXTS_HEAD = '''"""The numbers of the texts, as the atlas has them. `make atlas` writes this file.

Of the alarm in row n of control/alarm_table.py: 3 * n + MESSAGE, CAUSE or REMEDY. Of the own name
of a language: LANGUAGE_NAMES + its place in control/languages.py.
"""

MESSAGE = 0
CAUSE = 1
REMEDY = 2

'''


def build(folder: Path = FOLDER, out: Path = OUT) -> dict[str, int]:
    """Write the atlas of every language, and that of the numbers; gives their sizes, bytes.

    A Refusal, and nothing written, if a text has no room in its box.
    """
    fonts = Fonts()
    made = {language: words(fonts, language, folder) for language in catalogue.languages(folder)}
    made[NUMBERS] = numbers(fonts)
    out.mkdir(parents=True, exist_ok=True)
    for name, data in made.items():
        (out / f"{name}.bin").write_bytes(data)
    return {name: len(data) for name, data in made.items()}


def texts_source(folder: Path = FOLDER) -> str:
    """firmware/panel/texts.py."""
    names = catalogue.other_names(catalogue.read("en", folder))
    first = len(catalogue.ALARM_BOXES) * len(NAMES)
    rows = [f"{name.upper().replace('-', '_')} = {first + n}\n" for n, name in enumerate(names)]
    return f"{_TEXTS_HEAD}{''.join(rows)}\nLANGUAGE_NAMES = {first + len(names)}\n"


def number_texts() -> None:
    """Write firmware/panel/texts.py."""
    TEXTS.write_text(texts_source(), encoding="utf-8")


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
    """A text in its box: line's height and baseline, pixels, and the clusters of each line."""
    style, box = text.box.style, text.box

    def measure(line: str) -> int:
        return _width(fonts.shape(style, line))

    faces = [face for face, _ in fonts.runs(style, text.words)]
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
    return height, baseline, [fonts.shape(style, line) for line in lines]


def _width(clusters: Sequence[Cluster]) -> int:
    return sum(cluster.advance for cluster in clusters)
