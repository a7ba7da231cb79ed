"""Who is called next, and everybody's place: the order of a line is computed, never stored.

At each call the first rule that finds somebody decides:

1. an **absolute** class: the smallest rank, inside it the basis;
2. a **returned no-show** whose normals have been called (``return_due``);
3. a **mixed** class that is due: ``every`` normals were called since one of it was;
4. a mixed patient whom the basis itself would call now, where the class is ``never_later``;
5. the first **normal** by the basis;
6. no normal waits: mixed patients and returned no-shows, in the order of their check-in;
7. those who missed their call and return **at the end**.

Every rule ends in the check-in number and the key, so equal patients never change places.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce

from .explain import explain, explain_bound
from .policy import (
    AT_END,
    Bound,
    ClassRule,
    Key,
    LineState,
    Place,
    Policy,
    Reason,
    Waiting,
    basis_key,
    bound,
)

__all__ = [
    "AT_END",
    "Bound",
    "ClassRule",
    "LineState",
    "Place",
    "Policy",
    "Reason",
    "Waiting",
    "advance",
    "basis_key",
    "bound",
    "explain",
    "explain_bound",
    "forecast",
    "line_state",
    "order",
    "return_due",
]

Lane = deque[Waiting]


def order(policy: Policy, line: LineState, waiting: Sequence[Waiting]) -> list[Place]:
    """Return everybody's place, first to be called first.

    The result is a forecast, not a sorting: if nobody comes or goes, calling position 1 and
    passing it to ``advance``, again and again, yields exactly this sequence. The order in which
    ``waiting`` is given makes no difference. Cost: n log n.

    >>> from datetime import datetime, timezone
    >>> at = datetime(2026, 3, 2, 0, 30, tzinfo=timezone.utc)
    >>> policy = Policy(classes=(ClassRule("elderly", "mixed", every=2),))
    >>> line = [Waiting(n, n, at, n) for n in (1, 2, 3, 4)]
    >>> line.append(Waiting(9, 9, at, 9, class_code="elderly"))
    >>> [place.waiting.number for place in order(policy, LineState(), line)]
    [1, 2, 9, 3, 4]
    """
    return list(forecast(policy, line, waiting))


def forecast(policy: Policy, line: LineState, waiting: Sequence[Waiting]) -> Iterator[Place]:
    """Yield the places of ``order`` one by one: who needs only the first pays only for it."""
    lanes = _Lanes(policy, waiting)
    extras: list[Key] = []
    for position in range(1, len(waiting) + 1):
        chosen, reason = lanes.take(line, extras)
        yield Place(chosen, position, reason)
        line = advance(policy, line, chosen)


def advance(policy: Policy, line: LineState, called: Waiting) -> LineState:
    """Return what the line remembers after ``called`` was called.

    A normal counts; a mixed patient sets the mark of the class; absolute patients and returned
    no-shows leave no trace, so they use up nobody's turn.
    """
    mode = policy.rule(called.class_code).mode
    if called.return_due is not None or mode == "absolute":
        return line
    if mode == "mixed":
        marks = {**line.last_mixed, called.class_code: line.normals_called}
        return LineState(line.normals_called, marks)
    return LineState(line.normals_called + 1, line.last_mixed)


def line_state(policy: Policy, called: Iterable[Waiting]) -> LineState:
    """Return what a line remembers after these calls in this order, from an empty start.

    This is how a call is taken back: leave it out and fold the others again.
    """
    return reduce(lambda line, one: advance(policy, line, one), called, LineState())


def return_due(policy: Policy, line: LineState, class_code: str = "") -> int | None:
    """Return ``Waiting.return_due`` for a no-show who comes back now.

    AT_END if the policy says so; else the count of normals after which he may go. An absolute
    class waits for nobody (an emergency is not punished): None.
    """
    if policy.rule(class_code).mode == "absolute":
        return None
    if policy.no_show_return == "end":
        return AT_END
    return line.normals_called + policy.no_show_after


class _Lanes:
    """The waiting, sorted once into lanes of which only the heads are ever compared."""

    def __init__(self, policy: Policy, waiting: Sequence[Waiting]) -> None:
        self.policy = policy
        self.absolute: Lane = deque()
        self.returns: Lane = deque()
        self.ends: Lane = deque()
        self.normals: Lane = deque()
        self.mixed: dict[str, Lane] = {}
        self.rules = {rule.code: rule for rule in policy.classes if rule.mode == "mixed"}
        for one in sorted(waiting, key=self._sort_key):
            self._lane(one).append(one)
        self.steps: tuple[Callable[[LineState], tuple[Lane, str] | None], ...] = (
            self._absolute,
            self._return_due,
            self._mixed_due,
            self._own_turn,
            self._normal,
            self._rest,
            self._end,
        )

    def _sort_key(self, one: Waiting) -> tuple[bool, int, Key]:
        if one.return_due is not None:
            return True, one.return_due, (0, one.checkin_no, one.key)
        rule = self.policy.rule(one.class_code)
        return False, (rule.rank if rule.mode == "absolute" else 0), self._key(one)

    def _lane(self, one: Waiting) -> Lane:
        if one.return_due is not None:
            return self.ends if one.return_due >= AT_END else self.returns
        mode = self.policy.rule(one.class_code).mode
        if mode == "mixed":
            return self.mixed.setdefault(one.class_code, deque())
        return self.absolute if mode == "absolute" else self.normals

    def take(self, line: LineState, extras: list[Key]) -> tuple[Waiting, Reason]:
        """Remove and return the next one; ``extras`` collects who was put before normals."""
        for step in self.steps:
            found = step(line)
            if found:
                lane, code = found
                chosen = lane.popleft()
                return chosen, self._reason(code, chosen, extras)
        raise IndexError("nobody is waiting")

    def _absolute(self, _line: LineState) -> tuple[Lane, str] | None:
        return (self.absolute, "absolute") if self.absolute else None

    def _return_due(self, line: LineState) -> tuple[Lane, str] | None:
        due = self.returns and (self.returns[0].return_due or 0) <= line.normals_called
        return (self.returns, "return_due") if due else None

    def _mixed_due(self, line: LineState) -> tuple[Lane, str] | None:
        due = [
            (self.rules[code].rank, self._key(lane[0]), lane)
            for code, lane in self.mixed.items()
            if lane and self._is_due(code, line)
        ]
        return (min(due, key=lambda item: item[:2])[2], "mixed_due") if due else None

    def _is_due(self, code: str, line: LineState) -> bool:
        return line.normals_called - line.last_mixed.get(code, 0) >= self.rules[code].every

    def _own_turn(self, _line: LineState) -> tuple[Lane, str] | None:
        lanes = [lane for code, lane in self.mixed.items() if lane and self.rules[code].never_later]
        first = min(lanes, key=self._head_key, default=None)
        if first is None or not self.normals:
            return None
        return (first, "own_turn") if self._head_key(first) < self._head_key(self.normals) else None

    def _normal(self, _line: LineState) -> tuple[Lane, str] | None:
        return (self.normals, "normal") if self.normals else None

    def _rest(self, _line: LineState) -> tuple[Lane, str] | None:
        lanes = [lane for lane in (self.returns, *self.mixed.values()) if lane]
        if not lanes:
            return None
        return min(lanes, key=lambda lane: (lane[0].checkin_no, lane[0].key)), "rest"

    def _end(self, _line: LineState) -> tuple[Lane, str] | None:
        return (self.ends, "end") if self.ends else None

    def _key(self, one: Waiting) -> Key:
        return basis_key(self.policy, one)

    def _head_key(self, lane: Lane) -> Key:
        return self._key(lane[0])

    def _reason(self, code: str, chosen: Waiting, extras: list[Key]) -> Reason:
        """Name what the sentence needs: the rule, whom it passes, or how many passed him."""
        key = self._key(chosen)
        params: dict[str, int | str] = {"basis": self.policy.basis}
        if code in ("normal", "own_turn"):
            params["passed_by"] = len(extras) - bisect_right(extras, key)
            return Reason(code, params)
        if self.normals and self._head_key(self.normals) < key:
            params["passes"] = self.normals[0].number
            insort(extras, key)
        if code in ("absolute", "mixed_due"):
            params["class"] = chosen.class_code
            params["every"] = self.policy.rule(chosen.class_code).every
        if code == "return_due":
            params["after"] = self.policy.no_show_after
        return Reason(code, params)
