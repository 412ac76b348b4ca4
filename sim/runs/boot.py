"""Makes the program of a pretended board after a reset, as firmware/start.py does on a board."""

import machine

from control.languages import LANGUAGES
from firmware.program import Program
from firmware.start import Life

_NOTHING = -1
_FROZEN_CHIP = "esp32"  # has the display's words in its image; the others read them from files
_ATLASES = ("numbers",) + LANGUAGES
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
    if shown:
        _lay_atlas(board.CHIP == _FROZEN_CHIP)
    return Program(board, incubator, life, files, terminal or SilentTerminal(), shown)


def _lay_atlas(frozen: bool) -> None:
    """Put the display's words where this board has them (boards/image.py)."""
    # Here, for in a version that is compiled these are no modules of their own (boards/join.py).
    from firmware.panel import frozen_atlas, glyphs  # noqa: PLC0415

    files = frozen_atlas.FILES
    if not frozen:
        files.clear()
    elif not files:
        folder = glyphs.__file__.rpartition("/")[0] + "/atlas/"
        for name in _ATLASES:
            with open(folder + name + ".bin", "rb") as file:
                files[name] = file.read()
