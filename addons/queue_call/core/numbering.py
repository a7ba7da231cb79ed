"""How a queue number is written: a prefix of the queue and a running number of the half-day."""

from __future__ import annotations


def format_number(prefix: str, seq: int, width: int = 3) -> str:
    """Return the number as a patient reads it; ``seq`` counts from 1.

    Longer numbers grow instead of starting over, so two patients of one half-day never share one.

    >>> format_number("A", 12)
    'A012'
    >>> format_number("", 7, width=2)
    '07'
    >>> format_number("A", 1000)
    'A1000'

    Raises ValueError for ``seq`` below 1.
    """
    if seq < 1:
        raise ValueError(f"a queue number counts from 1, not {seq}")
    return f"{prefix}{seq:0{width}d}"
