"""On either interpreter: paints what it is told, and gives the bytes that come of it.

Run by MicroPython, it does so for each line that it reads.
"""

import binascii
import sys
from array import array

import framebuf

FORMATS = (framebuf.RGB565, framebuf.GS2_HMSB)


def paint(case):
    """The bytes of the canvas after all acts, in hex; or the name of what was raised."""
    width, height, stride, form, acts = case
    data = bytearray((stride + 3) * height * 2)
    try:
        canvas = framebuf.FrameBuffer(data, width, height, FORMATS[form], stride)
        for name, arguments in acts:
            getattr(canvas, name)(*_as_it_takes(name, arguments))
    except (ValueError, TypeError) as error:
        return type(error).__name__
    return str(binascii.hexlify(data), "ascii")


def _as_it_takes(name, arguments):
    if name == "poly":
        x, y, corners, colour, filled = arguments
        return x, y, array("h", corners), colour, filled
    if name != "blit":
        return arguments
    (picture, width, height, form, stride), (x, y), key, palette = arguments
    if palette:
        palette = (array("H", palette), len(palette), 1, framebuf.RGB565)
    return (picture, width, height, FORMATS[form], stride), x, y, key, palette


if __name__ == "__main__":
    while True:
        line = sys.stdin.readline()
        if not line:
            break
        print(paint(eval(line)))
