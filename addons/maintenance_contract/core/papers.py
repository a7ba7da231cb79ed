"""Which papers an engineer needs before a hospital lets him in (tender items D1, D5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

WARN = timedelta(days=14)
ON_SITE = ("admission", "undertaking")
REMOTE = ("undertaking",)


@dataclass(frozen=True)
class Paper:
    """``kind``: admission (the hospital's procedures are done) or undertaking (confidentiality).

    ``last``: last day on which it is good, None when it has no end. ``state``: draft, submitted,
    valid, revoked.
    """

    kind: str
    state: str
    first: date
    last: date | None


@dataclass(frozen=True)
class Lack:
    """``why``: missing, submitted, early, expired, revoked; or, not in the way yet, ending."""

    kind: str
    why: str
    day: date | None = None

    @property
    def stops(self) -> bool:
        """Whether it is in the way, not a mere warning."""
        return self.why != "ending"


def lacks(papers: Iterable[Paper], needed: Iterable[str], day: date) -> list[Lack]:
    """Return what is in the way on ``day``, and papers that end within 14 days."""
    known = list(papers)
    return [found for kind in needed if (found := _lack(known, kind, day))]


def _lack(papers: list[Paper], kind: str, day: date) -> Lack | None:
    own = [one for one in papers if one.kind == kind]
    good = [one for one in own if one.state == "valid" and one.first <= day and _open(one, day)]
    if good:
        if any(one.last is None for one in good):
            return None
        last = max(one.last for one in good if one.last)
        follows = any(
            one.state == "valid"
            and one.first <= last + timedelta(days=1)
            and _open(one, day + WARN)
            for one in own
        )
        return None if follows or last - day > WARN else Lack(kind, "ending", last)
    return _why_none(own, kind, day)


def _open(paper: Paper, day: date) -> bool:
    return paper.last is None or day <= paper.last


def _why_none(own: list[Paper], kind: str, day: date) -> Lack:
    early = [one.first for one in own if one.state == "valid" and one.first > day]
    if early:
        return Lack(kind, "early", min(early))
    if any(one.state == "submitted" for one in own):
        return Lack(kind, "submitted")
    over = [one.last for one in own if one.state == "valid" and one.last]
    if over:
        return Lack(kind, "expired", max(over))
    return Lack(kind, "revoked" if any(one.state == "revoked" for one in own) else "missing")
