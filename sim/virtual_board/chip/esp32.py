"""MicroPython's `esp32` on the pretended chip: the NVS, which the board at the other end keeps."""

from link import BOARD, call, call_into


class NVS:
    """Key-value storage in flash: 32-bit integers and blobs under keys of up to 15 characters."""

    def __init__(self, namespace: str):
        self._there = call(BOARD, "nvs", namespace)

    def set_i32(self, key: str, value: int) -> None:
        """Store a signed 32-bit integer."""
        call(self._there, "set_i32", key, value)

    def get_i32(self, key: str) -> int:
        """The integer; OSError when there is none."""
        return call(self._there, "get_i32", key)

    def set_blob(self, key: str, value) -> None:
        """Store bytes."""
        call(self._there, "set_blob", key, value)

    def get_blob(self, key: str, buf) -> int:
        """Read into buf and give the length; OSError when there is none or it does not fit."""
        return call_into(buf, self._there, "get_blob", key, len(buf))

    def erase_key(self, key: str) -> None:
        """Forget a key; OSError when there is none."""
        call(self._there, "erase_key", key)

    def commit(self) -> None:
        """Every set is in flash already."""
        call(self._there, "commit")
