"""What people write down on a phone without a network: taken once, in its order, at its time.

A phone numbers what it writes (``id``: 32 hex digits of its own making) and names what came
before it about the same thing (``after``). So the server may be told anything any number of times
and in any order: each entry is taken once, and never before the one it follows.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Verdict = Literal["take", "known", "later", "bad"]
_ID = re.compile(r"[0-9a-f]{32}\Z")
DOUBT = timedelta(minutes=2)
"""A phone's clock that moved by more than this between writing and sending is doubted."""


@dataclass(frozen=True)
class Entry:
    """One thing that was done. ``blob``: the file that belongs to it, sent on its own before."""

    id: str
    after: str = ""
    blob: str = ""


@dataclass(frozen=True)
class Moment:
    """When something happened by the server's clock. ``skew``: phone minus server."""

    at: datetime
    skew: timedelta
    doubtful: bool = False


def is_id(value: object) -> bool:
    """Return whether this is an id that a phone makes."""
    return isinstance(value, str) and bool(_ID.match(value))


def verdict(entry: Entry, known: Collection[str], blobs: Collection[str]) -> Verdict:
    """Say what to do with an entry: ``later`` means the phone keeps it and sends it again."""
    if not is_id(entry.id) or (entry.after and not is_id(entry.after)):
        return "bad"
    if entry.id in known:
        return "known"
    if entry.after and entry.after not in known:
        return "later"
    if entry.blob and entry.blob not in blobs:
        return "later"
    return "take"


def happened(
    device_at: datetime,
    sent_at: datetime,
    received_at: datetime,
    skew_then: timedelta | None = None,
) -> Moment:
    """Return when an entry happened, by the server's clock.

    ``skew_then``: what the phone knew of its clock when it wrote the entry; it counts rather than
    the one at sending, because a clock set right meanwhile says nothing about the time before.
    Nothing has happened after it was received.
    """
    skew_now = sent_at - received_at
    skew = skew_now if skew_then is None else skew_then
    at = device_at - skew
    ahead = at > received_at + DOUBT
    return Moment(min(at, received_at), skew, ahead or abs(skew_now - skew) > DOUBT)
