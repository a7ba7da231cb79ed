"""How well promises were kept: counted from the verdicts of single clocks, nothing estimated.

A promise belongs to the month in which it fell due, so each is counted once. What still runs, and
what was replaced before it was due, is not judged.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeVar

Verdict = Literal["kept", "missed", "open", "dropped"]
REPEATED_WITHIN = timedelta(days=90)


@dataclass(frozen=True)
class Fact:
    """One promise. ``month``: first day of the month in which it fell due, the hospital's time."""

    hospital: int
    contract: int
    severity: str
    engineer: int
    kind: str
    month: date
    verdict: Verdict


@dataclass(frozen=True)
class Share:
    """How many promises were kept and missed; ``open`` are not judged yet."""

    kept: int = 0
    missed: int = 0
    open: int = 0

    @property
    def rate(self) -> float | None:
        """Kept of judged, 0-1; None when nothing was judged (which is not 100 %)."""
        judged = self.kept + self.missed
        return self.kept / judged if judged else None


@dataclass(frozen=True)
class Case:
    """A ticket as far as counting needs it; ``day``: reported on."""

    device: int
    engineer: int
    day: date
    is_fault: bool = True
    is_open: bool = False


@dataclass(frozen=True)
class Repeat:
    """A device that failed again within REPEATED_WITHIN of the time before."""

    device: int
    times: int
    first: date
    last: date


K = TypeVar("K", bound=Hashable)


def share(facts: Iterable[Fact]) -> Share:
    """Count verdicts."""
    count = {"kept": 0, "missed": 0, "open": 0, "dropped": 0}
    for one in facts:
        count[one.verdict] += 1
    return Share(count["kept"], count["missed"], count["open"])


def shares(facts: Iterable[Fact], key: Callable[[Fact], K]) -> list[tuple[K, Share]]:
    """Return the shares by a key, the worst rate first, those without a verdict last."""
    groups: dict[K, list[Fact]] = {}
    for one in facts:
        groups.setdefault(key(one), []).append(one)
    found = [(value, share(those)) for value, those in groups.items()]
    return sorted(found, key=lambda one: (_worst(one[1]), -one[1].missed, str(one[0])))


def _worst(one: Share) -> float:
    return 2.0 if one.rate is None else one.rate


def months(first: date, last: date) -> list[date]:
    """Return the first days of the months from ``first``'s to ``last``'s, both included."""
    found = []
    day = first.replace(day=1)
    while day <= last:
        found.append(day)
        day = after(day)
    return found


def after(month: date) -> date:
    """Return the first day of the next month."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def back(month: date, count: int) -> date:
    """Return the first day of the month ``count`` months earlier."""
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def trend(facts: Sequence[Fact], over: Iterable[date]) -> list[tuple[date, Share]]:
    """Return the share of each month, also of those without a promise."""
    by_month: dict[date, list[Fact]] = {}
    for one in facts:
        by_month.setdefault(one.month, []).append(one)
    return [(month, share(by_month.get(month, ()))) for month in over]


def repeats(cases: Iterable[Case]) -> list[Repeat]:
    """Return the devices that failed again, the worst first: the longest chain of each."""
    days: dict[int, list[date]] = {}
    for case in cases:
        if case.is_fault and case.device:
            days.setdefault(case.device, []).append(case.day)
    found = [_chain(device, sorted(those)) for device, those in days.items()]
    return sorted((one for one in found if one.times > 1), key=lambda one: (-one.times, one.device))


def _chain(device: int, days: Sequence[date]) -> Repeat:
    best = now = Repeat(device, 1, days[0], days[0])
    for day in days[1:]:
        near = day - now.last <= REPEATED_WITHIN
        now = Repeat(device, now.times + 1, now.first, day) if near else Repeat(device, 1, day, day)
        best = max(best, now, key=lambda one: one.times)
    return best


def load(cases: Iterable[Case]) -> list[tuple[int, int, int]]:
    """Return (engineer, tickets, still open) of each engineer, the busiest first."""
    count: dict[int, list[int]] = {}
    for case in cases:
        row = count.setdefault(case.engineer, [0, 0])
        row[0] += 1
        row[1] += case.is_open
    rows = [(engineer, all_, open_) for engineer, (all_, open_) in count.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))
