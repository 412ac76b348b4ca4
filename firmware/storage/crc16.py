"""The checksum of everything that is kept in flash and RTC memory."""

from micropython import const

_POLYNOMIAL = const(0x1021)  # CRC-16/IBM-3740
_START = const(0xFFFF)


def crc16(data, count: int) -> int:
    """Checksum of the first `count` bytes."""
    crc = _START
    for index in range(count):
        crc ^= data[index] << 8
        for _ in range(8):
            crc <<= 1
            if crc & 0x10000:
                crc ^= 0x10000 | _POLYNOMIAL
    return crc
