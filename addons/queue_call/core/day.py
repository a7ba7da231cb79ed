"""A day of a line as it is told to ``core.simulate``: made up from typical figures, or recorded.

What a day holds does not depend on the rules: who comes when, for which slot, how long the visit
takes, who misses the call, who is sent for tests and comes back. What the rules make of it is
``simulate.play``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from random import Random

from .log import Event, standing

_LOCAL = timezone(timedelta(hours=8))
A_MONDAY = datetime(2026, 3, 2, tzinfo=_LOCAL)
"""Local midnight of the day that is made up unless another is asked for."""

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Patient:
    """One patient's day, as far as no rule of the line decides it.

    ``arrives``: stands before the kiosk; whether he may check in then is the rules' business.
    ``service_min``: the visit. ``misses``: is not there at the first call, and comes back
    ``misses`` minutes later. ``tests_min``: is sent for tests and is back after so many minutes;
    the second visit then takes ``revisit_min``. ``half``: 0 morning, 1 afternoon.
    """

    key: int
    number: int
    arrives: datetime
    service_min: float
    slot_start: datetime | None = None
    class_code: str = ""
    source: str = ""
    half: int = 0
    misses: float | None = None
    tests_min: float | None = None
    revisit_min: float = 3.0


@dataclass(frozen=True)
class Day:
    """All patients of a line on one day, and when its rooms open in the morning and afternoon."""

    patients: tuple[Patient, ...]
    opens: tuple[datetime, ...]
    rooms: int = 1


@dataclass(frozen=True)
class Profile:
    """What a made-up day is like; the defaults are the typical figures of an outpatient hall.

    Shares are of all patients (``late`` of those with an appointment). ``service_mean`` and
    ``service_sigma`` are of a log-normal, in minutes. ``classes``: code -> share.
    """

    patients: int = 100
    rooms: int = 3
    classes: tuple[tuple[str, float], ...] = (("elderly", 0.02), ("military", 0.01))
    appointments: float = 0.6
    tests: float = 0.30
    passed: float = 0.06
    late: float = 0.08
    morning: float = 0.62
    service_mean: float = 6.5
    service_sigma: float = 0.5
    slot_minutes: int = 30
    midnight: datetime = field(default=A_MONDAY)


PROFILES: dict[str, Profile] = {
    "county": Profile(patients=100, rooms=3),
    "tertiary": Profile(patients=180, rooms=5),
    "giant": Profile(patients=420, rooms=10),
}
"""Made-up days by the size of the hospital: one queue of it, with the rooms that serve it."""


def generate_day(seed: int, profile: Profile | str = "county") -> Day:
    """Return a made-up day; the same seed and profile give the same day.

    Most arrive from 8:00 to 9:30 and from 13:30 to 14:30. Appointments come some minutes before
    their slot, or late; walk-ins come as they come. Numbers follow slot and arrival.

    >>> day = generate_day(7, Profile(patients=20, rooms=2))
    >>> len(day.patients), day.rooms, day == generate_day(7, Profile(patients=20, rooms=2))
    (20, 2, True)
    """
    given = PROFILES[profile] if isinstance(profile, str) else profile
    dice = Random(seed)
    crowd = [_patient(dice, given, key) for key in range(1, given.patients + 1)]
    crowd.sort(key=lambda one: (one.half, one.slot_start or one.arrives, one.key))
    numbered = [replace(one, number=number) for number, one in enumerate(crowd, 1)]
    numbered.sort(key=lambda one: (one.arrives, one.key))
    opens = (_clock(given, 8.0), _clock(given, 13.5))
    return Day(tuple(numbered), opens, given.rooms)


def _patient(dice: Random, profile: Profile, key: int) -> Patient:
    half = 0 if dice.random() < profile.morning else 1
    hour = _hour(dice, half)
    slot = None
    if dice.random() < profile.appointments:
        slot_hours = profile.slot_minutes / 60
        slot = _clock(profile, math.floor(hour / slot_hours) * slot_hours)
        late = dice.random() < profile.late
        arrives = slot + _MINUTE * (dice.uniform(31, 75) if late else dice.gauss(-10, 7))
    else:
        arrives = _clock(profile, hour)
    return Patient(
        key=key,
        number=0,
        arrives=arrives,
        service_min=_log_normal(dice, profile.service_mean, profile.service_sigma),
        slot_start=slot,
        class_code=_class(dice, profile),
        source="appointment" if slot else "walk_in",
        half=half,
        misses=dice.uniform(5, 40) if dice.random() < profile.passed else None,
        tests_min=dice.uniform(20, 80) if dice.random() < profile.tests else None,
        revisit_min=_log_normal(dice, profile.service_mean / 2, profile.service_sigma),
    )


def _hour(dice: Random, half: int) -> float:
    peak, spread = (((8.0, 9.5), (7.75, 11.5)), ((13.5, 14.5), (13.25, 16.5)))[half]
    return dice.uniform(*(peak if dice.random() < 0.65 else spread))


def _class(dice: Random, profile: Profile) -> str:
    drawn = dice.random()
    for code, share in profile.classes:
        if drawn < share:
            return code
        drawn -= share
    return ""


def _log_normal(dice: Random, mean: float, sigma: float) -> float:
    return round(dice.lognormvariate(math.log(mean) - sigma * sigma / 2, sigma), 2)


def _clock(profile: Profile, hour: float) -> datetime:
    return profile.midnight + timedelta(seconds=round(hour * 3600))


def recorded_day(events: Iterable[Event], rooms: int = 1) -> Day:
    """Return the day that a line's log tells: the events of one queue on one half-day.

    Counted is whoever checked in; what was taken back did not happen. A visit without an end in
    the log takes as long as the mean of the others. Corrections of a class count from the start.
    """
    stories: dict[int, _Story] = {}
    first_call: datetime | None = None
    for event in standing(events):
        story = stories.setdefault(event.entry, _Story())
        story.hear(event)
        if event.verb == "call" and first_call is None:
            first_call = event.at
    told = [one for one in stories.values() if one.joined is not None]
    known = [one.service for one in told if one.service is not None]
    mean = sum(known) / len(known) if known else Profile().service_mean
    patients = [patient for one in told for patient in [one.patient(mean)] if patient]
    patients.sort(key=lambda one: (one.arrives, one.key))
    opens = first_call or (patients[0].arrives if patients else A_MONDAY)
    return Day(tuple(patients), (opens,), rooms)


class _Story:
    """One patient's events, as they come."""

    def __init__(self) -> None:
        self.joined: Event | None = None
        self.class_code = ""
        self.called: datetime | None = None
        self.left: dict[str, datetime] = {}
        self.service: float | None = None
        self.second: float | None = None
        self.misses: float | None = None
        self.tests: float | None = None

    def hear(self, event: Event) -> None:
        if event.verb == "check_in" and event.waiting is not None:
            self.joined = event
        if event.waiting is not None and self.tests is None and event.waiting.class_code:
            if event.verb != "return_from_tests":
                self.class_code = event.waiting.class_code
        if event.verb == "call":
            self.called = event.at
        elif event.verb in ("finish", "send_away"):
            self._served(event)
        elif event.verb == "return_no_show" and self.misses is None:
            self.misses = self._since("no_show", event)
        elif event.verb == "return_from_tests" and self.tests is None:
            self.tests = self._since("send_away", event)
        self.left[event.verb] = event.at

    def _served(self, event: Event) -> None:
        minutes = (event.at - (self.called or event.at)) / _MINUTE
        if self.service is None:
            self.service = minutes
        else:
            self.second = minutes

    def _since(self, verb: str, event: Event) -> float | None:
        return (event.at - self.left[verb]) / _MINUTE if verb in self.left else None

    def patient(self, mean: float) -> Patient | None:
        if self.joined is None or self.joined.waiting is None:
            return None
        place = self.joined.waiting
        return Patient(
            key=place.key,
            number=place.number,
            arrives=self.joined.at,
            service_min=mean if self.service is None else self.service,
            slot_start=place.slot_start,
            class_code=self.class_code,
            source=place.source,
            misses=self.misses,
            tests_min=self.tests,
            revisit_min=mean / 2 if self.second is None else self.second,
        )
