"""The serial console of the board, the one on which the REPL sits, read without waiting."""

import select
import sys

import micropython

_CTRL_C = 3
_NOTHING = -1


class Terminal:
    """read() and write() for firmware/service/console.py."""

    def __init__(self) -> None:
        self._poll = select.poll()
        self._poll.register(sys.stdin, select.POLLIN)
        self._byte = bytearray(1)
        self._interruptible = True

    def read(self) -> int:
        """The next byte, or -1 if none has come."""
        for _, event in self._poll.ipoll(0):
            if event & select.POLLIN and sys.stdin.buffer.readinto(self._byte):
                return self._byte[0]
        return -1

    def allow_interrupt(self, on: bool) -> None:
        """Whether Ctrl-C ends the program; if not, read() gives it like any byte."""
        if on != self._interruptible:
            self._interruptible = on
            micropython.kbd_intr(_CTRL_C if on else _NOTHING)

    def write(self, text: str) -> None:
        """Send; waits only while the hardware's buffer is full."""
        sys.stdout.write(text)
