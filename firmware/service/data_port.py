"""The data port: a line every 2 s with all that a monitor may want to know (docs/data-port.md).

It only sends. Nothing that is connected to it can disturb the controller.
"""

from binascii import crc32

from control import limits
from control.alarm_table import COUNT, NAMES
from firmware.service.fixed_point import Quantity
from firmware.service.values import values

_EVERY_PERIODS = 2_000 // limits.PERIOD_MS
_SEQUENCES = 10_000  # lines are numbered from 0 to one less, and from 0 again
_DIGITS = b"0123456789ABCDEF"
_BITS = 4  # of a hexadecimal digit
# Bytes of the port's buffer: a line with every reason against heat has room, so no write waits.
BUFFER = 1024
BAUD = 115_200


class DataPort:
    """uart: has write(bytes), with BUFFER bytes that it sends by itself."""

    def __init__(self, uart, settings, controller, readings):
        self._uart = uart
        self._settings = settings
        self._controller = controller
        self._readings = readings
        self._layout = layout([name for name, _, _ in self._values()]).encode()
        self._sequence = 0
        self._periods = 0

    def after_period(self) -> None:
        """To be called after each period, when its outputs are written."""
        self._periods += 1
        if self._periods >= _EVERY_PERIODS:
            self._periods = 0
            try:
                self._uart.write(self.line())
            except OSError:
                pass  # nobody can be told, and the next line comes in 2 s
            self._sequence = (self._sequence + 1) % _SEQUENCES

    def line(self) -> bytes:
        """The line that is due now."""
        fields = [b"CRADLE", self._layout, b"%d" % self._sequence]
        for _, value, _ in self._values():
            fields.append(_field(value))
        fields.append(alarm_bits(self._controller.alarms.present))
        body = b",".join(fields)
        return b"%s*%08X\r\n" % (body, crc32(body))

    def _values(self):
        return values(self._settings, self._controller, self._readings)


def layout(names: list) -> str:
    """A number for these fields and our alarms in their order: a reader of another order refuses.

    It changes by itself whenever a field or an alarm does.
    """
    crc = 0
    for name in names + NAMES:
        crc = crc32(name.encode() + b",", crc)
    return "{:08X}".format(crc)


def alarm_bits(present: bytearray) -> bytes:
    """Hexadecimal: bit n, counted from the right, is row n of the alarm table."""
    digits = bytearray((COUNT + _BITS - 1) // _BITS)
    for row in range(COUNT):
        if present[row]:
            digits[-1 - row // _BITS] |= 1 << row % _BITS
    for place in range(len(digits)):
        digits[place] = _DIGITS[digits[place]]
    return bytes(digits)


def _field(value) -> bytes:
    if value is None:
        return b""
    if value is True or value is False:
        return b"1" if value else b"0"
    if isinstance(value, Quantity):
        return value.digits()
    return value.encode() if isinstance(value, str) else b"%d" % value
