"""The files of the board as the simulator keeps them: in RAM, as firmware/storage/files.py."""

_ENOENT = 2


class RamFiles:
    """The methods of Files. What it holds outlives resets of the board: it belongs to the world.

    hardware: its `before_flash_write`, where set, is called before each write, which fails with
    what that raises, an OSError or a Reset, and leaves all files as they were.
    """

    def __init__(self, hardware):
        self._hardware = hardware
        self.contents = {}

    def names(self):
        """All files one after the other, in no order; as of flash, nobody can say how many."""
        return iter(list(self.contents))

    def size(self, name: str) -> int:
        """Bytes; 0 if there is no such file."""
        return len(self.contents.get(name, b""))

    def read_into(self, name: str, at: int, buf) -> int:
        """Fill `buf` from byte `at` on; how many bytes there were for it."""
        data = self._existing(name)[at : at + len(buf)]
        buf[: len(data)] = data
        return len(data)

    def append(self, name: str, data) -> None:
        """Add to the end of a file, which is made if it is not there."""
        self._meet_flash()
        self.contents.setdefault(name, bytearray()).extend(data)

    def replace(self, name: str, data) -> None:
        """Put `data` in the place of all that a file holds, or of no file."""
        self._meet_flash()
        self.contents[name] = bytearray(data)

    def remove(self, name: str) -> None:
        """Delete a file."""
        self._existing(name)
        self._meet_flash()
        del self.contents[name]

    def _existing(self, name):
        if name not in self.contents:
            raise OSError(_ENOENT)
        return self.contents[name]

    def _meet_flash(self):
        if self._hardware.before_flash_write:
            self._hardware.before_flash_write()
