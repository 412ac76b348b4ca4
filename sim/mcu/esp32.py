"""MicroPython's `esp32` as it behaves on an ESP32: the NVS of the attached hardware."""

import machine

_ENOENT_NVS = -0x1102  # ESP_ERR_NVS_NOT_FOUND, as OSError carries it
_EINVALID_LENGTH = -0x110C
_EKEY_TOO_LONG = -0x1109
_EVALUE_TOO_LONG = -0x110E
_KEY_CHARACTERS = 15
_BLOB_MOST = 5 * 4000  # all pages of the partition of 24 KiB but one (nvs_storage.cpp)
_I32_LEAST = -(1 << 31)


class NVS:
    """Key-value storage in flash: 32-bit integers and blobs under keys of up to 15 characters."""

    def __init__(self, namespace: str):
        self._board = machine.hardware
        self._values = self._board.flash.setdefault(_checked(namespace), {})

    def set_i32(self, key: str, value: int) -> None:
        """Store a signed 32-bit integer; OSError when the flash cannot be written."""
        if not _I32_LEAST <= value < -_I32_LEAST:
            raise OverflowError("overflow converting long int to machine word")
        self._write(key, value)

    def get_i32(self, key: str) -> int:
        """The integer; OSError when there is none."""
        return self._get(key, int)

    def set_blob(self, key: str, value) -> None:
        """Store bytes; OSError when the flash cannot be written, or they are too many."""
        if len(value) > _BLOB_MOST:
            raise OSError(_EVALUE_TOO_LONG, "ESP_ERR_NVS_VALUE_TOO_LONG")
        self._write(key, bytes(value))

    def get_blob(self, key: str, buf) -> int:
        """Read into buf and give the length; OSError when there is none or it does not fit."""
        blob = self._get(key, bytes)
        if len(blob) > len(buf):
            raise OSError(_EINVALID_LENGTH, "ESP_ERR_NVS_INVALID_LENGTH")
        buf[: len(blob)] = blob
        return len(blob)

    def erase_key(self, key: str) -> None:
        """Forget a key; OSError when there is none."""
        if key not in self._values:
            raise OSError(_ENOENT_NVS, "ESP_ERR_NVS_NOT_FOUND")
        self._meet_flash()
        del self._values[key]

    def commit(self) -> None:
        """Every set is in flash already; OSError when the flash cannot be written."""
        self._meet_flash()

    def _write(self, key, value):
        self._meet_flash()
        self._values[_checked(key)] = value

    def _meet_flash(self):
        if self._board.before_flash_write:
            self._board.before_flash_write()

    def _get(self, key, kind):
        value = self._values.get(key)
        if not isinstance(value, kind):
            raise OSError(_ENOENT_NVS, "ESP_ERR_NVS_NOT_FOUND")
        return value


def _checked(key):
    """A key, or the name of a namespace, which is one (ESP-IDF, nvs_page.cpp, writeItem)."""
    if len(key) > _KEY_CHARACTERS:
        raise OSError(_EKEY_TOO_LONG, "ESP_ERR_NVS_KEY_TOO_LONG")
    return key
