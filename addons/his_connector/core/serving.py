"""A HIS or a machine says that somebody is being served, or is done: which entry, which moves.

Two vocabularies meet here: ``begin`` and ``finish`` of the other side, states and verbs of the
queue. Nothing is announced on the way: who stands in front of the machine is called already.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

BEGIN, FINISH = "begin", "finish"
STEPS = (BEGIN, FINISH)
_TO_LINE: Mapping[str, tuple[str, ...]] = {
    "called": (),
    "benched": ("call",),
    "waiting": ("call",),
    "held": ("resume", "call"),
    "away": ("return_from_tests", "call"),
    "no_show": ("return_no_show", "call"),
    "registered": ("check_in", "call"),
}
"""State → verbs until the patient is called, the likeliest state of somebody served first."""


@dataclass(frozen=True)
class Place:
    """An entry of the visit: its id, state and queue."""

    id: int
    state: str
    queue_id: int


def verbs(step: str, state: str) -> tuple[str, ...] | None:
    """What is to be done with an entry in this state; None: it is there already, or past it.

    >>> verbs("begin", "waiting")
    ('call', 'arrive')
    >>> verbs("finish", "in_service")
    ('finish',)
    """
    if state == "in_service":
        return (FINISH,) if step == FINISH else None
    if state not in _TO_LINE:
        return None
    return (*_TO_LINE[state], "arrive" if step == BEGIN else FINISH)


def choose(step: str, places: Iterable[Place]) -> tuple[Place | None, str]:
    """The entry that is meant and "", or None and the cause (of ``core.causes``) why none is.

    A visit may stand in several queues. Whoever is with a doctor or called is meant before those
    who wait; of two who wait alike nobody can say which.
    """
    ranks = ("in_service", *_TO_LINE)
    found = sorted(
        (one for one in places if verbs(step, one.state)),
        key=lambda one: (ranks.index(one.state), one.id),
    )
    if not found:
        return None, "already_over"
    first = found[0]
    alike = [one for one in found if one.state == first.state]
    if any(one.queue_id != first.queue_id for one in alike):
        return None, "several_places"
    return first, ""
