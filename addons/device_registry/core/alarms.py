"""When something a device does becomes an alarm, and when the alarm is over.

An alarm that comes and goes with every lost packet is looked at by nobody: what is bad must last
before it is raised, and what is good must last before it is cleared.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Step = Literal["raise", "clear", "calm", "again"] | None

SILENT = timedelta(minutes=3)  # four missed reports
CALM = timedelta(minutes=1)
SKEW_BAD_MS, SKEW_GOOD_MS = 60_000, 30_000
TWINS_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Rule:
    """``lasts``: so long must it be bad; ``calm``: so long must it be good again."""

    lasts: timedelta = SILENT
    calm: timedelta = CALM


def step(
    bad_since: datetime | None,
    standing: bool,
    good_since: datetime | None,
    now: datetime,
    rule: Rule | None = None,
) -> Step:
    """Return what to do at ``now``.

    ``bad_since``: since when it is bad, None while it is good; ``standing``: an alarm is raised;
    ``good_since``: since when it is good while the alarm still stands, as kept after ``calm``.
    ``raise`` and ``clear`` speak for themselves; ``calm``: note that it is good from now on;
    ``again``: forget that note, it is bad once more; None: nothing changes.

    >>> from datetime import timezone
    >>> at = datetime(2026, 3, 2, tzinfo=timezone.utc)
    >>> step(at, False, None, at + timedelta(minutes=4))
    'raise'
    """
    rule = rule or Rule()
    if not standing:
        return "raise" if bad_since is not None and now - bad_since >= rule.lasts else None
    if bad_since is not None:
        return "again" if good_since is not None else None
    if good_since is None:
        return "calm"
    return "clear" if now - good_since >= rule.calm else None


def skewed(skew_ms: float | None, standing: bool) -> bool:
    """Return whether a clock is so wrong that somebody should set it.

    Between the two limits it stays what it was.
    """
    if skew_ms is None:
        return standing
    return abs(skew_ms) > (SKEW_GOOD_MS if standing else SKEW_BAD_MS)


@dataclass(frozen=True)
class Speaker:
    """A page that spoke with a device's token: its own mark, where from, when last."""

    mark: str
    address: str
    at: datetime


def twins(
    current: Speaker | None, before: Speaker | None, told: Speaker
) -> tuple[Speaker, Speaker | None, bool]:
    """Return (current, before, doubled) after ``told`` has spoken.

    A page that is loaded afresh has a new mark and the old one never comes back. A mark that comes
    back after another has spoken means that two pages use one token.
    """
    if current is None or current.mark == told.mark:
        return told, before, False
    back = before is not None and before.mark == told.mark and told.at - before.at <= TWINS_WITHIN
    return told, current, back
