"""Words and numbers as pixels: reads the atlas of a language, which boards/atlas/ makes.

Read at once is a text, or a glyph. An atlas that is damaged is not used: the display is in English
then; without English it shows what each alarm is called in control/alarm_table.py, and the numbers
of the other texts, in MicroPython's own letters.
"""

import binascii
from array import array

import framebuf
from micropython import const

from control.alarm_table import COUNT, NAMES
from firmware.panel.frozen_atlas import FILES

# Styles. Numbers are drawn in each of them, words in the last three.
HUGE = const(0)
LARGE = const(1)
HEADING = const(2)
BODY = const(3)
SMALL = const(4)

DEFAULT = "en"
_NUMBERS = "numbers"  # the file of what is drawn character by character

# The file: boards/atlas/pack.py.
_MAGIC = b"CGA1"
_HEAD = const(20)
_CHECKED_FROM = const(12)
_RECORD_MAX = const(256)
_GLYPH_HEAD = const(5)
_ALIGNMENT = const(4)
_ONE_BYTE = const(208)
_FIRST_CHARACTER = 32
_DEGREE = const(0xB0)
_DEGREE_PLACE = const(95)  # behind "~"

# Glyphs from a file are kept, as far as there is room. A larger one is read as it is drawn.
_KEPT_WORDS = const(2_560)
_KEPT_FIGURES = const(1_024)
_KEPT_GLYPH_MAX = const(400)
_SLOTS = const(64)
_NOTHING = array("H", [0xFFFF] * 64)

_ALARM_TEXTS = const(3)  # of each: texts.MESSAGE, the first, and so on
# Columns: no sign of a text ends so far behind its place, or begins so far before it.
_REACH = const(40)
_BEFORE = const(4)
_LINE_BITS = const(3)
_MARK = const(4)  # numbers of a mark: its line, where it is, columns before it, columns passed
_MARKS = const(24)
_PLAIN = const(8)  # columns and rows of MicroPython's own letters

_COLUMNS = const(320)  # of the display
_ROWS = const(240)


class Frozen:
    """An atlas in a module, where it can be read in place."""

    lost = False

    def __init__(self, data):
        self.kept = memoryview(data)
        self.size = len(data)

    def read(self, at: int, into) -> None:
        """Fill `into` from byte `at` on, as far as there is something."""
        end = min(at + len(into), self.size)
        into[: end - at] = self.kept[at:end]

    def close(self) -> None:
        """Nothing is open."""


class File:
    """An atlas in flash, which stays open. lost: it can no longer be read, and is all zero."""

    kept = None

    def __init__(self, path: str):
        self._file = open(path, "rb")
        self.size = self._file.seek(0, 2)
        self.lost = False

    def read(self, at: int, into) -> None:
        """As `Frozen.read`."""
        try:
            self._file.seek(at)
            self._file.readinto(into)
        except OSError:
            self.lost = True
            into[:] = bytes(len(into))

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


class Kept:
    """Glyphs that were read from a file, in `size` bytes; when these are full it begins anew."""

    def __init__(self, size: int):
        self.bytes = memoryview(bytearray(size))
        self.codes = array("H", _NOTHING)
        self.offsets = array("H", _NOTHING)
        self._size = size
        self._used = 0

    def clear(self) -> None:
        """Keep nothing."""
        self._used = 0
        self.codes[:] = _NOTHING

    def room(self, code: int, size: int):
        """Where to put a glyph."""
        if self._used + size > self._size:
            self.clear()
        slot = code % _SLOTS
        self.codes[slot] = code
        self.offsets[slot] = self._used
        self._used += size
        return self.bytes[self._used - size : self._used]


