"""The ledger: every stretch of time between report and deadline, and why it counted or not.

Printed beside a deadline, it lets both sides of a contract add it up by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from .clock import Facts, Pause, read
from .spans import Span, intersect, subtract, union
from .window import Window


@dataclass(frozen=True)
class Row:
    """One stretch: ``counted`` or not, ``why``, and the sum of what counted up to its end.

    ``why``: ``service`` (counted), ``paused`` with its ``reason``, ``closed`` (outside the hours of
    a working day), or the kind of the day off: ``weekend``, ``holiday``.
    """

    start: datetime
    end: datetime
    counted: bool
    why: str
    reason: str
    sum: timedelta


def ledger(facts: Facts, now: datetime) -> list[Row]:
    """Return the rows from the start to the deadline or ``now``, whichever is later.

    The rows touch each other, cover everything, and the last sum is what ``read`` calls elapsed
    when the clock has not stopped.
    """
    reading = read(facts, now)
    end = facts.stopped if facts.stopped and facts.stopped <= now else max(now, reading.due.at)
    seen = min(now, end)
    rows: list[Row] = []
    elapsed = timedelta()
    for start, stop, why, reason in _stretches(facts, end, seen):
        counted = why == "service"
        elapsed += stop - start if counted else timedelta()
        rows.append(Row(start, stop, counted, why, reason, elapsed))
    return rows


def _stretches(
    facts: Facts, end: datetime, now: datetime
) -> Iterator[tuple[datetime, datetime, str, str]]:
    day = facts.window.local_day(facts.start)
    while day <= facts.window.local_day(end):
        open_ = facts.window.spans(day)
        whole = intersect([_whole_day(facts.window, day)], [(facts.start, end)])
        kind = facts.window.kind(day)
        idle = kind if kind in ("weekend", "holiday") else "closed"
        parts = [(*span, idle, "") for span in subtract(whole, open_)]
        parts += _open_parts(intersect(open_, whole), facts.pauses, now)
        yield from sorted(parts)
        day += timedelta(days=1)


def _open_parts(
    spans: list[Span], pauses: Iterable[Pause], now: datetime
) -> list[tuple[datetime, datetime, str, str]]:
    parts, left = [], spans
    for pause in sorted(pauses, key=lambda one: one.start):
        stop = union([pause.until(now)])
        parts += [(*span, "paused", pause.reason) for span in intersect(left, stop)]
        left = subtract(left, stop)
    return parts + [(*span, "service", "") for span in left]


def _whole_day(window: Window, day: date) -> Span:
    midnights = (
        datetime.combine(one, time.min, window.zone) for one in (day, day + timedelta(days=1))
    )
    start, end = (moment.astimezone(timezone.utc) for moment in midnights)
    return start, end
