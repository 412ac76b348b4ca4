"""The chip's flash: the blocks of the file that the board keeps for it."""

from link import BOARD, call

_BLOCK = 4096
_COUNT_IOCTL = 4
_SIZE_IOCTL = 5
_ERASE_IOCTL = 6
_ERASED = b"\xff" * _BLOCK


class Flash:
    """A block device of `blocks` blocks of 4096 bytes, in the file `path`.

    The board hears of each erase and write before it happens; in the one during which power goes,
    it lets only the first half of the bytes happen.
    """

    def __init__(self, path: str, blocks: int):
        self._file = open(path, "r+b")
        self._blocks = blocks

    def readblocks(self, block: int, buf, offset: int = 0) -> None:
        """Read from a block into buf."""
        self._file.seek(block * _BLOCK + offset)
        self._file.readinto(buf)

    def writeblocks(self, block: int, buf, offset=None) -> None:
        """Write buf; where no offset is given, erase before."""
        if offset is None:
            for erased in range(block, block + len(buf) // _BLOCK):
                self._erase(erased)
            offset = 0
        self._write(block * _BLOCK + offset, buf, "flash_write")

    def ioctl(self, operation: int, argument: int):
        """What MicroPython's block devices answer."""
        if operation == _COUNT_IOCTL:
            return self._blocks
        if operation == _SIZE_IOCTL:
            return _BLOCK
        if operation == _ERASE_IOCTL:
            self._erase(argument)
        return 0

    def blank(self) -> bool:
        """Whether the first block was never written."""
        first = bytearray(_BLOCK)
        self.readblocks(0, first)
        return first == _ERASED

    def _erase(self, block: int):
        self._write(block * _BLOCK, _ERASED, "flash_erase")

    def _write(self, position: int, data, operation: str):
        power = call(BOARD, operation, len(data))
        self._file.seek(position)
        if power:
            self._file.write(data)
        else:
            self._file.write(memoryview(data)[: len(data) // 2])
            call(BOARD, "go_dark")
