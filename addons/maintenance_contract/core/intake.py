"""When an alarm becomes a ticket, which ticket it belongs to, and what a strange request may do.

A screen that is switched off at night is silent, and nobody shall be sent for that: an alarm waits
until the contract's hours, and a while after they begin, because screens need time to start.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from .window import Window

WANTED = frozenset({"silent", "unshown", "sound", "fault", "disk", "backup", "replica", "service"})
"""Alarms that a technician answers; the others are matters of set-up."""
GRACE = timedelta(minutes=2)
AFTER_OPENING = timedelta(minutes=15)
TOGETHER = timedelta(minutes=10)
"""The same alarm on other devices of a hospital within this time is the same fault."""
MANY = 5
"""So many devices at once: basic operations are impossible somewhere (C2)."""
FLAPS = 3
"""So often gone by itself within a day: somebody has to look, although it works again."""

PER_DEVICE = 5
PER_ADDRESS = 20
_NUMBER = re.compile(r"\bT\d{2}-\d{5,}\b")


@dataclass(frozen=True)
class OpenTicket:
    """An open ticket that came of alarms. ``latest``: when its last alarm was raised."""

    key: int
    kind: str
    devices: frozenset[int]
    latest: datetime


def ripe_at(window: Window, since: datetime) -> datetime:
    """Return when an alarm that stands since ``since`` becomes a ticket.

    Two minutes later inside the hours; fifteen minutes after they begin, if it was raised before
    or during that time.
    """
    opening = next(window.walk(since))[0]
    if opening > since:
        return opening + AFTER_OPENING
    return max(since + GRACE, _begun(window, since) + AFTER_OPENING)


def _begun(window: Window, moment: datetime) -> datetime:
    """Return when the span began in which ``moment`` lies; a day long at most is looked back."""
    day = window.local_day(moment)
    spans = window.spans(day - timedelta(days=1)) + window.spans(day)
    begun = moment
    for start, end in reversed(spans):
        if start <= begun <= end and start < begun:
            begun = start
    return begun


def join(kind: str, device: int, since: datetime, tickets: Iterable[OpenTicket]) -> int | None:
    """Return the open ticket an alarm belongs to: that of the same device, else of the same fault.

    ``tickets`` are those of the alarm's hospital.
    """
    known = sorted(tickets, key=lambda one: one.key)
    for one in known:
        if device in one.devices:
            return one.key
    for one in known:
        if one.kind == kind and abs(since - one.latest) <= TOGETHER:
            return one.key
    return None


def ending(touched: bool, standing: int, gone_lately: int) -> Literal["cancel", "look", "wait"]:
    """Return what becomes of a ticket when an alarm of it is over.

    ``touched``: somebody works it or has answered; ``standing``: how many of its alarms still
    stand; ``gone_lately``: how many tickets of this device went away by themselves within a day.
    """
    if standing:
        return "wait"
    return "look" if touched or gone_lately + 1 >= FLAPS else "cancel"


def may_report(of_device: int, of_address: int) -> bool:
    """Whether a report without login is taken, with so many from here in the last ten minutes."""
    return of_device < PER_DEVICE and of_address < PER_ADDRESS


def number_in(subject: str) -> str:
    """Return the ticket's number that a subject names, or "".

    >>> number_in("回复: [T26-00042] 黑屏")
    'T26-00042'
    """
    found = _NUMBER.search(subject or "")
    return found[0] if found else ""
