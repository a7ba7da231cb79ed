"""Whether an interface is well: silence against its own hours, lag, errors, a line that is open.

Counts come from minute buckets. Silence is measured by how many messages should have come since
the last one, judged by the same hours of earlier days of the same kind (workday, weekend): a quiet
night alarms nobody, ten minutes of silence on a Monday morning do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

KINDS = ("silence", "lag", "errors", "breaker", "process")
MISSED = 20.0  # messages that should have come
LAG = timedelta(minutes=2)
ERRORS, SHARE = 10, 0.2
OPEN = timedelta(minutes=1)
BEAT = timedelta(minutes=1)

Profile = Mapping[tuple[bool, int], float]  # (weekend, hour) → messages an hour


@dataclass(frozen=True)
class Facts:
    """What is known of an interface; times of one clock, naive."""

    last_at: datetime | None = None
    oldest_at: datetime | None = None  # in or out, still to be worked off
    received: int = 0  # in the last quarter of an hour
    failed: int = 0
    open_since: datetime | None = None
    beat_at: datetime | None = None
    runs: bool = True  # whether a gateway was ever here


@dataclass(frozen=True)
class Alarm:
    """``figure``: for the sentence: minutes or a number."""

    kind: str
    figure: int


def profile(
    buckets: Iterable[tuple[datetime, int]], today: datetime
) -> dict[tuple[bool, int], float]:
    """Messages an hour by kind of day, from buckets of earlier days; days without any are off."""
    per_day: dict[tuple[bool, int], dict[object, int]] = {}
    days: dict[bool, set[object]] = {False: set(), True: set()}
    for at, number in buckets:
        if at.date() >= today.date() or not number:
            continue
        weekend = at.weekday() >= 5
        days[weekend].add(at.date())
        hour = per_day.setdefault((weekend, at.hour), {})
        hour[at.date()] = hour.get(at.date(), 0) + number
    return {key: sum(found.values()) / len(days[key[0]]) for key, found in per_day.items()}


def expected(usual: Profile, since: datetime, now: datetime) -> float:
    """How many messages usually come between two moments (at most a day back)."""
    since, total = max(since, now - timedelta(days=1)), 0.0
    while since < now:
        end = min(now, since.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1))
        rate = usual.get((since.weekday() >= 5, since.hour), 0.0)
        total += rate * (end - since) / timedelta(hours=1)
        since = end
    return total


def judge(facts: Facts, usual: Profile, now: datetime) -> list[Alarm]:
    """What is wrong now. A dead gateway explains silence, so that is not told beside it."""
    found = []
    if facts.runs and (facts.beat_at is None or now - facts.beat_at > BEAT):
        minutes = _minutes(now, facts.beat_at) if facts.beat_at else 0
        return [Alarm("process", minutes)]
    if facts.last_at and expected(usual, facts.last_at, now) >= MISSED:
        found.append(Alarm("silence", _minutes(now, facts.last_at)))
    if facts.oldest_at and now - facts.oldest_at > LAG:
        found.append(Alarm("lag", _minutes(now, facts.oldest_at)))
    if facts.failed >= ERRORS and facts.failed >= SHARE * max(1, facts.received):
        found.append(Alarm("errors", facts.failed))
    if facts.open_since and now - facts.open_since > OPEN:
        found.append(Alarm("breaker", _minutes(now, facts.open_since)))
    return found


def _minutes(now: datetime, since: datetime) -> int:
    return int((now - since) / timedelta(minutes=1))
