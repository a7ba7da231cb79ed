"""MLLP framing without I/O: bytes in, frames out.

A frame is ``VT (0x0B) body FS (0x1C) CR``. What senders really do is wider, so:

* several frames, or a part of one, may come in one ``feed``;
* NUL, CR, LF and a UTF-8 byte-order mark between frames mean nothing;
* the CR after FS may be missing;
* a VT followed by a header segment inside a frame starts a new one (the first was cut off);
* other bytes between frames are junk. Junk before a frame is reported when the frame comes,
  junk with nothing behind it when the line falls idle;
* a body above the limit is reported once, with its first bytes, and dropped up to its FS.

Source: HL7 v2.5.1 implementation guide, appendix C; the rest from messages seen in hospitals.
"""

import re
from dataclasses import dataclass
from enum import Enum

VT = b"\x0b"
FS = b"\x1c"
CR = b"\r"
DEFAULT_LIMIT = 16 * 1024 * 1024
HEAD = 4096

_RESTART = re.compile(rb"\x0b(?=MSH|FHS|BHS)")
_SILENT = re.compile(rb"(?:[\x00\r\n]|\xef\xbb\xbf)+")  # NUL, CR, LF, byte-order mark


class Kind(Enum):
    """What a frame is: only MESSAGE may be understood."""

    MESSAGE = "message"
    JUNK = "junk"  # bytes outside any frame, nothing followed
    STRAY = "stray"  # bytes outside any frame, a frame followed
    CUT = "cut"  # a frame without its end
    OVERSIZE = "oversize"  # body: the first HEAD bytes only


@dataclass(frozen=True)
class Frame:
    """One piece of the stream. Of an OVERSIZE frame ``body`` is the head, ``size`` the least."""

    kind: Kind
    body: bytes
    size: int


def encode(body: bytes) -> bytes:
    """The frame of ``body``."""
    return VT + body + FS + CR


class Framer:
    """Collects bytes of one connection; ``feed`` and ``idle`` return the frames that end."""

    def __init__(self, limit: int = DEFAULT_LIMIT) -> None:
        """``limit``: largest body in bytes."""
        self.limit = limit
        self._junk_limit = max(limit, 3)  # a byte-order mark in pieces must be recognised
        self._buffer = bytearray()
        self._scanned = 0
        self._inside = False
        self._skipping = False

    @property
    def pending(self) -> int:
        """Bytes held back, waiting for more."""
        return len(self._buffer)

    @property
    def inside(self) -> bool:
        """True between a VT and its FS."""
        return self._inside

    def feed(self, data: bytes) -> list[Frame]:
        """Take the next bytes of the stream; return the frames they complete, in order."""
        self._buffer += data
        frames: list[Frame] = []
        while self._step(frames):
            pass
        return frames

    def idle(self) -> list[Frame]:
        """Nothing came for a while: give up waiting for a VT, report the junk."""
        if self._inside or not self._buffer:
            return []
        return [self._take_all(Kind.JUNK)]

    def close(self) -> list[Frame]:
        """The stream ended: what is left is cut off, or junk."""
        if not self._inside:
            return self.idle()
        self._inside = False
        if self._skipping:
            self._buffer.clear()
            return []
        return [self._take_all(Kind.CUT)]

    def _step(self, frames: list[Frame]) -> bool:
        """Advance by one transition; False when more bytes are needed."""
        return self._inside_step(frames) if self._inside else self._outside_step(frames)

    def _outside_step(self, frames: list[Frame]) -> bool:
        start = self._buffer.find(VT, self._scanned)
        if start < 0:
            self._trim_junk()
            return False
        before = bytes(self._buffer[:start])
        del self._buffer[: start + 1]
        self._scanned, self._inside = 0, True
        if silent := _SILENT.match(before):
            before = before[silent.end() :]
        if before:
            before = before[: self._junk_limit]
            frames.append(Frame(Kind.STRAY, before, len(before)))
        return True

    def _inside_step(self, frames: list[Frame]) -> bool:
        end = self._buffer.find(FS, self._scanned)
        if end < 0:
            self._scanned = len(self._buffer)
            self._bound_body(frames)
            return False
        body = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        self._scanned, self._inside = 0, False
        if self._skipping:
            self._skipping = False
        else:
            frames.extend(self._frames_of(body))
        return True

    def _frames_of(self, body: bytes) -> list[Frame]:
        """The frame between VT and FS, preceded by those that a new header cut off."""
        if len(body) > self.limit:
            return [self._oversize(body)]
        parts = _RESTART.split(body)
        frames = [Frame(Kind.CUT, part, len(part)) for part in parts[:-1]]
        return [*frames, Frame(Kind.MESSAGE, parts[-1], len(parts[-1]))]

    def _bound_body(self, frames: list[Frame]) -> None:
        """Keep no more than the limit of an unfinished body."""
        if not self._skipping:
            if len(self._buffer) <= self.limit:
                return
            frames.append(self._oversize(self._buffer))
        self._buffer.clear()
        self._scanned, self._skipping = 0, True

    def _oversize(self, body: bytes | bytearray) -> Frame:
        return Frame(Kind.OVERSIZE, bytes(body[: min(HEAD, self.limit)]), self.limit + 1)

    def _trim_junk(self) -> None:
        """Drop what means nothing, keep no more than the limit of the rest."""
        if silent := _SILENT.match(self._buffer):
            del self._buffer[: silent.end()]
        del self._buffer[self._junk_limit :]
        self._scanned = len(self._buffer)

    def _take_all(self, kind: Kind) -> Frame:
        body = bytes(self._buffer)
        self._buffer.clear()
        self._scanned = 0
        return Frame(kind, body, len(body))
