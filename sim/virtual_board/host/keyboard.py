"""The keys of the panel under a terminal's keyboard."""

import re
from functools import partial
from typing import Any

from sim.world.clock import NEVER_US, Deadline
from sim.world.panel import KEYS

# A terminal tells of presses only. One that its keyboard repeats comes sooner than a tap ends.
_TAP_US = 120_000
_HOLD_US = 3_500_000
_ARROWS = {b"A": "up", b"B": "down", b"C": "right", b"D": "left"}
_LETTERS = {b"s": "silence", b"o": "override"}
_ESCAPE = b"\x1b"
# An arrow, with 1;2 for Shift; any other sequence; a letter.
_TYPED = re.compile(rb"\x1b(?:\[|O)(1;[0-9]+)?([A-D])|\x1b[\[O][0-9;]*[@-~]|[^\x1b]")
_BEGUN = re.compile(rb"\x1b(?:[\[O][0-9;]*)?$")
QUIT = "quit"


class Keyboard:
    """Says which keys the bytes of a terminal mean."""

    def __init__(self) -> None:
        self._rest = b""

    def typed(self, data: bytes) -> list[tuple[str, bool]]:
        """Names of keys, or QUIT; True with each that is to be held."""
        data = self._rest + data
        begun = _BEGUN.search(data)
        self._rest = begun[0] if begun else b""
        found = []
        for one in _TYPED.finditer(data[: len(data) - len(self._rest)]):
            if one[2]:
                found.append((_ARROWS[one[2]], bool(one[1])))
            elif one[0].lower() in _LETTERS:
                found.append((_LETTERS[one[0].lower()], one[0].isupper()))
            elif one[0] == b"q":
                found.append((QUIT, False))
        return found


class Fingers:
    """Press keys of a world, and let them go in time."""

    def __init__(self, world: Any) -> None:
        self._clock = world.clock
        self._keys = world.keys
        deadline: Any = Deadline
        self._ends = {
            name: deadline(self._clock, partial(self._keys.discard, name)) for name in KEYS
        }

    def press(self, name: str, hold: bool) -> None:
        """Tap a key, or hold it; one that is down stays down."""
        self._keys.add(name)
        end = self._ends[name]
        due_us = self._clock.now_us + (_HOLD_US if hold else _TAP_US)
        if end.due_us != NEVER_US:
            due_us = max(due_us, end.due_us)
        end.move(due_us)
