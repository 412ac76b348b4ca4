"""MicroPython's `framebuf` for CPython, bit for bit, and refusing what that refuses.

On MicroPython the built-in one always wins. Only what the firmware paints with is here: colours of
16 bits, and pictures of four grey levels to be painted through a palette (extmod/modframebuf.c).
"""

from array import array

from sim.mcu.letters import LETTERS

RGB565 = 1  # a pixel is a 16-bit word in the host's order, which is little-endian on all of ours
GS2_HMSB = 5  # four pixels a byte, the first in the lowest bits

_PALETTES_KEPT = 64


class FrameBuffer:
    """A rectangle of pixels in a buffer, which is written in place."""

    def __init__(self, buffer, width, height, format, stride=None):
        self._lay_out(buffer, width, height, format, stride)
        if self._bytes.readonly:
            raise TypeError("object with buffer protocol required")

    def _lay_out(self, buffer, width, height, format, stride=None):
        if stride is None:
            stride = width
        if not (0 < width <= 0xFFFF and 0 < height <= 0xFFFF and width <= stride <= 0xFFFF):
            raise ValueError
        if format == RGB565:
            needed = ((height - 1) * stride + width) * 2
        elif format == GS2_HMSB:
            stride = (stride + 3) & ~3
            needed = ((height - 1) * stride + ((width + 3) & ~3)) // 4
        else:
            raise ValueError("invalid format")
        self._bytes = memoryview(buffer).cast("B")
        if needed > len(self._bytes):
            raise ValueError
        self._width = width
        self._height = height
        self._format = format
        self._stride = stride

    def pixel(self, x, y, c=None):
        """Give a pixel's colour, or set it; beyond the edge None, and nothing happens."""
        if not (0 <= x < self._width and 0 <= y < self._height):
            return None
        if c is None:
            return self._get(x, y)
        self._set(x, y, c)
        return None

    def fill(self, c) -> None:
        """Fill all of it."""
        self.fill_rect(0, 0, self._width, self._height, c)

    def fill_rect(self, x, y, w, h, c) -> None:
        """Fill a rectangle, as much of it as there is."""
        first_x = max(x, 0)
        first_y = max(y, 0)
        end_x = min(x + w, self._width)
        end_y = min(y + h, self._height)
        if w < 1 or h < 1 or first_x >= end_x or first_y >= end_y:
            return
        if self._format != RGB565:
            for row in range(first_y, end_y):
                for column in range(first_x, end_x):
                    self._set(column, row, c)
            return
        pixels = (c & 0xFFFF).to_bytes(2, "little") * (end_x - first_x)
        for row in range(first_y, end_y):
            at = (row * self._stride + first_x) * 2
            self._bytes[at : at + len(pixels)] = pixels

    def hline(self, x, y, w, c) -> None:
        """A line to the right."""
        self.fill_rect(x, y, w, 1, c)

    def vline(self, x, y, h, c) -> None:
        """A line downwards."""
        self.fill_rect(x, y, 1, h, c)

    def rect(self, x, y, w, h, c, f=False) -> None:
        """The outline of a rectangle, or with `f` the whole."""
        if f:
            self.fill_rect(x, y, w, h, c)
            return
        self.hline(x, y, w, c)
        self.hline(x, y + h - 1, w, c)
        self.vline(x, y, h, c)
        self.vline(x + w - 1, y, h, c)

    def line(self, x1, y1, x2, y2, c) -> None:
        """A line, one pixel thick (Bresenham)."""
        long = abs(x2 - x1)
        short = abs(y2 - y1)
        along_x = 1 if x2 > x1 else -1
        along_y = 1 if y2 > y1 else -1
        steep = short > long
        if steep:
            long, short = short, long
        error = 2 * short - long
        x = x1
        y = y1
        for _ in range(long):
            self.pixel(x, y, c)
            if error >= 0:
                error -= 2 * long
                if steep:
                    x += along_x
                else:
                    y += along_y
            if steep:
                y += along_y
            else:
                x += along_x
            error += 2 * short
        self.pixel(x2, y2, c)

    def poly(self, x, y, coords, c, f=False) -> None:
        """A polygon about (x, y): `coords` is an array of x1, y1, x2, y2 ..."""
        corners = [(coords[i], coords[i + 1]) for i in range(0, len(coords) - 1, 2)]
        # From each corner to the one before it, the first corner first.
        edges = [(corners[-i], corners[-i - 1]) for i in range(len(corners))]
        if not f:
            for (ax, ay), (bx, by) in edges:
                self.line(x + ax, y + ay, x + bx, y + by, c)
        elif corners:
            rows = [corner[1] for corner in corners]
            for row in range(min(rows), max(rows) + 1):
                self._fill_row(x, y, edges, row, c)

    def _fill_row(self, x, y, edges, row, c):
        """One row of a filled polygon: between each two crossings, and what lies on the row."""
        crossings = []
        for (ax, ay), (bx, by) in edges:
            if (ay > row) != (by > row):
                there = _towards_0(32 * (bx - ax) * (row - ay), by - ay)
                crossings.append(_towards_0(32 * ax + there + 16, 32))
            elif row == max(ay, by):
                if ay < by:
                    self.pixel(x + bx, y + by, c)
                elif by < ay:
                    self.pixel(x + ax, y + ay, c)
                else:
                    self.line(x + ax, y + ay, x + bx, y + by, c)
        crossings.sort()
        for left, right in zip(crossings[::2], crossings[1::2]):
            self.fill_rect(x + left, y + row, right - left + 1, 1, c)

    def text(self, s, x, y, c=1) -> None:
        """Letters, the first with its corner at x, y."""
        for byte in s.encode():
            at = (byte - 32 if 32 <= byte <= 127 else 95) * 8
            for column in range(8):
                bits = LETTERS[at + column]
                for row in range(8):
                    if bits >> row & 1:
                        self.pixel(x + column, y + row, c)
            x += 8

    def blit(self, fbuf, x, y, key=-1, palette=None) -> None:
        """Paint another one on this, through a palette if given; its colour `key` not at all.

        fbuf, palette: a FrameBuffer, or (buffer, width, height, format[, stride]), which may be
        read-only. `key` is meant after the palette.
        """
        source = _readable(fbuf)
        colours = None if palette is None else _readable(palette)
        first_x = max(x, 0)
        end_x = min(x + source._width, self._width)
        rows = range(max(y, 0), min(y + source._height, self._height))
        if first_x >= end_x:
            return
        fast = self._format == RGB565
        if fast and source._format == GS2_HMSB and colours and colours._format == RGB565:
            quads = _quads(bytes(colours._bytes[: 2 * min(colours._width, 4)]))
            keyed = key != -1 and colours._get(0, 0) == key & 0xFFFFFFFF
            for row in rows:
                at = (row - y) * source._stride // 4
                grey = bytes(source._bytes[at : at + (source._width + 3) // 4])
                if keyed and not any(grey):
                    continue  # most rows of a glyph's box are paper
                pixels = b"".join([quads[quad] for quad in grey])
                self._copy(row, first_x, end_x, pixels, first_x - x, key)
        elif fast and key == -1 and source._format == RGB565 and not colours:
            for row in rows:
                at = (row - y) * source._stride * 2
                self._copy(row, first_x, end_x, source._bytes[at:], first_x - x)
        else:
            key &= 0xFFFFFFFF
            for row in rows:
                for column in range(first_x, end_x):
                    c = source._get(column - x, row - y)
                    if colours:
                        c = colours._get(c, 0)
                    if c != key:
                        self._set(column, row, c)

    def _copy(self, row, first_x, end_x, pixels, skipped, key=-1):
        at = (row * self._stride + first_x) * 2
        size = (end_x - first_x) * 2
        pixels = pixels[skipped * 2 : skipped * 2 + size]
        if key != -1:
            key &= 0xFFFFFFFF
            there = memoryview(bytes(self._bytes[at : at + size])).cast("H")
            new = memoryview(pixels).cast("H")
            pixels = array("H", [old if c == key else c for c, old in zip(new, there)]).tobytes()
        self._bytes[at : at + size] = pixels

    def _get(self, x, y):
        at = x + y * self._stride
        if self._format == RGB565:
            return self._bytes[2 * at] | self._bytes[2 * at + 1] << 8
        return self._bytes[at >> 2] >> 2 * (x & 3) & 3

    def _set(self, x, y, c):
        at = x + y * self._stride
        if self._format == RGB565:
            self._bytes[2 * at] = c & 0xFF
            self._bytes[2 * at + 1] = c >> 8 & 0xFF
        else:
            shift = 2 * (x & 3)
            self._bytes[at >> 2] = self._bytes[at >> 2] & ~(3 << shift) | (c & 3) << shift


def _readable(given):
    if isinstance(given, FrameBuffer):
        return given
    source = FrameBuffer.__new__(FrameBuffer)
    source._lay_out(*given)
    return source


def _towards_0(dividend, divisor):
    """As C divides."""
    quotient = abs(dividend) // abs(divisor)
    return quotient if (dividend < 0) == (divisor < 0) else -quotient


_kept: dict = {}


def _quads(palette):
    """For each byte of four grey pixels the four colours, as bytes."""
    quads = _kept.get(palette)
    if quads is None:
        colours = [palette[i : i + 2] for i in range(0, len(palette), 2)]
        colours += [b""] * (4 - len(colours))  # which nobody may use
        quads = [
            b"".join([colours[quad >> shift & 3] for shift in (0, 2, 4, 6)]) for quad in range(256)
        ]
        if len(_kept) >= _PALETTES_KEPT:
            _kept.clear()
        _kept[palette] = quads
    return quads
