"""Named fields as bytes for flash: what one version adds another passes over.

A record: form, sequence number (2 bytes), fields, CRC-16 of all that. A field: length of its name,
name, length of its value, value. The most significant byte first.
"""

from micropython import const

from firmware.storage.crc16 import crc16

RECORD_MAX = const(1024)
_FORM = const(1)
_HEAD_SIZE = const(3)
_CRC_SIZE = const(2)
_SEQUENCE_MASK = const(0xFFFF)


def pack(sequence: int, fields: dict) -> bytearray:
    """The record of `fields`, {name: bytes}; ASCII names and values of 255 bytes at most."""
    record = bytearray((_FORM, sequence >> 8 & 0xFF, sequence & 0xFF))
    for name in sorted(fields):
        record.append(len(name))
        record.extend(name.encode())
        record.append(len(fields[name]))
        record.extend(fields[name])
    add_crc(record)
    return record


def unpack(record):
    """The fields of a record, of whatever version; None if it is not whole."""
    end = len(record) - _CRC_SIZE
    if end < _HEAD_SIZE or record[0] != _FORM or crc16(record, len(record)):
        return None
    fields = {}
    at = _HEAD_SIZE
    while at < end:
        value_at = at + 1 + record[at] + 1
        if value_at > end:
            return None
        next_at = value_at + record[value_at - 1]
        if next_at > end:
            return None
        name = "".join([chr(byte) for byte in record[at + 1 : value_at - 1]])
        fields[name] = bytes(record[value_at:next_at])
        at = next_at
    return fields


def add_crc(record: bytearray) -> None:
    """End a record with its checksum."""
    crc = crc16(record, len(record))
    record.append(crc >> 8)
    record.append(crc & 0xFF)


def sequence_of(record) -> int:
    """Which record this is in the order of writing, counted round."""
    return record[1] << 8 | record[2]


def after(sequence: int) -> int:
    """The sequence number of the next record."""
    return (sequence + 1) & _SEQUENCE_MASK


def is_newer(sequence: int, other: int) -> bool:
    """Whether `sequence` was counted after `other`, or is the same."""
    return (sequence - other) & _SEQUENCE_MASK < 0x8000
