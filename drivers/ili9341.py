"""ILI9341 display controller, 240x320, over 4-line SPI (ILI Technology, ILI9341, V1.11).

It keeps the picture itself and gives no answer: whether it is there, nobody knows. So it is told
everything anew now and then, in an order that shows nothing of it on a display that was well.

Rated for a write clock of 10 MHz (section 18.3.4, twc 100 ns).
"""

from micropython import const

WIDTH = const(320)  # landscape
HEIGHT = const(240)

# Commands (section 8).
_RESET = const(0x01)
_SLEEP_OUT = const(0x11)
_DISPLAY_ON = const(0x29)
_COLUMNS = const(0x2A)
_PAGES = const(0x2B)
_WRITE = const(0x2C)

# In this order, after every sleep-out, which may load them with what the factory set (8.2.12).
_SETTINGS = (
    (0xC0, b"\x23"),  # power control 1: grayscale at 4.60 V
    (0xC1, b"\x10"),  # power control 2
    (0xC5, b"\x3e\x28"),  # common voltage 1: 4.250 V, -1.500 V
    (0xC7, b"\x86"),  # common voltage 2: both 58 steps lower
    (0xE0, b"\x0f\x31\x2b\x0c\x0e\x08\x4e\xf1\x37\x07\x10\x03\x0e\x09\x00"),  # gamma, both signs:
    (0xE1, b"\x00\x0e\x14\x03\x11\x07\x31\xc1\x48\x08\x0f\x0c\x31\x36\x0f"),  # as panels ask for
    (0x13, b""),  # normal mode: neither partial nor scrolled
    (0x20, b""),  # not inverted
    (0x38, b""),  # idle mode off: all colours
    (0x36, b"\x28"),  # memory access: rows and columns exchanged, blue-green-red filter
    (0x3A, b"\x55"),  # 16 bits a pixel
)

# Waits. A millisecond more than the datasheet's: a count of milliseconds may be a fraction short.
_RESET_MS = const(121)  # from a reset to sleep-out (8.2.2)
_SUPPLY_MS = const(121)  # from sleep-out until its voltages are up (8.2.12)
_WAKE_MS = const(6)  # from sleep-out to the next command (8.2.12)
_PAINT_MS = const(500)  # for the first picture, before anything is shown
RENEW_MS = const(10_000)  # so long a display that was reset stays dark

# Steps: what comes next.
_TO_RESET = const(0)
_TO_WAKE = const(1)
_TO_SET = const(2)
_TO_RENEW = const(3)
_TO_SHOW = const(4)


class Ili9341:
    """What `write` sends stays on the glass, (0, 0) at its top left.

    spi: a machine.SPI, mode 0. select, data_command: output pins, select resting high.
    ticks_diff: as of `time`. Nothing here waits: `turn` does the step that is due, none of which
    takes more than some 3 ms at 10 MHz.

    ready: `write` reaches the controller. It is not for the first quarter of a second, and for 6
    ms every RENEW_MS. renewals: counts how often it was told everything anew; what was painted
    before may be lost, and is to be painted again.
    """

    def __init__(self, spi, select, data_command, ticks_diff):
        self._spi = spi
        self._select = select
        self._data_command = data_command
        self._ticks_diff = ticks_diff
        # What the SPI's DMA cannot reach, such as flash, it copies first, for which it needs
        # memory. It takes up to four bytes without.
        self._byte = bytearray(1)
        self._span = bytearray(4)
        self._step = _TO_RESET
        self._turned_ms = 0
        self._wait_ms = 0
        self.ready = False
        self.renewals = 0

    def next_ms(self, now_ms) -> int:
        """Milliseconds until a step is due, 0 if one is."""
        return max(self._wait_ms - self._ticks_diff(now_ms, self._turned_ms), 0)

    def turn(self, now_ms) -> None:
        """Do the step that is due, if one is."""
        if self.next_ms(now_ms):
            return
        self._turned_ms = now_ms
        try:
            self._wait_ms = self._do()
        except OSError:
            self._fail()

    def write(self, x: int, y: int, width: int, height: int, pixels) -> None:
        """Fill the rectangle, which lies on the glass, with width * height pixels.

        pixels: a bytearray or memoryview, row after row, of a pixel the high byte first: five bits
        of red, six of green, five of blue. Not in flash. Where it is not ready nothing is sent.
        """
        if not self.ready:
            return
        try:
            self._send_span(_COLUMNS, x, width)
            self._send_span(_PAGES, y, height)
            self._send(_WRITE, pixels)
        except OSError:
            self._fail()

    def _do(self) -> int:
        """One step; how long to wait for the next."""
        step = self._step
        if step == _TO_RESET:
            self._command(_RESET)
            self._step = _TO_WAKE
            return _RESET_MS
        if step == _TO_WAKE:
            self._command(_SLEEP_OUT)
            self._step = _TO_SET
            return _SUPPLY_MS
        if step == _TO_RENEW:
            # For one that was reset. Awake already, it does nothing (8.2.12).
            self._command(_SLEEP_OUT)
            self._step = _TO_SHOW
            self.ready = False
            return _WAKE_MS
        for command, values in _SETTINGS:
            self._command(command, values)
        if step == _TO_SHOW:
            self._command(_DISPLAY_ON)
        self._step = _TO_RENEW
        self.ready = True
        self.renewals += 1
        return _PAINT_MS if step == _TO_SET else RENEW_MS

    def _fail(self) -> None:
        """The SPI refuses: begin anew, later."""
        self._select.value(1)
        self._step = _TO_RESET
        self._wait_ms = RENEW_MS
        self.ready = False

    def _command(self, command: int, values: bytes = b"") -> None:
        """A command with its parameters, byte by byte."""
        self._begin(command)
        for value in values:
            self._byte[0] = value
            self._spi.write(self._byte)
        self._select.value(1)

    def _send_span(self, command: int, first: int, count: int) -> None:
        """The columns or pages that `_WRITE` fills: first and last."""
        span = self._span
        last = first + count - 1
        span[0] = first >> 8
        span[1] = first & 0xFF
        span[2] = last >> 8
        span[3] = last & 0xFF
        self._send(command, span)

    def _send(self, command: int, data) -> None:
        self._begin(command)
        self._spi.write(data)
        self._select.value(1)

    def _begin(self, command: int) -> None:
        """Select it, which also drops whatever bits disturbed it before; what follows is data."""
        self._select.value(0)
        self._data_command.value(0)
        self._byte[0] = command
        self._spi.write(self._byte)
        self._data_command.value(1)
