"""Who looks at the virtual board: somebody who reads lines, or a terminal that shows its panel."""

import os
import signal
import sys
import termios
import time
from types import FrameType
from typing import Any

from sim.virtual_board.host.cells import Canvas, fitting
from sim.virtual_board.host.keyboard import QUIT, Fingers, Keyboard

_FRAME_S = 0.15  # of real time
_LINES = 4  # below the picture
_READ_BYTES = 1024
_IFLAG, _LFLAG, _CC = 0, 3, 6  # where termios keeps input modes, local modes, special characters
_NO_CHARACTER = b"\0"
# The other screen, cleared; no cursor, and no line that wraps.
_ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J"
_LEAVE = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l"
_CLEAR = "\x1b[2J"
_END_OF_LINE = "\x1b[0m\x1b[K"
_GREY = "\x1b[38;2;110;110;110m"
_COLOURS = {
    "red": "\x1b[38;2;255;60;50m",
    "yellow": "\x1b[38;2;255;208;0m",
    "cyan": "\x1b[38;2;0;208;224m",
    "override": "\x1b[38;2;255;208;0m",
}
_HELP = "arrows | s SILENCE | o OVERRIDE | with Shift: held for 3.5 s | q ends"


class Audience:
    """Somebody who reads lines. fd: of what it says, to be polled; None: it says nothing.

    It is entered before the board has power, and left however that ends.
    """

    fd: int | None = None

    def __enter__(self) -> "Audience":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def say(self, line: str) -> None:
        """Tell of something that has happened."""
        print(line, flush=True)

    def turn(self) -> None:
        """Let it look and press keys. Raises SystemExit: it has had enough."""


class Viewer(Audience):
    """The terminal that the command was started in.

    world: whose panel is shown. The first two lines that are said stay.
    """

    def __init__(self, world: Any) -> None:
        self.fd: int = sys.stdin.fileno()
        self._world = world
        self._fingers = Fingers(world)
        self._keyboard = Keyboard()
        self._said: list[str] = []
        self._size = os.terminal_size((0, 0))
        self._canvas = Canvas(*fitting(0, 0))
        self._picture: tuple[int, bool] = (-1, False)
        self._lines: list[str] = []
        self._next_s = 0.0

    def __enter__(self) -> "Viewer":
        self._mode = termios.tcgetattr(self.fd)
        self._handlers = {
            number: signal.signal(number, _end) for number in (signal.SIGTERM, signal.SIGHUP)
        }
        mode = termios.tcgetattr(self.fd)
        mode[_IFLAG] &= ~termios.IXON
        mode[_LFLAG] &= ~(termios.ICANON | termios.ECHO)
        mode[_CC] = list(mode[_CC])
        mode[_CC][termios.VSUSP] = mode[_CC][termios.VQUIT] = _NO_CHARACTER
        mode[_CC][termios.VMIN], mode[_CC][termios.VTIME] = 0, 0
        termios.tcsetattr(self.fd, termios.TCSADRAIN, mode)
        _write(_ENTER)
        return self

    def __exit__(self, *_: object) -> None:
        try:
            _write(_LEAVE)
            termios.tcsetattr(self.fd, termios.TCSADRAIN, self._mode)
        except (OSError, termios.error):
            pass  # the terminal is gone
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def say(self, line: str) -> None:
        """Show it below the picture."""
        self._said.append(line)
        del self._said[2:-1]

    def turn(self) -> None:
        """Press the keys that were typed, and draw what has changed, now and then."""
        for name, hold in self._keyboard.typed(os.read(self.fd, _READ_BYTES)):
            if name == QUIT:
                raise SystemExit(0)
            self._fingers.press(name, hold)
        now_s = time.monotonic()
        if now_s >= self._next_s:
            self._next_s = now_s + _FRAME_S
            _write(self._picture_changes() + self._line_changes())

    def _picture_changes(self) -> str:
        display = self._world.panel.display
        size = os.get_terminal_size(self.fd)
        picture = (display.bytes_taken, display.shown())
        if (picture, size) == (self._picture, self._size):
            return ""
        clear = ""
        if size != self._size:
            clear = _CLEAR
            self._canvas = Canvas(*fitting(size.columns, size.lines - _LINES))
            self._lines = []
        self._picture, self._size = picture, size
        return clear + self._canvas.show(bytes(display.words()))

    def _line_changes(self) -> str:
        top = self._canvas.rows + 1
        columns = self._size.columns
        lines = [self._lamps(), _HELP[:columns], "   ".join(self._said[:2])[:columns]]
        lines += [line[:columns] for line in self._said[2:]]
        old = self._lines + [""] * (len(lines) - len(self._lines))
        self._lines = lines
        return "".join(
            f"\x1b[{top + place};1H{line}{_END_OF_LINE}"
            for place, line in enumerate(lines)
            if line != old[place]
        )

    def _lamps(self) -> str:
        panel = self._world.panel
        lit = panel.lamps()
        said = [
            f"{colour if name in lit else _GREY}{'●' if name in lit else '○'} {name}"
            for name, colour in _COLOURS.items()
        ]
        for what, so in (
            ("sound", self._world.heard_hz()),
            ("nurse call", panel.calls_nurse()),
            ("dim", panel.dimmed()),
        ):
            said.append(f"{'' if so else _GREY}{what}")
        return "  ".join(f"{part}\x1b[0m" for part in said)


def in_terminal() -> bool:
    """Whether a Viewer has where to draw, and whom to listen to."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _write(text: str) -> None:
    if text:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.flush()
