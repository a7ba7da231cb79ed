"""Visits → what happens when: messages to send and people who check in. Pure."""

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from . import messages
from .hospital import Patient, Visit


@dataclass(frozen=True)
class Send:
    """A message to send at a time; ``body`` is encoded."""

    at: datetime
    control: str
    event: str
    body: bytes


@dataclass(frozen=True)
class CheckIn:
    """Somebody holds the slip of a visit to a kiosk at a time."""

    at: datetime
    code: str


Step = Send | CheckIn


def steps_of(visit: Visit, charset: str) -> list[Step]:
    """What one visit brings; control ids are made of its number, so a repeat is a repeat."""
    known = visit if not visit.updated_at else replace(visit, patient=_before_update(visit))
    if visit.slot:
        steps = [_send("S12", visit.registered_at, known, messages.booking, charset)]
    else:
        steps = [_send("A04", visit.registered_at, known, messages.registration, charset)]
    if visit.updated_at:
        steps.append(_send("A08", visit.updated_at, visit, messages.update, charset))
    if visit.cancelled_at:
        event = "S15" if visit.slot else "A11"
        steps.append(_send(event, visit.cancelled_at, visit, messages.cancellation, charset))
    found: list[Step] = list(steps)
    if visit.checks_in_at:
        found.append(CheckIn(visit.checks_in_at, visit.ref))
    return found


def play(
    visits: Iterable[Visit],
    charset: str,
    each: Callable[[Visit, str], list[Step]] = steps_of,
) -> Iterator[Step]:
    """All steps by time. ``visits`` come in order of registration and may be endless."""
    heap: list[tuple[datetime, int, Step]] = []
    serial = 0
    for visit in visits:
        while heap and heap[0][0] <= visit.registered_at:
            yield heapq.heappop(heap)[2]
        for step in each(visit, charset):
            serial += 1
            heapq.heappush(heap, (step.at, serial, step))
    while heap:
        yield heapq.heappop(heap)[2]


def _send(
    event: str,
    at: datetime,
    visit: Visit,
    write: Callable[[Visit, str, str], str],
    charset: str,
) -> Send:
    control = f"{visit.ref[1:]}{event}"
    return Send(at, control, event, write(visit, control, charset).encode(charset))


def _before_update(visit: Visit) -> Patient:
    return replace(visit.patient, phone="")
