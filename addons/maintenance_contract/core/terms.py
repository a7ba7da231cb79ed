"""What a contract line promises, as plain data that is frozen into a ticket at acceptance.

A ticket keeps the window with its hours and the calendar's days as they were, so that a later
change of contract, window or calendar moves no deadline of a running ticket unless somebody
re-rates it on purpose. (Rule 11: a change touches new tickets only.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from .deadline import DayRule, Duration, Promise, WorkingDays
from .window import Calendar, Window

TargetKind = Literal["respond", "depart", "arrive", "workaround", "resolve", "report"]
TARGET_KINDS: tuple[TargetKind, ...] = (
    "respond", "depart", "arrive", "workaround", "resolve", "report",
)  # fmt: skip
START_EVENTS = ("reported", "remote_failed", "arrived", "resolved")
PAUSE_REASONS = ("waiting_for_hospital", "access_refused", "postponed", "waiting_for_part")


@dataclass(frozen=True)
class Target:
    """One promise of a contract line for one severity.

    ``start_on``: the event that starts the clock; ``pauses``: the reasons that stop it; ``warn``:
    service time before the deadline at which a warning is due; ``negotiable``: a time agreed with
    the hospital may replace it ("or at a time agreed with the user", tender items C3 and C4).
    """

    kind: TargetKind
    severity: str
    promise: Promise
    window: Window
    start_on: str = "reported"
    pauses: frozenset[str] = frozenset()
    warn: timedelta = timedelta(hours=1)
    negotiable: bool = False


def encode_target(target: Target) -> dict[str, Any]:
    """Return a target as JSON."""
    promise: dict[str, Any] = (
        {"minutes": int(target.promise.length.total_seconds() // 60)}
        if isinstance(target.promise, Duration)
        else {"days": target.promise.days, "rule": target.promise.rule}
    )
    return {
        "kind": target.kind,
        "severity": target.severity,
        "promise": promise,
        "window": encode_window(target.window),
        "start_on": target.start_on,
        "pauses": sorted(target.pauses),
        "warn_minutes": int(target.warn.total_seconds() // 60),
        "negotiable": target.negotiable,
    }


def decode_target(data: Mapping[str, Any]) -> Target:
    """Return the target of its JSON. Raises KeyError or ValueError for anything else."""
    promise = data["promise"]
    rule: DayRule = promise.get("rule", "A")
    return Target(
        kind=data["kind"],
        severity=data["severity"],
        promise=Duration(timedelta(minutes=promise["minutes"]))
        if "minutes" in promise
        else WorkingDays(promise["days"], rule),
        window=decode_window(data["window"]),
        start_on=data["start_on"],
        pauses=frozenset(data["pauses"]),
        warn=timedelta(minutes=data["warn_minutes"]),
        negotiable=data["negotiable"],
    )


def encode_window(window: Window) -> dict[str, Any]:
    """Return a window with its calendar as JSON."""
    days = window.calendar
    return {
        "tz": window.tz,
        "week": [[list(span) for span in hours] for hours in window.week],
        "calendar": days
        and {
            "holidays": sorted(day.isoformat() for day in days.holidays),
            "make_up": sorted(day.isoformat() for day in days.make_up),
            "known_years": sorted(days.known_years),
        },
    }


def decode_window(data: Mapping[str, Any]) -> Window:
    """Return the window of its JSON."""
    days = data["calendar"]
    return Window(
        data["tz"],
        tuple(tuple((start, end) for start, end in hours) for hours in data["week"]),
        days
        and Calendar(
            frozenset(map(date.fromisoformat, days["holidays"])),
            frozenset(map(date.fromisoformat, days["make_up"])),
            frozenset(days["known_years"]),
        ),
    )
