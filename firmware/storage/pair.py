"""A record in flash as two copies, and beside them the copy that version 0.1.0 reads.

Both copies are written before anything counts as stored. So whichever is damaged later, the other
holds what was stored last, or something newer that power cut short. With both damaged all is lost.
"""

from micropython import const

from firmware.storage.crc16 import crc16
from firmware.storage.record import add_crc, after, is_newer, pack, sequence_of, unpack

_UNREADABLE = b""
_WRITES_MAX = const(5)  # more than there ever are
_RETRY_AFTER = const(120)  # saves, one a period: flash that failed is not worn out by trying


class Pair:
    """fields: of the newest copy, {name: bytes}.

    old_body: in place of them what version 0.1.0 stored, if that was the last to run; else None.
    lost: there are copies, or may be, and none is whole. blank: there is no copy. stored: both
    copies are what was saved last. failed: flash did not take the last write. cells: as cells.py.
    old: an OldCopies, or None.
    """

    def __init__(self, cells, name: str, old=None):
        self._cells = cells
        self._names = (name + ".0", name + ".1")
        self._copies: list = [_UNREADABLE, _UNREADABLE]  # in flash, as far as known
        self._newest: object = None
        self._sequence = 0
        self._old = old
        self._wait = 0
        self._unread = True
        self.fields: dict = {}
        self.old_body: bytes | None = None
        self.lost = False
        self.blank = False
        self.stored = False
        self.failed = False

    def load(self) -> None:
        """At start: find the newest copy that is whole."""
        self._look()
        old = self._old
        self.blank = self._copies == [None, None] and (old is None or old.blank)
        self.lost = self._newest is None and not self.blank
        if old and old.ran:
            self.old_body = old.body
            self.lost = old.body is None
        self.failed = self._unread

    def save(
        self, fields: dict, old_body=b"", at_once: bool = False, most: int = _WRITES_MAX
    ) -> bool:
        """Write what is not in flash yet. True if it has written or tried to. Never raises.

        old_body: what version 0.1.0 is to read. at_once: somebody waits for it, so that flash is
        tried even if it has just failed. most: writes in this call; the rest is for the next call,
        and not stored until then.
        """
        if self._wait and not at_once:
            self._wait -= 1
            return False
        self._wait = 0
        self.stored = False
        written = 0
        try:
            if self._unread:
                self._look()
            while written < most and self._write(fields, old_body):
                written += 1
        except OSError:
            self.failed = True
            self._wait = _RETRY_AFTER
            return True
        self.failed = False
        self.stored = written < most
        return written > 0

    def _look(self) -> None:
        for slot in range(len(self._names)):
            copy = _read(self._cells, self._names[slot])
            self._copies[slot] = copy
            fields = unpack(copy) if copy else None
            if fields is None:
                continue
            sequence = sequence_of(copy)
            if self._newest is None or is_newer(sequence, self._sequence):
                self._sequence = sequence
                self._newest = copy
                self.fields = fields
        self._unread = self._copies == [_UNREADABLE, _UNREADABLE]
        if self._old:
            self._old.load()

    def _write(self, fields: dict, old_body) -> bool:
        """Write one copy that is not what it should be; False if there is none."""
        record = self._newest
        if record is None or fields != self.fields:
            self._sequence = after(self._sequence)
            record = pack(self._sequence, fields)
        first = 1 if self._copies[0] == self._newest else 0  # the newest is the last to be touched
        for slot in (first, 1 - first):
            if self._copies[slot] != record:
                self._copies[slot] = _UNREADABLE
                _write(self._cells, self._names[slot], record)
                self._copies[slot] = record
                self._newest = record
                self.fields = dict(fields)
                return True
        return self._old is not None and self._old.write(old_body)


# A copy of 0.1.0: version, sequence number (2 bytes), body, CRC-16.
_VERSION = const(1)
_HEAD_SIZE = const(3)
_CRC_SIZE = const(2)


class OldCopies:
    """What version 0.1.0 keeps as NAME0 and NAME1, so that one can go back to it.

    We write NAME0 and erase NAME1, which 0.1.0 makes anew when it starts: where NAME1 is, 0.1.0
    was the last to run. ran: NAME1 is there. body: then that of the newer copy, None if one of
    them is not whole. blank: neither is there. size: of a body, bytes.
    """

    def __init__(self, cells, name: str, size: int):
        self._cells = cells
        self._names = (name + "0", name + "1")
        self._size = size
        self._sequence = 0
        self._written: object = None  # the body of NAME0, as far as known
        self.ran = False
        self.blank = True
        self.body: bytes | None = None

    def load(self) -> None:
        """At start: look which of the two is there."""
        bodies = []
        newest = None
        self.blank = True
        for name in self._names:
            copy = _read(self._cells, name)
            self.blank = self.blank and copy is None
            self.ran = copy is not None  # the last name is NAME1
            body = self._body(copy)
            bodies.append(body)
            if body is not None:
                sequence = sequence_of(copy)
                if newest is None or is_newer(sequence, self._sequence):
                    self._sequence = sequence
                    newest = body
        self._written = bodies[0]
        self.body = newest if self.ran and None not in bodies else None

    def write(self, body) -> bool:
        """Come one write nearer to being in step; False if we are. May raise OSError."""
        if self._written != body:
            self._sequence = after(self._sequence)
            copy = bytearray((_VERSION, self._sequence >> 8, self._sequence & 0xFF))
            copy.extend(body)
            add_crc(copy)
            self._written = None
            _write(self._cells, self._names[0], copy)
            self._written = body
        elif self.ran:
            self._cells.erase(self._names[1])
            self.ran = False
        else:
            return False
        return True

    def _body(self, copy):
        """What a copy says, None if it is not whole."""
        size = self._size
        if (
            not copy
            or len(copy) != _HEAD_SIZE + size + _CRC_SIZE
            or copy[0] != _VERSION
            or crc16(copy, len(copy))
        ):
            return None
        return bytes(copy[_HEAD_SIZE : _HEAD_SIZE + size])


def _read(cells, name: str):
    try:
        return cells.read(name)
    except OSError:
        return _UNREADABLE


def _write(cells, name: str, data) -> None:
    cells.write(name, data)
    if cells.read(name) != data:
        raise OSError  # it has not kept what it took
