"""What a poll of a foreign view reads next, and what changed since it was read. No clock, no I/O.

A watermark as everybody writes it loses rows: a transaction that began before the last read and
commits after it stands below the mark. So each read goes back by an overlap that is learnt from
the rows that came late, and what was seen is told apart by its hash. The source's clock may be
set forward or back between two reads; the mark follows neither.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

LEAST_OVERLAP = timedelta(seconds=2)
REMEMBERED = 500  # late rows of which the worst counts
MASS, MASS_SHARE = 20, 0.3  # so many rows gone at once are no cancellations
LEAST_ALL = 5
BACK, BACK_SHARE = 3, 0.05  # so many rows older than known: a restored backup


@dataclass(frozen=True)
class Row:
    """A row as read: its key, its content's hash, its texts, and when the source changed it."""

    key: str
    hash: bytes
    texts: Mapping[str, str]
    changed: datetime | None = None


@dataclass(frozen=True)
class Known:
    """What is known of a key: the hash of its content and how often it changed."""

    hash: bytes
    seq: int
    changed: datetime | None = None
    day: date | None = None
    gone: bool = False


@dataclass
class Overlap:
    """How far a read goes back behind the one before it."""

    least: timedelta = LEAST_OVERLAP
    late: deque[timedelta] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def observe(self, changed: datetime | None, before: datetime | None) -> None:
        """A row was seen for the first time; ``before``: the source's clock at the last read."""
        if changed and before and changed < before:
            self.late.append(before - changed)

    @property
    def lag(self) -> timedelta:
        """The longest delay between a row's time and its commit that was seen lately."""
        return max(self.late, default=timedelta())

    @property
    def span(self) -> timedelta:
        """max(2 s, 3 × the observed lag)."""
        return max(self.least, 3 * self.lag)


def since(
    before: datetime | None, clock: datetime, elapsed: timedelta, overlap: timedelta
) -> datetime | None:
    """Where the next read begins; None: everything (of today).

    ``before``: the source's clock at the last read, ``clock``: now, ``elapsed``: how long ago the
    last read was by our own clock. A clock set back gives ``clock - elapsed``, one set forward
    keeps ``before``.
    """
    return min(before, clock - elapsed) - overlap if before else None


def window(clock: datetime, days: int) -> tuple[datetime, datetime]:
    """Today (and ``days`` more before it), by the source's clock."""
    begin = datetime.combine(clock.date(), time()) - timedelta(days=days)
    return begin, datetime.combine(clock.date(), time()) + timedelta(days=1)


@dataclass(frozen=True)
class Changes:
    """What a read tells: rows to take, keys that are gone, and rows that went back in time."""

    fresh: tuple[Row, ...] = ()
    changed: tuple[Row, ...] = ()
    gone: tuple[str, ...] = ()
    back: tuple[Row, ...] = ()

    @property
    def to_take(self) -> tuple[Row, ...]:
        """Rows whose content is new."""
        return self.fresh + self.changed


def compare(known: Mapping[str, Known], rows: Iterable[Row], complete: bool) -> Changes:
    """What changed. ``complete``: the rows are all there are, so what lacks is gone."""
    fresh: list[Row] = []
    changed: list[Row] = []
    back: list[Row] = []
    last: dict[str, Row] = {row.key: row for row in rows}  # the last of a key counts
    for row in last.values():
        have = known.get(row.key)
        if have is None or have.gone:
            fresh.append(row)
        elif have.hash != row.hash:
            older = bool(row.changed and have.changed and row.changed < have.changed)
            (back if older else changed).append(row)
    missing = (key for key, have in known.items() if not have.gone and key not in last)
    gone = tuple(missing) if complete else ()
    return Changes(tuple(fresh), tuple(changed), gone, tuple(back))


def suspicious(known: int, changes: Changes) -> bool:
    """Whether this looks like a restored backup or an emptied table: a person must look first."""
    gone, back = len(changes.gone), len(changes.back)
    if gone == known >= LEAST_ALL:
        return True  # an emptied table
    return gone >= max(MASS, known * MASS_SHARE) or back >= max(BACK, known * BACK_SHARE)


def difference(changes: Changes, limit: int = 10_000) -> dict[str, object]:
    """The exact difference, for the operator: keys only, no patient's facts."""
    return {
        "missing_in_source": sorted(changes.gone)[:limit],
        "older_in_source": sorted(row.key for row in changes.back)[:limit],
        "changed_in_source": sorted(row.key for row in changes.changed)[:limit],
        "new_in_source": sorted(row.key for row in changes.fresh)[:limit],
        "counts": {
            "missing": len(changes.gone),
            "older": len(changes.back),
            "changed": len(changes.changed),
            "new": len(changes.fresh),
        },
    }


def day_hash(hashes: Iterable[bytes]) -> tuple[int, int]:
    """(count, order-free hash) of a day's rows: equal on both sides when nothing is missing."""
    count = total = 0
    for one in hashes:
        count += 1
        total = (total + int.from_bytes(one, "big")) % (1 << 128)
    return count, total


def days(begin: date, end: date) -> list[date]:
    """The days from ``begin`` to ``end``, both included; at most a year of them."""
    number = min((end - begin).days, 366)
    return [begin + timedelta(days=step) for step in range(number + 1)]
