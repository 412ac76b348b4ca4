"""The newest records of one size, in files that are written one after the other.

Records have numbers, from 0 for ever. File NAME.n holds those from n * per_file on; when one is
full the next is begun and the oldest goes, so that flash is bounded. Each record ends with its
checksum. New ones wait in RAM until `flush`, which adds some of them to the newest file at once.
"""

from micropython import const

from firmware.storage.crc16 import crc16

CRC_SIZE = const(2)
_BATCH = const(8)  # records in a write: a period has time for it
_READ = const(8)  # records read at a time
_RETRY_AFTER = const(120)  # flushes: flash that failed is not worn out by trying


class Journal:
    """failed: flash did not take the last batch, which still waits. waiting: records in RAM.

    lost: records that found the RAM full. files: as firmware/files.py. size: of a record, its
    checksum included. The newest (file_count - 1) * per_file records or more are kept.
    """

    def __init__(
        self, files, name: str, size: int, per_file: int, file_count: int, waiting_max: int
    ):
        self._files = files
        self._prefix = name + "."
        self._size = size
        self._per_file = per_file
        self._file_count = file_count
        self._waiting_max = waiting_max
        self._rows = bytearray(size * waiting_max)  # those that wait
        self._first = 0  # record that is kept
        self._end = 0  # number of the next record to reach flash
        self._in_flight = 0  # records in the last write
        self._wait = 0
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

    def rows(self):
        """Generate (number, row) of each whole record, the oldest first; the row is used again.

        Others may flush in between. Records that are damaged are left out.
        """
        size = self._size
        buffer = bytearray(size * _READ)
        row = bytearray(size)
        number = self._first
        while number < self._end + self.waiting:
            if number < self._end:
                count = self._read(number, buffer)
            else:
                at = (number - self._end) * size
                buffer[:size] = self._rows[at : at + size]
                count = 1
            for index in range(count):
                row[:] = buffer[index * size : (index + 1) * size]
                if crc16(row, size) == 0:
                    yield number + index, row
            number += count

    def _read(self, number: int, buffer: bytearray) -> int:
        """Read records from `number` on; how many places were read, damaged ones included."""
        file, position = divmod(number, self._per_file)
        count = min(_READ, self._per_file - position, self._end - number)
        for index in range(len(buffer)):
            buffer[index] = 0xFF  # no record: its checksum is wrong
        try:
            self._files.read_into(self._name(file), position * self._size, buffer)
        except OSError:
            pass
        return count

    def _write(self) -> None:
        file, position = divmod(self._end, self._per_file)
        if not position:
            self._remove_below(file - self._file_count + 1)
        count = min(self.waiting, _BATCH, self._per_file - position)
        self._in_flight = count
        self._files.append(self._name(file), memoryview(self._rows)[: count * self._size])
        self._drop(count)
        self._end += count

    def _recover(self) -> None:
        """After a write that failed: look how much of it has landed all the same."""
        end = self._end
        self._look()
        if self._end == end + self._in_flight:
            self._drop(self._in_flight)
        self._in_flight = 0

    def _look(self) -> None:
        """Find the records in flash."""
        numbers = self._file_numbers()
        if not numbers:
            self._first = self._end = 0
            return
        self._first = min(numbers) * self._per_file
        newest = max(numbers)
        count, torn = divmod(self._files.size(self._name(newest)), self._size)
        if torn:
            count = self._per_file  # nothing is added behind half a record
        self._end = newest * self._per_file + min(count, self._per_file)

    def _remove_below(self, oldest: int) -> None:
        self._first = max(self._first, oldest * self._per_file)
        for file in self._file_numbers():
            if file < oldest:
                self._files.remove(self._name(file))

    def _file_numbers(self) -> list:
        start = len(self._prefix)
        return [
            int(name[start:])
            for name in self._files.names()
            if name.startswith(self._prefix) and name[start:].isdigit()
        ]

    def _drop(self, count: int) -> None:
        size = self._size
        rest = self._rows[count * size : self.waiting * size]
        self._rows[: len(rest)] = rest
        self.waiting -= count

    def _name(self, file: int) -> str:
        return self._prefix + str(file)
