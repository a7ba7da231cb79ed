"""States of an entry and the legal moves between them, as data.

A state is a plain string (it is stored as it stands). A verb is what somebody did. Every verb
leads to exactly one state, so an event log of verbs replays to states without further knowledge.
"""

from __future__ import annotations

from dataclasses import dataclass

NEW = ""
"""The state of an entry that does not exist yet; only ``register`` starts here."""

STATES: tuple[str, ...] = (
    "registered",
    "waiting",
    "benched",
    "called",
    "in_service",
    "finished",
    "no_show",
    "held",
    "away",
    "transferred",
    "cancelled",
)
"""All states in the order in which a nurse's board shows them."""

IN_LINE: frozenset[str] = frozenset({"waiting", "benched"})
"""States in which a patient can be called."""

AT_POINT: frozenset[str] = frozenset({"called", "in_service"})
"""States in which a patient occupies a room or window."""

FINAL: frozenset[str] = frozenset({"finished", "transferred", "cancelled"})
"""States that no verb leaves."""


@dataclass(frozen=True)
class Move:
    """One verb: from which states it may be done, and the state it leads to.

    ``undoable``: the key press can be taken back for some seconds (``core.undo``).
    ``joins``: the patient stands at the end of the line again, that is: gets the next
    check-in number of the line. A verb that leads to ``waiting`` without it (``resume``)
    keeps the old check-in number, so the patient has not lost the place.
    """

    sources: frozenset[str]
    target: str
    undoable: bool = False
    joins: bool = False


def _move(sources: str, target: str, *, undoable: bool = False, joins: bool = False) -> Move:
    return Move(frozenset(sources.split() or [NEW]), target, undoable, joins)


MOVES: dict[str, Move] = {
    "register": _move("", "registered"),
    "check_in": _move("registered", "waiting", joins=True),
    "undo_check_in": _move("waiting benched", "registered"),
    "bench": _move("waiting", "benched", undoable=True),
    "unbench": _move("benched", "waiting"),
    "call": _move("waiting benched", "called", undoable=True),
    "recall": _move("called", "called"),
    "arrive": _move("called", "in_service", undoable=True),
    "no_show": _move("called", "no_show", undoable=True),
    "return_no_show": _move("no_show", "waiting", joins=True),
    "hold": _move("registered waiting benched called in_service", "held", undoable=True),
    "resume": _move("held", "waiting"),
    "send_away": _move("called in_service", "away", undoable=True),
    "return_from_tests": _move("away", "waiting", joins=True),
    "finish": _move("called in_service", "finished", undoable=True),
    "cancel": _move("registered waiting benched called no_show held away", "cancelled"),
    "transfer": _move(
        "registered waiting benched called in_service no_show held away", "transferred"
    ),
}
"""Verb -> move. ``cancel`` is not legal while the patient is with the doctor: a cancellation that
arrives then is a problem for a person to look at, not a reason to make a patient vanish."""


class IllegalMove(Exception):
    """``verb`` cannot be done in ``state``.

    ``key`` names the sentence a user interface shows; ``allowed`` are the verbs that can be
    done instead, so that the sentence can say what to do.
    """

    key = "illegal_move"

    def __init__(self, verb: str, state: str) -> None:
        """Name the verb and the state that do not go together."""
        self.verb = verb
        self.state = state
        self.allowed = verbs(state)
        super().__init__(f"{verb!r} is not possible in state {state or 'new'!r}")


def target(verb: str, state: str) -> str:
    """Return the state that ``verb`` leads to from ``state``; raise IllegalMove if it may not.

    >>> target("call", "waiting")
    'called'
    >>> target("call", "finished")
    Traceback (most recent call last):
    ...
    queue_call.core.states.IllegalMove: 'call' is not possible in state 'finished'

    A verb that does not exist raises KeyError: that is a fault of the program, not of a person.
    """
    move = MOVES[verb]
    if state not in move.sources:
        raise IllegalMove(verb, state)
    return move.target


def verbs(state: str) -> tuple[str, ...]:
    """Return the verbs that are legal in ``state``, in the order of MOVES.

    >>> verbs("no_show")
    ('return_no_show', 'cancel', 'transfer')
    """
    return tuple(verb for verb, move in MOVES.items() if state in move.sources)
