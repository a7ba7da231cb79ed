"""What the desk may do with a patient in each state, and what only the desk lead may do."""

from __future__ import annotations

from .states import FINAL, IN_LINE, MOVES, STATES

_BY_VERB = (
    "check_in undo_check_in bench unbench hold resume send_away return_from_tests no_show"
    " return_no_show cancel transfer"
).split()
_OPEN = frozenset(STATES) - FINAL
_NOTES: dict[str, frozenset[str]] = {
    "set_class": _OPEN,
    "set_doctor": frozenset({"registered", "held", "away", "no_show"}) | IN_LINE,
    "set_slot": frozenset({"registered"}) | IN_LINE,
    "set_ready": frozenset({"registered"}) | IN_LINE,
    "move_hand": IN_LINE,
}
LEAD_ONLY: frozenset[str] = frozenset({"move_hand", "force_check_in", "extra"})
"""Moves past other patients, or past the rules: for the desk lead, the doctor's extra numbers
aside (queue-rules, "Staff": adjust with reason)."""


def may_note(verb: str, state: str) -> bool:
    """Return whether a note (class, place by hand, time ...) can be written in ``state``.

    >>> may_note("move_hand", "held")
    False
    """
    return state in _NOTES[verb]


def moves(state: str, *, lead: bool) -> tuple[str, ...]:
    """Return the verbs that the desk may do in ``state``, the commonest first.

    >>> moves("no_show", lead=False)
    ('return_no_show', 'cancel', 'transfer', 'set_class', 'set_doctor')
    """
    if state == "finished":
        return ("revisit",)
    by_verb = [verb for verb in _BY_VERB if state in MOVES[verb].sources]
    notes = [verb for verb, states in _NOTES.items() if state in states]
    return tuple(verb for verb in by_verb + notes if lead or verb not in LEAD_ONLY)
