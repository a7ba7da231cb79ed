"""What a hospital's permit allows, and when: remote sessions and its data (tender items D3, D5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

ACTIONS = ("connect", "read", "change", "copy", "export")
"""connect: a remote session; read: look at business data; change: add, alter, delete; copy: within
the hospital (a test system, a backup); export: out of the hospital's network or to others."""
LONGEST = timedelta(days=31)


@dataclass(frozen=True)
class Permit:
    """A permit as it is known. Moments are aware; ``allowed`` is a subset of ACTIONS.

    ``state``: draft, asked, granted, refused, withdrawn. Its end is read
    from the clock.
    """

    state: str
    since: datetime
    until: datetime
    allowed: frozenset[str]
    engineers: frozenset[int]


def refusal(permit: Permit | None, action: str, engineer: int, now: datetime) -> str:
    """Return why ``engineer`` may not do ``action`` now, as a word; "" when he may.

    Words: none (no permit), draft, asked, refused, withdrawn, early, over, engineer, action.
    """
    if permit is None:
        return "none"
    if permit.state != "granted":
        return permit.state
    if now < permit.since:
        return "early"
    if now >= permit.until:
        return "over"
    if engineer not in permit.engineers:
        return "engineer"
    return "" if action in permit.allowed else "action"


def best_refusal(permits: Iterable[Permit], action: str, engineer: int, now: datetime) -> str:
    """Return "" when one of the permits allows it, else the reason of the one that comes nearest.

    Nearest: who lacks only the action is nearer than who lacks everything.
    """
    order = ["", "action", "engineer", "early", "over", "asked", "draft"]
    order += ["withdrawn", "refused", "none"]
    reasons = {refusal(one, action, engineer, now) for one in permits} or {"none"}
    return min(reasons, key=order.index)


def problem(since: datetime, until: datetime, allowed: Iterable[str]) -> str:
    """Return what is wrong with a permit that is asked for, as a word; "" when it can be asked.

    Words: order (ends before it begins), long (more than 31 days), nothing (allows nothing).
    """
    if until <= since:
        return "order"
    if until - since > LONGEST:
        return "long"
    return "" if set(allowed) & set(ACTIONS) else "nothing"
