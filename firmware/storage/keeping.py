"""Writes what people chose and what is latched to flash at once: between two edges of sound."""

from firmware.loop import NOTHING_DUE_MS

_WRITE_MS = 60  # time for an erase of the flash


class Keeping:
    """A task of firmware/loop.py, whose `loop` says when there is time for a write."""

    def __init__(self, archive, settings, loop):
        self._archive = archive
        self._settings = settings
        self._loop = loop
        self._waits = False  # something is to be kept, by the last turn

    def next_ms(self, now_ms) -> int:
        """Milliseconds until a write is due: if it must wait, until what it waits for is over."""
        if not self._waits:
            return NOTHING_DUE_MS
        free_ms = self._loop.free_ms(now_ms)
        return 0 if free_ms >= _WRITE_MS else max(free_ms, 1)

    def turn(self, now_ms) -> None:
        """Look whether anything is to be kept, and write it where there is time."""
        self._waits = self._archive.changed(self._settings)
        if self._waits and not self.next_ms(now_ms):
            self._archive.keep(self._settings)
            self._waits = False
