"""Who is on duty, where the roster has holes, and whom a disaster call rings next.

A shift is a half-open span ``[start, end)``. Level 1 is rung first, then 2 (the second line), then
3 (the head). A call that nobody answers goes on to the next, round and round, until it is answered
or ``MOST_CALLS`` were made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal

from .spans import Span, subtract, union

PATIENCE = timedelta(minutes=3)
"""How long one person has to answer before the next is rung."""
MOST_CALLS = 60
"""Three hours of ringing; then the managers are told that nobody answered."""


@dataclass(frozen=True)
class Shift:
    """One person on duty at one level from ``start`` until ``end`` (aware)."""

    person: int
    level: int
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Call:
    """One call made: to whom and when. ``failed``: it did not even go out."""

    person: int
    at: datetime
    failed: bool = False


@dataclass(frozen=True)
class Step:
    """What to do now. ``ring``: call ``person``; ``wait``: look again at ``at``; ``end``: stop."""

    act: Literal["ring", "wait", "end"]
    person: int | None = None
    at: datetime | None = None


def on_duty(shifts: Iterable[Shift], now: datetime) -> list[int]:
    """Return who is on duty at ``now``, in the order in which they are rung, each once."""
    now_on = sorted(
        (one for one in shifts if one.start <= now < one.end),
        key=lambda one: (one.level, one.start, one.person),
    )
    return list(dict.fromkeys(one.person for one in now_on))


def holes(shifts: Iterable[Shift], start: datetime, end: datetime) -> list[Span]:
    """Return the times of ``[start, end)`` at which nobody is on duty at level 1."""
    covered = union((one.start, one.end) for one in shifts if one.level == 1)
    return list(subtract([(start, end)], covered))


def rotation(
    persons: Sequence[int],
    first: date,
    days: int,
    turn: int,
    change_at: time,
    zone: tzinfo,
    level: int = 1,
) -> list[Shift]:
    """Return shifts in which ``persons`` take turns of ``turn`` days each, handing over at
    ``change_at`` on the hospital's clock. The last shift ends with the plan, ``days`` after
    ``first``. Nobody to take turns: no shift.

    >>> from datetime import timezone
    >>> plan = rotation([7, 8], date(2026, 3, 2), 3, 2, time(8), timezone.utc)
    >>> [(one.person, one.start.day, one.end.day) for one in plan]
    [(7, 2, 4), (8, 4, 5)]
    """
    if not persons or days <= 0 or turn <= 0:
        return []
    shifts = []
    for number, begin in enumerate(range(0, days, turn)):
        end = min(begin + turn, days)
        shifts.append(
            Shift(
                person=persons[number % len(persons)],
                level=level,
                start=datetime.combine(first + timedelta(days=begin), change_at, zone),
                end=datetime.combine(first + timedelta(days=end), change_at, zone),
            )
        )
    return shifts


def next_call(chain: Sequence[int], calls: Sequence[Call], now: datetime) -> Step:
    """Return what a call that nobody has answered needs now.

    ``chain``: who is rung, in order, as it is now (it may change while a call rings); ``calls``:
    those made so far, oldest first. The next person is the one after the last called; a person who
    left the roster meanwhile is followed by the first of the chain.

    >>> from datetime import timezone
    >>> at = datetime(2026, 3, 2, 2, 0, tzinfo=timezone.utc)
    >>> next_call([7, 8], [], at).person
    7
    >>> next_call([7, 8], [Call(7, at)], at + timedelta(minutes=3)).person
    8
    """
    if not chain or len(calls) >= MOST_CALLS:
        return Step("end")
    if not calls:
        return Step("ring", chain[0])
    last = calls[-1]
    due = last.at if last.failed and not _whole_round_failed(chain, calls) else last.at + PATIENCE
    if now < due:
        return Step("wait", at=due)
    return Step("ring", _after(chain, last.person))


def _whole_round_failed(chain: Sequence[int], calls: Sequence[Call]) -> bool:
    """A notifier that is down fails for everybody: then calls wait as if they had gone out."""
    latest = calls[-len(chain) :]
    return len(latest) == len(chain) and all(one.failed for one in latest)


def _after(chain: Sequence[int], person: int) -> int:
    if person not in chain:
        return chain[0]
    return chain[(chain.index(person) + 1) % len(chain)]
