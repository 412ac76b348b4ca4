"""Paints what of a page the glass does not show yet, a tile at a time.

A tile is a part of the glass that has room in the strip. All fields that touch it are drawn on it
in their order, then it is sent: there is no other way to the glass, and no flicker. It takes some
turns: in each one number or one line of a text is drawn, or the tile is sent.
"""

import framebuf
from micropython import const

from firmware.panel import page as fields
from firmware.panel import symbols
from firmware.panel.colours import mixed
from firmware.panel.page import NO_VALUE, Page
from firmware.panel.units import UNITS

WIDTH = const(320)
HEIGHT = const(240)
TILE_PIXELS = const(2_560)  # 5,120 bytes: 4.1 ms on a wire of 10 MHz
TILE_ROWS = const(40)
_BYTES = const(2)  # of a pixel
_NOT_BEGUN = const(-1)
_COLOURS = const(4)  # of a palette
_FULL_PM = const(1_000)
_LONG = (fields.TEXT, fields.NUMBER, fields.TREND, fields.STRING)  # of which a turn draws one
_DECIMALS_MAX = const(3)
# By the format of a number.
_DASHES = ("--", "--.-", "--.--", "--.---", "-:--", "--", "--", "", "-- --")
_SIGNS = ("", "", "", "", "", "+", ">", "")


