"""The settings in flash: two copies, written in turn, so that one is whole whenever power goes."""

from micropython import const

from control.settings import Settings
from firmware.storage.crc16 import crc16

_KEYS = ("settings0", "settings1")

# A copy: version, sequence number (2 bytes), mode, override, air, skin, humidity (2 bytes each),
# CRC-16 (2 bytes); the most significant byte first.
_VERSION = const(1)
_SEQUENCE = const(1)
_MODE = const(3)
_OVERRIDE = const(4)
_AIR = const(5)
_SKIN = const(7)
_HUMIDITY = const(9)
_CRC = const(11)
_SIZE = const(13)
_SEQUENCE_MASK = const(0xFFFF)

_RETRY_AFTER = const(120)  # saves, one a period: flash that failed is not worn out by trying


class Store:
    """lost: there was no whole copy at start. failed: flash does not keep what we write to it.

    nvs: an esp32.NVS of our own.
    """

    def __init__(self, nvs):
        self._nvs = nvs
        self._newest = bytearray(_SIZE)  # as in flash
        self._next = bytearray(_SIZE)
        self._check = bytearray(_SIZE)
        self._slot = 0  # of the newest copy
        self._whole = 0  # copies
        self._wait = 0
        self.lost = True
        self.failed = False

    def load(self, settings: Settings) -> None:
        """Set `settings` as the newest whole copy says; without one leave the safe defaults."""
        for slot in range(len(_KEYS)):
            copy = self._next
            if self._read(slot, copy) and _apply(copy, Settings()):
                self._whole += 1
                if self.lost or _is_newer(copy, self._newest):
                    self._slot = slot
                    _copy(copy, self._newest)
                    self.lost = False
        if not self.lost:
            _apply(self._newest, settings)

    def save(self, settings: Settings) -> bool:
        """Write `settings` over the older copy, if they changed or it is not whole. Never raises.

        True if it has written.
        Takes up to some 0.1 s when flash must be erased: to be called right after a period, while
        no sound is due.
        """
        if self._wait:
            self._wait -= 1
            return False
        copy = self._next
        newest = self._newest
        _copy(newest, copy)
        _fill(copy, settings)
        if copy == newest and self._whole == len(_KEYS):
            return False
        _put(copy, _SEQUENCE, (_get(newest, _SEQUENCE) + 1) & _SEQUENCE_MASK)
        _put(copy, _CRC, crc16(copy, _CRC))
        slot = 1 - self._slot
        self.failed = not self._write(slot, copy)
        if self.failed:
            self._wait = _RETRY_AFTER
            self._whole = min(self._whole, 1)  # it may have landed all the same
        else:
            self._whole = min(self._whole + 1, len(_KEYS))
            self._slot = slot
            _copy(copy, newest)
        return True

    def _read(self, slot: int, copy: bytearray) -> bool:
        try:
            return self._nvs.get_blob(_KEYS[slot], copy) == _SIZE
        except OSError:
            return False

    def _write(self, slot: int, copy: bytearray) -> bool:
        try:
            self._nvs.set_blob(_KEYS[slot], copy)
            self._nvs.commit()
        except OSError:
            return False
        return self._read(slot, self._check) and self._check == copy


def _fill(copy: bytearray, settings: Settings) -> None:
    copy[0] = _VERSION
    copy[_MODE] = settings.mode
    copy[_OVERRIDE] = 1 if settings.override else 0
    _put(copy, _AIR, settings.air_mc)
    _put(copy, _SKIN, settings.skin_mc)
    _put(copy, _HUMIDITY, settings.humidity_pm)


def _apply(copy: bytearray, settings: Settings) -> bool:
    """Whether the copy is whole and every setting in it is allowed; if so it is now in force.

    Through the same door as an operator: no byte in flash reaches past control/limits.py.
    """
    if copy[0] != _VERSION or _get(copy, _CRC) != crc16(copy, _CRC):
        return False
    return not (
        settings.set_override(copy[_OVERRIDE] == 1)
        or settings.set_air(_get(copy, _AIR))
        or settings.set_skin(_get(copy, _SKIN))
        or settings.set_humidity(_get(copy, _HUMIDITY))
        or settings.set_mode(copy[_MODE])
    )


def _is_newer(copy: bytearray, other: bytearray) -> bool:
    # Sequence numbers count round: of two copies written in turn one is a step ahead.
    return (_get(copy, _SEQUENCE) - _get(other, _SEQUENCE)) & _SEQUENCE_MASK < 0x8000


def _copy(source: bytearray, target: bytearray) -> None:
    for index in range(_SIZE):
        target[index] = source[index]


def _get(copy: bytearray, at: int) -> int:
    return copy[at] << 8 | copy[at + 1]


def _put(copy: bytearray, at: int, value: int) -> None:
    copy[at] = value >> 8
    copy[at + 1] = value & 0xFF
