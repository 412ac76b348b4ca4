"""Pretends an ILI9341 with its panel, byte by byte on 4-line SPI (ILI Technology, ILI9341, V1.11).

A step that the chip would take, though no sound driver would ask for it, is a `fault` too: it is
kept in words, for tests to see.
"""

from micropython import const

WIDTH = const(320)  # of the landscape picture
HEIGHT = const(240)

# Commands (section 8), and of each the number of its parameters.
_SOFTWARE_RESET = const(0x01)
_SLEEP_IN = const(0x10)
_SLEEP_OUT = const(0x11)
_PARTIAL = const(0x12)
_NORMAL = const(0x13)
_INVERSION_OFF = const(0x20)
_INVERSION_ON = const(0x21)
_DISPLAY_OFF = const(0x28)
_DISPLAY_ON = const(0x29)
_COLUMNS = const(0x2A)
_PAGES = const(0x2B)
_WRITE = const(0x2C)
_ACCESS = const(0x36)
_IDLE_OFF = const(0x38)
_IDLE_ON = const(0x39)
_FORMAT = const(0x3A)
_PARAMETERS = {
    0x00: 0,
    _SOFTWARE_RESET: 0,
    _SLEEP_IN: 0,
    _SLEEP_OUT: 0,
    _PARTIAL: 0,
    _NORMAL: 0,
    _INVERSION_OFF: 0,
    _INVERSION_ON: 0,
    _DISPLAY_OFF: 0,
    _DISPLAY_ON: 0,
    _COLUMNS: 4,
    _PAGES: 4,
    _ACCESS: 1,
    _IDLE_OFF: 0,
    _IDLE_ON: 0,
    _FORMAT: 1,
    0xB1: 2,  # frame rate
    0xB6: 4,  # display function
    0xC0: 1,  # power 1
    0xC1: 1,  # power 2
    0xC5: 2,  # common voltage 1
    0xC7: 1,  # common voltage 2
    0xE0: 15,  # gamma, positive
    0xE1: 15,  # gamma, negative
}

# Of the memory access register (8.2.29).
_ROW_ORDER = const(0x80)
_COLUMN_ORDER = const(0x40)
_EXCHANGED = const(0x20)
_BLUE_FIRST = const(0x08)
_LANDSCAPE = const(0x20)  # of the three above, as the panel hangs
_TURNED = const(0xE0)
_BITS_16 = const(0x55)

# How soon the next command may follow (8.2.2, 8.2.11, 8.2.12).
_AFTER_RESET_US = const(5_000)
_AFTER_WAKING_US = const(5_000)
_TO_SLEEP_OUT_US = const(120_000)
_TO_SLEEP_IN_US = const(120_000)
_LONG_AGO_US = -1_000_000
_NOBODY_COUNTS = const(20)  # faults that are kept
_UNPAINTED = b"\xa5\x5a"
_WINDOWS_KEPT = const(64)


