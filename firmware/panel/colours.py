"""The colours of the glass: RGB565 as its two bytes go over the wire, the high one first.

The figures are red, green and blue of 255.
"""

from micropython import const

GROUND = const(0x4200)  # 6, 10, 16
PANEL = const(0x0619)  # 24, 34, 48: of what belongs together
EDGE = const(0xAD42)  # 70, 86, 104: of lines and frames, never of words
INK = const(0xFFFF)
DIM = const(0x98A5)  # 160, 176, 192: labels
SKIN = const(0xBAFF)  # 255, 244, 214: what belongs to the skin
AIR = const(0x7F8E)  # 140, 206, 255: to the air
MOIST = const(0x177F)  # 120, 224, 190: to humidity
BLACK = const(0)
RED = const(0x00A8)  # 168, 0, 0: HIGH alarms
YELLOW = const(0x80FE)  # 255, 208, 0: MEDIUM alarms, override
CYAN = const(0x9C06)  # 0, 208, 224: LOW alarms

# By alarm priority: none, LOW, MEDIUM, HIGH.
BAND = (PANEL, CYAN, YELLOW, RED)
BAND_INK = (INK, BLACK, BLACK, INK)


def mixed(ink: int, paper: int, share: int) -> int:
    """A colour between two: `share` thirds of the ink."""
    ink = ink >> 8 | (ink & 0xFF) << 8
    paper = paper >> 8 | (paper & 0xFF) << 8
    rest = 3 - share
    red = ((ink >> 11) * share + (paper >> 11) * rest) // 3
    green = ((ink >> 5 & 63) * share + (paper >> 5 & 63) * rest) // 3
    blue = ((ink & 31) * share + (paper & 31) * rest) // 3
    colour = red << 11 | green << 5 | blue
    return colour >> 8 | (colour & 0xFF) << 8
