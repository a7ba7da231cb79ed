"""Check values that devices put behind their frames."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce


def sum8(data: bytes) -> bytes:
    """The sum of all bytes, its lowest byte.

    >>> sum8(bytes.fromhex("0503E7")).hex()
    'ef'
    """
    return bytes([sum(data) & 0xFF])


def xor8(data: bytes) -> bytes:
    """All bytes, exclusive or."""
    return bytes([reduce(lambda one, two: one ^ two, data, 0)])


def crc16_modbus(data: bytes) -> bytes:
    """CRC-16 of Modbus RTU (polynomial A001, start FFFF), low byte first.

    >>> crc16_modbus(bytes.fromhex("010200000008")).hex()
    '79cc'
    """
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _bit in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc.to_bytes(2, "little")


def none(_data: bytes) -> bytes:
    """No check at all."""
    return b""


CHECKS: dict[str, Callable[[bytes], bytes]] = {
    "sum8": sum8,
    "xor8": xor8,
    "crc16": crc16_modbus,
    "none": none,
}
