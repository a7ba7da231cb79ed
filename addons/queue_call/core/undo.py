"""Which key press can be taken back: an action is undone whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .log import Event, standing
from .states import MOVES

WINDOW_S = 10.0

DESK_VERBS: frozenset[str] = frozenset(
    "check_in undo_check_in bench unbench hold resume no_show return_no_show send_away"
    " return_from_tests cancel transfer set_class move_hand set_doctor set_slot set_ready".split()
)
"""What the nurse's desk can take back: everything that it can do but calling and finishing."""


@dataclass(frozen=True)
class Undo:
    """An action that can be taken back until ``until`` (that moment excluded).

    ``events`` come latest first: the order in which they are reverted. Each entry goes back to
    ``event.source``.
    """

    action: str
    events: tuple[Event, ...]
    until: datetime


def undoable(
    events: Iterable[Event],
    now: datetime,
    *,
    actor: int | None,
    point: int | None,
    window_s: float = WINDOW_S,
    verbs: frozenset[str] | None = None,
) -> Undo | None:
    """Return the latest action of this actor or point that can be taken back now, or None.

    ``events``: at least all events since ``now - window_s`` on every entry that the action
    touched. An action can be taken back while it is younger than ``window_s`` seconds, by the
    same actor or at the same point, if all its verbs are undoable (``verbs``; by default those that
    ``states.MOVES`` says) and nothing happened later to one of its entries. Only the latest action
    counts: undo does not walk backwards through an action that cannot be undone.
    """
    alive = standing(events)
    mine = [one for one in alive if _same(one, actor, point)]
    if not mine:
        return None
    last = max(mine, key=lambda one: one.seq).action
    steps = sorted((one for one in alive if one.action == last), key=lambda one: -one.seq)
    until = min(one.at for one in steps) + timedelta(seconds=window_s)
    if now >= until or not _revertible(steps, alive, verbs or _KEYS):
        return None
    return Undo(last, tuple(steps), until)


def _same(event: Event, actor: int | None, point: int | None) -> bool:
    by_actor = actor is not None and event.actor == actor
    return by_actor or (point is not None and event.point == point)


_KEYS = frozenset(verb for verb, move in MOVES.items() if move.undoable)


def _revertible(steps: list[Event], alive: list[Event], verbs: frozenset[str]) -> bool:
    if not all(one.verb in verbs for one in steps):
        return False
    entries = {one.entry for one in steps}
    last = max(one.seq for one in steps)
    return not any(one.entry in entries and one.seq > last for one in alive)