class Ili9341:
    """The controller and its panel, whose filter is blue-green-red, in landscape.

    select, data_command, reset: levels of its pins, as functions to be told. receive(data): what
    comes on its data line. shown: it is awake and switched on, so that the picture is seen.
    powered: has its supply. dies_after: bytes until it is dead, None for never. faults: sentences.
    commands, bytes_taken: how many came while it was selected.
    """

    def __init__(self, clock):
        self._clock = clock
        self._selected = False
        self._is_data = False
        self._held = False  # the reset pin is low
        self._pixels = bytearray(_UNPAINTED * (WIDTH * HEIGHT))  # rows of the landscape picture
        # Whole windows since then, of each the place and the pixels: nobody has looked yet.
        self._places = []
        self._windows = []
        self.powered = True
        self.dies_after = None
        self.faults = []
        self.commands = 0
        self.bytes_taken = 0
        self.power_up()

    # --- its pins --------------------------------------------------------------------------------

    def select(self, level: int) -> None:
        """CSX: low selects it."""
        self._selected = not level

    def data_command(self, level: int) -> None:
        """D/CX: high for data."""
        self._is_data = bool(level)

    def reset(self, level: int) -> None:
        """RESX: low holds it in reset (section 15.4)."""
        if not level and not self._held:
            self._reset()
        self._held = not level

    def power_up(self) -> None:
        """Its supply comes: the picture is whatever the memory holds."""
        self._awake = False
        self._shown = False
        self._reset()

    def unplug(self) -> None:
        """Its cable is pulled."""
        self.powered = False

    def plug(self) -> None:
        """Its cable is back."""
        self.powered = True
        self.power_up()

    def receive(self, data) -> None:
        """Bytes on the bus."""
        if not self._selected or self._held or not self.powered:
            return
        if self.dies_after is not None:
            data = data[: self.dies_after]
            self.dies_after -= len(data)
        self.bytes_taken += len(data)
        if self._is_data:
            self._take_data(data)
        else:
            for command in data:
                self._take_command(command)

    # --- what is seen ----------------------------------------------------------------------------

    def shown(self) -> bool:
        """Whether the picture is seen: else the glass is white."""
        return self.powered and self._awake and self._shown

    def pixel(self, x: int, y: int) -> int:
        """The colour as it is seen, 5 bits of red, 6 of green, 5 of blue."""
        if not self.shown():
            return 0xFFFF
        if self._windows:
            self._lay_windows()
        at = (y * WIDTH + x) * 2
        word = self._pixels[at] << 8 | self._pixels[at + 1]
        if not self._access & _BLUE_FIRST:
            word = word & 0x07E0 | word >> 11 | word << 11 & 0xF800
        return word ^ 0xFFFF if self._inverted else word

    def words(self) -> bytearray:
        """The picture as it is seen: of each `pixel` the high byte and the low, row after row."""
        if not self.shown():
            return bytearray(b"\xff" * len(self._pixels))
        self._lay_windows()
        words = bytearray(self._pixels)
        if self._inverted or not self._access & _BLUE_FIRST:
            for at in range(0, len(words), 2):
                word = self.pixel(at // 2 % WIDTH, at // 2 // WIDTH)
                words[at] = word >> 8
                words[at + 1] = word & 0xFF
        return words

    # --- commands --------------------------------------------------------------------------------

    def _reset(self):
        """As both resets leave it (section 15.3); the memory keeps what it holds."""
        self._was_awake = self._awake
        self._awake = False
        self._shown = False
        self._inverted = False
        self._access = 0
        self._format = 0x66
        self._first_column = self._first_page = 0
        self._last_column = 239
        self._last_page = 319
        self._command = None
        self._values = bytearray()
        self._missing = 0
        self._half = b""
        self._beyond = True
        self._reset_us = self._clock.now_us
        self._slept_us = self._woke_us = _LONG_AGO_US

    def _take_command(self, command):
        self.commands += 1
        if self._missing:
            self._fault("0x%02X lacks %d parameters" % (self._command, self._missing))
        if self._command == _WRITE and self._filled != self._size:
            self._fault("%d bytes for a window of %d" % (self._filled, self._size))
        self._command = None
        self._missing = 0
        now_us = self._clock.now_us
        if now_us - self._reset_us < _AFTER_RESET_US or now_us - self._woke_us < _AFTER_WAKING_US:
            self._fault("0x%02X comes too early" % command)
            return
        if command == _WRITE:
            self._begin_write()
        elif command not in _PARAMETERS:
            self._fault("0x%02X is no command that anybody needs" % command)
            return
        else:
            self._missing = _PARAMETERS[command]
            self._values = bytearray()
        self._command = command
        if not self._missing:
            self._act(command, now_us)

    def _act(self, command, now_us):
        if command == _SOFTWARE_RESET:
            self._reset()
        elif command == _SLEEP_OUT:
            early = now_us - self._reset_us < _TO_SLEEP_OUT_US and self._was_awake
            if early or now_us - self._slept_us < _TO_SLEEP_OUT_US:
                self._fault("sleep-out comes too early")
            elif not self._awake:
                self._awake = True
                self._woke_us = now_us
        elif command == _SLEEP_IN:
            if now_us - self._woke_us < _TO_SLEEP_IN_US:
                self._fault("sleep-in comes too early")
            else:
                self._awake = False
                self._slept_us = now_us
        elif command in (_DISPLAY_ON, _DISPLAY_OFF):
            self._shown = command == _DISPLAY_ON
        elif command in (_INVERSION_ON, _INVERSION_OFF):
            self._inverted = command == _INVERSION_ON

    # --- parameters and pixels -------------------------------------------------------------------

    def _take_data(self, data):
        if self._command == _WRITE:
            self._fill(data)
        elif len(data) > self._missing:
            self._fault("%d bytes of data too many" % (len(data) - self._missing))
        else:
            self._values.extend(data)
            self._missing -= len(data)
            if not self._missing:
                self._store(self._command, self._values)

    def _store(self, command, values):
        if command in (_COLUMNS, _PAGES):
            first = values[0] << 8 | values[1]
            last = values[2] << 8 | values[3]
            if first > last:
                self._fault("a window from %d to %d" % (first, last))
            elif command == _COLUMNS:
                self._first_column = first
                self._last_column = last
            else:
                self._first_page = first
                self._last_page = last
        elif command == _ACCESS:
            self._access = values[0]
        elif command == _FORMAT:
            self._format = values[0]

    def _begin_write(self):
        """The pointer goes to the window's first pixel (8.2.22)."""
        columns, pages = (WIDTH, HEIGHT) if self._access & _EXCHANGED else (HEIGHT, WIDTH)
        self._beyond = self._last_column >= columns or self._last_page >= pages
        if self._beyond:
            self._fault("a window beyond the glass")
        if self._format != _BITS_16:
            self._fault("pixels in format 0x%02X" % self._format)
            self._beyond = True
        self._row_size = 2 * (self._last_column - self._first_column + 1)
        self._size = self._row_size * (self._last_page - self._first_page + 1)
        self._filled = 0
        self._half = b""

    def _fill(self, data):
        """Pixels; beyond the window it begins at its first again, which nobody wants."""
        if self._filled + len(data) > self._size:
            self._fault("%d bytes for a window of %d" % (self._filled + len(data), self._size))
            data = data[: self._size - self._filled]
        if self._beyond:
            self._filled += len(data)
            return
        if self._half:
            data = self._half + bytes(data)
            self._filled -= len(self._half)
        if len(data) == self._size and self._access & _TURNED == _LANDSCAPE:
            self._keep_window(bytes(data))
            self._half = b""
        else:
            self._lay_windows()
            whole = len(data) & ~1
            self._half = bytes(data[whole:])
            self._fill_pixels(data, whole)
        self._filled += len(data)

    def _keep_window(self, data):
        """The common case, a window at once. It covers what came at the same place before."""
        place = (self._first_page, self._first_column, self._row_size, len(data))
        if place in self._places:
            index = self._places.index(place)
            self._places.pop(index)
            self._windows.pop(index)
        elif len(self._places) == _WINDOWS_KEPT:
            self._lay_windows()
        self._places.append(place)
        self._windows.append(data)

    def _lay_windows(self):
        """Bring the picture up to date: a row of a window is a row of the picture."""
        pixels = self._pixels
        for (page, column, row_size, size), data in zip(self._places, self._windows):
            at = (page * WIDTH + column) * 2
            for begin in range(0, size, row_size):
                pixels[at : at + row_size] = data[begin : begin + row_size]
                at += 2 * WIDTH
        self._places.clear()
        self._windows.clear()

    def _fill_pixels(self, data, whole):
        for taken in range(0, whole, 2):
            row, place = divmod(self._filled + taken, self._row_size)
            column = self._first_column + place // 2
            page = self._first_page + row
            if self._access & _EXCHANGED:
                column, page = page, column
            if self._access & _COLUMN_ORDER:
                column = HEIGHT - 1 - column
            if self._access & _ROW_ORDER:
                page = WIDTH - 1 - page
            at = (column * WIDTH + page) * 2
            self._pixels[at : at + 2] = data[taken : taken + 2]

    def _fault(self, sentence):
        if len(self.faults) < _NOBODY_COUNTS:
            self.faults.append("at %d us: %s" % (self._clock.now_us, sentence))
