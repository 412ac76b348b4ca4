"""The service console: bytes in, lines of text out, a little at a time between two periods.

One turn reads at most _BYTES_A_TURN bytes or writes at most _CHUNK characters, so that it takes
some milliseconds at most and no period, key or edge of sound waits for it.
"""

import time

from micropython import const

from firmware.loop import NOTHING_DUE_MS

_LINE_MAX = const(120)  # the longest command has half of it
_BYTES_A_TURN = const(32)
_CHUNK = const(64)  # half of the serial port's hardware buffer (128 bytes) ...
_CHUNK_MS = const(6)  # ... and what it sends in this time at 115,200 baud: writing never waits

# Control characters that have a meaning here.
_CTRL_A = const(0x01)
_CTRL_B = const(0x02)
_CTRL_C = const(0x03)
_CTRL_D = const(0x04)
_CTRL_E = const(0x05)
_BACKSPACE = const(0x08)
_LINE_FEED = const(0x0A)
_RETURN = const(0x0D)
_CTRL_U = const(0x15)
_ESCAPE = const(0x1B)
_FIRST_PRINTABLE = const(0x20)
_LAST_PRINTABLE = const(0x7E)
_DELETE = const(0x7F)

# Cursor and function keys send ESC [, numbers and a final byte, or ESC O and one (ECMA-48, 5.4;
# xterm's control sequences). Only these: what else begins with ESC may be somebody's text.
_OUTSIDE = const(0)
_AFTER_ESCAPE = const(1)
_IN_CSI = const(2)
_IN_SS3 = const(3)
_CSI_BEGIN = const(0x5B)
_SS3_BEGIN = const(0x4F)
_CSI_NUMBERS = b"0123456789;"
_CSI_FINALS = b"ABCDFH~"
_SS3_FINALS = b"ABCDFHPQRS"

# MicroPython's raw prompt as mpremote talks to it: answered, so that it is refused at once and
# does not wait for its time-outs (mpremote 1.29, transport_serial.py).
_NO_RAW = const(0)
_RAW = const(1)
_RAW_ASKED = const(2)  # Ctrl-E came: is there raw paste? ...
_RAW_ASKED_A = const(3)  # ... and A; Ctrl-A ends the question
_RAW_REFUSED = const(4)  # Ctrl-D is to come, for yes
_BIG_A = const(0x41)
_RAW_PROMPT = "raw REPL; CTRL-B to exit\n>"
_RAW_REBOOT = "OK\nMPY: soft reboot\nraw REPL; CTRL-B to exit\n>"
# There is raw paste, with no room for a byte, and it is over; no output; the error; the prompt.
_RAW_REFUSAL = (
    "R\x01\0\0\x04\x04"
    "error: while therapy runs no other program is let in: choose standby first\n\x04>"
)

_CTRL_C_REFUSED = "Ctrl-C is ignored while therapy runs: choose standby first"
_MEANINGLESS = "the line has a byte that means nothing here: plain ASCII without tabs"
_OVERLONG = "the line is too long"
_NO_MEMORY = "error: no memory for this, try again\n"


