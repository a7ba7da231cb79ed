"""Dates and times as Chinese hospital systems print them, read into points in time.

Databases, Java, .NET and people each write their own form; whoever guesses day and month loses
patients. So two-digit years and day-first forms are read only where the form says it (Oracle's
``22-11月-26``) or the rule names the order (``moment:dmy``).
"""

import re
import unicodedata
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from .hl7 import BadTimestamp, Stamp, parse_timestamp

_DIGITS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_CHINESE = re.compile(r"[〇○零一二三四五六七八九十]+(?=[年月日号时点分秒])")
_MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
}
_AM = ("上午", "早上", "凌晨", "清晨", "am", "a.m.")
_PM = ("下午", "晚上", "傍晚", "夜间", "pm", "p.m.", "中午")
_HALF = re.compile("|".join(map(re.escape, (*_AM, *_PM))))
_WEEKDAY = re.compile(
    r"[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?|^(?:mon|tue|wed|thu|fri|sat|sun)\w*,?\s"
)
_NET = re.compile(r"/?date\((-?\d{1,14})(?:[+-]\d{4})?\)/?")
_ZONE = re.compile(r"\s*(z|utc|gmt|[+-]\d\d:?\d\d)$")
_TIME = (
    r"(?:[ t]*(?P<H>\d{1,2})(?:[:.时点](?P<M>\d{1,2})?"
    r"(?:[:.分](?P<S>\d{1,2})?(?:[.:,](?P<f>\d{1,9}))?)?)?)?秒?"
)
_FORMS = {
    "ymd": re.compile(r"(?P<y>\d{4})[-/.年 ](?P<m>\d{1,2})[-/.月 ](?P<d>\d{1,2})[日号]?" + _TIME),
    "oracle": re.compile(r"(?P<d>\d{1,2})-(?P<m>\d{1,2})月\s*-(?P<y>\d{4}|\d{2})" + _TIME),
    "english": re.compile(
        r"(?P<d>\d{1,2})[- ](?P<mon>[a-z]{3})[a-z]*[- ](?P<y>\d{4}|\d{2})" + _TIME
    ),
    "mssql": re.compile(r"(?P<mon>[a-z]{3}|\d{1,2}) +(?P<d>\d{1,2}),? +(?P<y>\d{4})" + _TIME),
    "java": re.compile(
        r"(?P<mon>[a-z]{3}) +(?P<d>\d{1,2}) (?P<H>\d\d):(?P<M>\d\d):(?P<S>\d\d)(?P<f>)"
        r" (?:cst|gmt\+08:00) (?P<y>\d{4})"
    ),
}
_ORDERED = {
    "ymd2": re.compile(r"(?P<y>\d{2})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})" + _TIME),
    "dmy": re.compile(r"(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4}|\d{2})" + _TIME),
    "mdy": re.compile(r"(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})[-/.](?P<y>\d{4}|\d{2})" + _TIME),
}
ORDERS = tuple(_ORDERED)
_NEVER = {"1900-01-01", "1899-12-30", "0001-01-01", "1753-01-01", "9999-12-31", "1970-01-01"}
_NOTHING = ("", "null", "none", "0", "00000000")


@lru_cache(maxsize=8192)
def read_moment(text: str, zone: tzinfo, order: str = "") -> Stamp | None:
    """A point in time; None when empty or a database's word for "never". Raises BadTimestamp.

    ``zone``: the source's, for texts without an offset. ``order``: "", or one of ORDERS.
    """
    clean = unicodedata.normalize("NFKC", text).strip().lower()
    if clean in _NOTHING or clean.startswith("0000"):
        return None
    stamp = _epoch(clean) or _printed(clean, zone, order)
    if stamp is None:
        stamp = parse_timestamp(clean.upper(), zone)
    if stamp is None or _day(stamp, zone) in _NEVER:
        return None
    return stamp


