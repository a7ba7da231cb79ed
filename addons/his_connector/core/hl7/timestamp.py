"""HL7 timestamps ``YYYY[MM[DD[HH[MM[SS[.S+]]]]]][+/-ZZZZ]`` with the precision they came in."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache

_PATTERN = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)?(?P<day>\d\d)?(?P<hour>\d\d)?(?P<minute>\d\d)?"
    r"(?P<second>\d\d)?(?:\.(?P<fraction>\d{1,9}))?(?P<zone>[+-]\d{4}|Z)?"
)
_NOISE = str.maketrans("", "", "-/: T")
_ISO = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}")


class BadTimestamp(ValueError):
    """The text is not a point in time."""


@dataclass(frozen=True)
class Stamp:
    """A point in time (aware, UTC) and whether it said a time of day."""

    at: datetime
    has_time: bool


@lru_cache(maxsize=4096)
def parse_timestamp(text: str, zone: tzinfo) -> Stamp | None:
    """Read a timestamp; None when empty. ``zone``: the sender's, for texts without an offset.

    Also reads what databases print (``2026-11-22 08:30:00``) and 24:00. Raises BadTimestamp.
    """
    text = text.strip()
    if not text:
        return None
    match = _PATTERN.fullmatch(_compact(text))
    if not match:
        raise BadTimestamp(text)
    try:
        local = _local(match.groupdict())
    except ValueError as error:
        raise BadTimestamp(text) from error
    local = local.replace(tzinfo=_offset(match["zone"]) or zone)
    return Stamp(local.astimezone(timezone.utc), match["hour"] is not None)


def _compact(text: str) -> str:
    """A date printed with dashes becomes HL7's form; everything else stays."""
    if not _ISO.match(text):
        return text
    date, _, time = text.replace("T", " ").partition(" ")
    year, month, day = re.split(r"[-/]", date)
    return f"{year}{month:0>2}{day:0>2}{time.strip().translate(_NOISE)}"


def _local(parts: dict[str, str | None]) -> datetime:
    names = ("year", "month", "day", "hour", "minute", "second")
    year, month, day, hour, minute, second = (int(parts[name] or 0) for name in names)
    micro = int((parts["fraction"] or "0").ljust(6, "0")[:6])
    extra = timedelta()
    if hour == 24:  # midnight at the end of the day, as some write it
        hour, extra = 0, timedelta(days=1)
    return datetime(year, month or 1, day or 1, hour, minute, min(second, 59), micro) + extra  # noqa: DTZ001


def _offset(zone: str | None) -> tzinfo | None:
    if not zone:
        return None
    if zone == "Z":
        return timezone.utc
    minutes = int(zone[1:3]) * 60 + int(zone[3:])
    if minutes >= 24 * 60:
        raise BadTimestamp(zone)
    return timezone(timedelta(minutes=minutes if zone[0] == "+" else -minutes))


def format_stamp(at: datetime) -> str:
    """An aware point in time as HL7 writes it: milliseconds and offset, in UTC."""
    at = at.astimezone(timezone.utc)
    return (
        f"{at.year:04}{at.month:02}{at.day:02}{at.hour:02}{at.minute:02}{at.second:02}"
        f".{at.microsecond // 1000:03}+0000"
    )
