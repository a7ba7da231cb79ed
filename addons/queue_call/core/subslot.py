"""Sub-slots: the parts of a half-day after which late patients and returned no-shows go in."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from .policy import Policy

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def slot_end(policy: Policy, at: datetime, slot_start: datetime | None) -> datetime:
    """Return the end of the sub-slot that holds the moment ``at``.

    Sub-slots lie on the grid of the patient's own slot, else on that of the full hours.

    >>> at = datetime(2026, 3, 2, 1, 47, tzinfo=timezone.utc)
    >>> slot_end(Policy(slot_minutes=30), at, None).minute
    0
    >>> slot_end(Policy(slot_minutes=30), at, at.replace(minute=10)).minute
    10
    """
    anchor = slot_start or _EPOCH
    length = timedelta(minutes=policy.slot_minutes)
    return anchor + ((at - anchor) // length + 1) * length


def due_at(moment: datetime) -> int:
    """Return the ``return_due`` of a moment: minutes since 1970, negative."""
    return -int((moment - _EPOCH).total_seconds() // 60)


def due_moment(due: int) -> datetime:
    """Return the moment that a negative ``return_due`` holds.

    >>> due_moment(due_at(datetime(2026, 3, 2, 1, 30, tzinfo=timezone.utc))).isoformat()
    '2026-03-02T01:30:00+00:00'
    """
    return _EPOCH + timedelta(minutes=-due)
