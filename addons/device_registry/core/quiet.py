"""Hours in which a silent screen is no fault: a house that switches its screens off at night."""

from __future__ import annotations

from datetime import datetime, time, timedelta

GRACE = timedelta(minutes=12)
"""After quiet hours the boxes start one after the other."""


def is_quiet(at: time, begin: float, end: float) -> bool:
    """Return whether a wall-clock time lies in the quiet hours.

    ``begin``, ``end``: hours of the day, 20.5 is 20:30; they may go over midnight; equal: none.

    >>> is_quiet(time(23, 0), 20, 6.5), is_quiet(time(7, 0), 20, 6.5)
    (True, False)
    """
    if begin == end:
        return False
    hour = at.hour + at.minute / 60 + at.second / 3600
    return begin <= hour < end if begin < end else hour >= begin or hour < end


def counts_from(seen: datetime, now: datetime, begin: float, end: float) -> datetime | None:
    """Return from when on a silence counts: None in quiet hours, not before they ended.

    ``seen``: the last sign of life, ``now``: both aware, in the hospital's time zone.
    """
    if begin == end:
        return seen
    if is_quiet(now.time(), begin, end):
        return None
    ended = now.replace(hour=int(end) % 24, minute=int(end % 1 * 60), second=0, microsecond=0)
    if ended > now:
        ended -= timedelta(days=1)
    return max(seen, ended + GRACE) if seen < ended + GRACE else seen
