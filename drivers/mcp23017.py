"""MCP23017 16-bit I/O expander (Microchip DS20001952)."""

from micropython import const

from drivers.errors import WRONG_CHIP, fail

# Registers: table 3-5, IOCON.BANK = 0; of each pair the first is port A's.
_IODIR = const(0x00)
_GPPU = const(0x0C)
_OLAT = const(0x14)

# Port registers as bytes of what poll() reads: GPPU to OLAT.
_READ_PULL_UPS = const(0)
_READ_LEVELS = const(6)
_READ_LATCHES = const(8)
_READ_SIZE = const(10)

# The order of registers is a setting itself, IOCON.BANK. If it is 1 the first message clears it,
# if 0 that message meets GPINTENB, which we leave 0; the second then always meets IOCON.
_CLEAR_BANK = b"\x05\x00"
_CLEAR_IOCON = b"\x0a\x00"

_INPUTS_ALLOWED = const(0x7F7F)  # table 1-1: GPA7 and GPB7 serve as outputs only


class Mcp23017:
    """Sixteen pins: bits 0 to 7 of a number are GPA0 to GPA7, bits 8 to 15 GPB0 to GPB7.

    inputs: the pins that are inputs, with their pull-ups on; all others are outputs.
    levels: what the inputs read at the last poll. outputs: what the next poll is to drive.
    fresh: they were read since somebody last made this False.
    """

    def __init__(self, i2c, inputs: int, address: int = 0x20):
        if inputs & ~_INPUTS_ALLOWED:
            raise ValueError("GPA7 and GPB7 are outputs only")
        self._i2c = i2c
        self._address = address
        self._inputs = inputs
        low = inputs & 0xFF
        high = inputs >> 8
        # IODIR, then polarity, interrupts and IOCON as at power-up, then GPPU.
        self._setup = bytearray((_IODIR, low, high, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, low, high))
        self._latches = bytearray((_OLAT, 0, 0))
        self._read = bytearray(_READ_SIZE)
        self._driven = 0
        self.outputs = 0
        self.levels = inputs
        self.fresh = False

    def configure(self) -> None:
        """Set levels first and directions second, so that nothing flashes. Raises OSError."""
        self._i2c.writeto(self._address, _CLEAR_BANK)
        self._i2c.writeto(self._address, _CLEAR_IOCON)
        self._drive()
        self._i2c.writeto(self._address, self._setup)

    def poll(self) -> bool:
        """Drive the outputs if they changed and read the inputs: always fresh.

        Raises OSError, WRONG_CHIP after a chip's reset, which has let go of pull-ups and lamps.
        """
        if self.outputs != self._driven:
            self._drive()
        read = self._read
        self._i2c.readfrom_mem_into(self._address, _GPPU, read)
        # Without pull-ups the levels mean nothing: read in one go, they are judged together.
        if read[_READ_PULL_UPS] | read[_READ_PULL_UPS + 1] << 8 != self._inputs:
            fail(WRONG_CHIP)
        if read[_READ_LATCHES] | read[_READ_LATCHES + 1] << 8 != self._driven:
            fail(WRONG_CHIP)
        self.levels = (read[_READ_LEVELS] | read[_READ_LEVELS + 1] << 8) & self._inputs
        self.fresh = True
        return True

    def _drive(self) -> None:
        outputs = self.outputs
        latches = self._latches
        latches[1] = outputs & 0xFF
        latches[2] = outputs >> 8
        self._i2c.writeto(self._address, latches)
        self._driven = outputs


class ExpanderPin:
    """One pin, a bit of `levels` or `outputs`, to be used like a pin of the microcontroller."""

    def __init__(self, expander: Mcp23017, bit: int):
        self._expander = expander
        self._bit = bit

    def value(self, level=None):
        """Read an input, 0 or 1, as last polled; or set an output for the next poll."""
        expander = self._expander
        if level is None:
            return 1 if expander.levels & self._bit else 0
        outputs = expander.outputs & ~self._bit
        expander.outputs = outputs | self._bit if level else outputs
