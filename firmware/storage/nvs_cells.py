"""Small records in NVS, as cells of firmware/storage/cells.py."""

from esp32 import NVS
from micropython import const

from firmware.storage.record import RECORD_MAX

_NOT_FOUND = const(-0x1102)  # ESP_ERR_NVS_NOT_FOUND, as OSError carries it


class NvsCells:
    """Cells in our part of NVS. While that cannot be opened, none can be read or written."""

    def __init__(self, namespace: str):
        self._namespace = namespace
        self._nvs: NVS | None = None

    def read(self, name: str):
        record = bytearray(RECORD_MAX)
        try:
            count = self._open().get_blob(name, record)
        except OSError as error:
            if error.args[0] == _NOT_FOUND:
                return None
            raise
        return record[:count]

    def write(self, name: str, data) -> None:
        nvs = self._open()
        nvs.set_blob(name, data)
        nvs.commit()

    def erase(self, name: str) -> None:
        nvs = self._open()
        nvs.erase_key(name)
        nvs.commit()

    def _open(self) -> NVS:
        if self._nvs is None:
            self._nvs = NVS(self._namespace)
        return self._nvs
