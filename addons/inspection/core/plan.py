"""When inspections are due: so many a year, one in each window, none at a fixed time (item B9).

A contract year is cut into as many equal windows as inspections are owed. In each a day is drawn,
so that nobody can prepare for a fixed date, and so that what went wrong can still be moved inside
its window. A window that passes without an inspection is missed; it is shown and still owed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

GAP_DAYS = 30
"""Two inspections lie at least so far apart, where the days allow it."""
RESERVE_DAYS = 14
"""No day is drawn in the last two weeks of a window: they are for what must be moved."""
WARN_DAYS = 30
"""So long before a window closes its inspection is asked for."""

Standing = Literal["done", "late", "missed", "closing", "planned", "undated"]
Fault = Literal["past", "not_free", "outside", "too_close"]
REFUSED: frozenset[Fault] = frozenset({"past", "not_free"})
"""What no reason excuses; the rest is done with a reason and stays in the log."""


@dataclass(frozen=True)
class Slot:
    """One window of a plan, both days included; ``number`` counts from 1."""

    number: int
    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Return whether the day lies in the window."""
        return self.first <= day <= self.last


def slots(first: date, last: date, quota: int) -> list[Slot]:
    """Cut the time from ``first`` to ``last`` into ``quota`` windows, as equal as days allow.

    Raises ValueError when there are fewer days than inspections, or none is owed.

    >>> [str(one.first) for one in slots(date(2026, 1, 1), date(2026, 12, 31), 4)]
    ['2026-01-01', '2026-04-02', '2026-07-02', '2026-10-01']
    """
    days = (last - first).days + 1
    if quota < 1 or days < quota:
        raise ValueError("quota")
    cuts = [first + timedelta(days * number // quota) for number in range(quota + 1)]
    return [
        Slot(number, cuts[number - 1], cuts[number] - timedelta(1))
        for number in range(1, quota + 1)
    ]


def draw(
    windows: Iterable[Slot],
    is_free: Callable[[date], bool],
    seed: str,
    fixed: Mapping[int, date] | None = None,
    not_before: date | None = None,
) -> dict[int, date | None]:
    """Draw a day for each window that has none in ``fixed``; None where no day is free.

    The same ``seed`` draws the same days. What is wished for is given up in this order: the two
    weeks at the end of the window, then the distance to the neighbours. ``is_free`` never is.
    """
    windows = list(windows)
    fixed = fixed or {}
    drawn: dict[int, date | None] = dict(fixed)
    for slot in windows:
        if slot.number in fixed:
            continue
        free = [
            day for day in _days(slot) if is_free(day) and (not_before is None or day >= not_before)
        ]
        others = [day for day in drawn.values() if day]
        drawn[slot.number] = _pick(_wished(slot, free, others), seed, slot.number)
    return drawn


def _days(slot: Slot) -> list[date]:
    return [slot.first + timedelta(n) for n in range((slot.last - slot.first).days + 1)]


def _wished(slot: Slot, free: list[date], others: list[date]) -> list[date]:
    apart = [day for day in free if _apart(day, others)]
    early = [day for day in apart if day <= slot.last - timedelta(RESERVE_DAYS)]
    return early or apart or free


def _apart(day: date, others: Iterable[date]) -> bool:
    return all(abs((day - other).days) >= GAP_DAYS for other in others)


def _pick(days: list[date], seed: str, number: int) -> date | None:
    if not days:
        return None
    mark = hashlib.sha256(f"{seed}/{number}".encode()).digest()
    return days[int.from_bytes(mark[:8], "big") % len(days)]


def move_faults(
    slot: Slot, day: date, today: date, others: Iterable[date], is_free: Callable[[date], bool]
) -> list[Fault]:
    """Return what speaks against a day for an inspection; see ``REFUSED``."""
    found: list[Fault] = []
    if day < today:
        found.append("past")
    if not is_free(day):
        found.append("not_free")
    if not slot.holds(day):
        found.append("outside")
    if not _apart(day, others):
        found.append("too_close")
    return found


def standing(slot: Slot, planned: date | None, done: date | None, today: date) -> Standing:
    """Return how one inspection that is owed stands today.

    ``done``: the day on which it was carried out; after its window it was late. A missed window
    is still owed.
    """
    if done:
        return "done" if done <= slot.last else "late"
    if today > slot.last:
        return "missed"
    if today > slot.last - timedelta(WARN_DAYS):
        return "closing"
    return "planned" if planned and planned >= today else "undated"


@dataclass(frozen=True)
class Fulfilment:
    """How many of the inspections owed have been carried out, and how many windows passed."""

    owed: int
    done: int
    missed: int
    next_number: int | None

    @property
    def text(self) -> str:
        """Say it as it stands on every page, such as ``2/4``."""
        return f"{self.done}/{self.owed}"


def fulfilment(standings: Iterable[Standing]) -> Fulfilment:
    """Count; ``next_number`` is the first that is still owed."""
    known = list(standings)
    open_ones = [n for n, one in enumerate(known, 1) if one not in ("done", "late")]
    return Fulfilment(
        owed=len(known),
        done=len(known) - len(open_ones),
        missed=known.count("missed"),
        next_number=open_ones[0] if open_ones else None,
    )
