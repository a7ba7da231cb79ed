"""What is sent to a HIS next, when it is tried again, and when nobody is asked any more.

Pure: moments are given. The order is kept per visit; a refused event does not hold up the next one
(the HIS has said what it thinks of it), one that nobody answered does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(seconds=60)
TRIES_BEFORE_OPEN = 3
GIVE_UP = timedelta(hours=72)


@dataclass(frozen=True)
class Due:
    """An event of one visit that waits for one interface. Moments are naive UTC."""

    id: int
    stream: str
    created_at: datetime
    tries: int
    next_at: datetime


@dataclass(frozen=True)
class Plan:
    """``send``: the heads of their visits; ``skip``: overtaken by a later state of the visit;
    ``expire``: too old to be of use to anybody."""

    send: tuple[int, ...]
    skip: tuple[int, ...]
    expire: tuple[int, ...]


def plan(
    waiting: Iterable[Due], now: datetime, latest_only: bool, give_up: timedelta = GIVE_UP
) -> Plan:
    """Decide over everything that waits for one interface, in the order of ids."""
    streams: dict[str, list[Due]] = {}
    expired: list[int] = []
    for one in sorted(waiting, key=lambda due: due.id):
        if now - one.created_at > give_up:
            expired.append(one.id)
        else:
            streams.setdefault(one.stream, []).append(one)
    skipped: list[int] = []
    heads: list[Due] = []
    for line in streams.values():
        if latest_only:
            skipped += [one.id for one in line[:-1]]
            line = line[-1:]
        if line[0].next_at <= now:
            heads.append(line[0])
    heads.sort(key=lambda due: (due.next_at, due.id))
    return Plan(tuple(one.id for one in heads), tuple(skipped), tuple(expired))


def pause(tries: int) -> timedelta:
    """How long after the ``tries``-th attempt without an answer: 1, 2, 4 … 60 s."""
    doubled = 1 << min(max(tries, 1) - 1, 10)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


@dataclass(frozen=True)
class Breaker:
    """The circuit breaker of one interface.

    ``closed``: everything is sent. ``open``: after three failures on end nobody is asked until
    ``until``. ``probing``: one event is sent; its answer decides.
    """

    state: str = "closed"
    failures: int = 0
    since: datetime | None = None
    until: datetime | None = None

    def before(self, now: datetime) -> Breaker:
        """The breaker when something is to be sent at ``now``."""
        if self.state == "open" and self.until is not None and now >= self.until:
            return replace(self, state="probing")
        return self

    def allows(self, wanted: int) -> int:
        """How many of ``wanted`` events may be sent now."""
        return {"closed": wanted, "probing": min(wanted, 1)}.get(self.state, 0)

    def answered(self) -> Breaker:
        """Somebody answered, whatever he said."""
        return Breaker()

    def silent(self, now: datetime) -> Breaker:
        """Nobody answered."""
        failures = self.failures + 1
        if failures < TRIES_BEFORE_OPEN and self.state == "closed":
            return replace(self, failures=failures, since=self.since or now)
        wait = pause(failures - TRIES_BEFORE_OPEN + 2)
        return Breaker("open", failures, self.since or now, now + wait)


def transition(before: Breaker, after: Breaker) -> str:
    """The one thing worth a line in the log: "opened", "closed" or "" (a retry is silent)."""
    if after.state == "open" and before.state == "closed":
        return "opened"
    return "closed" if after.state == "closed" and before.state != "closed" else ""
