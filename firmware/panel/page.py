"""The fields of the screen that is to be seen, and which of them the glass does not show yet.

A field is a row of numbers. Later fields lie above earlier ones. A screen puts the same fields in
the same order and at the same places each time; only then single fields are painted. Any other
change has the whole glass painted.
"""

from array import array

from micropython import const

# What a field shows, and what its numbers `a`, `b` and `c` mean.
BOX = const(1)  # a: border in pixels, drawn in ink; 0 for none
TEXT = const(2)  # a: text of the atlas, b: alignment
NUMBER = const(3)  # a: value, b: style, c: format, alignment and unit
SYMBOL = const(4)  # a: picture of symbols.py, 0 for none
BAR = const(5)  # a: per mille that are filled, or NO_VALUE
TREND = const(6)  # a: changes with what it shows, b: hours
STRING = const(7)  # a: which of the strings that the device has of itself, b: style

LEFT = const(0)
CENTRE = const(1)
RIGHT = const(2)

NO_VALUE = const(-0x40000000)  # what is not known: shown as dashes

# Formats of a number: 0 to 3 decimals of a value in such parts, or what follows.
SIXTIETHS = const(4)  # 754 is 12:34, of minutes or of seconds
PLUS = const(5)  # with its sign
MORE = const(6)  # what lies above it: >37
UNIT = const(7)  # no number, its unit alone
DATE = const(8)  # 1231 is 12-31, of month and day

FIELDS = const(48)
SIZE = const(10)  # numbers of a field
KIND = const(0)
X = const(1)
Y = const(2)
WIDTH = const(3)
HEIGHT = const(4)
A = const(5)
B = const(6)
C = const(7)
INK = const(8)
PAPER = const(9)

# What a field waits for.
OTHER_VALUE = const(1)  # nothing but its number `a` is another
TO_PAINT = const(2)

_ALIGN_SHIFT = const(4)
_UNIT_SHIFT = const(8)
_FORMAT_MASK = const(15)
_ALIGN_MASK = const(3)


class Page:
    """rows: SIZE numbers of each field. count: fields. dirty: a byte for each: 0, OTHER_VALUE or
    TO_PAINT. shown: the value of each that was painted last.

    whole: all is to be painted. waits: something is. paper: the colour behind all fields.
    """

    __slots__ = ("_next", "_screen", "count", "dirty", "paper", "rows", "shown", "waits", "whole")

    def __init__(self):
        self.rows = array("i", [0] * (SIZE * FIELDS))
        self.dirty = bytearray(FIELDS)
        self.shown = array("i", [0] * FIELDS)
        self.count = 0
        self.paper = 0
        self.whole = True
        self.waits = False  # there is nothing yet
        self._next = 0
        self._screen = -1

    def renew(self) -> None:
        """The glass may show nothing of it any more."""
        self.whole = True
        self.waits = self.count > 0

    def begin(self, screen: int, paper: int) -> None:
        """Begin to put the fields of a screen."""
        if screen != self._screen or paper != self.paper:
            self._screen = screen
            self.paper = paper
            self.whole = True
        self._next = 0

    def end(self) -> None:
        """All fields are put."""
        if self._next != self.count:
            self.count = self._next
            self.whole = True
        if self.whole:
            self.waits = True
            dirty = self.dirty
            for index in range(FIELDS):
                dirty[index] = 0

    def box(self, x: int, y: int, width: int, height: int, paper: int, ink: int = 0, a=0) -> None:
        """A ground for other fields; `a` pixels of border."""
        self._put(BOX, x, y, width, height, a, 0, 0, ink, paper)

    def text(
        self, x: int, y: int, width: int, height: int, text: int, ink: int, paper: int, align=LEFT
    ) -> None:
        """A text of the atlas in its lines; -1 for none."""
        self._put(TEXT, x, y, width, height, text, align, 0, ink, paper)

    def number(
        self,
        x: int,
        y: int,
        width: int,
        height: int,
        style: int,
        value: int,
        form: int,
        ink: int,
        paper: int,
        align=LEFT,
        unit=0,
    ) -> None:
        """A number and its unit (units.py); NO_VALUE is shown as dashes. form: as above."""
        c = form | align << _ALIGN_SHIFT | unit << _UNIT_SHIFT
        self._put(NUMBER, x, y, width, height, value, style, c, ink, paper)

    def symbol(self, x: int, y: int, width: int, height: int, picture: int, ink, paper) -> None:
        """A picture of symbols.py in the middle of the field."""
        self._put(SYMBOL, x, y, width, height, picture, 0, 0, ink, paper)

    def bar(self, x: int, y: int, width: int, height: int, value_pm: int, ink, paper) -> None:
        """A bar that is filled from the left; NO_VALUE is an empty frame."""
        self._put(BAR, x, y, width, height, value_pm, 0, 0, ink, paper)

    def trend(self, x: int, y: int, width: int, height: int, changes: int, hours: int, ink, paper):
        """What was measured in the last hours."""
        self._put(TREND, x, y, width, height, changes, hours, 0, ink, paper)

    def string(self, x: int, y: int, width: int, height: int, number: int, style: int, ink, paper):
        """What the device is called, or says of itself: in no language."""
        self._put(STRING, x, y, width, height, number, style, 0, ink, paper)

    def _put(self, kind, x, y, width, height, a, b, c, ink, paper) -> None:
        index = self._next
        self._next = index + 1
        at = index * SIZE
        rows = self.rows
        if (
            rows[at] != kind
            or rows[at + X] != x
            or rows[at + Y] != y
            or rows[at + WIDTH] != width
            or rows[at + HEIGHT] != height
        ):
            rows[at] = kind
            rows[at + X] = x
            rows[at + Y] = y
            rows[at + WIDTH] = width
            rows[at + HEIGHT] = height
            self.whole = True
        elif (
            rows[at + A] == a
            and rows[at + B] == b
            and rows[at + C] == c
            and rows[at + INK] == ink
            and rows[at + PAPER] == paper
        ):
            return
        if (
            self.dirty[index]  # with a value between the two, of which some may be on the glass
            or rows[at + B] != b
            or rows[at + C] != c
            or rows[at + INK] != ink
            or rows[at + PAPER] != paper
        ):
            self.dirty[index] = TO_PAINT
        else:
            self.dirty[index] = OTHER_VALUE
        rows[at + A] = a
        rows[at + B] = b
        rows[at + C] = c
        rows[at + INK] = ink
        rows[at + PAPER] = paper
        self.waits = True


def form_of(c: int) -> int:
    """The format of a number field, by its number `c`."""
    return c & _FORMAT_MASK


def align_of(c: int) -> int:
    """The alignment of a number field."""
    return c >> _ALIGN_SHIFT & _ALIGN_MASK


def unit_of(c: int) -> int:
    """The unit of a number field."""
    return c >> _UNIT_SHIFT
