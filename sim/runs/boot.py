"""Makes the program of a pretended board after a reset, as firmware/start.py does on a board."""

import machine

from firmware.life import Life
from firmware.program import Program

_NOTHING = -1
_NO_SLOTS = "no such file"  # the simulated firmware was not flashed


class SilentTerminal:
    """A service console with nobody at it."""

    def read(self) -> int:
        """No byte has come."""
        return _NOTHING

    def write(self, text: str) -> None:
        """Nobody reads."""

    def allow_interrupt(self, on: bool) -> None:
        """Nobody presses Ctrl-C."""


def boot(board, incubator, files, terminal=None, shown: bool = False):
    """The program after a reset of the attached hardware; `files` is what its flash holds.

    shown: somebody looks at the display, which else is not painted.

    None in safe mode, as firmware/start.py has it: too many starts failed.
    """
    life = Life(machine.RTC(), machine.reset_cause(), _NO_SLOTS)
    if life.safe:
        return None
    return Program(board, incubator, life, files, terminal or SilentTerminal(), shown)
