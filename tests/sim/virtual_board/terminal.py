"""A process in a terminal of its own: what it draws there, by the few sequences that it uses."""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from contextlib import contextmanager

from tests.sim.virtual_board.board_process import PATIENCE_S, ROOT

_SEQUENCE = re.compile(r"\x1b\[([?0-9;]*)([A-Za-z])")
_BEGUN = re.compile(r"\x1b(\[[?0-9;]*)?$")
_AT_FIRST = {"7", "25"}  # lines wrap, the cursor is seen


class Screen:
    """cells: by (row, column) from 0 a character and its colours, ink and paper.

    modes: numbers of the private ones that are set.
    """

    def __init__(self):
        self.cells = {}
        self.modes = set(_AT_FIRST)
        self._at = (0, 0)
        self._colours = ()
        self._rest = ""

    def take(self, text):
        text = self._rest + text
        begun = _BEGUN.search(text)
        self._rest = begun[0] if begun else ""
        text = text[: len(text) - len(self._rest)]
        at = 0
        for sequence in _SEQUENCE.finditer(text):
            self._print(text[at : sequence.start()])
            self._act(sequence[1], sequence[2])
            at = sequence.end()
        self._print(text[at:])

    def text(self):
        lines = {}
        for row, column in sorted(self.cells):
            lines[row] = lines.get(row, "").ljust(column) + self.cells[row, column][0]
        return "\n".join(lines.values())

    def paper(self, row, column):
        """The colour behind what a cell shows."""
        colours = self.cells.get((row, column), ("", ()))[1]
        return colours[3:]

    def _print(self, text):
        row, column = self._at
        for character in text:
            if character == "\n":
                row, column = row + 1, 0
            elif character != "\r":
                self.cells[row, column] = (character, self._colours)
                column += 1
        self._at = (row, column)

    def _act(self, numbers, what):
        if what == "H":
            row, column = numbers.split(";")
            self._at = (int(row) - 1, int(column) - 1)
        elif what == "J":
            self.cells = {}
        elif what == "K":
            row, column = self._at
            self.cells = {
                at: cell for at, cell in self.cells.items() if at[0] != row or at[1] < column
            }
        elif what == "m":
            parts = [int(part) for part in numbers.split(";")]
            self._colours = tuple(parts[2:5] + parts[7:10])
        elif what in "hl":
            assert numbers.startswith("?")
            (self.modes.add if what == "h" else self.modes.discard)(numbers[1:])
        else:
            raise AssertionError(f"{numbers}{what}")


class Terminal:
    """`python -m sim board --display` with options, in so many columns and rows."""

    def __init__(self, *options, columns, rows):
        self.screen = Screen()
        self._master, self._slave = pty.openpty()
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.mode = self.mode_now()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")  # Ctrl-C may cut one
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sim", "board", "--display", *map(str, options)],
            cwd=ROOT,
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            preexec_fn=self._own_terminal,  # noqa: PLW1509 (no threads here)
        )

    def _own_terminal(self):
        """So that Ctrl-C reaches the process."""
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def restored(self):
        """Whether the terminal is as it was."""
        return self.mode == self.mode_now() and self.screen.modes == _AT_FIRST

    def mode_now(self):
        return termios.tcgetattr(self._slave)

    def look(self, duration_s=0.05):
        """Take what is drawn."""
        if select.select([self._master], [], [], duration_s)[0]:
            self.screen.take(self._decoder.decode(os.read(self._master, 1 << 16)))

    def until(self, condition):
        """Until something is so."""
        end_s = time.monotonic() + PATIENCE_S
        while not condition(self.screen):
            assert time.monotonic() < end_s, self.screen.text()
            assert self.process.poll() is None, self.screen.text()
            self.look()

    def type(self, text):
        os.write(self._master, text.encode())

    def end(self):
        """The exit status, after all was drawn."""
        status = self.process.wait(PATIENCE_S)
        while select.select([self._master], [], [], 0.1)[0]:
            self.look()
        return status

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        os.close(self._master)
        os.close(self._slave)


@contextmanager
def terminal(*options, columns=160, rows=64):
    """One for a `with`; its process is ended at the end."""
    there = Terminal(*options, columns=columns, rows=rows)
    try:
        yield there
    finally:
        there.close()
