"""The JSON shapes a screen receives: rows, calls, and the message that changes them.

A screen holds a snapshot (rows + calls + ``seq``) and applies zone messages to it. A message
carries whole rows, and parts: some fields of several rows at once, so that twenty rooms with one
line are told once who is next. Both replace what was there, so applying a message twice does no
harm. Names are masked before they come
here: nothing in this module can put a full name on the wire.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Literal

NEXT_SHOWN = 5
PASSED_SHOWN = 20
CALL_AGE_S = 90

Json = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """A patient on a board: ``number`` as printed, ``name`` masked or empty.

    ``tag``: the short tag of his class, shown on purpose: it says why somebody goes first.
    """

    number: str
    name: str = ""
    tag: str = ""


@dataclass(frozen=True)
class Current:
    """The patient at a point; ``call`` is the id of the latest call of this visit, if any.

    ``chair``: its name in words, in a room with several.
    """

    person: Person
    state: Literal["called", "in_service"]
    call: int | None = None
    chair: str = ""


@dataclass(frozen=True)
class PointView:
    """A room or window with all a screen shows of it.

    ``waiting`` and ``passed`` come in the order of the line and of time (latest first); this
    module cuts them to what a screen has room for. ``waiting_n`` counts all who wait.
    ``bench``: ``waiting`` are those who sit before this room, not the whole line's next;
    ``reason``: why a suspended clinic is stopped; ``chairs``: places with a doctor of their own.
    """

    key: int
    name: str
    kind: Literal["room", "window"] = "room"
    state: Literal["open", "paused", "closed", "suspended"] = "closed"
    doctor_name: str = ""
    doctor_title: str = ""
    doctor_photo: str = ""
    doctor_intro: str = ""
    current: Sequence[Current] = ()
    waiting: Sequence[Person] = ()
    waiting_n: int = 0
    passed: Sequence[Person] = ()
    queues: Sequence[str] = ()
    bench: bool = False
    reason: str = ""
    chairs: int = 1


@dataclass(frozen=True)
class CallView:
    """One call as it is announced; ``at`` is when the key was pressed (aware UTC).

    ``speech``: which clips say it (see ``core.voice``), None where nothing speaks.
    ``proof``: what a screen sends back with its report, so that nobody reports what he never got.
    """

    id: int
    person: Person
    point_key: int
    room: str
    at: datetime
    attempt: int = 1
    kind: Literal["call", "recall"] = "call"
    speech: Json | None = None
    proof: str = ""


def point_code(key: int) -> str:
    """Return the name of a point on the wire: ``p12``."""
    return f"p{key}"


def iso(moment: datetime) -> str:
    """Return an aware moment as ISO 8601 in UTC with milliseconds and ``Z``.

    >>> iso(datetime(2026, 3, 2, 8, 0, 0, 1999, tzinfo=timezone(timedelta(hours=8))))
    '2026-03-02T00:00:00.001Z'

    Raises ValueError for a naive datetime.
    """
    if moment.tzinfo is None:
        raise ValueError("a wire time needs an aware datetime")
    text = moment.astimezone(timezone.utc).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def row(point: PointView) -> Json:
    """Return the row of one point."""
    doctor = _doctor(point) if point.doctor_name else None
    return {
        "point": point_code(point.key),
        "name": point.name,
        "kind": point.kind,
        "state": point.state,
        "reason": point.reason,
        "doctor": doctor,
        "chairs": point.chairs,
        "current": _inside(point.current),
        **_line(point.waiting, point.waiting_n, point.bench),
        "passed": [_person(one) for one in point.passed[:PASSED_SHOWN]],
        "queues": list(point.queues),
    }


def inside(key: int, current: Iterable[Current]) -> Json:
    """Return the part of a message that says who is at a point now."""
    return {"points": [point_code(key)], "current": _inside(current)}


def line(
    keys: Iterable[int],
    waiting: Sequence[Person],
    waiting_n: int,
    bench: bool = False,
    passed: Sequence[Person] | None = None,
) -> Json:
    """Return the part of a message that says who is next at these points, which share a line.

    ``passed``: who missed the call, if that has changed.
    """
    part = {"points": [point_code(key) for key in keys], **_line(waiting, waiting_n, bench)}
    if passed is not None:
        part["passed"] = [_person(one) for one in passed[:PASSED_SHOWN]]
    return part


def call(view: CallView) -> Json:
    """Return one call."""
    return {
        "id": view.id,
        **_person(view.person),
        "point": point_code(view.point_key),
        "room": view.room,
        "attempt": view.attempt,
        "at": iso(view.at),
        "kind": view.kind,
        "speech": view.speech,
        **({"proof": view.proof} if view.proof else {}),
    }


def recent(calls: Iterable[CallView], now: datetime) -> list[CallView]:
    """Return the calls that a snapshot still carries: at most CALL_AGE_S old, oldest first."""
    since = now - timedelta(seconds=CALL_AGE_S)
    return sorted((one for one in calls if one.at >= since), key=lambda one: (one.at, one.id))


def diff(before: Iterable[Json], after: Iterable[Json]) -> list[Json]:
    """Return the rows of ``after`` that are new or differ, in the order of ``after``.

    >>> diff([{"point": "p1", "waiting": 1}], [{"point": "p1", "waiting": 2}])
    [{'point': 'p1', 'waiting': 2}]
    """
    known = {one["point"]: one for one in before}
    return [one for one in after if known.get(one["point"]) != one]


def message(
    first_seq: int,
    last_seq: int,
    at: datetime,
    rows: Sequence[Json],
    calls: Iterable[CallView] = (),
    withdrawn: Iterable[int] = (),
    parts: Sequence[Json] = (),
    lists: Sequence[Json] = (),
) -> Json:
    """Return the zone message that covers the events ``first_seq``..``last_seq`` (both included).

    A screen that knows ``first_seq - 1`` applies it; any other screen has missed something and
    fetches a snapshot. Raises ValueError for an empty span.
    """
    if last_seq < first_seq:
        raise ValueError(f"a message covers at least one event, not {first_seq}..{last_seq}")
    more = {"lists": list(lists)} if lists else {}
    return more | {
        "from": first_seq,
        "seq": last_seq,
        "at": iso(at),
        "rows": list(rows),
        "parts": list(parts),
        "calls": [call(one) for one in calls],
        "withdrawn": sorted(withdrawn),
    }


def staff_hint(zone: int, seq: int, queues: Iterable[int] = (), calls: Iterable[int] = ()) -> Json:
    """Return the hint for staff pages: which queues moved, which calls were shown. No names."""
    return {"zone": zone, "seq": seq, "queues": sorted(set(queues)), "calls": sorted(set(calls))}


def _doctor(point: PointView) -> Json:
    told = {"name": point.doctor_name, "title": point.doctor_title}
    more = {"photo": point.doctor_photo, "intro": point.doctor_intro}
    return told | {key: value for key, value in more.items() if value}


def _inside(current: Iterable[Current]) -> list[Json]:
    return [
        {"call": one.call, **_person(one.person), "state": one.state, "chair": one.chair}
        for one in current
    ]


def _line(waiting: Sequence[Person], waiting_n: int, bench: bool) -> Json:
    people = [_person(one) for one in waiting[:NEXT_SHOWN]]
    return {"next": people, "waiting": waiting_n, "bench": bench}


def _person(person: Person) -> Json:
    told = {"number": person.number, "name": person.name}
    return told | {"tag": person.tag} if person.tag else told
