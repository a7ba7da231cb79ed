"""What a screen reports of a call, made safe: what was shown, what was spoken, and whether it may.

A report counts when the screen had the call: it must be a call of its zone (and room, at a door),
carry the call's proof, which travels with the call alone, and lie between the call and now.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

MAX_BATCH = 50
LONGEST_SPEECH = timedelta(minutes=3)
_WORD = 24

Moment = datetime | None


@dataclass(frozen=True)
class Shown:
    """A call stood in the picture at ``at`` (None: the screen did not say when)."""

    call: int
    at: Moment = None
    proof: str = ""


@dataclass(frozen=True)
class Spoken:
    """A call was spoken from ``start`` to ``end``.

    ``how``: full, number, chime, …; ``engine``: whose voice; ``first_ms``: from the call's arrival
    to the first sample.
    """

    call: int
    start: Moment = None
    end: Moment = None
    how: str = ""
    engine: str = ""
    first_ms: int | None = None
    proof: str = ""


@dataclass(frozen=True)
class Made:
    """What the database knows of a call."""

    at: datetime
    zone: int
    point: int


def proof(secret: str, call: int) -> str:
    """Return what only those know who received this call: twelve hex digits."""
    mac = hmac.new(secret.encode(), f"queue.call:{call}".encode(), hashlib.sha256)
    return mac.hexdigest()[:12]


def shown(items: object) -> dict[int, Shown]:
    """Read a list from outside; nonsense is left out. {call: Shown}, the first of each call."""
    found: dict[int, Shown] = {}
    for call, item in _calls(items):
        found.setdefault(call, Shown(call, moment(item.get("at")), _word(item.get("proof"))))
    return found


def spoken(items: object) -> dict[int, Spoken]:
    """Read a list from outside; nonsense is left out. {call: Spoken}, the first of each call."""
    found: dict[int, Spoken] = {}
    for call, item in _calls(items):
        first = item.get("first_ms")
        told = Spoken(
            call,
            moment(item.get("start")),
            moment(item.get("end")),
            _word(item.get("how")),
            _word(item.get("engine")),
            _whole(first),
            _word(item.get("proof")),
        )
        found.setdefault(call, told)
    return found


def false_claims(
    told: Mapping[int, Shown | Spoken],
    made: Mapping[int, Made],
    zone: int,
    points: Collection[int] | None,
    secret: str,
) -> set[int]:
    """Return the calls of ``told`` that this screen cannot have got.

    ``made``: the calls that exist; ``points``: the rooms of a door screen, None for a hall.
    """
    return {
        call
        for call, one in told.items()
        if call not in made
        or made[call].zone != zone
        or (points is not None and made[call].point not in points)
        or not hmac.compare_digest(one.proof.encode(), proof(secret, call).encode())
    }


def between(at: Moment, first: datetime, last: datetime) -> datetime:
    """Return a screen's moment cut to what is possible: its clock may be wrong.

    >>> noon = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
    >>> between(noon.replace(year=2001), noon, noon.replace(minute=1)).year
    2026
    """
    return min(max(at or last, first), last)


def span(one: Spoken, called: datetime, now: datetime) -> tuple[datetime, datetime]:
    """Return start and end of a speech, neither before the call nor in the future."""
    start = between(one.start or one.end, called, now)
    return start, min(max(one.end or start, start), now, start + LONGEST_SPEECH)


def moment(text: object) -> Moment:
    """Read an ISO 8601 moment with an offset; None for anything else."""
    try:
        found = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
        return found.astimezone(timezone.utc) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _calls(items: object) -> list[tuple[int, Mapping[str, object]]]:
    result = []
    for item in items[:MAX_BATCH] if isinstance(items, list) else ():
        call = item.get("call") if isinstance(item, dict) else None
        if isinstance(call, int) and not isinstance(call, bool) and 0 < call < 2**31:
            result.append((call, item))
    return result


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return int(value) if 0 <= value < 10**7 else None


def _word(value: object) -> str:
    text = value if isinstance(value, str) else ""
    return "".join(one for one in text if one.isascii() and one.isprintable())[:_WORD]
