"""How a question (B2) and advice on information systems (B4) go from asking to the hospital's yes.

A question is answered on the telephone or goes into the engineers' queue; the hospital says whether
it helped, and whether it wants remote support. Advice has its scope agreed first, then a written
plan is delivered, which the hospital accepts or returns. A change of the software (B7) is
estimated, the hospital approves or declines it, it is planned into a release, delivered with it
and accepted.
"""

from __future__ import annotations

from typing import Literal

State = Literal[
    "asked",
    "answered",
    "unsolved",
    "scoped",
    "estimated",
    "approved",
    "declined",
    "planned",
    "delivered",
    "returned",
    "accepted",
]
KINDS = ("question", "planning", "change")
# kind → verb → (states it may follow, state it leads to)
FLOWS: dict[str, dict[str, tuple[tuple[State, ...], State]]] = {
    "question": {
        "answered": (("asked", "unsolved"), "answered"),
        "unsolved": (("asked", "answered"), "unsolved"),
        "accepted": (("answered",), "accepted"),
    },
    "planning": {
        "scoped": (("asked",), "scoped"),
        "plan_delivered": (("scoped", "returned"), "delivered"),
        "plan_returned": (("delivered",), "returned"),
        "accepted": (("delivered",), "accepted"),
    },
    "change": {
        "estimated": (("asked", "estimated", "declined"), "estimated"),
        "approved": (("estimated",), "approved"),
        "declined": (("estimated",), "declined"),
        "planned": (("approved", "planned", "returned"), "planned"),
        "change_delivered": (("planned",), "delivered"),
        "change_returned": (("delivered",), "returned"),
        "accepted": (("delivered",), "accepted"),
    },
}
BY_HOSPITAL = frozenset(
    {"accepted", "unsolved", "plan_returned", "approved", "declined", "change_returned"}
)
"""What the hospital may say itself, in the portal."""
NOTE_NEEDED = frozenset(
    {"answered", "unsolved", "scoped", "plan_returned", "estimated", "declined", "change_returned"}
)
RESPONDS = frozenset({"answered", "scoped", "unsolved", "estimated"})
"""Verbs that mean somebody has dealt with the hospital: they stop the clock of the response."""


def after(kind: str, state: State, verb: str) -> State | None:
    """Return the state that a verb leads to; None when it cannot follow.

    >>> after("question", "asked", "answered")
    'answered'
    >>> after("planning", "asked", "accepted")
    """
    allowed, result = FLOWS.get(kind, {}).get(verb, ((), None))
    return result if state in allowed else None


def open_verbs(kind: str, state: State) -> list[str]:
    """Return what may follow, in the order of the flow."""
    return [verb for verb in FLOWS.get(kind, {}) if after(kind, state, verb)]
