"""What became of a visit, read from what was written down about it, in whatever order it came.

A phone without a network tells hours later what its engineer did; the office may have pressed a
button meanwhile. So no entry is refused and none is lost: a visit is read from the *set* of its
entries by their times. An entry that changes nothing (a second arrival) is kept and marked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

Verb = Literal["depart", "arrive", "start", "pause", "finish", "abandon"]
State = Literal["planned", "on_way", "arrived", "working", "paused", "done", "abandoned"]

NEXT: dict[str, tuple[str, ...]] = {
    "planned": ("depart", "arrive", "abandon"),
    "on_way": ("arrive", "abandon"),
    "arrived": ("start", "abandon"),
    "working": ("finish", "pause", "abandon"),
    "paused": ("start", "finish", "abandon"),
    "done": (),
    "abandoned": (),
}
"""Which steps a person is offered, the usual one first. Phones get this table as data."""
LEADS_TO: dict[str, State] = {
    "depart": "on_way",
    "arrive": "arrived",
    "start": "working",
    "pause": "paused",
    "finish": "done",
    "abandon": "abandoned",
}
_OVER = ("done", "abandoned")
_RANK = {"planned": 0, "on_way": 1, "arrived": 2, "working": 3, "paused": 3}


@dataclass(frozen=True, order=True)
class Entry:
    """A step somebody took. ``order`` settles what happened in the same second."""

    at: datetime
    order: int
    verb: str = field(compare=False)


@dataclass(frozen=True)
class Reading:
    """What a visit comes to. ``without_effect``: the entries that changed nothing."""

    state: State
    departed: datetime | None
    arrived: datetime | None
    started: datetime | None
    ended: datetime | None
    travel: timedelta
    work: timedelta
    pauses: timedelta
    without_effect: tuple[Entry, ...]


def may_follow(state: State, verb: str) -> bool:
    """Return whether an entry of this verb changes a visit in this state.

    What comes later implies what comes before: who has begun to work has arrived. Only a pause
    needs work to interrupt.
    """
    if state in _OVER or verb not in LEADS_TO:
        return False
    if verb in ("finish", "abandon"):
        return True
    if verb == "pause":
        return state == "working"
    if verb == "start":
        return state != "working"
    return _RANK[LEADS_TO[verb]] > _RANK[state]


def read(entries: Iterable[Entry]) -> Reading:
    """Read a visit from its entries; their order in ``entries`` does not matter."""
    state: State = "planned"
    first: dict[str, datetime] = {}
    spent = dict.fromkeys(LEADS_TO.values(), timedelta())
    since: datetime | None = None
    idle: list[Entry] = []
    for entry in sorted(entries):
        if not may_follow(state, entry.verb):
            idle.append(entry)
            continue
        if since is not None and state in spent:
            spent[state] += entry.at - since
        state, since = LEADS_TO[entry.verb], entry.at
        first.setdefault(state, entry.at)
    ended = first.get("done") or first.get("abandoned")
    worked = first.get("working")
    arrived = first.get("arrived") or worked or first.get("done")
    return Reading(
        state=state,
        departed=first.get("on_way"),
        arrived=arrived,
        started=worked,
        ended=ended,
        travel=spent["on_way"],
        work=spent["working"],
        pauses=spent["paused"],
        without_effect=tuple(idle),
    )
