"""One running target of a ticket: read at any moment from its facts, never accumulated.

The facts are when it began, when the event that fulfils it happened (if it did), and the pauses.
Reading twice gives the same answer; reading after a restart of everything, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from .deadline import Due, Duration, Promise, due, service_time
from .spans import Span, total, union
from .window import Window

Status = Literal["running", "paused", "met", "breached", "met_late"]


@dataclass(frozen=True)
class Pause:
    """The clock stands from ``start`` to ``end`` (None: still), for a ``reason`` with a proof."""

    start: datetime
    end: datetime | None
    reason: str = ""

    def until(self, now: datetime) -> Span:
        """Return the span as it stands at ``now``."""
        return self.start, max(self.start, self.end or now)


@dataclass(frozen=True)
class Facts:
    """All that a reading depends on.

    ``agreed``: a time agreed with the hospital, which replaces the computed deadline and is not
    moved by pauses. ``not_before``: the deadline is never earlier (a severity was raised late).
    ``warn``: how much service time before the deadline a warning is given.
    """

    window: Window
    promise: Promise
    start: datetime
    stopped: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    agreed: datetime | None = None
    not_before: datetime | None = None
    warn: timedelta = timedelta(hours=1)


@dataclass(frozen=True)
class Reading:
    """What a clock says at one moment; times aware UTC, durations in service time."""

    due: Due
    status: Status
    elapsed: timedelta
    remaining: timedelta
    warn_at: datetime


def read(facts: Facts, now: datetime) -> Reading:
    """Read a clock at ``now`` (aware). A breach once read at some moment is read ever after.

    ``remaining`` is negative by the service time since the deadline once it is missed.
    """
    end = min(facts.stopped, now) if facts.stopped else now
    stops = union(pause.until(end) for pause in facts.pauses)
    when = Due(facts.agreed, False) if facts.agreed else _due(facts, stops)
    elapsed = total(service_time(facts.window, facts.start, end, stops))
    return Reading(
        due=when,
        status=_status(facts, when.at, end, now),
        elapsed=elapsed,
        remaining=_remaining(facts, when.at, end, stops),
        warn_at=_before(facts.window, facts.start, when.at, facts.warn, stops),
    )


def _due(facts: Facts, stops: Iterable[Span]) -> Due:
    plain = due(facts.window, facts.start, facts.promise, stops)
    if facts.not_before and plain.at < facts.not_before:
        return Due(facts.not_before, plain.provisional)
    return plain


def _status(facts: Facts, at: datetime, end: datetime, now: datetime) -> Status:
    if facts.stopped and facts.stopped <= now:
        return "met" if facts.stopped <= at else "met_late"
    if end > at:
        return "breached"
    paused = any(one.start <= now and (one.end is None or now < one.end) for one in facts.pauses)
    return "paused" if paused else "running"


def _remaining(facts: Facts, at: datetime, end: datetime, stops: list[Span]) -> timedelta:
    if end <= at:
        return total(service_time(facts.window, end, at, stops))
    return -total(service_time(facts.window, at, end, stops))


def _before(
    window: Window, start: datetime, at: datetime, length: timedelta, stops: list[Span]
) -> datetime:
    """Return the moment that lies ``length`` of service time before a deadline."""
    left = length
    for opening, closing in reversed(service_time(window, start, at, stops)):
        if left <= closing - opening:
            return closing - left
        left -= closing - opening
    return start


def is_duration(facts: Facts) -> bool:
    """Return whether elapsed and remaining add up to the promise (working days have no length)."""
    return isinstance(facts.promise, Duration) and not facts.agreed
