"""When a promise is due: a duration of service time, or a number of working days.

"Within n working days" is said for different promises; a contract line chooses one:

``A``
    the close of the n-th working day strictly after the day of the report (the default);
``A2``
    the same, but a report on a day off counts as made on the next working day;
``B``
    the same time of day n working days later, never before opening;
``C``
    n times the service hours of a usual day, counted as a duration.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from .spans import Span, intersect, subtract, total, union
from .window import Window

DayRule = Literal["A", "A2", "B", "C"]


@dataclass(frozen=True)
class Duration:
    """``length`` of service time."""

    length: timedelta


@dataclass(frozen=True)
class WorkingDays:
    """``days`` working days, by one of the readings above."""

    days: int
    rule: DayRule = "A"


Promise = Duration | WorkingDays


@dataclass(frozen=True)
class Due:
    """``at``: the deadline, aware UTC; ``provisional``: a year on the way has no notice yet."""

    at: datetime
    provisional: bool


def due(window: Window, start: datetime, promise: Promise, pauses: Iterable[Span] = ()) -> Due:
    """Return when a promise made at ``start`` (aware) is due.

    A duration that ends exactly at closing is due at closing; with nothing left to run outside
    the window it is due at the next opening. Pauses stop the clock: their union, as far as it
    lies in the window, is added. A pause never makes a deadline earlier. Raises WindowError for
    a window that never opens again.
    """
    stops = union(pauses)
    length = promise.length if isinstance(promise, Duration) else _as_duration(window, promise)
    if length is not None:
        at = _run(window, start, length, stops)
    else:
        assert isinstance(promise, WorkingDays)
        at = _with_pauses(window, start, _close_of(window, start, promise), stops)
    return Due(at, not _all_known(window, start, at))


def _run(window: Window, start: datetime, length: timedelta, stops: list[Span]) -> datetime:
    left = length
    for span in window.walk(start):
        for opening, closing in subtract([span], stops):
            if left <= closing - opening:
                return opening + left
            left -= closing - opening
    raise AssertionError("a window is walked without end")


def _as_duration(window: Window, promise: WorkingDays) -> timedelta | None:
    """Return a promise of rule C as service time: n usual days."""
    if promise.rule != "C":
        return None
    usual = next(hours for hours in window.week if hours)
    return promise.days * timedelta(minutes=sum(end - start for start, end in usual))


def _close_of(window: Window, start: datetime, promise: WorkingDays) -> datetime:
    day = window.local_day(start)
    if promise.rule == "A2" and not window.is_working(day):
        day = window.working_day_after(day)
    for _ in range(promise.days):
        day = window.working_day_after(day)
    opening, closing = _edges(window, day)
    if promise.rule != "B":
        return closing
    wall = datetime.combine(day, start.astimezone(window.zone).time(), window.zone)
    return min(max(wall.astimezone(opening.tzinfo), opening), closing)


def _edges(window: Window, day: date) -> Span:
    spans = window.spans(day)
    if not spans:  # no day was counted: a promise of 0 working days on a day off
        return _edges(window, window.working_day_after(day))
    return spans[0][0], spans[-1][1]


def _with_pauses(window: Window, start: datetime, plain: datetime, stops: list[Span]) -> datetime:
    """Move a deadline on by the paused service time before it, until none is left uncounted."""
    at = plain
    while True:
        paused = total(service_time(window, start, at, stops, inside=True))
        later = _run(window, plain, paused, []) if paused else plain
        if later <= at:
            return at
        at = later


def service_time(
    window: Window, start: datetime, end: datetime, stops: list[Span], *, inside: bool = False
) -> list[Span]:
    """Return the open spans between two moments, without the pauses (``inside``: only these)."""
    days, day = [], window.local_day(start)
    while day <= window.local_day(end):
        days += window.spans(day)
        day += timedelta(days=1)
    open_ = intersect(union(days), [(start, end)] if start < end else [])
    return intersect(open_, stops) if inside else subtract(open_, stops)


def _all_known(window: Window, start: datetime, end: datetime) -> bool:
    years = range(window.local_day(start).year, window.local_day(end).year + 1)
    return all(window.is_known(date(year, 1, 1)) for year in years)
