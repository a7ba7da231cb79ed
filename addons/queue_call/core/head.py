"""The locked head of a line: whoever joins is not inserted before those he found there."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from itertools import pairwise

from .policy import LineState, Policy, Waiting
from .settings import MOST_LOCKED

_NAMES = tuple(f"*head{place}" for place in range(1, MOST_LOCKED + 1))
"""Where a line keeps the check-in numbers given at its latest calls, the latest first."""


class Head:
    """Who may not be called out of turn yet, because the head of the line is locked for him.

    Whoever joins may be inserted once as many calls were made as places are locked, or once
    nobody waits any more who joined before him.
    """

    def __init__(self, places: int, line: LineState, waiting: Iterable[Waiting]) -> None:
        """Take the number of locked places, and all whom a lock can protect."""
        self.marks = [line.last_mixed.get(name, -1) for name in _NAMES[:places]]
        self.now = line.joined
        self.joined = deque(sorted(one.checkin_no for one in waiting)) if places else deque[int]()
        self.gone: set[int] = set()

    def leave(self, one: Waiting) -> None:
        """Take note that somebody was called."""
        self.marks = [self.now, *self.marks[:-1]]
        self.gone.add(one.checkin_no)
        while self.joined and self.joined[0] in self.gone:
            self.joined.popleft()

    def free(self, lane: deque[Waiting]) -> int | None:
        """Return the index of the first of a lane for whom the head is not locked."""
        if not lane:
            return None
        if not self.marks:
            return 0
        known = max(self.marks[-1], self.joined[0] if self.joined else 0)
        return next((n for n, one in enumerate(lane) if one.checkin_no <= known), None)


def heads_after(policy: Policy, line: LineState) -> dict[str, int]:
    """Return the marks of the locked head after one more call.

    >>> heads_after(Policy(head_lock=2), LineState(0, {"*head1": 3, "*head2": 1}, joined=5))
    {'*head1': 5, '*head2': 3}
    """
    if not policy.head_lock:
        return {}
    before, names = line.last_mixed, _NAMES[: policy.head_lock]
    kept = {new: before[old] for old, new in pairwise(names) if old in before}
    return {names[0]: line.joined, **kept}
