"""What a file is, by its content: its name and what the browser called it count for nothing."""

from __future__ import annotations

from typing import BinaryIO

from .facts import Facts
from .images import image_mime, image_size
from .mp4 import is_mp4, read_mp4
from .webm import is_webm, read_webm

HEAD = 1024
# The containers that people hand over and no box plays, so that the answer can name them.
_OTHERS = (
    (b"RIFF", 8, b"AVI ", "video/x-msvideo", "video"),
    (b"FLV\x01", 0, b"", "video/x-flv", "video"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", 0, b"", "video/x-ms-wmv", "video"),
    (b".RMF", 0, b"", "application/vnd.rn-realmedia", "video"),
    (b"\0\0\1\xba", 0, b"", "video/mpeg", "video"),
    (b"\0\0\1\xb3", 0, b"", "video/mpeg", "video"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, b"", "application/vnd.ms-powerpoint", "slides"),
    (b"PK\3\4", 0, b"", "application/zip", "slides"),
)


def read_facts(file: BinaryIO) -> Facts:
    """Return the facts of an open file. Raises Damaged for one that contradicts itself."""
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(HEAD)
    mime = image_mime(head)
    if mime:
        width, height = image_size(file, mime)
        return Facts("image", mime, size, width, height)
    if is_mp4(head):
        return read_mp4(file, size)
    if is_webm(head):
        return read_webm(file, size)
    if b"%PDF-" in head:
        return Facts("pdf", "application/pdf", size)
    return _other(head, size)


def _other(head: bytes, size: int) -> Facts:
    for start, place, more, mime, kind in _OTHERS:
        if head.startswith(start) and head[place : place + len(more)] == more:
            return Facts("video" if kind == "video" else "slides", mime, size)
    if head[:1] == b"\x47" and head[188:189] == b"\x47" and head[376:377] == b"\x47":
        return Facts("video", "video/mp2t", size)
    return Facts("unknown", "application/octet-stream", size)
