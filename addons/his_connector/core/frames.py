"""Frames of private TCP protocols without I/O: bytes in, bodies out.

Four ways of telling where a message ends:

* ``length``: a header holds the length of the body: binary, ASCII digits, hexadecimal or BCD;
  the header may begin with a mark (``magic``), hold the length anywhere, and be counted or not;
* ``delimiter``: an end (and perhaps a start) that does not occur in bodies;
* ``fixed``: every message has the same size;
* ``gap``: a message is what came before a silence.

Any chunking of the same bytes gives the same bodies, except for ``gap``, which is told of a
silence by ``idle``. After garbage a framer goes on at the next mark, start or end; where the
protocol has none it is ``broken``: nothing after that can be trusted, the line must be closed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .mllp import DEFAULT_LIMIT, HEAD, Frame, Kind

WAYS = ("length", "delimiter", "fixed", "gap")
KINDS = ("binary", "ascii", "hex", "bcd")


@dataclass(frozen=True)
class Layout:
    """How bodies are framed; made of settings by ``read_layout``."""

    way: str
    kind: str = "binary"
    size: int = 4  # bytes of the length, or of a fixed message
    order: str = "big"
    at: int = 0  # where in the header the length stands
    header: int = 4  # bytes before the body
    counts: str = "body"  # the length counts the body, or "all": header and body
    magic: bytes = b""
    start: bytes = b""
    end: bytes = b""

    def wrap(self, body: bytes) -> bytes:
        """The frame of a body. Raises ValueError for a body that cannot be framed."""
        if self.way == "delimiter":
            if self.end in body:
                raise ValueError("the body holds the delimiter")
            return self.start + body + self.end
        if self.way == "fixed":
            if len(body) > self.size:
                raise ValueError(f"{len(body)} > {self.size}")
            return body.ljust(self.size)
        return self._head(len(body)) + body if self.way == "length" else body

    def length(self, head: bytes) -> int | None:
        """Bytes of the body that a whole header announces; None when that is nonsense."""
        if not head.startswith(self.magic):
            return None
        count = _read_length(head[self.at : self.at + self.size], self.kind, self.order)
        if count is None:
            return None
        count -= self.header if self.counts == "all" else 0
        return count if count >= 0 else None

    def _head(self, length: int) -> bytes:
        head = bytearray(self.magic.ljust(self.header, b"\0"))
        count = length + (self.header if self.counts == "all" else 0)
        head[self.at : self.at + self.size] = _write_length(count, self.kind, self.size, self.order)
        return bytes(head)


class Framer:
    """Collects the bytes of one connection."""

    def __init__(self, layout: Layout, limit: int = DEFAULT_LIMIT) -> None:
        """``limit``: largest body in bytes."""
        self.layout = layout
        self.limit = limit
        self.broken = False
        self._buffer = bytearray()
        self._scanned = 0
        self._skipping = False

    @property
    def pending(self) -> int:
        """Bytes held back, waiting for more."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[Frame]:
        """Take the next bytes; return the frames they complete, in order."""
        if self.broken:
            return []
        self._buffer += data
        frames: list[Frame] = []
        step = {"length": self._by_length, "delimiter": self._by_end, "fixed": self._by_size}.get(
            self.layout.way, self._by_gap
        )
        while not self.broken and step(frames):
            pass
        return frames

    def idle(self) -> list[Frame]:
        """A silence: the end of a message by ``gap``, of nothing else."""
        if self.layout.way != "gap" or not self._buffer:
            return []
        if self._skipping:
            self._buffer.clear()
            self._skipping = False
            return []
        return [self._message(self._cut(len(self._buffer)))]

    def close(self) -> list[Frame]:
        """The stream ended: what is left was cut off."""
        if self.layout.way == "gap":
            return self.idle()
        if self._skipping or not bytes(self._buffer).strip(b"\0\r\n "):
            self._buffer.clear()
            return []
        body = self._cut(len(self._buffer))
        return [Frame(Kind.CUT, body, len(body))]

    def _by_length(self, frames: list[Frame]) -> bool:
        layout, buffer = self.layout, self._buffer
        if layout.magic and not self._at_magic(frames):
            return False
        if len(buffer) < layout.header:
            return False
        length = layout.length(bytes(buffer[: layout.header]))
        if length is None or length > self.limit:
            kind = Kind.JUNK if length is None else Kind.OVERSIZE
            frames.append(Frame(kind, bytes(buffer[:HEAD]), length or len(buffer)))
            if not layout.magic:
                buffer.clear()
                self.broken = True
                return False
            del buffer[: len(layout.magic)]
            return True
        if len(buffer) < layout.header + length:
            return False
        frames.append(self._message(self._cut(layout.header + length)[layout.header :]))
        return True

    def _at_magic(self, frames: list[Frame]) -> bool:
        """Drop and report what stands before the next mark; False when none is there yet."""
        found = self._buffer.find(self.layout.magic)
        if found < 0:
            keep = _overlap(self._buffer, self.layout.magic)
            self._report(frames, len(self._buffer) - keep)
            return False
        self._report(frames, found)
        return True

    def _by_end(self, frames: list[Frame]) -> bool:
        layout = self.layout
        end = self._buffer.find(layout.end, max(0, self._scanned - len(layout.end) + 1))
        if end < 0:
            self._scanned = len(self._buffer)
            if len(self._buffer) > self.limit + len(layout.start) + len(layout.end):
                self._skip(frames)
            return False
        body = self._cut(end + len(layout.end))[:end]
        self._scanned = 0
        if self._skipping:
            self._skipping = False
        else:
            self._started(body, frames)
        return True

    def _started(self, body: bytes, frames: list[Frame]) -> None:
        """A message from its last start on; what stands before it was cut off or is junk."""
        start = self.layout.start
        place = body.rfind(start) if start else 0
        before = body if place < 0 else body[:place]
        if before.strip(b"\0\r\n "):
            kind = Kind.JUNK if place < 0 else Kind.CUT if start in before else Kind.STRAY
            frames.append(Frame(kind, before, len(before)))
        if place >= 0:
            body = body[place + len(start) :]
            if body.strip(b"\0\r\n ") or start:
                frames.append(self._message(body))

    def _by_size(self, frames: list[Frame]) -> bool:
        if len(self._buffer) < self.layout.size:
            return False
        frames.append(self._message(self._cut(self.layout.size)))
        return True

    def _by_gap(self, frames: list[Frame]) -> bool:
        if len(self._buffer) > self.limit:
            self._skip(frames)
        return False

    def _skip(self, frames: list[Frame]) -> None:
        """Report an endless message once, keep nothing of it but what may begin its end."""
        if not self._skipping:
            frames.append(Frame(Kind.OVERSIZE, bytes(self._buffer[:HEAD]), len(self._buffer)))
        self._skipping = True
        del self._buffer[: max(1, len(self._buffer) - max(len(self.layout.end) - 1, 0))]
        self._scanned = 0

    def _report(self, frames: list[Frame], count: int) -> None:
        junk = self._cut(count)
        if junk.strip(b"\0\r\n "):
            frames.append(Frame(Kind.STRAY, junk[:HEAD], len(junk)))

    def _message(self, body: bytes) -> Frame:
        if len(body) > self.limit:
            return Frame(Kind.OVERSIZE, body[:HEAD], len(body))
        return Frame(Kind.MESSAGE, body, len(body))

    def _cut(self, count: int) -> bytes:
        body = bytes(self._buffer[:count])
        del self._buffer[:count]
        return body


