"""A picture as a PNG file (W3C, Portable Network Graphics)."""

import struct
import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGB_8_BITS = (8, 2, 0, 0, 0)


def png(width: int, height: int, rgb: bytes, compression: int = 9) -> bytes:
    """The file of a picture of three bytes a pixel, row after row. The same bytes every time."""
    if len(rgb) != width * height * 3:
        raise ValueError(f"{len(rgb)} bytes are no picture of {width} by {height} pixels")
    rows = b"".join(
        b"\x00" + bytes(rgb[at : at + width * 3]) for at in range(0, len(rgb), width * 3)
    )
    header = struct.pack(">II5B", width, height, *_RGB_8_BITS)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, compression)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
