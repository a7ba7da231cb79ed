"""Is a fault covered, by which contract line, and why: told with every ticket.

Of the lines that cover it, the most specific one counts: a line that names the device before one
that names its kind, before one for everything on named sites, before one for the whole hospital.
When none covers it, the reason is that of the line that came closest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Reason = Literal[
    "covered",
    "no_contract",
    "not_started",
    "expired",
    "suspended",
    "service_not_included",
    "site_not_included",
    "device_not_included",
    "device_retired",
    "cause_excluded",
    "quota_used_up",
]
_CLOSENESS: tuple[Reason, ...] = (
    "no_contract",
    "not_started",
    "expired",
    "suspended",
    "service_not_included",
    "site_not_included",
    "device_not_included",
    "device_retired",
    "cause_excluded",
    "quota_used_up",
    "covered",
)


@dataclass(frozen=True)
class Line:
    """A contract line as far as it decides. None: not limited in this respect.

    ``first``, ``last``: days of the contract (both included); ``quota_left``: None is unlimited.
    """

    key: int
    first: date
    last: date
    services: frozenset[str]
    devices: frozenset[int] | None = None
    kinds: frozenset[str] | None = None
    sites: frozenset[int] | None = None
    excluded_causes: frozenset[str] = frozenset()
    quota_left: int | None = None
    suspended: bool = False


@dataclass(frozen=True)
class Case:
    """What is asked for. ``day``: the day of the report at the hospital; ``sites``: from the room
    of the device up to its campus; ``cause``: a cause that a contract may exclude, if known."""

    day: date
    service: str
    device: int | None = None
    kind: str | None = None
    sites: tuple[int, ...] = ()
    retired: bool = False
    cause: str | None = None


@dataclass(frozen=True)
class Verdict:
    """``line``: the line that covers it, or that came closest; None without any contract."""

    reason: Reason
    line: int | None

    @property
    def covered(self) -> bool:
        """Whether the contract answers for it."""
        return self.reason == "covered"


def resolve(lines: Iterable[Line], case: Case) -> Verdict:
    """Return the verdict on a case; of equally good lines the first given counts."""
    best: tuple[int, int] | None = None
    verdict = Verdict("no_contract", None)
    for line in lines:
        reason = judge(line, case)
        rank = (_CLOSENESS.index(reason), specificity(line))
        if best is None or rank > best:
            best, verdict = rank, Verdict(reason, line.key)
    return verdict


def judge(line: Line, case: Case) -> Reason:
    """Return what one line says of a case: the first thing in the way, or ``covered``."""
    if case.day < line.first:
        return "not_started"
    if case.day > line.last:
        return "expired"
    if line.suspended:
        return "suspended"
    if case.service not in line.services:
        return "service_not_included"
    if line.sites is not None and not line.sites & set(case.sites):
        return "site_not_included"
    if not _includes_device(line, case):
        return "device_not_included"
    if case.retired:
        return "device_retired"
    if case.cause in line.excluded_causes:
        return "cause_excluded"
    return "quota_used_up" if line.quota_left == 0 else "covered"


def specificity(line: Line) -> int:
    """Return how specific a line is: 3 devices, 2 kinds, 1 sites, 0 everything."""
    if line.devices is not None:
        return 3
    return 2 if line.kinds is not None else int(line.sites is not None)


def _includes_device(line: Line, case: Case) -> bool:
    if line.devices is None and line.kinds is None:
        return True
    if line.devices is not None and case.device in line.devices:
        return True
    return line.kinds is not None and case.kind in line.kinds
