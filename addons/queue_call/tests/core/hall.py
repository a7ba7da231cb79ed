"""A hospital hall made of draws: days on which the forecast of waiting times is tried.

The hall knows nothing of the forecast: its doctors have paces of their own and better and worse
days, patients come early and late, some are not there when they are called.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from heapq import heappop, heappush
from math import log
from random import Random

from queue_call.core import pace, waiting
from queue_call.core.ordering import (
    ClassRule,
    LineState,
    Policy,
    Waiting,
    advance,
    order,
    return_due,
)

START = datetime(2026, 3, 2, 0, 0, tzinfo=timezone.utc)
ELDERLY = ClassRule("elderly", "mixed", every=2)
EMERGENCY = ClassRule("emergency", "absolute", rank=1)


@dataclass(frozen=True)
class Profile:
    """What kind of hall: seconds a doctor takes (one a room), who comes, what is uncertain."""

    doctors: tuple[float, ...] = (300.0,)
    patients: int = 34
    hours: float = 3.0
    sigma: float = 0.55
    day_drift: float = 0.12
    elderly: float = 0.0
    emergency: float = 0.0
    missing: float = 0.05
    basis: str = "check_in"
    gamma: bool = False

    @property
    def policy(self):
        return Policy(basis=self.basis, classes=(ELDERLY, EMERGENCY))


@dataclass
class Learned:
    """What is known from the days before: per doctor the times, and how many of each class."""

    seconds: dict = field(default_factory=dict)
    classes: dict = field(default_factory=dict)
    returns: int = 0
    hours: float = 0.0
    paces: dict = field(default_factory=dict)

    def usual(self, doctor):
        if doctor not in self.paces:
            everybody = [one for times in self.seconds.values() for one in times]
            queue = pace.learn(pace.DEFAULT, pace.Sample.of(everybody))
            own = pace.Sample.of(self.seconds.get(doctor, ()))
            self.paces[doctor] = pace.learn(queue, own)
        return self.paces[doctor]

    def add(self, day):
        """Take over what a day that is over has shown."""
        for room, times in day.seconds.items():
            self.seconds.setdefault(room, []).extend(times)
        for code, n in day.classes.items():
            self.classes[code] = self.classes.get(code, 0) + n
        self.returns += day.returns
        self.hours += day.profile.hours
        self.paces.clear()

    def extras(self, policy):
        rates = {code: n / self.hours for code, n in self.classes.items()} if self.hours else {}
        return waiting.extras(policy, rates, self.returns / self.hours if self.hours else 0.0)


@dataclass
class Promise:
    """What one patient was told at the check-in, and what came true."""

    low: float
    high: float
    naive: float
    actual: float


class Day:
    """One half-day, played; ``promises`` holds what every patient was told."""

    def __init__(self, profile, seed, learned, telling=True):
        self.profile, self.learned, self.telling = profile, learned, telling
        self.random = Random(f"day {seed}")
        self.policy, self.line = profile.policy, LineState()
        self.drift = [self.random.gauss(0, profile.day_drift) for _one in profile.doctors]
        self.busy = {n: None for n in range(len(profile.doctors))}
        self.waiting, self.events, self.told, self.promises = {}, [], {}, []
        self.seconds = {n: [] for n in self.busy}
        self.classes, self.returns, self.checkin_no, self.counter = {}, 0, 0, 0
        self.expected = {}
        for number in range(1, profile.patients + 1):
            self.arrange(number)

    def arrange(self, number):
        slot = self.profile.hours * 3600 * (number - 1) / self.profile.patients
        at = max(0.0, slot - 900 + self.random.gauss(0, 900))
        draw = self.random.random()
        code = "emergency" if draw < self.profile.emergency else ""
        code = code or ("elderly" if draw < self.profile.emergency + self.profile.elderly else "")
        self.expected[number] = slot, code
        self.push(at, "arrive", number)

    def push(self, at, kind, what):
        self.counter += 1
        heappush(self.events, (at, self.counter, kind, what))

    def play(self):
        while self.events:
            at, _order, kind, what = heappop(self.events)
            getattr(self, kind)(at, what)
            for room in [n for n, since in self.busy.items() if since is None]:
                self.call(at, room)
        return self

    def arrive(self, at, number):
        slot, code = self.expected.pop(number)
        self.join(at, number, slot, code, None)
        self.classes[code] = self.classes.get(code, 0) + 1
        if self.telling:
            self.tell(at, number)

    def join(self, at, number, slot, code, due):
        self.checkin_no += 1
        self.waiting[number] = Waiting(
            number,
            number,
            START + timedelta(seconds=at),
            self.checkin_no,
            slot_start=START + timedelta(seconds=slot),
            class_code=code,
            return_due=due,
        )

    def come_back(self, at, one):
        self.returns += 1
        due = return_due(self.policy, self.line, one.class_code)
        self.join(at, one.number, (one.slot_start - START).total_seconds(), one.class_code, due)

    def call(self, at, room):
        if not self.waiting:
            return
        one = order(self.policy, self.line, list(self.waiting.values()))[0].waiting
        self.line = advance(self.policy, self.line, one)
        del self.waiting[one.number]
        told = self.told.pop(one.number, None)
        if told:
            self.promises.append(Promise(*told[:3], at - told[3]))
        seconds = self.service(room)
        if one.return_due is None and self.random.random() < self.profile.missing:
            seconds = self.random.uniform(40, 120)
            if self.random.random() < 0.6:
                self.push(at + seconds + self.random.expovariate(1 / 600), "come_back", one)
        self.busy[room] = at
        self.seconds[room].append(seconds)
        self.push(at + seconds, "done", room)

    def service(self, room):
        mean = self.profile.doctors[room] * 2.718281828 ** self.drift[room]
        if self.profile.gamma:
            return 30 + self.random.gammavariate(3.0, (mean - 30) / 3.0)
        sigma = self.profile.sigma
        return self.random.lognormvariate(log(mean) - sigma**2 / 2, sigma)

    def done(self, _at, room):
        self.busy[room] = None

    # -- what is told ----------------------------------------------------------------------------
    def tell(self, at, number):
        places = order(self.policy, self.line, list(self.waiting.values()))
        people = [
            waiting.Person(p.waiting.key, level=waiting.level_of(self.policy, p.waiting))
            for p in places
        ]
        found = waiting.ranges(
            waiting.Line(
                people,
                [self.room(room, at) for room in self.busy],
                self.coming(at, places),
                self.learned.extras(self.policy),
                seed=number,
            )
        )
        if number in found:
            ahead = [p.waiting.number for p in places].index(number)
            self.told[number] = (*found[number], self.naive(ahead), at)

    def room(self, room, at):
        # The last of today's times is not over yet.
        over = self.seconds[room] if self.busy[room] is None else self.seconds[room][:-1]
        belief = pace.today(self.learned.usual(room), pace.Sample.of(over))
        since = None if self.busy[room] is None else at - self.busy[room]
        return waiting.Room(room, belief, since)

    def coming(self, at, places):
        if self.policy.basis == "check_in":
            return []
        found = []
        for number, (slot, _code) in self.expected.items():
            after = [n for n, p in enumerate(places) if p.waiting.number > number]
            if after:
                found.append(waiting.Coming(after[0], slot - at, 0.95))
        return found

    def naive(self, ahead):
        """Mean time × people ahead ÷ rooms, as signs in halls compute it."""
        known = [one for times in self.learned.seconds.values() for one in times] or [300.0]
        return sum(known) / len(known) * ahead / len(self.busy)


def season(profile, days, seed=0, before=5):
    """Play ``before`` days to learn from, then ``days`` held-back ones; return their promises."""
    learned, promises = Learned(), []
    for number in range(before + days):
        day = Day(profile, f"{seed}.{number}", learned, number >= before).play()
        if number < before:
            learned.add(day)
        else:
            promises += day.promises
    return promises
