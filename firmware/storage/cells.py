"""Places in flash for small records. A cell has a name and is replaced all or nothing.

read(name): its bytes, None if there is no such cell. write(name, data), erase(name). Each may
raise OSError, and nothing else.
"""

from firmware.storage.record import RECORD_MAX


class FileCells:
    """Cells that are files; `files` as in firmware/storage/files.py."""

    def __init__(self, files):
        self._files = files
        self.write = files.replace
        self.erase = files.remove

    def read(self, name: str):
        files = self._files
        if name not in files.names():
            return None
        record = bytearray(min(files.size(name), RECORD_MAX))
        return record[: files.read_into(name, 0, record)]
