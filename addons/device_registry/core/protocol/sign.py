"""Number signs on the same line: four bytes, ``ID Hi Lo SUM8``."""

from __future__ import annotations

from .checks import sum8

HIGHEST = 0xFFFF
DARK = 0xFFFF
"""What a sign without anything to show is told."""


def show(address: int, number: int | None) -> bytes:
    """Return the frame that shows a number; None darkens the sign.

    >>> show(5, 999).hex()
    '0503e7ef'
    """
    value = DARK if number is None else max(0, min(HIGHEST - 1, number))
    body = bytes([address]) + value.to_bytes(2, "big")
    return body + sum8(body)


def digits(number: str) -> int | None:
    """Return what a sign without letters can show of a queue number: A043 is 43."""
    found = "".join(char for char in number if char.isascii() and char.isdigit())
    return int(found[-5:]) if found else None
