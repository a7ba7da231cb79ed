"""When somebody has to be asked whether a pause of a ticket still holds.

While a ticket waits for the hospital, its clocks stand; one that everybody has forgotten would wait
for ever without missing a promise. So the engineer is asked after three days and every three days
again, and after a fortnight the managers too.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

ASK_AFTER = timedelta(days=3)
MANAGERS_AFTER = timedelta(days=14)

Asked = Literal["nobody", "engineer", "managers"]


def is_long(since: datetime, now: datetime) -> bool:
    """Return whether a pause that began at ``since`` stands out in lists."""
    return now - since >= ASK_AFTER


def whom_to_ask(since: datetime, asked_at: datetime | None, now: datetime) -> Asked:
    """Return who is asked now; ``asked_at``: when somebody was asked about this pause last.

    All moments are aware.

    >>> from datetime import timezone
    >>> day = lambda number: datetime(2026, 3, number, tzinfo=timezone.utc)
    >>> whom_to_ask(day(1), None, day(3)), whom_to_ask(day(1), None, day(4))
    ('nobody', 'engineer')
    >>> whom_to_ask(day(1), day(4), day(6)), whom_to_ask(day(1), day(13), day(16))
    ('nobody', 'managers')
    """
    if not is_long(since, now) or (asked_at and now - asked_at < ASK_AFTER):
        return "nobody"
    return "managers" if now - since >= MANAGERS_AFTER else "engineer"