class Pack:
    """One atlas of either. fault: why it is not used, in a line; empty: it is as it was made.

    It is to be checked first, to the end, and to be given the place where glyphs are kept. Then
    width, rows, left, top and advance are of the glyph.
    """

    def __init__(self, source):
        self._source = source
        head = bytearray(_HEAD)
        source.read(0, head)
        self._crc = _number(head, 8) | _number(head, 10) << 16
        self._summed = 0
        self._checked = _CHECKED_FROM
        self._records = _number(head, 12)
        self._places = _HEAD + 2 * (self._records + 1)
        self._texts = self._places + 2 * (_number(head, 14) + 1)
        self._glyphs = _number(head, 16) | _number(head, 18) << 16
        self.fault = ""
        size = _number(head, 4) | _number(head, 6) << 16
        if head[:4] != _MAGIC:
            self.fault = "is none of this version"
        elif size != source.size:
            self.fault = "has {} bytes of {}".format(source.size, size)
        self._two = bytearray(4)
        self._number = -1
        self._record = memoryview(bytearray(_RECORD_MAX))
        self.kept: Kept = None  # type: ignore[assignment]  # given before the first glyph
        self._head = memoryview(bytearray(_GLYPH_HEAD))
        self._view = self._head
        self._at = 0
        self._place = 0  # of a large glyph in the file
        self.width = self.rows = self.left = self.top = self.advance = 0

    @property
    def in_file(self) -> bool:
        """Whether there must be a place where glyphs are kept."""
        return self._source.kept is None

    @property
    def lost(self) -> bool:
        """The file went away."""
        return self._source.lost

    def check(self) -> bool:
        """Sum some more of the file. False when that has come to its end."""
        left = self._source.size - self._checked
        if self.fault or left <= 0:
            if not self.fault and self._summed != self._crc:
                self.fault = "is damaged"
            return False
        block = self._record[: min(left, _RECORD_MAX)]
        self._source.read(self._checked, block)
        self._summed = binascii.crc32(block, self._summed)
        self._checked += len(block)
        return True

    def close(self) -> None:
        """Let go of the file."""
        self._source.close()

    def load(self, number: int):
        """The record of a text, in a buffer that the next one takes; without such a text zeros."""
        record = self._record
        if number != self._number:
            self._number = number
            record[0] = record[1] = record[2] = 0
            if 0 <= number < self._records:
                two = self._two
                self._source.read(_HEAD + 2 * number, two)
                self._source.read(self._texts + _number(two, 0), record)
        return record

    def knows(self, code: int) -> bool:
        """Whether a glyph needs no reading."""
        return self._source.kept is not None or self.kept.codes[code % _SLOTS] == code

    def glyph(self, code: int) -> None:
        """Make a glyph the one that width, rows, left, top, advance and bits are of."""
        view = self._source.kept
        if view is not None:
            two = self._places + 2 * code
            at = self._glyphs + _ALIGNMENT * _number(view, two)
        else:
            kept = self.kept
            slot = code % _SLOTS
            if kept.codes[slot] == code or self._fetch(code):
                view = kept.bytes
                at = kept.offsets[slot]
            else:
                view = self._head
                at = 0
        self.width = view[at]
        self.rows = view[at + 1]
        self.left = (view[at + 2] ^ 0x80) - 0x80
        self.top = (view[at + 3] ^ 0x80) - 0x80
        self.advance = view[at + 4]
        self._view = view
        self._at = at + _GLYPH_HEAD

    def bits(self, first: int, last: int):
        """Rows `first` to before `last` of the glyph."""
        stride = (self.width + 3) >> 2
        if self._view is self._head:
            rows = memoryview(bytearray(stride * (last - first)))
            self._source.read(self._place + _GLYPH_HEAD + stride * first, rows)
            return rows
        at = self._at
        return self._view[at + stride * first : at + stride * last]

    def _fetch(self, code: int) -> bool:
        """Read a glyph to where glyphs are kept. False if it is large: then its head is read."""
        two = self._two
        self._source.read(self._places + 2 * code, two)
        first = _number(two, 0)
        size = (_number(two, 2) - first) * _ALIGNMENT
        self._place = self._glyphs + first * _ALIGNMENT
        if size > _KEPT_GLYPH_MAX:
            self._source.read(self._place, self._head)
            return False
        self._source.read(self._place, self.kept.room(code, size))
        return True


