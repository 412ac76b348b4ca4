"""Small files in one folder of the flash. Every method may raise OSError, and nothing else."""

import os

from micropython import const

_ENOENT = const(2)
_FOLDER = const(0x4000)  # the type of an entry of os.ilistdir
_SIZE = const(6)  # position in what os.stat gives
_TEMPORARY = ".new"


class Files:
    """The files of the folder `root`, which is made if it is not there.

    On littlefs a write counts when its file is closed: a cut before that leaves what was there.
    """

    def __init__(self, root: str):
        self._root = root

    def names(self):
        """All files one after the other, in no order: a folder may hold more names than RAM."""
        self._make_root()
        return (entry[0] for entry in os.ilistdir(self._root) if entry[1] != _FOLDER)

    def size(self, name: str) -> int:
        """Bytes; 0 if there is no such file."""
        try:
            return os.stat(self._path(name))[_SIZE]
        except OSError as error:
            if error.args[0] == _ENOENT:
                return 0
            raise

    def read_into(self, name: str, at: int, buf) -> int:
        """Fill `buf` from byte `at` of the file on; returns how many bytes there were."""
        with open(self._path(name), "rb") as file:
            file.seek(at)
            return file.readinto(buf)

    def append(self, name: str, data) -> None:
        """Add to the end of a file, which is made if it is not there."""
        self._write(name, "ab", data)

    def replace(self, name: str, data) -> None:
        """Put `data` in the place of all that a file holds, or of no file: all or nothing."""
        self._write(name + _TEMPORARY, "wb", data)
        os.rename(self._path(name + _TEMPORARY), self._path(name))

    def remove(self, name: str) -> None:
        """Delete a file."""
        os.remove(self._path(name))

    def _write(self, name: str, mode: str, data) -> None:
        self._make_root()
        with open(self._path(name), mode) as file:
            file.write(data)

    def _make_root(self) -> None:
        try:
            os.stat(self._root)
        except OSError:
            os.mkdir(self._root)

    def _path(self, name: str) -> str:
        return self._root + "/" + name