def read_layout(settings: Mapping[str, object]) -> Layout:
    """The layout of settings. Raises ValueError for one that cannot work."""
    way, size = str(settings.get("frame") or "length"), _int(settings, "size", 4)
    at = _int(settings, "at", 0)
    layout = Layout(
        way=way,
        kind=str(settings.get("length") or "binary"),
        size=size,
        order="little" if settings.get("order") == "little" else "big",
        at=at,
        header=_int(settings, "header", at + size),
        counts="all" if settings.get("counts") == "all" else "body",
        magic=bytes.fromhex(str(settings.get("magic") or "")),
        start=bytes.fromhex(str(settings.get("start") or "")),
        end=bytes.fromhex(str(settings.get("end") or ("0d0a" if way == "delimiter" else ""))),
    )
    _check(layout)
    return layout


def _check(layout: Layout) -> None:
    if layout.way not in WAYS:
        raise ValueError("frame")
    if layout.way == "length" and layout.kind not in KINDS:
        raise ValueError("length")
    most = 2**31 if layout.way == "fixed" else 16
    if not 1 <= layout.size <= most:
        raise ValueError("size")
    if layout.way == "length" and not layout.at + layout.size <= layout.header <= 4096:
        raise ValueError("header")
    if layout.magic and layout.at < len(layout.magic):
        raise ValueError("magic")


def _int(settings: Mapping[str, object], name: str, default: int) -> int:
    value = settings.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(name)
    return value


def _read_length(raw: bytes, kind: str, order: str) -> int | None:
    if kind == "binary":
        return int.from_bytes(raw, "little" if order == "little" else "big")
    text = raw.hex() if kind == "bcd" else raw.decode("latin-1").strip(" \0")
    digits = "0123456789abcdefABCDEF" if kind == "hex" else "0123456789"
    if not text or any(char not in digits for char in text):
        return None
    return int(text, 16 if kind == "hex" else 10)


def _write_length(count: int, kind: str, size: int, order: str) -> bytes:
    if kind == "binary":
        return count.to_bytes(size, "little" if order == "little" else "big")
    text = f"{count:0{size}x}" if kind == "hex" else f"{count:0{size * (1 + (kind == 'bcd'))}d}"
    raw = bytes.fromhex(text) if kind == "bcd" else text.encode()
    if len(raw) > size:
        raise ValueError(f"{count} does not fit into {size} bytes")
    return raw


def _overlap(buffer: bytearray, mark: bytes) -> int:
    """How many last bytes may be the beginning of ``mark``."""
    for count in range(min(len(mark) - 1, len(buffer)), 0, -1):
        if buffer[-count:] == mark[:count]:
            return count
    return 0
