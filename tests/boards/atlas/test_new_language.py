"""From a file of words to pixels on the device, for a language that nobody speaks.

The font is one that comes with the tools: Noto is not at everybody's. Its letters are other ones,
the way is the same.
"""

import dataclasses
import hashlib
from pathlib import Path

import framebuf
import matplotlib
import pytest

from boards.atlas import build, catalogue
from boards.atlas.fonts import PIN, Fonts
from boards.errors import Refusal
from control.languages import LANGUAGES
from firmware.panel import glyphs, texts

FONT = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
FACE = '[{ font = "any", em = 9, ascent = 10, descent = 4 }]'
PINNED = f"""
[packages.tools]
version = "1"
folder = "{FONT.parent}"
[fonts.any]
package = "tools"
file = "{FONT.name}"
sha256 = "{hashlib.sha256(FONT.read_bytes()).hexdigest()}"
[scripts]
[styles]
HEADING = {{ latin = {FACE} }}
BODY = {{ latin = {FACE} }}
SMALL = {{ latin = {FACE} }}
""" + "".join(
    f"""[numbers.{style}]
font = "any"
em = 9
ascent = 10
descent = 4
characters = "0123456789.-"
"""
    for style in build.STYLES
)


@pytest.fixture
def pin(tmp_path):
    """A font in the place of the pinned ones."""
    path = tmp_path / "fonts.toml"
    path.write_text(PINNED)
    return path


@pytest.fixture
def words(tmp_path):
    """The catalogues, all of them in English, and one more language."""
    folder = tmp_path / "words"
    folder.mkdir()
    english = (catalogue.FOLDER / "en.txt").read_text()
    for language in LANGUAGES:
        (folder / f"{language}.txt").write_text(english)
    (folder / "boxes.toml").write_bytes((catalogue.FOLDER / "boxes.toml").read_bytes())
    new = english.replace("language-name\nEnglish", "language-name low\nVolapük")
    (folder / "xx.txt").write_text(new.replace("\nHood open\n", "\nLüf maifik\n"))
    return folder


def drawn(data, text):
    """The lines of a text as the device has them on its canvas: "#" is ink."""
    atlas = glyphs.Atlas(lambda name: glyphs.Frozen(data[name]), 16)
    atlas.use("xx")
    while atlas.step():
        pass
    assert (atlas.language, atlas.fault) == ("xx", "")
    palette = framebuf.FrameBuffer(bytearray(8), 4, 1, framebuf.RGB565)
    for level in range(4):
        palette.pixel(level, 0, level)
    lines = []
    for line in range(atlas.lines(text)):
        canvas = framebuf.FrameBuffer(bytearray(100 * 16 * 2), 100, 16, framebuf.RGB565)
        atlas.draw(canvas, text, line, 0, 0, palette)
        rows = [[canvas.pixel(x, y) for x in range(100)] for y in range(16)]
        lines.append((atlas.width(text, line), atlas.height(text), rows))
    return lines


def pixels(fonts, style, words):
    """The same from the font itself."""
    rows = [[0] * 100 for _ in range(16)]
    pen = 0
    for cluster in fonts.shape(style, words):
        bitmap = fonts.draw(cluster)
        for below, row in enumerate(bitmap.rows):
            for beside, level in enumerate(row):
                if level:
                    rows[10 - bitmap.top + below][pen + bitmap.left + beside] = level
        pen += cluster.advance
    return pen, 14, rows


def test_a_new_language_is_one_file_and_one_command(words, pin):
    fonts = Fonts(pin)
    made = build.build(words, fonts)
    assert list(made) == [*LANGUAGES, "xx", "numbers"]
    names = ", ".join(f'"{language}"' for language in [*LANGUAGES, "xx"])
    assert build.languages_source(words).endswith(f"\nLANGUAGES = ({names})\n")
    hood_open = 3 * catalogue.NAMES.index("hood-open") + texts.MESSAGE
    assert drawn(made, hood_open) == [pixels(fonts, "HEADING", "Lüf maifik")]
    own_name = texts.LANGUAGE_NAMES + len(LANGUAGES)
    assert drawn(made, own_name) == [pixels(fonts, "BODY", "Volapük")]
    again = build.words(Fonts(pin), "xx", words)
    assert again == made["xx"], "two builds give the same bytes"


def test_a_text_without_room_is_refused_with_language_name_and_how_much(words, pin):
    path = words / "xx.txt"
    path.write_text(path.read_text().replace("\nLüf maifik\n", "\n" + 30 * "Lüf maifik " + "\n"))
    with pytest.raises(Refusal) as refusal:
        build.words(Fonts(pin), "xx", words)
    assert str(refusal.value).startswith("xx: hood-open (alarm-message): 6 lines of 14 px are")
    path.write_text(path.read_text().replace("Lüf maifik ", "Lüfmaifik"))
    with pytest.raises(Refusal, match=r"px wider than the 252 px of box alarm-message"):
        build.words(Fonts(pin), "xx", words)


def test_a_sign_that_the_font_lacks_is_refused(words, pin):
    path = words / "xx.txt"
    path.write_text(path.read_text().replace("Lüf", "箱"))
    with pytest.raises(Refusal, match="any has no sign for '箱' of '箱 maifik'"):
        build.words(Fonts(pin), "xx", words)


def test_ink_beyond_the_line_is_refused(pin):
    fonts = Fonts(pin)
    (cluster,) = fonts.shape("BODY", "Ấ")
    low = dataclasses.replace(cluster, face=dataclasses.replace(cluster.face, ascent=5))
    with pytest.raises(Refusal, match="beyond ascent or descent"):
        fonts.draw(low)


def test_another_font_than_the_pinned_one_is_refused(tmp_path):
    other = tmp_path / "fonts.toml"
    other.write_text(PINNED.replace('sha256 = "', 'sha256 = "0'))
    with pytest.raises(Refusal, match=r"is not of tools 1, which fonts\.toml pins"):
        Fonts(other).shape("BODY", "a")
    other.write_text(PINNED.replace(FONT.name, "none.ttf"))
    with pytest.raises(Refusal, match="cannot be read: No such file or directory; Debian's"):
        Fonts(other).shape("BODY", "a")


def test_every_pinned_font_is_used_and_has_a_sum():
    pinned = Fonts()._pin
    used = {row["font"] for row in pinned["numbers"].values()}
    for style in pinned["styles"].values():
        used |= {face["font"] for sizes in style.values() for face in sizes}
    assert used == set(pinned["fonts"])
    assert all(len(row["sha256"]) == 64 for row in pinned["fonts"].values())
    assert PIN.exists()


def test_of_several_sizes_a_text_has_the_largest_in_which_it_fits(pin):
    large = '{ font = "any", em = 18, ascent = 20, descent = 8 }'
    pin.write_text(
        PINNED.replace(
            f"BODY = {{ latin = {FACE} }}", f"BODY = {{ latin = [{large}, {FACE[1:]} }}"
        )
    )
    fonts = Fonts(pin)
    box = catalogue.Box("box", "BODY", 100, 28)
    for words, height in (("Lüf", 28), ("Lüf maifik maifik", 14)):
        assert build.lay(fonts, "xx", catalogue.Text("name", words, box))[0] == height
