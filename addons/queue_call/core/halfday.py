"""Which service day and half-day a moment belongs to, at the hospital's own wall clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from typing import Literal
from zoneinfo import ZoneInfo

HalfDay = Literal["am", "pm"]


def service_half_day(now_utc: datetime, tz: str, noon: float = 12.0) -> tuple[date, HalfDay]:
    """Return the local date and ``"am"`` or ``"pm"`` of a moment.

    ``now_utc`` is an aware datetime in any zone; ``tz`` an IANA name; ``noon`` the local hour at
    which the afternoon begins (12.5 is 12:30; the moment itself is afternoon already).

    >>> from datetime import datetime, timezone
    >>> service_half_day(datetime(2026, 3, 1, 23, 30, tzinfo=timezone.utc), "Asia/Shanghai")
    (datetime.date(2026, 3, 2), 'am')

    Raises ValueError for a naive datetime or a ``noon`` outside 0-24, and
    zoneinfo.ZoneInfoNotFoundError for an unknown zone.
    """
    if now_utc.tzinfo is None:
        raise ValueError("service_half_day needs an aware datetime")
    local = now_utc.astimezone(ZoneInfo(tz))
    return local.date(), "am" if local.time() < _wall(noon) else "pm"


def half_day_span(
    day: date, half: HalfDay, tz: str, noon: float = 12.0
) -> tuple[datetime, datetime]:
    """Return the half-open span [start, end) of a half-day as aware UTC datetimes.

    It is the inverse of service_half_day: exactly the moments of the span are given this
    ``(day, half)`` (zones that turn their clock back at midnight excepted).
    """
    zone = ZoneInfo(tz)
    middle = datetime.combine(day, _wall(noon), zone)
    if half == "am":
        start, end = datetime.combine(day, time.min, zone), middle
    else:
        start, end = middle, datetime.combine(day + timedelta(days=1), time.min, zone)
    return start.astimezone(timezone.utc), end.astimezone(timezone.utc)


def _wall(noon: float) -> time:
    """Turn a float hour into a time of day, to the minute."""
    minutes = round(noon * 60)
    if not 0 <= minutes < 24 * 60:
        raise ValueError(f"noon must be an hour of the day, not {noon}")
    return time(minutes // 60, minutes % 60)
