"""The newest records of one size, in files that are written one after the other.

Records have numbers, from 0 for ever. File NAME.n holds those from n * per_file on; when one is
full the next is begun and the oldest goes, so that flash is bounded. Each record ends with its
checksum. New ones wait in RAM until `flush`, which adds some of them to the newest file at once.

A record may grow at its end from version to version: file NAME.n.SIZE has records of that many
bytes, NAME.n those of the first version. What is beyond our own record is passed over, and what a
shorter one does not have is zero.
"""

from micropython import const

from firmware.storage.crc16 import crc16

CRC_SIZE = const(2)
_BATCH = const(8)  # records in a write: a period has time for it
_READ = const(8)  # records read at a time
_RETRY_AFTER = const(120)  # flushes: flash that failed is not worn out by trying
_SIZE_MAX = const(255)  # of a record of whatever version
_FOR_EVER = const(0x3FFFFFFF)
_LAST_FILE = const(999_999)  # after centuries: only a foreign file can have a number near it
_SEEN = const(2)  # times file_count: so many files a look takes in; those beyond wait for another
_ENOENT = const(2)
_ENOSPC = const(28)


class Journal:
    """failed: flash did not take the last batch, which still waits. waiting: records in RAM.

    lost: records that found the RAM full. files: as files.py. size: of a record, its
    checksum included. The newest (file_count - 1) * per_file records or more are kept.
    first_size: of a record in the first version, if ours is longer.
    Whatever the folder holds, a flush and a step of `rows` cost an access or two, and small ones.
    """

    def __init__(
        self,
        files,
        name: str,
        size: int,
        per_file: int,
        file_count: int,
        waiting_max: int,
        first_size: int = 0,
    ):
        self._files = files
        self._prefix = name + "."
        self._size = size
        self._first_size = first_size or size
        self._sizes: dict = {}  # of records in files of another version, by the file's number
        self._per_file = per_file
        self._file_count = file_count
        self._waiting_max = waiting_max
        self._rows = bytearray(size * waiting_max)  # those that wait
        self._numbers: list = []  # of the files there are, ascending
        self._known = False  # the folder has been looked through
        self._end = 0  # number of the next record to reach flash
        self._in_flight = 0  # records in the last write
        self._wait = 0  # flushes that pass before flash that failed is tried again
        self.waiting = 0
        self.lost = 0
        self.failed = False
        try:
            self._look()
        except OSError:
            self.failed = True

    def add(self, row: bytearray) -> bool:
        """Take a copy of a record, and give both their checksum. False if the RAM is full."""
        if self.waiting == self._waiting_max:
            self.lost += 1
            return False
        size = self._size
        crc = crc16(row, size - CRC_SIZE)
        row[size - 2] = crc >> 8
        row[size - 1] = crc & 0xFF
        at = self.waiting * size
        for index in range(size):
            self._rows[at + index] = row[index]
        self.waiting += 1
        return True

    def flush(self) -> None:
        """Write one batch of what waits. Never raises.

        Takes some 0.1 s, for flash must be erased: to be called right after a period.
        """
        if self._wait:
            self._wait -= 1
        elif self.waiting:
            try:
                if self.failed:
                    self._recover()
                self._write()
                self.failed = False
            except OSError:
                self.failed = True
                self._wait = _RETRY_AFTER

    @property
    def next_number(self) -> int:
        """The number of the next record that is added."""
        return self._end + self.waiting

    def rows(self, first: int = 0, end: int = _FOR_EVER):
        """Generate (number, row) of each whole record from number `first` to before `end`, the
        oldest first; the row is used again.

        Others may flush in between. Records that are damaged are left out; None stands for some of
        them in a row, so that a step is short where there is nothing to tell.
        """
        buffer = bytearray(self._size * _READ)
        row = bytearray(self._size)
        number = self._from(first)
        while number < min(self.next_number, end):
            size = self._size
            if number < self._end:
                size = self._sizes.get(number // self._per_file, size)
                if len(buffer) != size * _READ:
                    buffer = bytearray(size * _READ)
                count = self._read(number, size, buffer)
            else:
                at = (number - self._end) * size
                buffer = self._rows[at : at + size]
                count = 1
            whole = False
            for index in range(min(count, end - number)):
                record = buffer[index * size : (index + 1) * size]
                if crc16(record, size) == 0:
                    whole = True
                    _take_known(record, row)
                    yield number + index, row
            if not whole:
                yield None
            number = self._from(number + count)

    def _from(self, number: int) -> int:
        """The number of the first record from `number` on: where a file is gone there are none."""
        for file in self._numbers:
            if number < (file + 1) * self._per_file:
                return max(number, file * self._per_file)
        return max(number, self._end)

    def _read(self, number: int, size: int, buffer: bytearray) -> int:
        """Read records from `number` on; how many places were read, damaged ones included."""
        file, position = divmod(number, self._per_file)
        count = min(_READ, self._per_file - position, self._end - number)
        for index in range(len(buffer)):
            buffer[index] = 0xFF  # no record: its checksum is wrong
        try:
            self._files.read_into(self._name(file), position * size, buffer)
        except OSError:
            pass
        return count

    def _write(self) -> None:
        file, position = divmod(self._end, self._per_file)
        if file > _LAST_FILE:
            raise OSError(_ENOSPC)
        new = file not in self._numbers
        surplus = len(self._numbers) + new - self._file_count
        if surplus > 0:
            self._remove_oldest()
            if surplus > 1:
                return  # the next flush goes on
        count = min(self.waiting, _BATCH, self._per_file - position)
        self._in_flight = count
        self._files.append(self._name(file), memoryview(self._rows)[: count * self._size])
        self._drop(count)
        self._end += count
        if new:
            self._numbers.append(file)

    def _recover(self) -> None:
        """After an access that failed: look how much of the last write has landed all the same."""
        if not self._known:
            self._look()
            return
        end = self._end
        file = end // self._per_file
        if file not in self._numbers and self._files.size(self._name(file)):
            self._numbers.append(file)
        self._measure()
        if self._end == end + self._in_flight:
            self._drop(self._in_flight)
        self._in_flight = 0

    def _look(self) -> None:
        """Find the files in flash, the newest of them if there are more than is right."""
        numbers = []
        self._sizes = {}
        for name in self._files.names():
            number = self._number(name)
            if number >= 0 and number not in numbers:
                numbers.append(number)
                numbers.sort()
                if len(numbers) > _SEEN * self._file_count:
                    numbers.pop(0)
        self._numbers = numbers
        self._known = True
        self._measure()

    def _measure(self) -> None:
        """Find the end of the newest file."""
        if not self._numbers:
            self._end = 0
            return
        newest = self._numbers[-1]
        count, torn = divmod(self._files.size(self._name(newest)), self._size)
        if torn or newest in self._sizes:
            count = self._per_file  # nothing is added behind half a record, or another's
        self._end = newest * self._per_file + min(count, self._per_file)

    def _remove_oldest(self) -> None:
        try:
            self._files.remove(self._name(self._numbers[0]))
        except OSError as error:
            if error.args[0] != _ENOENT:
                raise
        self._sizes.pop(self._numbers.pop(0), None)

    def _number(self, name: str) -> int:
        """The number in the name of a file of this journal; -1 if it is not of this journal."""
        parts = name[len(self._prefix) :].split(".")
        if not name.startswith(self._prefix) or not parts[0].isdigit():
            return -1
        number = int(parts[0])
        size = self._first_size
        if len(parts) > 1 and parts[1].isdigit():
            size = int(parts[1])
        if number > _LAST_FILE or not CRC_SIZE < size <= _SIZE_MAX:
            return -1
        if self._name_of(number, size) != name:
            return -1
        if size != self._size:
            self._sizes[number] = size
        return number

    def _drop(self, count: int) -> None:
        size = self._size
        rest = self._rows[count * size : self.waiting * size]
        self._rows[: len(rest)] = rest
        self.waiting -= count

    def _name(self, file: int) -> str:
        return self._name_of(file, self._sizes.get(file, self._size))

    def _name_of(self, file: int, size: int) -> str:
        name = self._prefix + str(file)
        return name if size == self._first_size else name + "." + str(size)


def _take_known(record: bytearray, row: bytearray) -> None:
    """Fill our row from a record of whatever length: what is not in it is zero."""
    known = min(len(record), len(row)) - CRC_SIZE
    for index in range(len(row)):
        row[index] = record[index] if index < known else 0
