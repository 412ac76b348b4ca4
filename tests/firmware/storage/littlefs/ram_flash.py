"""A block device in RAM for littlefs, which counts, and can cut power at any operation."""

BLOCK_SIZE = 4096
_EIO = 5
_ERASED = b"\xff" * BLOCK_SIZE
# Operations of ioctl (docs/library/vfs.rst).
_COUNT = 4
_SIZE = 5
_ERASE = 6


class RamFlash:
    """erased: how often each block was. operations: erases and writes so far.

    cut_at: the operation, from 0, at which power goes, so that none after it has an effect; -1
    for never. torn: what it does itself stops half-way, else it has no effect either.
    """

    def __init__(self, blocks: int, data=None, cut_at: int = -1, torn: bool = False):
        self.data = bytearray(data or _ERASED * blocks)
        self.erased = [0] * blocks
        self.operations = 0
        self.cut_at = cut_at
        self.torn = torn
        self.written_bytes = 0
        self._view = memoryview(self.data)

    def readblocks(self, block: int, buf, offset: int = 0) -> int:
        at = block * BLOCK_SIZE + offset
        buf[:] = self._view[at : at + len(buf)]
        return 0

    def writeblocks(self, block: int, buf, offset: int) -> int:
        return self._change(block * BLOCK_SIZE + offset, buf)

    def ioctl(self, operation: int, block: int) -> int:
        if operation == _COUNT:
            return len(self.erased)
        if operation == _SIZE:
            return BLOCK_SIZE
        if operation == _ERASE:
            self.erased[block] += 1
            return self._change(block * BLOCK_SIZE, _ERASED)
        return 0

    def _change(self, at: int, data) -> int:
        number = self.operations
        self.operations += 1
        cut = 0 <= self.cut_at <= number
        count = len(data)
        if cut:
            count = count // 2 if self.torn and number == self.cut_at else 0
        self._view[at : at + count] = data[:count]
        self.written_bytes += count
        return -_EIO if cut else 0
