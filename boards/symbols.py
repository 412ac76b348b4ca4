"""Draws the symbols of the glass. `python -m boards.symbols` writes firmware/panel/symbols.py.

Each is a few shapes in a square of 24 units, sampled finely and kept in two bits a pixel, as
framebuf's GS2_HMSB has them.
"""

from collections.abc import Callable
from pathlib import Path

Point = tuple[float, float]
Shape = Callable[[float, float], bool]

_UNITS = 24
_SAMPLES = 6  # a pixel, in each direction
_LEVELS = 3
_FILE = Path(__file__).parents[1] / "firmware" / "panel" / "symbols.py"
_A_LINE = 22  # bytes


def polygon(*corners: Point) -> Shape:
    """What lies within the corners."""

    def inside(x: float, y: float) -> bool:
        found = False
        for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                found = not found
        return found

    return inside


def disc(x0: float, y0: float, radius: float) -> Shape:
    """What lies within a circle."""
    return lambda x, y: (x - x0) ** 2 + (y - y0) ** 2 <= radius**2


def box(x1: float, y1: float, x2: float, y2: float) -> Shape:
    """What lies between two corners."""
    return lambda x, y: x1 <= x <= x2 and y1 <= y <= y2


def stroke(x1: float, y1: float, x2: float, y2: float, width: float) -> Shape:
    """What lies near a line, with round ends."""
    dx, dy = x2 - x1, y2 - y1

    def inside(x: float, y: float) -> bool:
        along = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)
        along = min(max(along, 0.0), 1.0)
        return (x - x1 - along * dx) ** 2 + (y - y1 - along * dy) ** 2 <= width * width / 4

    return inside


def both(*shapes: Shape) -> Shape:
    """What lies in any of them."""
    return lambda x, y: any(shape(x, y) for shape in shapes)


def without(shape: Shape, *holes: Shape) -> Shape:
    """What lies in the shape and in no hole."""
    return lambda x, y: shape(x, y) and not any(hole(x, y) for hole in holes)


def _alarm(marks: int) -> Shape:
    """A triangle with exclamation marks cut out."""
    triangle = both(
        polygon((12, 1.5), (23, 21.5), (1, 21.5)),
        stroke(12, 2.5, 22, 21, 2.4),
        stroke(12, 2.5, 2, 21, 2.4),
        stroke(2, 21, 22, 21, 2.4),
    )
    # The more marks, the lower they stand, where the triangle is wide enough for them.
    top, apart, width = {1: (8.0, 0.0, 2.6), 2: (10.5, 4.6, 2.4), 3: (12.0, 4.4, 2.2)}[marks]
    holes = []
    for number in range(marks):
        x = 12 + (number - (marks - 1) / 2) * apart
        holes += [stroke(x, top, x, 15.2, width), disc(x, 18.9, width * 0.58)]
    return without(triangle, *holes)


def _bell() -> Shape:
    """A bell."""
    return both(
        disc(12, 9.5, 7.0),
        polygon((5, 9.5), (19, 9.5), (21, 18), (3, 18)),
        stroke(2.6, 18, 21.4, 18, 2.2),
        disc(12, 20.6, 2.6),
        disc(12, 2.6, 1.8),
    )


def _crossed(dashed: bool) -> Shape:
    """IEC 60417-5576: a bell that is crossed out; a dashed line says that it is for a time."""
    spans = ((0.0, 0.17), (0.29, 0.44), (0.56, 0.71), (0.83, 1.0)) if dashed else ((0.0, 1.0),)
    lines = [
        stroke(1.6 + 20.8 * begins, 1.6 + 20.8 * begins, 1.6 + 20.8 * ends, 1.6 + 20.8 * ends, 2.4)
        for begins, ends in spans
    ]
    gap = stroke(1.6, 1.6, 22.4, 22.4, 6.0)
    if not dashed:
        lines.append(stroke(22.4, 1.6, 1.6, 22.4, 2.4))
        return both(without(_bell(), gap, stroke(22.4, 1.6, 1.6, 22.4, 6.0)), *lines)
    return both(without(_bell(), gap), *lines)


