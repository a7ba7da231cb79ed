"""The locked head of a line: whoever joins is not inserted before those he found there."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from .policy import LineState, Policy, Waiting


class Head:
    """Who may not be called out of turn yet, because the head of the line is locked for him.

    Whoever joins may be inserted once as many calls were made as places are locked, or once
    nobody waits any more who joined before him.
    """

    def __init__(self, places: int, waiting: Sequence[Waiting]) -> None:
        """Take the number of locked places, and all whom a lock can protect."""
        self.mark = f"*head{places}" if places else ""
        self.joined = deque(sorted(one.checkin_no for one in waiting)) if places else deque[int]()
        self.gone: set[int] = set()

    def leave(self, one: Waiting) -> None:
        """Take note that somebody was called."""
        if self.mark:
            self.gone.add(one.checkin_no)
            while self.joined and self.joined[0] in self.gone:
                self.joined.popleft()

    def free(self, lane: deque[Waiting], line: LineState) -> int | None:
        """Return the index of the first of a lane for whom the head is not locked."""
        if not lane:
            return None
        if not self.mark:
            return 0
        since = line.last_mixed.get(self.mark, -1)
        first = self.joined[0] if self.joined else 0
        free = (n for n, one in enumerate(lane) if one.checkin_no <= max(since, first))
        return next(free, None)


def heads_after(policy: Policy, line: LineState) -> dict[str, int]:
    """Return the marks of the locked head after one more call.

    >>> heads_after(Policy(head_lock=2), LineState(0, {"*head1": 3, "*head2": 1}, joined=5))
    {'*head1': 5, '*head2': 3}
    """
    marks = {"*head1": line.joined} if policy.head_lock else {}
    for place in range(1, policy.head_lock):
        before = line.last_mixed.get(f"*head{place}")
        if before is not None:
            marks[f"*head{place + 1}"] = before
    return marks
