"""Frames on the pipe between gateway and child: four bytes of length, then JSON in UTF-8."""

from __future__ import annotations

import json
import struct
from typing import Any

LIMIT = 16 * 1024 * 1024
_HEAD = struct.Struct(">I")


class TooLong(ValueError):
    """A frame above LIMIT: the other side does not speak this protocol."""


def encode(message: dict[str, Any]) -> bytes:
    """Return the frame of a message. Raises TooLong."""
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    if len(body) > LIMIT:
        raise TooLong(f"{len(body)} bytes")
    return _HEAD.pack(len(body)) + body


class Reader:
    """Collects bytes; ``feed`` returns the messages that end in them."""

    def __init__(self) -> None:
        """Begin with an empty buffer."""
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[dict[str, Any]]:
        """Return the messages that are whole now. Raises TooLong, ValueError for no JSON."""
        self._buffer += data
        found = []
        while len(self._buffer) >= _HEAD.size:
            (size,) = _HEAD.unpack_from(self._buffer)
            if size > LIMIT:
                raise TooLong(f"{size} bytes")
            if len(self._buffer) < _HEAD.size + size:
                break
            found.append(json.loads(self._buffer[_HEAD.size : _HEAD.size + size]))
            del self._buffer[: _HEAD.size + size]
        return found
