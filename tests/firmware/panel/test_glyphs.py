"""The reader of the atlas: what it draws, where, and that damage never goes further than it."""

import binascii
from pathlib import Path

import framebuf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boards.atlas import catalogue
from control.languages import LANGUAGES
from firmware.panel import glyphs
from tests.sim.mcu.interpreters import cpython, micropython

FOLDER = Path(glyphs.__file__).parent / "atlas"
BYTES = {path.stem: path.read_bytes() for path in FOLDER.glob("*.bin")}
COUNT = len(catalogue.texts("en"))
every_language = pytest.mark.parametrize("language", LANGUAGES)


def atlas_of(data, language, rows=240):
    """An Atlas of these bytes, with the language brought, if it can be."""

    def opened(name):
        if name not in data:
            raise OSError(2)
        return glyphs.Frozen(data[name])

    atlas = glyphs.Atlas(opened, rows)
    atlas.use(language)
    steps = 0
    while atlas.step():
        steps += 1
        assert steps < 1_000
    return atlas


def palette():
    colours = framebuf.FrameBuffer(bytearray(8), 4, 1, framebuf.RGB565)
    for level in range(4):
        colours.pixel(level, 0, level)
    return colours


def canvas(width, height):
    return framebuf.FrameBuffer(bytearray(width * height * 2), width, height, framebuf.RGB565)


class Inked:
    """A canvas that only says where ink would go."""

    def __init__(self):
        self.boxes = []

    def blit(self, piece, x, y, *_):
        self.boxes.append((x, y, x + piece[1], y + piece[2]))


@every_language
def test_the_ink_of_every_text_is_in_its_box(language):
    atlas = atlas_of(BYTES, language)
    assert (atlas.language, atlas.fault) == (language, "")
    colours = palette()
    for number, text in enumerate(catalogue.texts(language)):
        lines, height = atlas.lines(number), atlas.height(number)
        assert lines >= 1 and lines * height <= text.box.height, text.name
        for line in range(lines):
            assert 0 < atlas.width(number, line) <= text.box.width, text.name
            inked = Inked()
            atlas.draw(inked, number, line, 0, 0, colours)
            assert inked.boxes, text.name
            for left, top, right, bottom in inked.boxes:
                assert left >= 0 and right <= atlas.width(number, line), text.name
                assert top >= 0 and bottom <= height, text.name
    assert atlas.lines(COUNT) == atlas.lines(-1) == 0


@pytest.mark.parametrize(
    ("style", "height", "characters"),
    [
        (glyphs.HUGE, 84, "0123456789.-"),
        (glyphs.LARGE, 48, "0123456789.-%"),
        (glyphs.HEADING, 28, "0123456789.-:%°C>/+ "),
        (glyphs.BODY, 23, "0123456789.-:%°CgWKAVhmins/+> "),
        (glyphs.SMALL, 18, "".join(map(chr, range(32, 127))) + "°"),
    ],
)
def test_numbers_have_their_heights_and_digits_of_one_width(style, height, characters):
    atlas = atlas_of(BYTES, "en")
    assert atlas.number_height(style) == height
    assert len({atlas.number_width(style, digit) for digit in "0123456789"}) == 1
    for character in characters:
        inked = Inked()
        atlas.draw_number(inked, style, character, 0, 0, palette())
        assert bool(inked.boxes) == (character != " ")
        width = atlas.number_width(style, character)
        assert width > 0
        for left, top, right, bottom in inked.boxes:
            assert -1 <= left < right <= width + 1 and 0 <= top < bottom <= height
    assert atlas.number_width(style, "\u4e2d\u00e9") == 0


