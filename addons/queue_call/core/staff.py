"""What callers are told of a move: who must look again, and what the others may take over.

A hint that only said "something moved" would make every doctor of a queue ask for everything
after each call of a colleague. It carries how many wait and who is next instead, without names:
a page knows the names of the next two dozen from its last look, and looks again for one that it
does not know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from .states import IN_LINE, MOVES

Json = dict[str, Any]
Event = Mapping[str, Any]

NEXT_TOLD = 3
NAMES_TOLD = 24
"""How many of the line a page knows by name, to be told about them by their ids."""

_BESIDE = IN_LINE | {"", "registered", "held", "cancelled", "transferred"}
_PLACES = frozenset({"set_class", "move_hand", "set_slot", "undo"})
_KEPT = frozenset({"away", "no_show", "finished"})


def concerned(events: Iterable[Event]) -> tuple[set[int], bool]:
    """Return (rooms whose own state has changed, whether every room of the queues must look).

    A call changes the picture of its room; of the others only the line.

    >>> call = {"entry_id": 1, "verb": "call", "source": "waiting", "target": "called"}
    >>> concerned([call | {"point_id": 7}])
    ({7}, False)
    >>> come = {"entry_id": 1, "verb": "check_in", "source": "registered", "target": "waiting"}
    >>> concerned([come])
    (set(), False)
    """
    rooms: set[int] = set()
    everybody = False
    for event in events:
        found = _rooms(event)
        rooms |= found or set()
        everybody = everybody or found is None
    return rooms, everybody


def _rooms(event: Event) -> set[int] | None:
    """Return the rooms whose own state this event changes; None when it does not tell."""
    room = event.get("point_id")
    if not event.get("entry_id"):
        return {room} if room else None
    if event["verb"] not in MOVES and event["verb"] not in _PLACES:
        return None  # a name, a problem: whoever shows the patient
    if {event.get("source") or "", event.get("target") or ""} <= _BESIDE:
        return set()
    if event.get("source") in _KEPT and not event.get("session_id"):
        return None  # it stands in the figures of whoever saw the patient, wherever he is now
    return {one for one in (room, (event.get("before") or {}).get("point_id")) if one} or None


def moved(first: int, events: Collection[Event], lined: Iterable[int], parts: list[Json]) -> Json:
    """Return what a hint says more when something moved: numbers, whose key, rooms, lines.

    ``lined``: ids of the queues whose line changed; ``parts``: see ``line``.
    """
    rooms, everybody = concerned(events)
    return {
        "from": first,
        "acts": sorted({str(one["action"]).removesuffix("-aside") for one in events}),
        "points": sorted(rooms),
        "look": everybody,
        "lined": sorted(set(lined)),
        "parts": parts,
    }


def line(points: Iterable[int], queues: Mapping[int, int], following: list[Json],
         longest: Json | None) -> Json:  # fmt: skip
    """Return what doctors in these rooms see of their line; ``following`` as their page has it.

    Names are left out: ``hidden`` says that the page shows none before the call.
    """
    told = [
        {key: value for key, value in one.items() if key != "name"}
        | {"hidden": one["name"] is None}
        for one in following[:NEXT_TOLD]
    ]
    return {
        "points": list(points),
        "waiting": sum(queues.values()),
        "queues": {str(queue): count for queue, count in queues.items()},
        "next": told,
        "longest": longest,
    }
