"""A day of the demo hospital, and a present that never ends, as lists of visits. Pure.

The curve of arrivals (queue-rules): most come at 8:00–9:30 and 13:30–14:30.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from .hospital import (
    NOON,
    ZONE,
    Visit,
    draw_class,
    draw_clinic,
    draw_patient,
    draw_phone,
    half_day,
)

# (from, to, weight per hour), hours of the hospital's clock
ARRIVALS = (
    (7.25, 8.0, 6.0), (8.0, 9.5, 20.0), (9.5, 10.5, 8.0), (10.5, 11.5, 4.0), (11.5, 13.0, 0.7),
    (13.0, 13.5, 5.0), (13.5, 14.5, 14.0), (14.5, 15.5, 5.0), (15.5, 16.5, 2.5),
)  # fmt: skip
OPENS = {"am": time(8), "pm": time(13, 30)}
CLOSES = {"am": time(11, 45), "pm": time(16, 45)}
SLOT = timedelta(minutes=15)
CROWD = 12
PAUSE = (20.0, 40.0)  # seconds between two arrivals of the present


def plan_day(
    day: date, patients: int, seed: int, charset: str = "utf-8", mark: str = ""
) -> list[Visit]:
    """Visits of a day, first registered first. Equal arguments give equal visits.

    ``mark``: start of all numbers; two runs with one mark and seed are one and the same day.
    """
    rng = Random(f"{seed}/{day}")
    mark = mark or f"{day:%y%m%d}{seed % 1000:03}"
    visits = []
    for number in range(1, patients + 1):
        arrives = _clock(day, _draw_hour(rng)) + timedelta(milliseconds=rng.randrange(1000))
        visit = _draw_visit(rng, f"{mark}{number:04}", arrives, charset)
        if rng.random() < 0.45:
            visit = _booked(rng, visit)
        visits.append(_fate(rng, visit, minutes=1.0))
    return sorted(visits, key=lambda visit: visit.registered_at)


def live(now: datetime, limit: int, seed: int, charset: str = "utf-8") -> Iterator[Visit]:
    """Visits without end: a small crowd at ``now`` (aware), then one every 20–40 s.

    After ``limit`` arrivals in a half-day nobody comes before the next one. Numbers start with
    ``now``, so that a second run brings other patients.
    """
    rng = Random(f"{seed}/{now.isoformat()}")
    mark = f"L{now.astimezone(ZONE):%y%m%d%H%M%S}"
    at, here, count, number = now, None, 0, 0
    while True:
        if _half(at) != here:
            here, count = _half(at), 0
        if count >= limit:
            at = _next_half(at)
            continue
        count, number = count + 1, number + 1
        visit = _draw_visit(rng, f"{mark}{number:04}", at, charset)
        yield _fate(rng, _soon(rng, visit), minutes=0.2)
        pause = 0.4 if number < CROWD else rng.uniform(*PAUSE)
        at += timedelta(seconds=pause)


def _draw_hour(rng: Random) -> float:
    weights = [(end - begin) * weight for begin, end, weight in ARRIVALS]
    begin, end, _weight = rng.choices(ARRIVALS, weights)[0]
    return rng.uniform(begin, end)


def _clock(day: date, hour: float) -> datetime:
    midnight = datetime.combine(day, time(), ZONE)
    return midnight + timedelta(seconds=round(hour * 3600))


def _draw_visit(rng: Random, number: str, arrives: datetime, charset: str) -> Visit:
    today = arrives.astimezone(ZONE).date()
    patient = draw_patient(rng, number, today, charset)
    return Visit(
        ref=f"V{number}",
        patient=patient,
        clinic=draw_clinic(rng),
        class_code=draw_class(rng, patient, today),
        arrives=arrives,
    )


def _booked(rng: Random, visit: Visit) -> Visit:
    """The same visit as an appointment: most are handed over before the doors open."""
    slot = _slot_after(visit.arrives)
    opens = _clock(visit.arrives.date(), 6.5)
    booked = opens + timedelta(seconds=rng.randrange(1800))
    if rng.random() < 0.3:
        booked = max(booked, visit.arrives - timedelta(minutes=rng.randrange(30, 180)))
    return replace(visit, slot=slot, booked_at=booked)


def _slot_after(arrives: datetime) -> datetime:
    """The next slot of the half-day in which somebody comes, the last one when it is over."""
    half = half_day(arrives)
    first, last = (datetime.combine(arrives.date(), clock[half], ZONE) for clock in (OPENS, CLOSES))
    steps = -(-(arrives - first) // SLOT)
    return min(max(first + steps * SLOT, first), last)


def _soon(rng: Random, visit: Visit) -> Visit:
    """Some of those who come now booked by telephone for the next minutes."""
    slot = visit.arrives + timedelta(minutes=rng.randrange(5, 40))
    slot = slot.replace(second=0, microsecond=0)
    if rng.random() >= 0.35 or _half(slot) != _half(visit.arrives):
        return visit
    return replace(visit, slot=slot, booked_at=visit.arrives)


def _fate(rng: Random, visit: Visit, minutes: float) -> Visit:
    """What becomes of a visit; ``minutes`` scales how long people take."""
    kind, wait = rng.random(), timedelta(minutes=minutes * rng.uniform(1, 10))
    at_door = max(visit.arrives, visit.registered_at + timedelta(minutes=minutes))
    if kind < 0.06:
        return replace(visit, cancelled_at=visit.registered_at + wait)
    if kind < 0.10:
        return visit  # does not come to the desk
    if kind < 0.18:
        patient = replace(visit.patient, phone=draw_phone(rng))
        visit = replace(visit, patient=patient, updated_at=visit.registered_at + wait)
    return replace(visit, checks_in_at=at_door + wait / 2)


def _half(at: datetime) -> tuple[date, str]:
    return at.astimezone(ZONE).date(), half_day(at)


def _next_half(at: datetime) -> datetime:
    local = at.astimezone(ZONE)
    if half_day(at) == "am":
        return datetime.combine(local.date(), time(NOON), ZONE)
    return datetime.combine(local.date() + timedelta(days=1), time(), ZONE)