def split_moment(text: str) -> tuple[int, int] | None:
    """Hour and minute of a time of day, or of the beginning of a span (``08:00-08:30``)."""
    clean = _chinese(unicodedata.normalize("NFKC", text).strip().lower())
    half, clean = _half(clean)
    found = re.match(r"\s*(\d{1,2})[:.时点](\d{1,2})?", clean) or re.match(
        r"\s*(\d\d)(\d\d)(?:\d\d)?(?!\d)", clean
    )
    if not found:
        return None
    hour, minute = _shift(int(found[1]), half), int(found[2] or 0)
    return (hour, minute) if hour <= 24 and minute < 60 else None


def _epoch(text: str) -> Stamp | None:
    """Seconds or milliseconds since 1970, as JSON writes them."""
    found = _NET.fullmatch(text)
    if found:
        seconds = int(found[1]) / 1000
    elif re.fullmatch(r"\d{13}", text):
        seconds = int(text) / 1000
    elif re.fullmatch(r"1\d{9}", text) and not 1 <= int(text[4:6]) <= 12:
        seconds = int(text)
    else:
        return None
    try:
        at = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)
    except OverflowError as error:
        raise BadTimestamp(text) from error
    return Stamp(at, True)


def _printed(text: str, zone: tzinfo, order: str) -> Stamp | None:
    """A date with separators; None when the text has no such form."""
    half, clean = _half(_chinese(_WEEKDAY.sub(" ", text).strip()))
    offset = _ZONE.search(clean)
    if offset and ":" in clean:
        clean, zone = clean[: offset.start()], _offset(offset[1])
    clean = re.sub(r"\s+", " ", clean).strip()
    forms = [_ORDERED[order]] if order in _ORDERED else []
    for form in [*forms, *_FORMS.values()]:
        if found := form.fullmatch(clean):
            return _stamp(found.groupdict(), half, zone, text)
    return None


def _stamp(parts: dict[str, str | None], half: str, zone: tzinfo, text: str) -> Stamp:
    year = int(parts["y"] or 0)
    year += 0 if year > 99 else 2000 if year < 50 else 1900
    mon = parts.get("mon") or ""
    month = _MONTHS.get(mon, 0) if mon.isalpha() else int(parts.get("m") or mon or 0)
    hour = _shift(int(parts["H"] or 0), half)
    micro = int((parts["f"] or "0").ljust(6, "0")[:6])
    extra = timedelta(days=1) if hour == 24 else timedelta()
    try:
        local = datetime(  # noqa: DTZ001
            year, month, int(parts["d"] or 0), hour % 24, int(parts["M"] or 0),
            min(int(parts["S"] or 0), 59), micro,
        ) + extra  # fmt: skip
        return Stamp(local.replace(tzinfo=zone).astimezone(timezone.utc), parts["H"] is not None)
    except (ValueError, OverflowError) as error:
        raise BadTimestamp(text) from error


def _half(text: str) -> tuple[str, str]:
    """("am", "pm" or "", the text without the word)."""
    found = _HALF.search(text)
    if not found:
        return "", text
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    return ("am" if found[0] in _AM else "pm"), rest.strip()


def _shift(hour: int, half: str) -> int:
    """A twelve-hour clock's hour; 下午14:30, as some print it, stays 14."""
    if half == "pm" and hour < 12:
        return hour + 12
    return 0 if half == "am" and hour == 12 else hour


def _chinese(text: str) -> str:
    text = re.sub(r"点半|时半", ":30", text)
    return _CHINESE.sub(lambda found: _number(found[0]), text)


def _number(text: str) -> str:
    """二〇二六 → 2026, 十一 → 11, 二十二 → 22."""
    if "十" not in text:
        return "".join(_DIGITS[c] for c in text)
    tens, _, ones = text.partition("十")
    return str(int(_number(tens) if tens else "1") * 10 + int(_number(ones) if ones else "0"))


def _offset(text: str) -> tzinfo:
    if text[0] not in "+-":
        return timezone.utc
    digits = text[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if minutes >= 24 * 60:
        raise BadTimestamp(text)
    return timezone(timedelta(minutes=minutes if text[0] == "+" else -minutes))


def _day(stamp: Stamp, zone: tzinfo) -> str:
    try:
        return stamp.at.astimezone(zone).date().isoformat()
    except OverflowError:
        return "9999-12-31"
