"""The plan of one screen as it goes over the wire: moments instead of minutes, and its key.

The wall clock stays here: a box whose zone is wrong plays by the moments it was told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from .programme import DAY, Programme, Segment, day_plan, days

LOUD = 100


@dataclass(frozen=True)
class Volume:
    """How loud films are from ``start`` to ``end`` (minutes of any day), in per cent."""

    start: int
    end: int
    percent: int


def volume_at(volumes: Sequence[Volume], minute: int) -> int:
    """Return how loud films are at a minute; where several hold, the quietest.

    >>> volume_at([Volume(720, 840, 20)], 800), volume_at([], 800)
    (20, 100)
    """
    return min((one.percent for one in volumes if one.start <= minute < one.end), default=LOUD)


def segments(
    programmes: Sequence[Programme], volumes: Sequence[Volume], first: date, count: int, zone: str
) -> list[dict[str, Any]]:
    """Return what plays from the first moment of a day on: {from, to (ms), programmes, volume}."""
    found = []
    for day in days(first, count):
        for part in _split(day_plan(programmes, day), volumes):
            found.append(
                {
                    "from": moment_ms(day, part.start, zone),
                    "to": moment_ms(day, part.end, zone),
                    "programmes": list(part.programmes),
                    "volume": volume_at(volumes, part.start),
                }
            )
    return found


def moment_ms(day: date, minute: int, zone: str) -> int:
    """Return the moment of a minute of a hospital's day, in milliseconds since 1970 (UTC).

    >>> moment_ms(date(1970, 1, 1), 8 * 60, "Asia/Shanghai")
    0
    """
    day += timedelta(days=minute // DAY)
    local = datetime.combine(day, time(minute % DAY // 60, minute % 60), ZoneInfo(zone))
    return round(local.timestamp() * 1000)


def key(content: object) -> str:
    """Return a short name of a plan: equal plans have the same, others another one."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _split(plan: Sequence[Segment], volumes: Sequence[Volume]) -> list[Segment]:
    """Cut a day's segments where the volume changes."""
    cuts = sorted({edge for one in volumes for edge in (one.start, one.end)})
    found = []
    for part in plan:
        edges = [part.start, *(cut for cut in cuts if part.start < cut < part.end), part.end]
        for start, end in zip(edges[:-1], edges[1:], strict=True):
            found.append(Segment(start, end, part.programmes))
    return found
