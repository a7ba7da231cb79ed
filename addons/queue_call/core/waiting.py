"""How long everybody in a line will still wait: a range that holds four times out of five.

The line is played forward some dozen times, each time with another draw of what is not known: how
fast each room is today, how long each patient takes, who is put in between, who on the way here
has a smaller number. Of the times at which a patient is called in these plays, a tenth is below
the range and a tenth above it. The draws come from a fixed seed, so the same line gives the same
answer. Everybody's range comes from the same plays.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from math import ceil, exp, floor, inf, log
from random import Random
from statistics import NormalDist

from .ordering import Policy, Waiting
from .pace import Pace

PLAYS, STEPS = 80, 4000  # plays of a line; fewer of one with many people
LOW, HIGH = 0.1, 0.9
HORIZON_S = 12 * 3600.0
_RETURN_MU, _RETURN_SIGMA = log(15 * 60.0), 0.8  # when a paused room goes on
_EARLY_S, _PUNCTUAL_S = 600.0, 1200.0  # how long before their slot people check in
_BELL = NormalDist()
ABSOLUTE, MIXED, NORMAL = 0, 1, 2


@dataclass(frozen=True)
class Person:
    """One in the line, given in the order of the forecast.

    ``rooms``: keys of the rooms that may call this patient; None: all of them. ``level``: of an
    absolute class, mixed or returned, or normal; whoever comes later passes higher levels only.
    """

    key: Hashable
    rooms: frozenset[Hashable] | None = None
    level: int = NORMAL


@dataclass(frozen=True)
class Room:
    """A room on duty.

    ``busy_s``: seconds since its last call, None when it is free. ``share``: the part of its
    calls that comes to this line, where it serves several. ``paused``: it goes on some time.
    """

    key: Hashable
    pace: Pace
    busy_s: float | None = None
    share: float = 1.0
    paused: bool = False


@dataclass(frozen=True)
class Coming:
    """Somebody registered who has not checked in, and would stand before others when he does.

    ``before``: index of the first person of the line who comes after him; ``due_s``: seconds
    until the appointment, None where there is none; ``odds``: the chance that he comes at all.
    """

    before: int
    due_s: float | None = None
    odds: float = 0.8


@dataclass(frozen=True)
class Extra:
    """A stream of patients who are put before others: a class, or no-shows who return.

    ``per_hour``: how many check in; ``every``: one after so many normals, 0: at once.
    """

    per_hour: float
    every: int = 0
    level: int = ABSOLUTE


@dataclass(frozen=True)
class Line:
    """All that a play needs to know."""

    people: Sequence[Person]
    rooms: Sequence[Room]
    coming: Sequence[Coming] = ()
    extras: Sequence[Extra] = ()
    seed: int = 0


def ranges(line: Line, plays: int = 0) -> dict[Hashable, tuple[float, float]]:
    """Return {key: (low, high)} seconds until the call; who cannot be called by anybody is missing.

    >>> room = Room("r", Pace(mu=5.7, sigma=0.5, doubt=0.1))
    >>> found = ranges(Line([Person(n) for n in range(5)], [room]))
    >>> found[0], found[4][0] < found[4][1]
    ((0.0, 0.0), True)
    """
    plays = plays or max(32, min(PLAYS, STEPS // (len(line.people) + 1)))
    random = Random(line.seed)
    moods = {room.key: _stratified(random, plays) for room in line.rooms}
    calls: dict[Hashable, list[float]] = {one.key: [] for one in line.people}
    for play in range(plays):
        _Play(line, random, {key: draws[play] for key, draws in moods.items()}).run(calls)
    found = {}
    for key, times in calls.items():
        times += [inf] * (plays - len(times))
        times.sort()
        high = _quantile(times, HIGH)
        if high < inf:
            found[key] = (_quantile(times, LOW), high)
    return found


def level_of(policy: Policy, one: Waiting) -> int:
    """Return on which level a patient stands: whom he passes, and who passes him."""
    if one.return_due is not None:
        return MIXED
    return {"absolute": ABSOLUTE, "mixed": MIXED}.get(policy.class_of(one).mode, NORMAL)


def extras(policy: Policy, per_hour: Mapping[str, float], returns: float = 0.0) -> list[Extra]:
    """Return the streams of a policy: {class code: check-ins per hour}, no-shows who return."""
    found = [Extra(returns, level=MIXED)] if returns else []
    for rule in policy.classes:
        rate = per_hour.get(rule.code, 0.0)
        if rate and rule.mode != "normal":
            absolute = rule.mode == "absolute"
            every, level = (0, ABSOLUTE) if absolute else (rule.every, MIXED)
            found.append(Extra(rate, every, level))
    return found


def shown(low_s: float, high_s: float) -> tuple[int, int]:
    """Return a range as people are told it: whole minutes, then fives, from an hour on tens.

    >>> shown(0, 100), shown(130, 500), shown(1234, 2222), shown(4000, 7000)
    ((0, 2), (2, 10), (20, 35), (70, 120))
    """
    low, high = low_s / 60, high_s / 60
    first = floor(low / _step(low) + 0.5) * _step(low)
    last = ceil(high / _step(high) - 0.5) * _step(high)
    return first, max(last, first + _step(first))


def _step(minutes: float) -> int:
    return 1 if minutes < 5 else 5 if minutes < 60 else 10


def _stratified(random: Random, plays: int) -> list[float]:
    """Standard normal draws that together are as spread as they should be."""
    draws = [_BELL.inv_cdf((one + 0.5) / plays) for one in range(plays)]
    random.shuffle(draws)
    return draws


def _quantile(ordered: Sequence[float], part: float) -> float:
    at = part * (len(ordered) - 1)
    below, above = ordered[floor(at)], ordered[ceil(at)]
    return below if below == above else below + (above - below) * (at - floor(at))


@dataclass
class _Lanes:
    """Who waits in one play: for every set of rooms a lane, by place."""

    lanes: dict[frozenset[Hashable] | None, list[tuple[float, int]]] = field(default_factory=dict)

    def add(self, rooms: frozenset[Hashable] | None, place: float, index: int) -> None:
        heappush(self.lanes.setdefault(rooms, []), (place, index))

    def _of(self, room: Hashable) -> list[tuple[float, int]]:
        if len(self.lanes) == 1 and None in self.lanes:
            return self.lanes[None]
        mine = (lane for rooms, lane in self.lanes.items() if rooms is None or room in rooms)
        return min((lane for lane in mine if lane), default=[])

    def first(self, room: Hashable) -> int | None:
        """Return the first whom this room may call: an index, -1 for somebody else, or None."""
        lane = self._of(room)
        return lane[0][1] if lane else None

    def take(self, room: Hashable) -> None:
        """Let the first of this room go."""
        heappop(self._of(room))


class _Play:
    """One way in which the rest of the half-day can go."""

    def __init__(self, line: Line, random: Random, moods: Mapping[Hashable, float]) -> None:
        self.line, self.random = line, random
        self.mus = {one.key: one.pace.mu + one.pace.doubt * moods[one.key] for one in line.rooms}
        self.rooms = {one.key: one for one in line.rooms}
        self.credits = {one.key: random.random() for one in line.rooms}
        self.free = [(self._first_free(one), n, one.key) for n, one in enumerate(line.rooms)]
        heapify(self.free)
        self.lanes = _Lanes()
        for index, person in enumerate(line.people):  # ascending, so each list is a heap
            self.lanes.lanes.setdefault(person.rooms, []).append((index, index))
        self.coming = sorted(self._arrivals(), reverse=True)
        self.streams = [(extra, self._gap(extra)) for extra in line.extras if extra.per_hour > 0]
        self.since = [0] * len(self.streams)

    def run(self, calls: dict[Hashable, list[float]]) -> None:
        """Call until everybody has been called or nobody can be; note when."""
        left = len(self.line.people)
        while left and self.free:
            at, order, key = heappop(self.free)
            if at > HORIZON_S:
                break
            self._admit(at)
            if not self._elsewhere(key):
                found = self.lanes.first(key)
                if found is None:
                    continue
                level = self.line.people[found].level if found >= 0 else NORMAL
                if not self._put_between(at, level):
                    self.lanes.take(key)
                    self._count(level)
                    if found >= 0:
                        calls[self.line.people[found].key].append(at)
                        left -= 1
            heappush(self.free, (at + self._service(key), order, key))

    # -- rooms -----------------------------------------------------------------------------------
    def _service(self, key: Hashable) -> float:
        return exp(self.random.gauss(self.mus[key], self.rooms[key].pace.sigma))

    def _first_free(self, room: Room) -> float:
        rest = 0.0
        if room.busy_s is not None:
            rest = self._rest(room, room.busy_s)
        if room.paused:
            rest += exp(self.random.gauss(_RETURN_MU, _RETURN_SIGMA))
        return rest

    def _rest(self, room: Room, elapsed: float) -> float:
        """Draw what is left of a service that has lasted so long already."""
        mu, sigma = self.mus[room.key], room.pace.sigma
        done = _BELL.cdf((log(max(1.0, elapsed)) - mu) / sigma)
        part = min(0.999, done + (1 - done) * self.random.random())
        if part <= 0:
            return 0.0
        return max(0.0, exp(mu + sigma * _BELL.inv_cdf(part)) - elapsed)

    def _elsewhere(self, key: Hashable) -> bool:
        """Whether the room's next call goes to another of its lines."""
        share = self.rooms[key].share
        if share >= 1:
            return False
        self.credits[key] += share
        if self.credits[key] >= 1:
            self.credits[key] -= 1
            return False
        return True

    # -- who comes ---------------------------------------------------------------------------------
    def _arrivals(self) -> list[tuple[float, float]]:
        found = []
        for one in self.line.coming:
            # Whoever has not come by now is the less likely to come, the later it is.
            mean = None if one.due_s is None else one.due_s - _EARLY_S
            gone = 0.0 if mean is None else min(0.999, _BELL.cdf(-mean / _PUNCTUAL_S))
            if self.random.random() < one.odds * (1 - gone) / (1 - one.odds * gone):
                part = gone + (1 - gone) * self.random.random()
                at = 3600 * part if mean is None else mean + _PUNCTUAL_S * _BELL.inv_cdf(part)
                found.append((at, one.before - 0.5))
        return found

    def _admit(self, now: float) -> None:
        while self.coming and self.coming[-1][0] <= now:
            _at, place = self.coming.pop()
            self.lanes.add(None, place, -1)

    def _gap(self, extra: Extra) -> float:
        return self.random.expovariate(extra.per_hour / 3600)

    def _put_between(self, now: float, level: int) -> bool:
        """Whether somebody who came later is called before the line goes on."""
        for n, (extra, at) in enumerate(self.streams):
            if at <= now and extra.level < level and self.since[n] >= extra.every:
                self.streams[n] = (extra, at + self._gap(extra))
                self.since[n] = 0
                return True
        return False

    def _count(self, level: int) -> None:
        for n, (extra, _at) in enumerate(self.streams):
            if level == NORMAL:
                self.since[n] += 1
            elif level == extra.level:
                self.since[n] = 0
