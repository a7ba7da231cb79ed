"""Keypads that speak by themselves: frames of a form that is described, not programmed.

Makers publish nothing, so the form is data: how a frame begins, how long it is, where address and
key stand, which check value follows, how it ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .checks import CHECKS

MOST = 4096


@dataclass(frozen=True)
class Form:
    """A kind of frame. Positions count from its first byte; ``length`` counts all its bytes."""

    length: int
    address_at: int
    key_at: int
    start: bytes = b""
    end: bytes = b""
    check: str = "none"

    def __post_init__(self) -> None:
        """Refuse a form in which something stands twice or outside."""
        if self.check not in CHECKS:
            raise ValueError(f"check: {', '.join(CHECKS)}")
        free = range(len(self.start), self.length - len(self.end) - self.check_length)
        if self.address_at not in free or self.key_at not in free:
            raise ValueError("address_at, key_at: between start and check value")
        if self.address_at == self.key_at:
            raise ValueError("key_at: another byte than address_at")

    @property
    def check_length(self) -> int:
        """How many bytes the check value has."""
        return len(CHECKS[self.check](b""))

    def build(self, address: int, key: int) -> bytes:
        """Make a frame, as a keypad does; other bytes are 0."""
        body = bytearray(self.length - len(self.end) - self.check_length)
        body[: len(self.start)] = self.start
        body[self.address_at], body[self.key_at] = address, key
        return bytes(body) + CHECKS[self.check](bytes(body)) + self.end

    def read(self, frame: bytes) -> tuple[int, int] | None:
        """Return (address, key) of bytes of a frame's length, or None when they are none."""
        tail = self.length - len(self.end)
        body = frame[: tail - self.check_length]
        right = (
            frame.startswith(self.start)
            and frame.endswith(self.end)
            and CHECKS[self.check](body) == frame[len(body) : tail]
        )
        return (frame[self.address_at], frame[self.key_at]) if right else None


FORMS = {
    "sum4": Form(4, 0, 1, check="sum8"),
    "marked6": Form(6, 1, 2, start=b"\xaa", end=b"\x55", check="xor8"),
    "colon7": Form(7, 1, 4, start=b"\x3a", end=b"\x0a", check="sum8"),
}
"""Forms to begin with; a hospital's own is written the same way."""


@dataclass
class Reader:
    """Finds frames in a stream, however it is cut; ``bad`` counts bytes that belong to none."""

    form: Form
    bad: int = 0
    held: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> list[tuple[int, int]]:
        """Take bytes as they come; return [(address, key)] of the frames that are whole now."""
        self.held += data
        found, length = [], self.form.length
        while len(self.held) >= length:
            told = self.form.read(bytes(self.held[:length]))
            if told:
                found.append(told)
            else:
                self.bad += 1
            del self.held[: length if told else 1]
        return found


@dataclass
class Once:
    """A frame that comes twice within a moment is one press: keypads repeat what they say."""

    quiet: float = 0.3
    heard: dict[tuple[int, int], float] = field(default_factory=dict)

    def counts(self, press: tuple[int, int], now: float) -> bool:
        """Return whether this is a press of its own."""
        before = self.heard.get(press)
        self.heard[press] = now
        return before is None or now - before >= self.quiet