class Painter:
    """glass: as drivers/ili9341.py. atlas: an Atlas. trend: a Trend. strings: of STRING, as
    they are when it paints."""

    def __init__(self, glass, atlas, trend, strings: list, page: Page):
        self._glass = glass
        self._atlas = atlas
        self._trend = trend
        self._strings = strings
        self._page = page
        self._strip = bytearray(TILE_PIXELS * _BYTES)
        self._palette_bytes = bytearray(_COLOURS * _BYTES)
        self._palette = framebuf.FrameBuffer(self._palette_bytes, _COLOURS, 1, framebuf.RGB565)
        self._ink = self._paper = -1  # of the palette
        # The part of the glass that is being painted, and the tile that is next.
        self._left = self._top = self._right = self._bottom = 0
        self._x = self._y = 0
        self._tile_width = self._tile_height = 0
        # Of that tile: the field that is next, _NOT_BEGUN before the first; the line of its text.
        self._at = _NOT_BEGUN
        self._line = 0
        # The tile that was painted last: its canvas may serve again.
        self._canvas_width = self._canvas_height = 0
        self._canvas = framebuf.FrameBuffer(self._strip, 1, 1, framebuf.RGB565)
        self._sent = memoryview(self._strip)

    def waits(self) -> bool:
        """Whether something is to be painted."""
        return self._y < self._bottom or self._page.waits

    def paint(self) -> None:
        """Draw some more of a tile, or send it, if something waits."""
        page = self._page
        if page.whole and page.waits:
            page.whole = False
            for index in range(page.count):
                page.shown[index] = page.rows[index * fields.SIZE + fields.A]
            self._begin(0, 0, WIDTH, HEIGHT)
        elif self._y >= self._bottom:
            self._begin_dirty()
        if self._y < self._bottom:
            width = min(self._tile_width, self._right - self._x)
            height = min(self._tile_height, self._bottom - self._y)
            if not self._compose(self._x, self._y, width, height):
                return
            self._glass.write(self._x, self._y, width, height, self._sent)
            self._at = _NOT_BEGUN
            self._x += width
            if self._x >= self._right:
                self._x = self._left
                self._y += height

    def _begin_dirty(self) -> None:
        page = self._page
        dirty = page.dirty
        for index in range(page.count):
            if dirty[index]:
                at = index * fields.SIZE
                rows = page.rows
                x = rows[at + fields.X]
                width = rows[at + fields.WIDTH]
                if dirty[index] == fields.OTHER_VALUE and rows[at] == fields.NUMBER:
                    same = self._same(rows, at, page.shown[index])
                    x += same
                    width -= same
                dirty[index] = 0
                page.shown[index] = rows[at + fields.A]
                self._begin(x, rows[at + fields.Y], width, rows[at + fields.HEIGHT])
                return
        page.waits = False

    def _same(self, rows, at: int, shown: int) -> int:
        """How many columns of a number look as they did: those before the first other digit."""
        c = rows[at + fields.C]
        style = rows[at + fields.B]
        unit = UNITS[fields.unit_of(c)]
        was = words(shown, fields.form_of(c), unit)
        now = words(rows[at + fields.A], fields.form_of(c), unit)
        width = self._atlas.number_width(style, now)
        if self._atlas.number_width(style, was) != width:
            return 0
        count = 0
        while count < len(now) - 1 and now[count] == was[count]:
            count += 1
        before = self._atlas.number_width(style, now[:count])
        return _indent(rows[at + fields.WIDTH] - width, fields.align_of(c)) + before

    def _begin(self, x: int, y: int, width: int, height: int) -> None:
        self._at = _NOT_BEGUN
        self._left = self._x = x
        self._top = self._y = y
        self._right = x + width
        self._bottom = y + height
        if width and height:
            count = (height + TILE_ROWS - 1) // TILE_ROWS
            self._tile_height = (height + count - 1) // count
            self._tile_width = min(TILE_PIXELS // self._tile_height, width)
        else:
            self._bottom = y

    def _compose(self, x: int, y: int, width: int, height: int) -> bool:
        """Draw on, up to the first field that takes long; True if all of the tile is there."""
        if self._at == _NOT_BEGUN:
            self._clear(width, height)
        page = self._page
        rows = page.rows
        right = x + width
        bottom = y + height
        end = page.count * fields.SIZE
        at = self._at
        while at < end:
            left = rows[at + fields.X]
            top = rows[at + fields.Y]
            if (
                top < bottom
                and left < right
                and top + rows[at + fields.HEIGHT] > y
                and left + rows[at + fields.WIDTH] > x
            ):
                self._at = at
                if not self._draw(self._canvas, rows, at, left - x, top - y):
                    return False
                if rows[at] in _LONG:
                    self._at = at + fields.SIZE
                    return False
            at += fields.SIZE
        self._at = at
        return True

    def _clear(self, width: int, height: int) -> None:
        """Begin a tile."""
        if width != self._canvas_width or height != self._canvas_height:
            self._canvas_width = width
            self._canvas_height = height
            self._canvas = framebuf.FrameBuffer(self._strip, width, height, framebuf.RGB565)
            self._sent = memoryview(self._strip)[: width * height * _BYTES]
        self._atlas.columns = width
        self._atlas.rows = height
        self._canvas.fill(self._page.paper)
        self._at = self._line = 0

    def _draw(self, canvas, rows, at: int, x: int, y: int) -> bool:
        """Draw the field at `at` with its corner at x, y of the tile, of a text one line; False if
        there are more.
        """
        kind = rows[at]
        width = rows[at + fields.WIDTH]
        height = rows[at + fields.HEIGHT]
        a = rows[at + fields.A]
        ink = rows[at + fields.INK]
        paper = rows[at + fields.PAPER]
        if not self._line:
            canvas.fill_rect(x, y, width, height, paper)
        if kind == fields.TEXT:
            if a >= 0:
                return self._text(
                    canvas, x, y, width, height, a, rows[at + fields.B], self._mix(ink, paper)
                )
        elif kind == fields.NUMBER:
            self._number(
                canvas,
                x,
                y,
                width,
                height,
                a,
                rows[at + fields.B],
                rows[at + fields.C],
                self._mix(ink, paper),
            )
        elif kind == fields.SYMBOL:
            if a:
                symbols.draw(canvas, a, x, y, width, height, self._mix(ink, paper))
        elif kind == fields.BAR:
            canvas.rect(x, y, width, height, ink)
            if a > 0:
                filled = (width - 4) * min(a, _FULL_PM) // _FULL_PM
                canvas.fill_rect(x + 2, y + 2, filled, height - 4, ink)
        elif kind == fields.STRING:
            palette = self._mix(ink, paper)
            self._atlas.draw_number(canvas, rows[at + fields.B], self._strings[a], x, y, palette)
        elif kind == fields.TREND:
            self._trend.draw(
                canvas, self._canvas_width, x, y, width, height, rows[at + fields.B], ink
            )
        else:
            for inset in range(a):
                canvas.rect(x + inset, y + inset, width - 2 * inset, height - 2 * inset, ink)
        return True

    def _text(self, canvas, x, y, width, room_below, text, align, palette) -> bool:
        """Draw the next line that the tile has something of; False if there may be more."""
        atlas = self._atlas
        lines = atlas.lines(text)
        height = atlas.height(text)
        y += max((room_below - lines * height) // 2, 0)
        line = max(self._line, -y // height)
        top = y + line * height
        if line < lines and top < self._canvas_height:
            room = width - atlas.width(text, line)
            atlas.draw(canvas, text, line, x + _indent(room, align), top, palette)
            line += 1
        if line < lines and top + height < self._canvas_height:
            self._line = line
            return False
        self._line = 0
        return True

    def _number(self, canvas, x, y, width, height, value, style, c, palette) -> None:
        said = words(value, fields.form_of(c), UNITS[fields.unit_of(c)])
        atlas = self._atlas
        room = width - atlas.number_width(style, said)
        y += max((height - atlas.number_height(style)) // 2, 0)
        atlas.draw_number(canvas, style, said, x + _indent(room, fields.align_of(c)), y, palette)

    def _mix(self, ink: int, paper: int):
        """The palette of a glyph's four levels."""
        if ink != self._ink or paper != self._paper:
            self._ink = ink
            self._paper = paper
            for share in range(_COLOURS):
                self._palette.pixel(share, 0, mixed(ink, paper, share))
        return self._palette


def words(value: int, form: int, unit: str) -> str:
    """A number as it is read; what is not known is dashes, and never a digit."""
    if form == fields.UNIT:
        return unit.lstrip()
    if value == NO_VALUE:
        return _DASHES[form] + unit
    if form == fields.DATE:
        return "{:02}-{:02}".format(value // 100, value % 100)
    if form == fields.SIXTIETHS:
        return "{}:{:02}".format(value // 60, value % 60)
    sign = "-" if value < 0 else _SIGNS[form]
    value = abs(value)
    if form and form <= _DECIMALS_MAX:
        parts = 10**form
        return "%s%d.%0*d%s" % (sign, value // parts, form, value % parts, unit)
    return "%s%d%s" % (sign, value, unit)


def _indent(room: int, align: int) -> int:
    if align == fields.LEFT:
        return 0
    return room // 2 if align == fields.CENTRE else room
