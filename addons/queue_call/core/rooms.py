"""Which room may call whom, and who is sent from the hall to which room's bench."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

T = TypeVar("T")
Unserved = Literal["no_session", "no_doctor", "no_room"]


@dataclass(frozen=True)
class Room:
    """One place with somebody who calls, or several chairs of it taken together.

    ``queues``: whose patients it serves; ``doctors``: whose own numbers may be called here (an
    intern brings the supervisor's); ``accepts``: classes bound to rooms that may come here.
    ``load``: people there (bench and inside), ``benched``: of these on the bench. A paused room
    serves its queues but takes nobody onto the bench.
    """

    point: int
    queues: frozenset[int] = frozenset()
    doctors: frozenset[int] = frozenset()
    accepts: frozenset[int] = frozenset()
    load: int = 0
    benched: int = 0
    paused: bool = False


@dataclass(frozen=True)
class Person:
    """A patient as rooms see him: his queue, the doctor or the class that binds him, if any.

    ``limit``: places that his queue allows on a room's bench.
    """

    key: int
    queue: int
    doctor: int | None = None
    bound_class: int | None = None
    limit: int = 0


def admits(room: Room, person: Person) -> bool:
    """Return whether this room may call this person, leaving the queue aside.

    >>> admits(Room(1, doctors=frozenset({7})), Person(1, 1, doctor=8))
    False
    """
    if person.doctor is not None and person.doctor not in room.doctors:
        return False
    return person.bound_class is None or person.bound_class in room.accepts


def unserved(rooms: Iterable[Room], person: Person) -> Unserved | None:
    """Return why nobody will call this person as things stand, or None when somebody will.

    ``rooms`` that are open (paused ones, too). "no_session": nobody serves the queue; "no_doctor":
    his doctor does not; "no_room": no room that serves it accepts his class.
    """
    serving = [room for room in rooms if person.queue in room.queues]
    if not serving:
        return "no_session"
    if any(admits(room, person) for room in serving):
        return None
    by_doctor = person.doctor is None or any(person.doctor in room.doctors for room in serving)
    return "no_room" if by_doctor else "no_doctor"


def refill(rooms: Sequence[Room], hall: Iterable[Person]) -> list[tuple[int, int]]:
    """Return (person, point) of those who are sent from the hall to a bench now.

    ``rooms`` in their order, ``hall`` in the order of the calls. Each goes to the room with the
    fewest people among those that may call him, serve his queue, are not paused and have a
    place; ties by the order of the rooms. Who finds no place waits, and does not keep others
    from theirs.
    """
    rooms = [room for room in rooms if not room.paused]
    load = [room.load for room in rooms]
    benched = [room.benched for room in rooms]
    sent = []
    for person in hall:
        fit = [
            index
            for index, room in enumerate(rooms)
            if benched[index] < person.limit
            and person.queue in room.queues
            and admits(room, person)
        ]
        if fit:
            index = min(fit, key=lambda one: (load[one], one))
            load[index] += 1
            benched[index] += 1
            sent.append((person.key, rooms[index].point))
    return sent


def bench_first(
    ordered: Iterable[tuple[T, bool, bool]],
) -> Iterator[T]:
    """Yield a room's line: first its own bench, then the hall; (what, benched, absolute) come in.

    An absolute class does not wait for a place on the bench: it keeps its place among them.

    >>> list(bench_first([("a", False, False), ("b", True, False), ("!", False, True)]))
    ['b', '!', 'a']
    """
    hall = []
    for what, benched, absolute in ordered:
        if benched or absolute:
            yield what
        else:
            hall.append(what)
    yield from hall
