"""Who should work a ticket, and why: told with every proposal, so that a person can decide.

Out of the question: somebody who does not look after the hospital, or whose admission papers are
not in order. Among the others: on duty now (for what cannot wait), resident at the place (D5), with
the skills asked for, with room for one more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Why = Literal[
    "on_duty", "resident", "skills", "some_skills", "no_skill", "knows_device", "free", "full"
]
Against = Literal["other_hospital", "papers", "away"]


@dataclass(frozen=True)
class Candidate:
    """An engineer, as far as it decides. ``at_most`` 0: no limit. ``papers``: what is wrong with
    his admission, in words. ``knows``: he worked this device before."""

    key: int
    hospitals: frozenset[int]
    skills: frozenset[int] = frozenset()
    sites: frozenset[int] = frozenset()
    open_tickets: int = 0
    at_most: int = 0
    on_duty: bool = False
    away: bool = False
    papers: str = ""
    knows: bool = False


@dataclass(frozen=True)
class Work:
    """A ticket. ``places``: from the room up to the campus; ``urgent``: disaster or severe."""

    hospital: int
    skills: frozenset[int] = frozenset()
    places: tuple[int, ...] = ()
    urgent: bool = False


@dataclass(frozen=True)
class Proposal:
    """An engineer with the reasons for him, or the one that rules him out."""

    key: int
    score: float
    reasons: tuple[Why, ...] = ()
    against: Against | None = None


def propose(work: Work, candidates: Iterable[Candidate]) -> list[Proposal]:
    """Return all candidates, the best first, those who are out of the question last."""
    rated = [judge(work, one) for one in candidates]
    return sorted(rated, key=lambda one: (one.against is not None, -one.score, one.key))


def judge(work: Work, one: Candidate) -> Proposal:
    """Return what speaks for and against one candidate."""
    against = _against(work, one)
    if against:
        return Proposal(one.key, 0.0, (), against)
    reasons: list[Why] = []
    score = 0.0
    if one.on_duty:
        reasons.append("on_duty")
        score += 4 if work.urgent else 1
    if one.sites & set(work.places):
        reasons.append("resident")
        score += 3
    score += _skilled(work, one, reasons)
    if one.knows:
        reasons.append("knows_device")
        score += 0.5
    if one.at_most and one.open_tickets >= one.at_most:
        reasons.append("full")
        score -= 6
    elif not one.open_tickets:
        reasons.append("free")
    return Proposal(one.key, score - 0.2 * one.open_tickets, tuple(reasons))


def best(proposals: Iterable[Proposal]) -> Proposal | None:
    """Return who is given a ticket without asking; None when nobody is really fit for it.

    Somebody without any of the skills asked for, or with no room, is only proposed.
    """
    for one in proposals:
        if one.against is None and not {"no_skill", "full"} & set(one.reasons):
            return one
    return None


def _against(work: Work, one: Candidate) -> Against | None:
    if work.hospital not in one.hospitals:
        return "other_hospital"
    if one.papers:
        return "papers"
    return "away" if one.away else None


def _skilled(work: Work, one: Candidate, reasons: list[Why]) -> float:
    if not work.skills:
        return 0.0
    share = len(work.skills & one.skills) / len(work.skills)
    reasons.append("skills" if share == 1 else "some_skills" if share else "no_skill")
    return 2 * share