class Atlas:
    """Draws texts of the language in use, and numbers.

    opened(name): the source of an atlas by name; raises OSError. columns, rows: of the canvas that
    is drawn on, if it is smaller than the display: what lies outside is not looked at. language:
    the one in use, empty if none can be. fault: what is wrong with an atlas, in a line, or empty.
    """

    def __init__(self, opened, rows: int = _ROWS):
        self._opened = opened
        self.columns = _COLUMNS
        self.rows = rows
        self._wanted = ""
        self._coming = None  # a pack that is checked
        self._words = None
        self._kept: Kept | None = None  # for glyphs of words
        self._piece = [b"", 0, 0, framebuf.GS2_HMSB]
        # Canvases come from left to right: the next one need not read what lies before it.
        self._marks = array("h", [-1] * _MARKS)
        self._next_mark = 0
        self.language = ""
        self.fault = ""
        self._figures = self._open(_NUMBERS)
        while self._figures and self._figures.check():
            pass
        self._figures = self._whole(_NUMBERS, self._figures)
        if self._figures and self._figures.in_file:
            self._figures.kept = Kept(_KEPT_FIGURES)

    def use(self, language: str) -> None:
        """Ask for a language. `step` brings it; until then the one before stays."""
        if language != self._wanted:
            self._wanted = language
            if self._figures:
                self.fault = ""
            self._come(language)

    def step(self) -> bool:
        """Go on to bring the language that was asked for. False if nothing is left to do."""
        if self._figures and self._figures.lost:
            self._say(_NUMBERS, "can no longer be read")
            self._figures = None
        if self._words and self._words.lost:
            lost = self.language
            self._say(lost, "can no longer be read")
            self._take("", None)
            self._fall(lost)
        if self._coming is None:
            return False
        if not self._coming.check():
            pack = self._whole(self._name, self._coming)
            self._coming = None
            if pack:
                self._take(self._name, pack)
            else:
                self._fall(self._name)
        return self._coming is not None

    def lines(self, text: int) -> int:
        """How many lines a text has."""
        return self._words.load(text)[2] if self._words else 1

    def height(self, text: int) -> int:
        """The rows of each line of a text."""
        return self._words.load(text)[0] if self._words else _PLAIN

    def width(self, text: int, line: int) -> int:
        """The columns of a line of a text."""
        if not self._words:
            return _PLAIN * len(_plain(text))
        record = self._words.load(text)
        at = _line(record, line)
        return record[at] | record[at + 1] << 8 if at else 0

    def ready(self, text: int, line: int, reads: int) -> bool:
        """Whether a line can be drawn without reading; if not, read some glyphs of it."""
        if not self._words:
            return True
        record = self._words.load(text)
        at = _line(record, line)
        if at:
            pack = self._words
            end = at + 3 + record[at + 2]
            at += 3
            while at < end:
                code = record[at]
                at += 1
                if code >= _ONE_BYTE:
                    code = (code - _ONE_BYTE << 8) + record[at] + _ONE_BYTE
                    at += 1
                if not pack.knows(code):
                    if not reads:
                        return False
                    reads -= 1
                    pack.glyph(code)
        return True

    def draw(self, canvas, text: int, line: int, x: int, y: int, palette) -> None:
        """Draw a line of a text. x, y: of its box, left and top; they may be off the canvas.

        palette: FrameBuffer of four colours, from paper to ink; paper is left as it is.
        """
        pack = self._words
        if not pack:
            canvas.text(_plain(text), x, y, palette.pixel(3, 0))
            return
        record = pack.load(text)
        if y >= self.rows or y + record[0] <= 0:
            return
        at = _line(record, line)
        if not at:
            return
        y += record[1]
        paper = palette.pixel(0, 0)
        end = at + 3 + record[at + 2]
        at += 3
        columns = self.columns
        begin = x
        key = text << _LINE_BITS | line
        marks = self._marks
        for mark in range(0, _MARKS, _MARK):
            if marks[mark] == key and x + marks[mark + 3] <= 0:
                at = marks[mark + 1]
                x += marks[mark + 2]
                break
        marked = False
        while at < end and x < columns + _BEFORE:
            if x > columns - _REACH and not marked:
                marked = True
                self._mark(key, at, x - begin, columns - begin)
            code = record[at]
            at += 1
            if code >= _ONE_BYTE:
                code = (code - _ONE_BYTE << 8) + record[at] + _ONE_BYTE
                at += 1
            pack.glyph(code)
            if pack.rows:
                self._blit(canvas, pack, x, y, paper, palette)
            x += pack.advance

    def _mark(self, key: int, at: int, pen: int, passed: int) -> None:
        """Remember where in the record, and how far from its begin, a line goes on for a canvas
        that begins no nearer than `passed`.
        """
        marks = self._marks
        mark = self._next_mark
        self._next_mark = (mark + _MARK) % _MARKS
        marks[mark] = key
        marks[mark + 1] = at
        marks[mark + 2] = pen
        marks[mark + 3] = passed

    def number_width(self, style: int, characters: str) -> int:
        """The columns of digits, signs and letters that a style has; of others none."""
        pack = self._figures
        if not pack:
            return _PLAIN * len(characters)
        record = pack.load(style)
        width = 0
        for character in characters:
            code = _code(record, character)
            if code >= 0:
                pack.glyph(code)
                width += pack.advance
        return width

    def number_height(self, style: int) -> int:
        """The rows of a line of numbers."""
        return self._figures.load(style)[0] if self._figures else _PLAIN

    def draw_number(self, canvas, style: int, characters: str, x: int, y: int, palette) -> None:
        """Draw digits, signs and letters that a style has, as `draw` does."""
        pack = self._figures
        if not pack:
            canvas.text(characters, x, y, palette.pixel(3, 0))
            return
        record = pack.load(style)
        if y >= self.rows or y + record[0] <= 0:
            return
        y += record[1]
        paper = palette.pixel(0, 0)
        for character in characters:
            if x >= self.columns + _BEFORE:
                return
            code = _code(record, character)
            if code >= 0:
                pack.glyph(code)
                if pack.rows:
                    self._blit(canvas, pack, x, y, paper, palette)
                x += pack.advance

    def _blit(self, canvas, pack, x: int, baseline: int, paper: int, palette) -> None:
        """Copy the rows of a glyph that the canvas has."""
        top = baseline - pack.top
        first = -top if top < 0 else 0
        last = min(pack.rows, self.rows - top)
        if first < last and x + pack.left + pack.width > 0:
            piece = self._piece
            piece[0] = pack.bits(first, last)
            piece[1] = pack.width
            piece[2] = last - first
            canvas.blit(piece, x + pack.left, top + first, paper, palette)

    def _come(self, language: str) -> None:
        if self._coming:
            self._coming.close()
        self._name = language
        self._coming = self._open(language)
        if not self._coming:
            self._fall(language)

    def _take(self, language: str, pack) -> None:
        if self._words:
            self._words.close()
        self._words = pack
        self._marks[:] = array("h", [-1] * _MARKS)
        self.language = language
        if pack and pack.in_file:
            self._kept = self._kept or Kept(_KEPT_WORDS)
            self._kept.clear()
            pack.kept = self._kept

    def _fall(self, language: str) -> None:
        """What to do without this language."""
        if language == DEFAULT:
            self._take("", None)
        elif self.language != DEFAULT:
            self._come(DEFAULT)

    def _open(self, name: str):
        """The pack of that name, to be checked; None and a fault if there is none."""
        try:
            return Pack(self._opened(name))
        except OSError:
            self._say(name, "cannot be opened")
            return None

    def _whole(self, name: str, pack):
        """A pack that was checked, or None if it is not to be used."""
        if pack and pack.fault:
            self._say(name, pack.fault)
            pack.close()
            pack = None
        return pack

    def _say(self, name: str, what: str) -> None:
        self.fault = self.fault or "atlas {} {}".format(name, what)


def opened(name: str):
    """An atlas of this version, wherever it is."""
    if name in FILES:
        return Frozen(FILES[name])
    return File(__file__.rpartition("/")[0] + "/atlas/" + name + ".bin")


def _plain(text: int) -> str:
    """What stands for a text where there are no words."""
    row, part = divmod(text, _ALARM_TEXTS)
    return NAMES[row] if row < COUNT and not part else str(text)


def _number(data, at: int) -> int:
    return data[at] | data[at + 1] << 8


def _line(record, line: int) -> int:
    """Where a line begins in the record of a text; 0 if there is none."""
    if line >= record[2]:
        return 0
    at = 3
    for _ in range(line):
        at += 3 + record[at + 2]
    return at


def _code(record, character: str) -> int:
    """The glyph of a character in the record of a style; -1 if it has none."""
    place = ord(character)
    place = _DEGREE_PLACE if place == _DEGREE else place - _FIRST_CHARACTER
    return record[2 + place] - 1 if 0 <= place <= _DEGREE_PLACE else -1
