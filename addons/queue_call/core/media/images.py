"""Width and height of a picture from its header: nothing is decoded, whatever it claims."""

from __future__ import annotations

import struct
from typing import BinaryIO

from .facts import Damaged

# Start-of-frame markers of JPEG; C4, C8 and CC are tables.
_SOF = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
_MARKERS = 2000  # a header with more of them is no picture


def image_mime(head: bytes) -> str:
    """Return the type of a picture by its first bytes, "" for anything else."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:2] == b"BM" and len(head) >= 26 and head[6:10] == b"\0\0\0\0":
        return "image/bmp"
    return ""


def image_size(file: BinaryIO, mime: str) -> tuple[int, int]:
    """Return (width, height). Raises Damaged when the header ends too early."""
    file.seek(0)
    try:
        width, height = _READERS[mime](file)
    except (struct.error, IndexError) as error:
        raise Damaged("the header of the picture is cut off") from error
    if width <= 0 or height <= 0:
        raise Damaged("the picture has no width or no height")
    return width, height


def _png(file: BinaryIO) -> tuple[int, int]:
    head = file.read(24)
    if head[12:16] != b"IHDR":
        raise Damaged("the picture does not begin with its header")
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def _gif(file: BinaryIO) -> tuple[int, int]:
    width, height = struct.unpack("<HH", file.read(10)[6:10])
    return width, height


def _bmp(file: BinaryIO) -> tuple[int, int]:
    width, height = struct.unpack("<ii", file.read(26)[18:26])
    return width, abs(height)


def _webp(file: BinaryIO) -> tuple[int, int]:
    head = file.read(30)
    form = head[12:16]
    if form == b"VP8X":
        wide, high = head[24:27], head[27:30]
        if len(high) < 3:
            raise Damaged("the header of the picture is cut off")
        return 1 + int.from_bytes(wide, "little"), 1 + int.from_bytes(high, "little")
    if form == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    if form == b"VP8L":
        (bits,) = struct.unpack("<I", head[21:25])
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    raise Damaged("the picture is of an unknown form of WebP")


def _jpeg(file: BinaryIO) -> tuple[int, int]:
    file.read(2)
    for _ in range(_MARKERS):
        mark = _marker(file)
        if mark in _BARE:
            continue
        (length,) = struct.unpack(">H", file.read(2))
        if mark in _SOF:
            height, width = struct.unpack(">xHH", file.read(5))
            return width, height
        if mark == 0xDA or length < 2:
            break
        file.seek(length - 2, 1)
    raise Damaged("the picture names no size")


def _marker(file: BinaryIO) -> int:
    byte = file.read(1)[0]
    if byte != 0xFF:
        raise Damaged("the picture is damaged behind its first bytes")
    while byte == 0xFF:
        byte = file.read(1)[0]
    return byte


_READERS = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/gif": _gif,
    "image/webp": _webp,
    "image/bmp": _bmp,
}
