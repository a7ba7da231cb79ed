"""What plays when: programmes with times of the week, and the plan of a day.

A programme has times (weekdays, from, to in minutes of the hospital's wall clock), perhaps a first
and a last day, and a priority. At every minute the programmes of the highest priority play, one
after the other in their order. All intervals are half-open: at 10:00 what ends at 10:00 is over.
The wall clock of a day has 1,440 minutes here: whoever turns minutes into moments knows the zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise

DAY = 24 * 60


@dataclass(frozen=True)
class Times:
    """One line of a timetable: on these weekdays (0 is Monday) from ``start`` to ``end``."""

    weekdays: frozenset[int]
    start: int
    end: int


@dataclass(frozen=True)
class Programme:
    """What the plan needs of a programme; lower ``order`` plays first among equals."""

    key: int
    priority: int = 0
    order: int = 0
    times: Sequence[Times] = ()
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Segment:
    """From ``start`` to ``end`` (minutes of a day) these programmes play; none: nothing is on."""

    start: int
    end: int
    programmes: tuple[int, ...]


@dataclass(frozen=True)
class Clash:
    """Two lines of one timetable that both hold at the same time."""

    weekdays: tuple[int, ...]
    start: int
    end: int
    one: Times
    two: Times


def hour_text(minute: int) -> str:
    """Return a minute of the day as people write it.

    >>> hour_text(510), hour_text(1440)
    ('08:30', '24:00')
    """
    return f"{minute // 60:02d}:{minute % 60:02d}"


def wrong_times(times: Times) -> bool:
    """Return whether a line of a timetable can never hold."""
    return not times.weekdays or not 0 <= times.start < times.end <= DAY


def clashes(times: Sequence[Times]) -> list[Clash]:
    """Return where a programme would be on twice at the same time, in the order of the lines."""
    found = []
    for one, two in combinations(times, 2):
        start, end = max(one.start, two.start), min(one.end, two.end)
        days = one.weekdays & two.weekdays
        if days and start < end:
            found.append(Clash(tuple(sorted(days)), start, end, one, two))
    return found


def runs_on(programme: Programme, day: date) -> list[tuple[int, int]]:
    """Return the intervals of a day in which a programme wants to play, in order."""
    if (programme.first and day < programme.first) or (programme.last and day > programme.last):
        return []
    weekday = day.weekday()
    wanted = [one for one in programme.times if not wrong_times(one)]
    return sorted((one.start, one.end) for one in wanted if weekday in one.weekdays)


def day_plan(programmes: Iterable[Programme], day: date) -> list[Segment]:
    """Return what plays on a day: from 0 to 1,440 without a gap and without an overlap.

    >>> week = frozenset(range(7))
    >>> low = Programme(1, 0, times=[Times(week, 480, 1080)])
    >>> high = Programme(2, 5, times=[Times(week, 600, 660)])
    >>> [(s.start, s.end, s.programmes) for s in day_plan([low, high], date(2026, 3, 2))][1:4]
    [(480, 600, (1,)), (600, 660, (2,)), (660, 1080, (1,))]
    """
    wanted = [(one, runs_on(one, day)) for one in programmes]
    edges = {0, DAY}
    edges.update(edge for _, runs in wanted for run in runs for edge in run)
    plan: list[Segment] = []
    for start, end in pairwise(sorted(edges)):
        on = [one for one, runs in wanted if any(a <= start < b for a, b in runs)]
        playing = _highest(on)
        if plan and plan[-1].programmes == playing:
            plan[-1] = Segment(plan[-1].start, end, playing)
        else:
            plan.append(Segment(start, end, playing))
    return plan


def _highest(on: Sequence[Programme]) -> tuple[int, ...]:
    top = max((one.priority for one in on), default=0)
    best = [one for one in on if one.priority == top]
    return tuple(one.key for one in sorted(best, key=lambda one: (one.order, one.key)))


def days(first: date, count: int) -> list[date]:
    """Return ``count`` days from ``first`` on."""
    return [first + timedelta(days=n) for n in range(count)]


def hidden(programmes: Sequence[Programme], first: date, count: int = 7) -> set[int]:
    """Return the programmes that want to play in these days and are never seen.

    Others of a higher priority cover all of their times: a person who plans should know.
    """
    seen: set[int] = set()
    wanted: set[int] = set()
    for day in days(first, count):
        wanted.update(one.key for one in programmes if runs_on(one, day))
        seen.update(key for part in day_plan(programmes, day) for key in part.programmes)
    return wanted - seen