@given(
    text=st.integers(0, COUNT - 1),
    language=st.sampled_from(LANGUAGES),
    x=st.integers(-300, 60),
    y=st.integers(-40, 30),
)
def test_a_tile_shows_what_is_there_of_the_whole(text, language, x, y):
    colours = palette()
    whole = canvas(320, 120)
    atlas_of(BYTES, language).draw(whole, text, 0, 0, 40, colours)
    tile = canvas(40, 20)
    atlas = atlas_of(BYTES, language, 20)
    atlas.columns = 40
    atlas.draw(tile, text, 0, x, y, colours)
    for row in range(20):
        for column in range(40):
            from_x, from_y = column - x, row - y + 40
            if 0 <= from_x < 320 and 0 <= from_y < 120:
                assert tile.pixel(column, row) == whole.pixel(from_x, from_y)


@given(data=st.data())
def test_an_atlas_with_a_wrong_byte_is_never_used(data):
    language = data.draw(st.sampled_from(("fr", "en")))
    good = BYTES[language]
    place = data.draw(st.integers(0, 40) | st.integers(0, len(good) - 1))
    bad = bytearray(good)
    bad[place] ^= data.draw(st.integers(1, 255))
    atlas = atlas_of({**BYTES, language: bytes(bad)}, language)
    _falls_back(atlas, language)


@given(size=st.integers(0, 40) | st.integers(0, len(BYTES["fr"]) - 1), more=st.booleans())
def test_an_atlas_that_is_cut_short_or_too_long_is_never_used(size, more):
    good = BYTES["fr"]
    bad = good + bytes(size + 1) if more else good[:size]
    _falls_back(atlas_of({**BYTES, "fr": bad}, "fr"), "fr")


def test_an_atlas_of_another_version_is_refused_in_a_line():
    bad = b"CGA2" + BYTES["fr"][4:]
    atlas = atlas_of({**BYTES, "fr": bad}, "fr")
    assert (atlas.language, atlas.fault) == ("en", "atlas fr is none of this version")


def test_a_file_that_is_not_there_leaves_english_and_without_english_numbers():
    without = {name: data for name, data in BYTES.items() if name != "fr"}
    atlas = atlas_of(without, "fr")
    assert (atlas.language, atlas.fault) == ("en", "atlas fr cannot be opened")
    del without["en"]
    _shows_numbers(atlas_of(without, "fr"))


def test_without_any_atlas_texts_and_values_are_seen_in_letters_of_the_interpreter():
    atlas = atlas_of({}, "km")
    assert (atlas.language, atlas.fault) == ("", "atlas numbers cannot be opened")
    _shows_numbers(atlas)
    written = []
    line = type("Canvas", (), {"text": lambda _, *what: written.append(what)})()
    atlas.draw_number(line, glyphs.HUGE, "36.5", 3, 4, palette())
    assert written == [("36.5", 3, 4, 3)]
    assert atlas.number_width(glyphs.HUGE, "36.5") == 32


def test_a_file_that_can_no_longer_be_read_is_given_up_for_another():
    files = {}

    def opened(name):
        files[name] = glyphs.File(f"{FOLDER}/{name}.bin")
        return files[name]

    atlas = glyphs.Atlas(opened, 240)
    atlas.use("zh")
    while atlas.step():
        pass
    files["zh"].close()
    files["zh"]._file = Broken()
    atlas.draw(canvas(320, 40), 0, 0, 0, 0, palette())
    while atlas.step():
        pass
    assert (atlas.language, atlas.fault) == ("en", "atlas zh can no longer be read")
    assert atlas.width(0, 0) == atlas_of(BYTES, "en").width(0, 0)
    files["en"].close()
    files["en"]._file = files["numbers"]._file = Broken()
    atlas.draw(canvas(320, 40), 1, 0, 0, 0, palette())
    atlas.number_width(glyphs.BODY, "1")
    assert not atlas.step()
    _shows_numbers(atlas)


def test_a_language_is_seen_only_once_it_is_whole():
    atlas = atlas_of(BYTES, "en")
    width = atlas.width(0, 0)
    atlas.use("km")
    steps = 0
    while atlas.step():
        assert (atlas.language, atlas.width(0, 0)) == ("en", width)
        steps += 1
    assert atlas.language == "km" and steps >= len(BYTES["km"]) // 256
    atlas.use("fr")
    atlas.step()
    atlas.use("es")
    while atlas.step():
        pass
    assert (atlas.language, atlas.fault) == ("es", "")


