"""Sets of time as sorted, disjoint half-open spans ``[start, end)`` of aware moments.

Half-open, so that a span that ends at 12:00 and one that begins at 12:00 touch without sharing a
moment, and the sum of the parts of a day is the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]


def union(spans: Iterable[Span]) -> list[Span]:
    """Return the spans sorted, overlapping and touching ones joined, empty ones left out.

    >>> from datetime import timezone
    >>> at = lambda hour: datetime(2026, 3, 2, hour, tzinfo=timezone.utc)
    >>> [(a.hour, b.hour) for a, b in union([(at(4), at(6)), (at(1), at(2)), (at(5), at(9))])]
    [(1, 2), (4, 9)]
    """
    joined: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def intersect(one: Iterable[Span], other: Iterable[Span]) -> list[Span]:
    """Return what lies in both; each is given sorted and disjoint."""
    left, right = list(one), list(other)
    common: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start = max(left[i][0], right[j][0])
        end = min(left[i][1], right[j][1])
        if start < end:
            common.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return common


def subtract(one: Iterable[Span], other: Iterable[Span]) -> list[Span]:
    """Return what lies in ``one`` and not in ``other``; each is given sorted and disjoint."""
    holes = list(other)
    return [piece for span in one for piece in _without(span, holes)]


def _without(span: Span, holes: Iterable[Span]) -> Iterator[Span]:
    start, end = span
    for hole_start, hole_end in holes:
        if hole_end <= start or hole_start >= end:
            continue
        if start < hole_start:
            yield start, hole_start
        start = hole_end
        if start >= end:
            return
    yield start, end


def total(spans: Iterable[Span]) -> timedelta:
    """Return the sum of the lengths."""
    return sum((end - start for start, end in spans), timedelta())
