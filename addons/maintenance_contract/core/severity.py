"""Which of the tender's four classes a fault belongs to, from answers a nurse can give (C1-C4).

The questions are the tender's own words; the answer is a proposal that the hospital agrees to or
disputes, never a verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["disaster", "severe", "error", "request"]
SEVERITIES: tuple[Severity, ...] = ("disaster", "severe", "error", "request")
"""Most severe first."""


@dataclass(frozen=True)
class Answers:
    """What the reporter says. None: not asked or not known, which never makes it less severe.

    ``hospital_stands``: the system is down, the hospital cannot work (C1). ``basics_blocked``:
    basic operations such as check-in, calling or showing calls are impossible somewhere (C2).
    ``something_wrong``: it works, but data or behaviour are wrong (C3). ``workaround``: there is
    another way to go on meanwhile (paper, another window). ``asks_only``: a wish, a parameter, an
    installation, a how-to (C4).
    """

    hospital_stands: bool | None = None
    basics_blocked: bool | None = None
    something_wrong: bool | None = None
    workaround: bool | None = None
    asks_only: bool | None = None


@dataclass(frozen=True)
class Proposal:
    """The class proposed, the tender item it rests on, and which answer decided."""

    severity: Severity
    item: str
    because: str


def propose(answers: Answers) -> Proposal:
    """Return the proposed class; with nothing known, ``error``, so that a clock runs.

    >>> propose(Answers(hospital_stands=True)).item
    'C1'
    >>> propose(Answers(hospital_stands=True, workaround=True)).severity
    'severe'
    """
    if answers.hospital_stands:
        if answers.workaround:
            return Proposal("severe", "C2", "workaround")
        return Proposal("disaster", "C1", "hospital_stands")
    if answers.basics_blocked:
        return Proposal("severe", "C2", "basics_blocked")
    if answers.something_wrong:
        return Proposal("error", "C3", "something_wrong")
    if answers.asks_only:
        return Proposal("request", "C4", "asks_only")
    return Proposal("error", "C3", "nothing_known")


def more_severe(one: Severity, other: Severity) -> bool:
    """Return whether ``one`` is more severe than ``other``.

    >>> more_severe("disaster", "error")
    True
    """
    return SEVERITIES.index(one) < SEVERITIES.index(other)