class Console:
    """terminal: has read(), the next byte or -1, and write(text). commands: of commands.py."""

    def __init__(self, terminal, commands):
        self._terminal = terminal
        self._commands = commands
        self._line = bytearray(_LINE_MAX)
        self._length = 0
        self._fault = ""  # why the line cannot be carried out
        self._escape = _OUTSIDE
        self._raw = _NO_RAW
        self._reply = None  # the lines still to come
        self._output = ""  # not written yet
        self._turn_ms = 0

    def next_ms(self, now_ms) -> int:
        """Milliseconds until a turn is due; while nothing is under way any moment will do."""
        if self._reply is None and not self._output:
            return NOTHING_DUE_MS
        return max(_CHUNK_MS - time.ticks_diff(now_ms, self._turn_ms), 0)

    def turn(self, now_ms) -> bool:
        """Go on with what is under way, else look whether somebody types; False if nobody does.

        No MemoryError gets past here: it costs a reply, not therapy.
        """
        try:
            if self._reply is None and not self._output:
                return self._receive()
            self._go(now_ms)
        except MemoryError:
            self._reply = None
            self._clear()
            self._output = _NO_MEMORY
        return True

    def _go(self, now_ms) -> None:
        if self.next_ms(now_ms):
            pass  # the port still sends what it was given last
        elif self._output:
            self._turn_ms = now_ms
            self._terminal.write(self._output[:_CHUNK])
            self._output = self._output[_CHUNK:]
        else:
            self._go_on(now_ms)

    def _go_on(self, now_ms) -> None:
        """Get the next line of the reply; there may be nothing to say yet."""
        for line in self._reply or ():
            if line is None:
                self._turn_ms = now_ms
            else:
                self._output = line + "\n"
            return
        self._reply = None

    def _receive(self) -> bool:
        taken = 0
        while taken < _BYTES_A_TURN and self._reply is None:  # commands are answered in turn
            byte = self._terminal.read()
            if byte < 0:
                break
            self._take(byte)
            taken += 1
        return taken > 0

    def _take(self, byte: int) -> None:
        if self._raw and self._take_raw(byte):
            return
        if self._escape and self._take_escaped(byte):
            return
        if _FIRST_PRINTABLE <= byte <= _LAST_PRINTABLE:
            self._add(byte)
        elif byte in (_RETURN, _LINE_FEED):
            self._end_line()
        elif byte in (_BACKSPACE, _DELETE):
            if self._length:
                self._length -= 1
                self._echo("\b \b")
        elif byte == _CTRL_U:
            self._echo("\n")
            self._clear()
        elif byte == _CTRL_C:  # in standby it never comes here: it ends the program
            self._clear()
            self._reply = iter((self._commands.refusal(_CTRL_C_REFUSED),))
        elif byte == _CTRL_A:
            self._clear()
            self._raw = _RAW
            self._output += _RAW_PROMPT
        elif byte == _ESCAPE:
            self._escape = _AFTER_ESCAPE
        else:
            self._fault = _MEANINGLESS

    def _take_escaped(self, byte: int) -> bool:
        """Take a byte behind ESC. False if no key sends that: then the line has a fault."""
        state = self._escape
        self._escape = _OUTSIDE
        if state == _AFTER_ESCAPE and byte == _CSI_BEGIN:
            self._escape = _IN_CSI
        elif state == _AFTER_ESCAPE and byte == _SS3_BEGIN:
            self._escape = _IN_SS3
        elif state == _IN_CSI and byte in _CSI_NUMBERS:
            self._escape = _IN_CSI
        elif not (
            (state == _IN_CSI and byte in _CSI_FINALS)
            or (state == _IN_SS3 and byte in _SS3_FINALS)
        ):
            self._fault = _MEANINGLESS
            return False
        return True

    def _take_raw(self, byte: int) -> bool:
        """Take a byte for the raw prompt. False if it is for the line: the raw prompt is over."""
        state = self._raw
        self._raw = _RAW
        if byte == _CTRL_D:
            if state != _RAW_REFUSED:
                self._output += _RAW_REBOOT
        elif byte == _CTRL_E:
            self._raw = _RAW_ASKED
        elif byte == _BIG_A and state == _RAW_ASKED:
            self._raw = _RAW_ASKED_A
        elif byte == _CTRL_A:
            if state == _RAW_ASKED_A:
                self._raw = _RAW_REFUSED
                self._output += _RAW_REFUSAL
            else:
                self._output += _RAW_PROMPT
        elif byte == _CTRL_B:
            self._raw = _NO_RAW
        elif byte != _RETURN:
            self._raw = _NO_RAW
            return False
        return True

    def _add(self, byte: int) -> None:
        if self._length == _LINE_MAX:
            self._fault = _OVERLONG
        else:
            self._line[self._length] = byte
            self._length += 1
            self._echo(chr(byte))

    def _end_line(self) -> None:
        fault = self._fault
        if not self._length and not fault:
            return  # the second half of CR LF, or nothing asked
        self._echo("\n")
        if fault:
            self._reply = iter((self._commands.refusal(fault),))
        else:
            self._reply = self._commands.run(str(self._line[: self._length], "ascii"))
        self._clear()

    def _clear(self) -> None:
        self._length = 0
        self._fault = ""
        self._escape = _OUTSIDE

    def _echo(self, text: str) -> None:
        if not self._commands.json:
            self._output += text