_LOCK = both(
    box(4.5, 10.5, 19.5, 21.5),
    without(disc(12, 9, 6.2), disc(12, 9, 3.6), box(0, 11, 24, 24)),
)
_PLUG = both(
    stroke(8.5, 2.5, 8.5, 8, 2.4),
    stroke(15.5, 2.5, 15.5, 8, 2.4),
    box(4.5, 8, 19.5, 11),
    without(disc(12, 10.5, 7.5), box(0, 0, 24, 10.5)),
    stroke(12, 16, 12, 22, 2.4),
)
_BATTERY = both(
    without(box(1, 6.5, 20.5, 17.5), box(3, 8.5, 18.5, 15.5)),
    box(20.5, 9.5, 23, 14.5),
    box(4.2, 9.7, 10.5, 14.3),
)
_HEAT = both(
    *[
        both(
            stroke(x, 20.5, x - 2.4, 16.5, 2.2),
            stroke(x - 2.4, 16.5, x + 1.2, 11.5, 2.2),
            stroke(x + 1.2, 11.5, x - 2.0, 6.5, 2.2),
            stroke(x - 2.0, 6.5, x + 0.4, 3.0, 2.2),
        )
        for x in (6.0, 12.5, 19.0)
    ]
)
_DROP = both(disc(12, 15, 6.5), polygon((12, 1.5), (17.9, 12.2), (6.1, 12.2)))
_CHECK = both(stroke(4, 12.5, 9.5, 18.5, 3.2), stroke(9.5, 18.5, 20, 5.5, 3.2))
_CROSS = both(stroke(5, 5, 19, 19, 3.2), stroke(19, 5, 5, 19, 3.2))
_WAIT = both(disc(5, 12, 2.3), disc(12, 12, 2.3), disc(19, 12, 2.3))
_UP = polygon((12, 5), (22, 19), (2, 19))
_DOWN = polygon((12, 19), (22, 5), (2, 5))
_LEFT = polygon((4, 12), (19, 2), (19, 22))
_RIGHT = polygon((20, 12), (5, 2), (5, 22))

# Name, edge in pixels, shape.
SYMBOLS: tuple[tuple[str, int, Shape], ...] = (
    ("ALARM_LOW", 48, _alarm(1)),
    ("ALARM_MEDIUM", 48, _alarm(2)),
    ("ALARM_HIGH", 48, _alarm(3)),
    ("SMALL_LOW", 28, _alarm(1)),
    ("SMALL_MEDIUM", 28, _alarm(2)),
    ("SMALL_HIGH", 28, _alarm(3)),
    ("PAUSED", 28, _crossed(dashed=True)),
    ("ACKNOWLEDGED", 28, _crossed(dashed=False)),
    ("BELL", 20, _bell()),
    ("LOCK", 20, _LOCK),
    ("MAINS", 20, _PLUG),
    ("BATTERY", 24, _BATTERY),
    ("HEAT", 20, _HEAT),
    ("DROP", 20, _DROP),
    ("CHECK", 20, _CHECK),
    ("CROSS", 20, _CROSS),
    ("WAITING", 20, _WAIT),
    ("UP", 12, _UP),
    ("DOWN", 12, _DOWN),
    ("LEFT", 12, _LEFT),
    ("RIGHT", 12, _RIGHT),
)


def raster(edge: int, shape: Shape) -> bytes:
    """Two bits a pixel, the first pixel in the lowest bits; edge: pixels, a multiple of four."""
    packed = bytearray(edge * edge // 4)
    step = _UNITS / edge / _SAMPLES
    for y in range(edge):
        for x in range(edge):
            hit = sum(
                shape((x * _SAMPLES + i + 0.5) * step, (y * _SAMPLES + j + 0.5) * step)
                for i in range(_SAMPLES)
                for j in range(_SAMPLES)
            )
            level = round(hit * _LEVELS / _SAMPLES**2)
            packed[(y * edge + x) // 4] |= level << (x % 4 * 2)
    return bytes(packed)


def module() -> str:
    """The text of firmware/panel/symbols.py."""
    names = [f"{name} = const({number})" for number, (name, _, _) in enumerate(SYMBOLS, start=1)]
    edges = ", ".join(str(edge) for _, edge, _ in SYMBOLS)
    lines = [
        '"""The symbols of the glass. Made by `python -m boards.symbols`: change that file."""',
        "",
        "import framebuf",
        "from micropython import const",
        "",
        *names,
        "",
        f"_EDGES = (0, {edges})  # pixels",
        "# Two bits a pixel, row after row, the first pixel of a byte in its lowest bits.",
        "_PICTURES = (",
        '    b"",',
    ]
    for _, edge, shape in SYMBOLS:
        data = raster(edge, shape)
        parts = [data[at : at + _A_LINE] for at in range(0, len(data), _A_LINE)]
        texts = ['b"' + "".join(f"\\x{byte:02x}" for byte in part) + '"' for part in parts]
        lines.append(f"    {texts[0]}" + ("," if len(texts) == 1 else ""))
        lines += [f"    {text}" for text in texts[1:-1]]
        if len(texts) > 1:
            lines.append(f"    {texts[-1]},")
    lines += [
        ")",
        "",
        "",
        "def draw(canvas, symbol: int, x: int, y: int, width: int, height: int, palette) -> None:",
        '    """Draw a symbol in the middle of a field of the canvas."""',
        "    edge = _EDGES[symbol]",
        "    picture = (_PICTURES[symbol], edge, edge, framebuf.GS2_HMSB)",
        "    canvas.blit(picture, x + (width - edge) // 2, y + (height - edge) // 2, -1, palette)",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    _FILE.write_text(module(), encoding="ascii")
