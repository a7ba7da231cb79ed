"""A visit that stands in several queues: where to go first, so that the day is short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Stop:
    """One queue of a visit that is not done.

    ``wait``: minutes until he is likely called; ``serve``: minutes that it takes; ``ready_in``:
    minutes until the preparation can be complete (None: nobody knows yet); ``here``: called or
    being served there now; ``fasting``: to be done before eating; ``after``: keys of stops that
    have to be done before (a report after its blood draw, the infusion after the pharmacy).
    """

    key: int
    wait: int = 0
    serve: int = 0
    ready_in: int | None = 0
    here: bool = False
    fasting: bool = False
    after: tuple[int, ...] = ()

    @property
    def earliest(self) -> int:
        """Return the minutes before which he is not called there."""
        return max(self.wait, self.ready_in or 0)


def recommended(stops: Sequence[Stop]) -> list[int]:
    """Return the keys in the order in which to visit them.

    Where he is now comes first; a stop never before those it depends on; of those that are
    possible: fasting ones first, then known before unknown, then where he is called soonest at
    the moment when he is free, then the shorter one. While he is served at one stop his places in
    the other lines move on, so every wait shrinks by the time already spent.

    >>> recommended([Stop(1, wait=30), Stop(2, wait=5, serve=10), Stop(3, wait=1, after=(1,))])
    [2, 1, 3]
    """
    left = {one.key: one for one in stops}
    known, order, spent = set(left), [], 0
    while left:
        free = [one for one in left.values() if not _pending(one, left, known)]
        # A ring of dependencies is a fault of the data: nobody gets stuck for it.
        best = min(free or list(left.values()), key=lambda one: _rank(one, spent))
        order.append(best.key)
        spent = max(spent, best.earliest) + best.serve
        del left[best.key]
    return order


def _pending(one: Stop, left: dict[int, Stop], known: set[int]) -> bool:
    return not one.here and any(key in left for key in one.after if key in known and key != one.key)


def _rank(one: Stop, spent: int) -> tuple[bool, bool, bool, int, int, int]:
    unknown = one.ready_in is None
    return not one.here, not one.fasting, unknown, max(0, one.earliest - spent), one.serve, one.key


def total_wait(stops: Sequence[Stop], order: Sequence[int]) -> int:
    """Return the minutes that a patient waits who visits the stops in this order."""
    by_key = {one.key: one for one in stops}
    spent = waited = 0
    for key in order:
        one = by_key[key]
        wait = max(0, one.earliest - spent)
        waited += wait
        spent += wait + one.serve
    return waited
