"""Who is called next, and everybody's place: the order of a line is computed, never stored.

At each call the first rule that finds somebody decides:

1. an **emergency** (an absolute class of small rank): the smallest rank, inside it the basis;
2. whom a person put in **front**;
3. an **absolute** class: the smallest rank, inside it the basis;
4. a **returned no-show** whose normals have been called (``return_due``);
5. a **mixed** class that is due: ``every`` normals were called since one of it was. Late
   patients are such a class where the policy says "one after every n";
6. whoever goes at the **end of a sub-slot** (late, or a returned no-show), when no normal waits
   whose slot, or check-in, lies before that end;
7. a mixed patient whom the basis itself would call now, where the class is ``never_later``;
8. the first **normal** by the basis;
9. no normal waits: mixed patients and returned no-shows, in the order of their check-in;
10. those who go **at the end** of the half-day: returned no-shows, late patients, whom a person
    put there; in the order of their check-in.

Where the head is locked, rules 3 to 5 pass over whoever joined so recently that somebody he found
at the head still waits. Every rule ends in the check-in number and the key, so equal patients
never change places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import reduce

from .explain import explain, explain_bound
from .head import heads_after
from .lanes import Lanes, lane_of
from .policy import (
    AT_END,
    LATE,
    Bound,
    ClassRule,
    LineState,
    Place,
    Policy,
    Reason,
    Waiting,
    basis_key,
    bound,
)
from .settings import PolicyError
from .subslot import due_at, slot_end

__all__ = [
    "AT_END",
    "Bound",
    "ClassRule",
    "LineState",
    "Place",
    "Policy",
    "PolicyError",
    "Reason",
    "Waiting",
    "advance",
    "basis_key",
    "behind",
    "bound",
    "explain",
    "explain_bound",
    "forecast",
    "line_state",
    "order",
    "prepare",
    "return_due",
]


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


def behind(policy: Policy, places: Iterable[Place], ahead: int) -> list[Place]:
    """Return the places of a line before which ``ahead`` people of the morning's rest are called.

    An absolute class goes before the rest of the morning, too, and keeps its place.
    """
    return [
        place
        if policy.class_of(place.waiting).mode == "absolute"
        else replace(place, position=place.position + ahead)
        for place in places
    ]


def forecast(policy: Policy, line: LineState, waiting: Sequence[Waiting]) -> Iterator[Place]:
    """Yield the places of ``order`` one by one: who needs only the first pays only for it."""
    lanes = Lanes(policy, line, waiting)
    for position in range(1, len(waiting) + 1):
        chosen, reason = lanes.take(line)
        yield Place(chosen, position, reason)
        line = _after(line, *lanes.lane[chosen.key])


def prepare(policy: Policy, places: Sequence[Place]) -> list[Place]:
    """Return those who are asked to get ready: the first ``prepare_n`` of the line."""
    return list(places[: policy.prepare_n])


def advance(policy: Policy, line: LineState, called: Waiting) -> LineState:
    """Return what the line remembers after ``called`` was called.

    A normal counts; a mixed or late patient sets the mark of the class. Everybody else (absolute,
    returned, moved by hand, at the end) uses up nobody's turn. Where the head is locked, each
    call leaves the mark of how far the check-ins had come.
    """
    after = _after(line, *lane_of(policy, called))
    if policy.head_lock:
        after = replace(after, last_mixed={**after.last_mixed, **heads_after(policy, line)})
    return after


def _after(line: LineState, lane: str, rule: ClassRule) -> LineState:
    """Return the memory on which the turns of the classes depend (``lanes`` knows the head's)."""
    if lane == "normal":
        return LineState(line.normals_called + 1, line.last_mixed, line.joined)
    if lane not in ("mixed", "late"):
        return line
    code = LATE if lane == "late" else rule.code
    return replace(line, last_mixed={**line.last_mixed, code: line.normals_called})


def line_state(policy: Policy, called: Iterable[Waiting]) -> LineState:
    """Return what a line remembers after these calls in this order, from an empty start.

    This is how a call is taken back: leave it out and fold the others again.
    """
    return reduce(lambda line, one: advance(policy, line, one), called, LineState())


def return_due(
    policy: Policy,
    line: LineState,
    class_code: str = "",
    *,
    now: datetime | None = None,
    slot_start: datetime | None = None,
) -> int | None:
    """Return ``Waiting.return_due`` for a no-show who comes back ``now``.

    By the policy: the count of normals after which he may go, AT_END, or the end of the sub-slot
    that holds ``now`` (on the grid of his own slot) as a negative number. An absolute class waits
    for nobody (an emergency is not punished): None. Without ``now`` there is no sub-slot to find:
    he then goes in after ``no_show_after`` normals.
    """
    if policy.rule(class_code).mode == "absolute":
        return None
    if policy.no_show_return == "end":
        return AT_END
    if policy.no_show_return == "slot_end" and now is not None:
        return due_at(slot_end(policy, now, slot_start))
    return line.normals_called + policy.no_show_after
