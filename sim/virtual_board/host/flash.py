"""The flash of the virtual board, kept in files; and the power cut in the middle of a write."""

import json
from pathlib import Path
from typing import Any

from sim.errors import InputError

_BLOCK = 4096
_PAGE = 256
# Typical of the modules' flash chips (W25Q32JV datasheet, 9.6): erase of a sector, page program.
_ERASE_US = 45_000
_PROGRAM_US = 700
# Partition "vfs" of MicroPython's own images (ports/esp32/partitions-4MiB.csv, -8MiB.csv).
_VFS_BYTES = {"esp32": 0x200000, "esp32s3": 0x600000}


class PowerCut(BaseException):
    """The board has lost its power."""


class BoardFlash:
    """The file system's partition in the file `image`, the settings' (NVS) in `image`.nvs.

    cut_at: the power fails in the operation of that number, the first being 1; 0 for never. Erases
    and writes of the file system count, and sets, erases and commits of NVS.
    """

    def __init__(self, image: Path, chip: str, cut_at: int):
        self.image = image.resolve()
        self.blocks = _VFS_BYTES[chip] // _BLOCK
        self.operations = 0
        self._cut_at = cut_at
        self._nvs = Path(f"{self.image}.nvs")
        self._prepare()

    def operation(self) -> None:
        """One is about to happen. Raises PowerCut if it is the last."""
        self.operations += 1
        if self.operations == self._cut_at:
            raise PowerCut

    def erase_us(self) -> int:
        """How long the chip stands still for an erase of a block."""
        return _ERASE_US

    def write_us(self, size: int) -> int:
        """How long the chip stands still for a write of so many bytes."""
        return -(-size // _PAGE) * _PROGRAM_US

    def load_nvs(self) -> dict[str, dict[str, Any]]:
        """What NVS keeps, as {namespace: {key: integer or bytes}}."""
        if not self._nvs.exists():
            return {}
        try:
            kept = json.loads(self._nvs.read_text(encoding="ascii"))
            return {
                namespace: {key: _value(text) for key, text in values.items()}
                for namespace, values in kept.items()
            }
        except (ValueError, AttributeError, TypeError):
            raise InputError(f"{self._nvs}: not settings of a virtual board") from None

    def save_nvs(self, flash: dict[str, dict[str, Any]]) -> None:
        """Keep what NVS has."""
        kept = {
            namespace: {
                key: value.hex() if isinstance(value, bytes) else value
                for key, value in values.items()
            }
            for namespace, values in flash.items()
        }
        new = Path(f"{self._nvs}.new")
        new.write_text(json.dumps(kept, indent=2) + "\n", encoding="ascii")
        new.replace(self._nvs)

    def _prepare(self) -> None:
        size = self.blocks * _BLOCK
        try:
            self.image.parent.mkdir(parents=True, exist_ok=True)
            if not self.image.exists():
                self.image.write_bytes(b"\xff" * size)
            elif self.image.stat().st_size != size:
                raise InputError(f"{self.image}: not the flash of this board: not {size} bytes")
        except OSError as error:
            raise InputError(f"{self.image}: cannot be the flash: {error.strerror}") from None


def _value(text: str | int) -> bytes | int:
    return bytes.fromhex(text) if isinstance(text, str) else text
