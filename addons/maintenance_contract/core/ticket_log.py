"""The clocks of a ticket, read from its log of events: replayable, nothing accumulates.

Targets start and stop on events, never on a stage of a board. The same log and the same frozen
terms give the same clocks at any time, on any machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from .clock import Facts, Pause, Reading, read
from .severity import SEVERITIES
from .terms import Target, TargetKind

Verb = Literal[
    "reported",
    "responded",
    "remote_started",
    "remote_failed",
    "departed",
    "arrived",
    "worked_around",
    "resolved",
    "report_written",
    "paused",
    "resumed",
    "agreed",
    "rated",
    "reopened",
    "closed",
]
_FULFILLED_BY: dict[str, tuple[str, ...]] = {
    "respond": ("responded", "remote_started", "departed", "arrived", "worked_around", "resolved"),
    "depart": ("departed", "arrived"),
    "arrive": ("arrived",),
    "workaround": ("worked_around", "resolved"),
    "resolve": ("resolved",),
    "report": ("report_written",),
}
"""Which events fulfil a target. What comes later in a fault's life implies what comes before,
except that nobody has travelled because a fault was resolved from afar."""
MINIMUM_AFTER_RAISE = timedelta(minutes=30)
RESOLVED = "resolved"
_ENDS_PAUSE = ("resumed", "paused", "resolved", "closed", "reopened")
_ENDS = {RESOLVED: ("reopened",)}


class LogError(ValueError):
    """An event that cannot follow what was written before; the text says why."""


@dataclass(frozen=True)
class Event:
    """One entry of the log. ``at`` aware UTC: when it happened, which may be before it was written.

    ``word``: the reason of a pause, the severity of a rating, the target kind of an agreement;
    ``until``: the time agreed.
    """

    at: datetime
    verb: Verb
    word: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Clock:
    """A target with its facts. ``closed_at``: when another severity or the end of the remote-first
    road took its place; a breach before that moment stays a breach."""

    target: Target
    facts: Facts
    closed_at: datetime | None = None


def clocks(targets: Iterable[Target], events: Sequence[Event]) -> list[Clock]:
    """Return all clocks that ever ran, in the order of severity ratings, then of the targets.

    ``events`` in the order in which they happened, ``reported`` first. A clock whose start event
    has not come (24 hours on site run from the failure of remote support) is not in the result.
    Raises LogError for a log that does not begin with a report and a rating.
    """
    known = list(targets)
    result: list[Clock] = []
    spans = _ratings(events)
    for number, (severity, since, until) in enumerate(spans):
        raised = number > 0 and _is_raised(spans[number - 1][0], severity)
        for target in known:
            if target.severity == severity:
                clock = _clock(target, events, since if raised else None, until)
                if clock:
                    result.append(clock)
    return result


def read_clock(clock: Clock, now: datetime) -> Reading:
    """Read a clock at ``now``; one that was replaced says what it said then, for ever."""
    return read(clock.facts, min(now, clock.closed_at) if clock.closed_at else now)


def current(all_clocks: Iterable[Clock]) -> list[Clock]:
    """Return the clocks that count now."""
    return [one for one in all_clocks if one.closed_at is None]


def severity_of(events: Iterable[Event]) -> str:
    """Return the severity that counts now; "" before the first rating."""
    return next((one.word for one in reversed(list(events)) if one.verb == "rated"), "")


def is_paused(events: Iterable[Event]) -> bool:
    """Return whether the last pause has not ended."""
    last = next((one.verb for one in reversed(list(events)) if one.verb in _PAUSING), "")
    return last == "paused"


_PAUSING = ("paused", "resumed", "resolved", "closed")


def _ratings(events: Sequence[Event]) -> list[tuple[str, datetime, datetime | None]]:
    """Return (severity, since, until) of each rating that differed from the one before."""
    if not events or events[0].verb != "reported":
        raise LogError("the log of a ticket begins with its report")
    spans: list[tuple[str, datetime, datetime | None]] = []
    for event in events:
        if event.verb == "rated" and (not spans or spans[-1][0] != event.word):
            if event.word not in SEVERITIES:
                raise LogError(f"{event.word!r} is no severity")
            if spans:
                spans[-1] = (*spans[-1][:2], event.at)
            spans.append((event.word, event.at, None))
    if not spans:
        raise LogError("no severity has been set")
    return spans


def _is_raised(before: str, after: str) -> bool:
    order: tuple[str, ...] = SEVERITIES
    return order.index(after) < order.index(before)


def _clock(
    target: Target, events: Sequence[Event], raised: datetime | None, until: datetime | None
) -> Clock | None:
    start = _first(events, (target.start_on,))
    if start is None:
        return None
    stopped = _stopped(target.kind, events, start)
    if until and stopped and stopped > until:
        stopped = None
    facts = Facts(
        window=target.window,
        promise=target.promise,
        start=start,
        stopped=stopped,
        pauses=tuple(_pauses(target, events)),
        agreed=_agreed(target, events),
        warn=target.warn,
        not_before=raised + MINIMUM_AFTER_RAISE if raised else None,
    )
    return Clock(target, facts, until)


def _first(events: Iterable[Event], verbs: Sequence[str]) -> datetime | None:
    return next((one.at for one in events if one.verb in verbs), None)


def _stopped(kind: TargetKind, events: Sequence[Event], start: datetime) -> datetime | None:
    """Return when a target was fulfilled; a re-opened ticket is not resolved any more."""
    stopped: datetime | None = None
    for event in events:
        if event.verb in _FULFILLED_BY[kind] and event.at >= start and stopped is None:
            stopped = event.at
        if event.verb == "reopened" and kind in ("resolve", "workaround", "report"):
            stopped = None
    return stopped


def _pauses(target: Target, events: Sequence[Event]) -> Iterable[Pause]:
    """Yield the pauses that stop this target; time between solution and re-opening is one, too."""
    begun: Event | None = None
    for event in events:
        if begun and event.verb in _ENDS.get(begun.word, _ENDS_PAUSE):
            yield Pause(begun.at, event.at, begun.word)
            begun = None
        if event.verb == "paused" and event.word in target.pauses:
            begun = event
        elif event.verb == "resolved" and target.kind in ("resolve", "workaround"):
            begun = replace(event, word=RESOLVED)
    if begun:
        yield Pause(begun.at, None, begun.word)


def _agreed(target: Target, events: Iterable[Event]) -> datetime | None:
    """Return the last time agreed with the hospital for this target, if it may be agreed at all."""
    if not target.negotiable:
        return None
    times = [one.until for one in events if one.verb == "agreed" and one.word == target.kind]
    return times[-1] if times else None
