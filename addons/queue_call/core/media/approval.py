"""Who may let the public see what: a second person looks at everything before it is shown.

Text is looked at within one working day, pictures and films within three.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

State = Literal["draft", "submitted", "approved", "rejected", "retired"]

# verb -> (from which states, to which state)
MOVES: dict[str, tuple[frozenset[str], State]] = {
    "submit": (frozenset({"draft", "rejected"}), "submitted"),
    "approve": (frozenset({"submitted"}), "approved"),
    "reject": (frozenset({"submitted"}), "rejected"),
    "recall": (frozenset({"submitted"}), "draft"),
    "retire": (frozenset({"approved"}), "retired"),
    "redraft": (frozenset({"retired", "approved", "rejected"}), "draft"),
}
REASONED = frozenset({"reject", "retire"})
BY_ANOTHER = frozenset({"approve", "reject"})
WORKING_DAYS = {"text": 1}
_OTHERWISE = 3
_FARTHEST = 60  # days looked ahead; the longest holiday of any calendar is shorter


class Refused(Exception):
    """A step that may not be taken; ``code`` says why."""

    def __init__(self, code: str) -> None:
        """``code``: state, self or reason."""
        super().__init__(code)
        self.code = code


def step(verb: str, state: str, actor: int, submitter: int | None, reason: str = "") -> State:
    """Return the state after a step. Raises Refused with state, self or reason."""
    sources, target = MOVES[verb]
    if state not in sources:
        raise Refused("state")
    if verb in BY_ANOTHER and actor == submitter:
        raise Refused("self")
    if verb in REASONED and not reason.strip():
        raise Refused("reason")
    return target


def due(submitted: date, kind: str, working: Callable[[date], bool]) -> date:
    """Return the day by which what was submitted has to be looked at.

    >>> due(date(2026, 3, 6), "text", lambda day: day.weekday() < 5)  # a Friday
    datetime.date(2026, 3, 9)
    """
    left, day = WORKING_DAYS.get(kind, _OTHERWISE), submitted
    for _ in range(_FARTHEST):
        if left <= 0:
            break
        day += timedelta(days=1)
        left -= bool(working(day))
    return day
