"""Service windows: at which hours of which days the promised service runs.

A window is a week of opening hours in the contract's time zone, and a calendar of the days that
are not what their weekday says: holidays, and in China the make-up days (调休) on which everybody
works although it is a weekend. All results are aware UTC; the hours of a day are minutes since
local midnight, and 1440 is the next midnight, never 23:59:59.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from functools import cached_property
from zoneinfo import ZoneInfo

from .spans import Span, union

MIDNIGHT = 24 * 60
HORIZON_DAYS = 3 * 366
"""How far a window is followed: one that opens on no day of three years never opens."""

Hours = tuple[tuple[int, int], ...]
DAY_KINDS = ("workday", "weekend", "holiday", "make_up")


class WindowError(ValueError):
    """A window that cannot be used; ``field`` names the setting, the text says what to do."""

    def __init__(self, field_name: str, text: str) -> None:
        """Keep the name of the setting apart, for the form that asked."""
        self.field = field_name
        super().__init__(text)


@dataclass(frozen=True)
class Calendar:
    """The days that differ from their weekday.

    ``holidays``: nobody works; ``make_up``: everybody works as on a weekday; ``known_years``: the
    years whose notice has been published. A deadline that needs another year is provisional.
    """

    holidays: frozenset[date] = frozenset()
    make_up: frozenset[date] = frozenset()
    known_years: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """Refuse a day that is both."""
        both = self.holidays & self.make_up
        if both:
            raise WindowError(
                "make_up", f"{min(both)} is a holiday and a make-up day: remove one of the two"
            )


@dataclass(frozen=True)
class Window:
    """Opening hours: ``week`` from Monday to Sunday, each a tuple of (start, end) minutes.

    ``calendar`` None: holidays make no difference (7×24). ``make_up_hours``: the hours of a
    make-up day; by default those of the first day of the week that opens.
    """

    tz: str
    week: tuple[Hours, ...]
    calendar: Calendar | None = None
    make_up_hours: Hours | None = field(default=None)

    def __post_init__(self) -> None:
        """Refuse hours that no clock has, and a week in which nobody works."""
        if len(self.week) != 7:
            raise WindowError("week", "a week has seven days, Monday first")
        for hours in (*self.week, self.make_up_hours or ()):
            _check_hours(hours)
        if not any(self.week) and not self.make_up_hours:
            raise WindowError(
                "week", "the window opens on no day: enter hours for one day at least"
            )

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of the hours."""
        return ZoneInfo(self.tz)

    def local_day(self, moment: datetime) -> date:
        """Return the date of a moment at the window's own wall clock."""
        return moment.astimezone(self.zone).date()

    def kind(self, day: date) -> str:
        """Return what sort of day it is, one of ``DAY_KINDS``."""
        if self.calendar and day in self.calendar.holidays:
            return "holiday"
        if self.calendar and day in self.calendar.make_up:
            return "make_up"
        return "workday" if self.week[day.weekday()] else "weekend"

    def hours(self, day: date) -> Hours:
        """Return the opening hours of a day, in minutes of its wall clock."""
        kind = self.kind(day)
        if kind == "holiday":
            return ()
        own = self.week[day.weekday()]
        return own or self._usual if kind == "make_up" else own

    def is_working(self, day: date) -> bool:
        """Return whether the window opens on that day."""
        return bool(self.hours(day))

    def is_known(self, day: date) -> bool:
        """Return whether the notice for the year of that day has been published."""
        return self.calendar is None or day.year in self.calendar.known_years

    def spans(self, day: date) -> list[Span]:
        """Return the opening hours of a day as UTC spans."""
        return union(
            (self._moment(day, start), self._moment(day, end)) for start, end in self.hours(day)
        )

    def walk(self, start: datetime) -> Iterator[Span]:
        """Yield the open spans from ``start`` on, the first one cut there.

        Raises WindowError when no day of the next three years opens.
        """
        first = self.local_day(start)
        day, last_open = first, first
        while (day - last_open).days <= HORIZON_DAYS:
            for opening, closing in self.spans(day):
                if closing > start:
                    last_open = day
                    yield max(opening, start), closing
            day += timedelta(days=1)
        raise WindowError("week", f"the window does not open within three years after {last_open}")

    def working_day_after(self, day: date) -> date:
        """Return the first working day strictly after ``day``."""
        for step in range(1, HORIZON_DAYS):
            later = day + timedelta(days=step)
            if self.is_working(later):
                return later
        raise WindowError("week", f"no day within three years after {day} is a working day")

    @cached_property
    def _usual(self) -> Hours:
        if self.make_up_hours is not None:
            return self.make_up_hours
        return next(hours for hours in self.week if hours)

    def _moment(self, day: date, minutes: int) -> datetime:
        """Return a wall-clock minute of a day in UTC; minute 1440 is the next day's midnight."""
        days, rest = divmod(minutes, MIDNIGHT)
        wall = datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60), self.zone)
        return wall.astimezone(timezone.utc)


def _check_hours(hours: Hours) -> None:
    previous = 0
    for start, end in hours:
        if not 0 <= start < end <= MIDNIGHT:
            raise WindowError("week", f"hours run from 00:00 to 24:00, not {start}..{end} minutes")
        if start < previous:
            raise WindowError("week", "the spans of a day are given in order and do not overlap")
        previous = end


ROUND_THE_CLOCK: tuple[Hours, ...] = (((0, MIDNIGHT),),) * 7
"""The week of a 7×24 window."""
