"""The service console: bytes in, lines of text out, a little at a time between two periods.

One turn reads at most _BYTES_A_TURN bytes or writes at most _CHUNK characters, so that it takes
some milliseconds at most and no period, key or edge of sound waits for it.
"""

import time

from micropython import const

_LINE_MAX = const(120)  # the longest command has half of it
_BYTES_A_TURN = const(32)
_CHUNK = const(64)  # half of the serial port's hardware buffer (128 bytes) ...
_CHUNK_MS = const(6)  # ... and what it sends in this time at 115,200 baud: writing never waits
NOTHING_DUE_MS = const(60_000)

_CTRL_C = const(0x03)
_BACKSPACE = const(0x08)
_LINE_FEED = const(0x0A)
_RETURN = const(0x0D)
_CTRL_U = const(0x15)
_ESCAPE = const(0x1B)
_FIRST_PRINTABLE = const(0x20)
_LAST_PRINTABLE = const(0x7E)
_DELETE = const(0x7F)

_CTRL_C_REFUSED = "Ctrl-C is ignored while therapy runs: choose standby first"


class Console:
    """terminal: has read(), the next byte or -1, and write(text). commands: of commands.py."""

    def __init__(self, terminal, commands):
        self._terminal = terminal
        self._commands = commands
        self._line = bytearray(_LINE_MAX)
        self._length = 0
        self._overlong = False
        self._in_escape = False  # inside the bytes that an arrow key sends
        self._reply = None  # the lines still to come
        self._output = ""  # not written yet
        self._turn_ms = 0

    def next_ms(self, now_ms) -> int:
        """Milliseconds until a turn is due; while nothing is under way any moment will do."""
        if self._reply is None and not self._output:
            return NOTHING_DUE_MS
        return max(_CHUNK_MS - time.ticks_diff(now_ms, self._turn_ms), 0)

    def turn(self, now_ms) -> None:
        """Go on with what is under way: to be called when due, and whenever the loop is awake."""
        if self.next_ms(now_ms) and (self._output or self._reply is not None):
            return
        if self._output:
            self._turn_ms = now_ms
            self._terminal.write(self._output[:_CHUNK])
            self._output = self._output[_CHUNK:]
        elif self._reply is not None:
            self._go_on(now_ms)
        else:
            self._receive()

    def _go_on(self, now_ms) -> None:
        """Get the next line of the reply; there may be nothing to say yet."""
        for line in self._reply or ():
            if line is None:
                self._turn_ms = now_ms
            else:
                self._output = line + "\n"
            return
        self._reply = None

    def _receive(self) -> None:
        for _ in range(_BYTES_A_TURN):
            byte = self._terminal.read()
            if byte < 0:
                return
            self._take(byte)
            if self._reply is not None:
                return  # what follows waits: commands are answered one after the other

    def _take(self, byte: int) -> None:
        if self._in_escape:
            # ESC, perhaps [ and numbers, then a letter or ~
            self._in_escape = not (0x40 <= byte <= _LAST_PRINTABLE and byte != 0x5B)
        elif _FIRST_PRINTABLE <= byte <= _LAST_PRINTABLE:
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
        elif byte == _ESCAPE:
            self._in_escape = True

    def _add(self, byte: int) -> None:
        if self._length == _LINE_MAX:
            self._overlong = True
        else:
            self._line[self._length] = byte
            self._length += 1
            self._echo(chr(byte))

    def _end_line(self) -> None:
        if not self._length:
            return  # the second half of CR LF, or nothing asked
        self._echo("\n")
        if self._overlong:
            self._reply = iter((self._commands.refusal("the line is too long"),))
        else:
            self._reply = self._commands.run(str(self._line[: self._length], "ascii"))
        self._clear()

    def _clear(self) -> None:
        self._length = 0
        self._overlong = False

    def _echo(self, text: str) -> None:
        if not self._commands.json:
            self._output += text
