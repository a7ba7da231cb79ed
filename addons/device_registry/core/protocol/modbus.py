"""Keypads that are asked: Modbus RTU, function 2, eight inputs, one for each key."""

from __future__ import annotations

from dataclasses import dataclass, field

from .checks import crc16_modbus

READ_INPUTS = 2
KEYS = 8
ANSWER_LENGTH = 6


def question(address: int) -> bytes:
    """Ask a keypad which of its keys are down.

    >>> question(1).hex()
    '01020000000879cc'
    """
    body = bytes([address, READ_INPUTS, 0, 0, 0, KEYS])
    return body + crc16_modbus(body)


def answer(data: bytes, address: int) -> int | None:
    """Return the keys that are down as bits, or None: not whole, not ours, or damaged.

    Bytes before the answer are skipped: an echo, or the end of what another keypad said too late.
    """
    for begin in range(len(data) - ANSWER_LENGTH + 1):
        frame = data[begin : begin + ANSWER_LENGTH]
        ours = frame[0] == address and frame[1] == READ_INPUTS and frame[2] == 1
        if ours and crc16_modbus(frame[:4]) == frame[4:]:
            return frame[3]
    return None


@dataclass
class Keys:
    """What of one keypad was down last. A press counts once, when the key goes down.

    A lost or damaged answer changes nothing: the key is still down when the next one comes.
    ``quiet``: seconds in which the same key does not count again, for contacts that bounce.
    """

    quiet: float = 0.25
    down: int = 0
    pressed: dict[int, float] = field(default_factory=dict)

    def told(self, bits: int | None, now: float) -> list[int]:
        """Take an answer at ``now`` (seconds of any clock); return the keys pressed, 1 to 8."""
        if bits is None:
            return []
        fresh, self.down = bits & ~self.down, bits
        found = [key for key in range(1, KEYS + 1) if fresh >> (key - 1) & 1]
        return [key for key in found if self._counts(key, now)]

    def _counts(self, key: int, now: float) -> bool:
        before = self.pressed.get(key)
        self.pressed[key] = now
        return before is None or now - before >= self.quiet
