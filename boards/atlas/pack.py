"""The bytes of an atlas file, which firmware/panel/glyphs.py reads. All numbers little-endian.

    0   4  MAGIC
    4   4  bytes in all
    8   4  CRC-32 of all that follows
    12  2  count of records         14  2  count of glyphs
    16  4  where glyphs begin
    20     of each record, and of the end of the last: 2 bytes, where it begins after this table
           of each glyph, and of the end of the last: 2 bytes, in ALIGNMENT bytes after the first

Record of a text: line's height, its baseline, count of lines; of each line: width (2 bytes), count
of code bytes, codes. A code below ONE_BYTE is a glyph; from ONE_BYTE on two bytes are one:
ONE_BYTE + (first - ONE_BYTE) * 256 + second. Record of a style's numbers: line's height, baseline,
and for each character from " " to "~", then "°", glyph + 1 or 0.

Glyph: columns, rows, left and top (signed), advance, then rows of GS2_HMSB.
"""

import binascii
import struct
from collections import Counter
from collections.abc import Sequence

from boards.atlas.fonts import Bitmap, Cluster, Fonts
from boards.errors import Refusal

MAGIC = b"CGA1"
ALIGNMENT = 4
ONE_BYTE = 208
RECORD_MAX = 256
GLYPHS_MAX = ONE_BYTE + (256 - ONE_BYTE) * 256
CHARACTERS = "".join(map(chr, range(32, 127))) + "°"


class Pack:
    """The glyphs of one file, the most frequent with the shortest codes."""

    def __init__(self, fonts: Fonts, lines: Sequence[Sequence[Cluster]]):
        counts = Counter(cluster for line in lines for cluster in line)
        first = {cluster: place for place, cluster in enumerate(counts)}
        order = sorted(counts, key=lambda cluster: (-counts[cluster], first[cluster]))
        self._codes = {cluster: code for code, cluster in enumerate(order)}
        self._glyphs = [_glyph(fonts.draw(cluster), cluster.advance) for cluster in order]

    def code(self, cluster: Cluster) -> int:
        """The number of a glyph."""
        return self._codes[cluster]

    def text(self, height: int, baseline: int, lines: Sequence[Sequence[Cluster]]) -> bytes:
        """The record of a text."""
        record = bytes((height, baseline, len(lines)))
        for line in lines:
            codes = b"".join(self._code_bytes(self._codes[cluster]) for cluster in line)
            width = sum(cluster.advance for cluster in line)
            record += struct.pack("<HB", width, len(codes)) + codes
        if len(record) > RECORD_MAX:
            raise Refusal(f"a text of {len(record)} bytes; {RECORD_MAX} are read at once")
        return record

    def file(self, records: Sequence[bytes]) -> bytes:
        """The whole file."""
        starts = _starts([len(record) for record in records])
        places = _starts([len(glyph) // ALIGNMENT for glyph in self._glyphs])
        if max(starts[-1], places[-1]) > 0xFFFF or len(self._glyphs) > GLYPHS_MAX:
            raise Refusal("an atlas as large as this has no room in its own tables")
        tables = struct.pack(f"<{len(starts) + len(places)}H", *starts, *places)
        texts = tables + b"".join(records)
        texts += bytes(-len(texts) % ALIGNMENT)
        glyphs = b"".join(self._glyphs)
        head = struct.pack("<HHI", len(records), len(self._glyphs), 20 + len(texts))
        rest = head + texts + glyphs
        return MAGIC + struct.pack("<II", 12 + len(rest), binascii.crc32(rest)) + rest

    @staticmethod
    def _code_bytes(code: int) -> bytes:
        if code < ONE_BYTE:
            return bytes((code,))
        high, low = divmod(code - ONE_BYTE, 256)
        return bytes((ONE_BYTE + high, low))


def _starts(sizes: Sequence[int]) -> list[int]:
    starts = [0]
    for size in sizes:
        starts.append(starts[-1] + size)
    return starts


def _glyph(bitmap: Bitmap, advance: int) -> bytes:
    glyph = struct.pack("<BBbbB", bitmap.width, len(bitmap.rows), bitmap.left, bitmap.top, advance)
    for row in bitmap.rows:
        for start in range(0, len(row), 4):
            four = row[start : start + 4]
            glyph += bytes((sum(level << 2 * place for place, level in enumerate(four)),))
    return glyph + bytes(-len(glyph) % ALIGNMENT)
