"""The pharmacy's own questions: which step a visit is in, and at which window it is collected."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

STATES = ("paid", "dispensing", "ready", "collected", "cancelled")
"""States of a prescription; the visit's steps follow from those of all its prescriptions."""

_OPEN = STATES[:3]


@dataclass(frozen=True)
class Window:
    """A window that is open now.

    ``kinds``: drug kinds it hands out, empty for all; ``people``: who is there or sent there;
    ``role``: ``"hand_in"``, ``"collect"`` or ``""`` for both.
    """

    key: int
    kinds: frozenset[str] = frozenset()
    people: int = 0
    role: str = ""

    def takes(self, kinds: Collection[str], role: str) -> bool:
        """Return whether all these drug kinds are handed out here, in this role."""
        return self.role in ("", role) and (not self.kinds or set(kinds) <= self.kinds)


def choose(
    windows: Sequence[Window],
    kinds: Collection[str] = (),
    *,
    mine: Collection[int] = (),
    default: int | None = None,
    role: str = "collect",
) -> int | None:
    """Return the window of a patient, or None while no window is open for him.

    By drug kind; of those the one where a prescription of the patient is open already (``mine``);
    else the one with the fewest people, the first of equals. Where no window for the kind is
    open, the hospital's ``default`` window, if it is open; else any that is, with the fewest.

    >>> choose([Window(1, frozenset({"western"}), 4), Window(2, people=2)], ["western"])
    2
    >>> choose([Window(1, frozenset({"western"})), Window(2, frozenset({"other"}))], ["herbal"],
    ...        default=2)
    2
    """
    fitting = [one for one in windows if one.takes(kinds, role)]
    if not fitting:
        fitting = [one for one in windows if one.key == default] or list(windows)
    usual = [one for one in fitting if one.key in mine] or fitting
    best = min(usual, key=lambda one: one.people, default=None)
    return best.key if best else None


def step_of(states: Iterable[str]) -> str | None:
    """Return the step of a visit from the states of its prescriptions: the slowest decides.

    Everything is handed out together. None: nothing is open (collected or cancelled).

    >>> step_of(["ready", "dispensing", "collected"]), step_of(["ready", "ready"])
    ('dispensing', 'ready')
    """
    found = [_OPEN.index(one) for one in states if one in _OPEN]
    return _OPEN[min(found)] if found else None