def test_what_is_read_from_flash_is_read_once_as_long_as_there_is_room():
    reads = []

    class Counted(glyphs.File):
        def read(self, at, into):
            reads.append(at)
            super().read(at, into)

    atlas = glyphs.Atlas(lambda name: Counted(f"{FOLDER}/{name}.bin"), 8)
    atlas.use("zh")
    while atlas.step():
        pass
    text, line, most = 14, 0, 6  # each of its glyphs has a place of its own
    atlas.lines(text)
    reads.clear()
    while not atlas.ready(text, line, most):
        assert len(reads) <= 2 * most
        reads.clear()
    reads.clear()
    for y in range(0, -24, -8):
        atlas.draw(canvas(320, 8), text, line, 0, y, palette())
    assert not reads


def test_of_a_frozen_image_the_bytes_in_its_module_are_drawn(monkeypatch):
    monkeypatch.setattr(glyphs, "FILES", {"en": BYTES["en"]})
    assert isinstance(glyphs.opened("en"), glyphs.Frozen)
    assert isinstance(glyphs.opened("km"), glyphs.File)


PROGRAM = """
import binascii
import framebuf
from control.languages import LANGUAGES
from firmware.panel import frozen_atlas, glyphs
palette = framebuf.FrameBuffer(bytearray(8), 4, 1, framebuf.RGB565)
for level in range(4):
    palette.pixel(level, 0, 0x0421 * level)
pixels = bytearray(320 * 84 * 2)
canvas = framebuf.FrameBuffer(pixels, 320, 84, framebuf.RGB565)
def frozen(name):
    with open("firmware/panel/atlas/" + name + ".bin", "rb") as file:
        return glyphs.Frozen(file.read())
def show():
    print(binascii.crc32(pixels))
    canvas.fill(0)
for opened in (glyphs.opened, frozen):
    atlas = glyphs.Atlas(opened, 84)
    for language in LANGUAGES:
        atlas.use(language)
        while atlas.step():
            pass
        for text in TEXTS:
            for line in range(atlas.lines(text)):
                atlas.draw(canvas, text, line, 3 - line, line * atlas.height(text) - 5, palette)
            print(language, text, atlas.width(text, 0), atlas.fault)
            show()
    for style in range(5):
        atlas.draw_number(canvas, style, "-36.5%", 2, -3, palette)
        show()
"""


def test_both_interpreters_draw_the_same_from_files_and_from_frozen_bytes():
    some = "TEXTS = (0, 4, 29, 70, 101, 131, 140, 220)\n"
    seen = micropython(some + PROGRAM)
    assert seen == cpython(some + PROGRAM)
    lines = seen.splitlines()
    half = len(lines) // 2
    assert lines[:half] == lines[half:]
    assert len(set(lines[1:half:2])) > 35
    assert lines.count(str(binascii.crc32(bytes(320 * 84 * 2)))) == 0


class Broken:
    """A file in flash that has gone."""

    def seek(self, *_):
        raise OSError(5)

    def close(self):
        pass


def _falls_back(atlas, language):
    assert atlas.fault.startswith(f"atlas {language} ") and "\n" not in atlas.fault
    if language == "en":
        _shows_numbers(atlas)
    else:
        assert atlas.language == "en"
        assert atlas.width(0, 0) > 0


def _shows_numbers(atlas):
    assert (atlas.language, atlas.lines(131), atlas.height(131)) == ("", 1, 8)
    assert atlas.width(131, 0) == 24
    assert atlas.ready(131, 0, 0)
    written = []
    line = type("Canvas", (), {"text": lambda _, *what: written.append(what)})()
    atlas.draw(line, 131, 0, 5, 6, palette())
    assert written == [("131", 5, 6, 3)]
