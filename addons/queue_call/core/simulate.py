"""A day under given rules: when everybody is called, and what another rule would change.

    day = generate_day(seed, "county")            # or recorded_day(core events of a line)
    result = compare(day, old_policy, new_policy)
    result.sentences("zh_CN", class_names={"elderly": "老年人"}, label=printed_number)
    result.moved, result.worst, result.waits      # the same as data

Nothing here is random: a day played twice gives the same outcome. What is left out on purpose:
walking times, benches and doctors' own numbers; the preview speaks about the order of one line.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .comparison import Comparison, Moved, Waits
from .day import PROFILES, Day, Patient, Profile, generate_day, recorded_day
from .ordering import LineState, Policy, Waiting, advance, forecast, return_due

__all__ = [
    "PROFILES",
    "Call",
    "Comparison",
    "Day",
    "Moved",
    "Outcome",
    "Patient",
    "Profile",
    "Waits",
    "compare",
    "generate_day",
    "play",
    "recorded_day",
]

_MISSED_S = 60
"""How long a room waits at least for somebody who does not come."""


@dataclass(frozen=True)
class Call:
    """One call that was answered: ``wait`` in minutes since he joined, ``order`` from 1.

    ``revisit``: the second call, back from tests; ``class_code`` as the rules saw him.
    """

    key: int
    number: int
    class_code: str
    joined_at: datetime
    called_at: datetime
    order: int
    revisit: bool = False

    @property
    def wait(self) -> float:
        """Minutes from joining the line to this call."""
        return (self.called_at - self.joined_at) / timedelta(minutes=1)


@dataclass(frozen=True)
class Outcome:
    """What a day became: ``calls`` in their order; ``first``: each patient's own first visit."""

    calls: tuple[Call, ...]

    @property
    def first(self) -> dict[int, Call]:
        """Return the answered call of each patient's first visit, by key."""
        return {one.key: one for one in self.calls if not one.revisit}


def play(day: Day, policy: Policy, rooms: int | None = None) -> Outcome:
    """Play a day under a policy in ``rooms`` rooms (the day's own number if not given).

    Every patient is called once for the first visit, and once more when he was sent for tests.
    Who misses the call returns by the policy's rule. Nobody is sent home: the rooms work until
    the line is empty, and the afternoon's rooms also call what the morning left.

    >>> day = generate_day(1, Profile(patients=30, rooms=1, tests=0))
    >>> outcome = play(day, Policy())
    >>> sorted(call.key for call in outcome.calls) == list(range(1, 31))
    True
    """
    return _Hall(day, policy, max(1, rooms or day.rooms)).run()


def compare(day: Day, old: Policy, new: Policy, rooms: int | None = None) -> Comparison:
    """Return what happens to the patients of a day when ``new`` replaces ``old``.

    >>> from .policy import ClassRule
    >>> day = generate_day(1, Profile(patients=30, rooms=1))
    >>> compare(day, Policy(), Policy()).moved
    ()
    """
    before, after = play(day, old, rooms), play(day, new, rooms)
    then, now = before.first, after.first
    moved = [_moved(then[key], now[key]) for key in then if then[key].order != now[key].order]
    moved.sort(key=lambda one: (-one.extra_min, one.new_order))
    return Comparison(len(then), tuple(moved), _waits(before, after))


def _moved(then: Call, now: Call) -> Moved:
    return Moved(
        key=now.key,
        number=now.number,
        class_code=now.class_code,
        old_order=then.order,
        new_order=now.order,
        old_at=then.called_at,
        new_at=now.called_at,
        extra_min=now.wait - then.wait,
    )


def _waits(before: Outcome, after: Outcome) -> tuple[Waits, ...]:
    """Waits by class: each call under the class that a patient's own data give, in both days."""
    codes = {(one.key, one.revisit): one.class_code for one in after.calls}
    groups: dict[str, tuple[list[float], list[float]]] = {}
    for side, outcome in enumerate((before, after)):
        for call in outcome.calls:
            code = codes.get((call.key, call.revisit), call.class_code)
            groups.setdefault(code, ([], []))[side].append(call.wait)
    return tuple(Waits.of(code, *groups[code]) for code in sorted(groups))


@dataclass(frozen=True)
class _Due:
    """Somebody who is about to join a line: for the first time, or again."""

    patient: Patient
    visit: int = 0
    missed: bool = False


class _Line:
    """One half-day's line."""

    def __init__(self) -> None:
        self.state = LineState()
        self.waiting: dict[int, Waiting] = {}
        self.joined = 0


class _Hall:
    """The rooms and lines while a day is played."""

    def __init__(self, day: Day, policy: Policy, rooms: int) -> None:
        self.day, self.policy = day, policy
        self.lines = [_Line() for _ in range(max(2, len(day.opens)))]
        self.free = [(day.opens[0], room) for room in range(rooms)]
        self.coming: list[tuple[datetime, int, _Due]] = []
        self.tick = 0
        self.in_line: dict[int, tuple[_Due, datetime]] = {}
        self.calls: list[Call] = []
        for one in day.patients:
            self._expect(self._may_join(one), _Due(one))

    def run(self) -> Outcome:
        now = self.day.opens[0]
        while self.coming or self.in_line:
            now = max(now, self.free[0][0])
            room = self.free[0][1]
            if not self.in_line:
                now = max(now, self.coming[0][0])
            self._let_in(now)
            line = self._next_line(now)
            if line is None:  # all who wait belong to rooms that open later
                heapq.heapreplace(self.free, (self._next_moment(now), room))
                continue
            heapq.heapreplace(self.free, (self._call(line, now), room))
        return Outcome(tuple(self.calls))

    def _may_join(self, one: Patient) -> datetime:
        """The moment at which the early check-in window lets him in."""
        policy = self.policy
        if one.slot_start is None or policy.early_mode == "any":
            return one.arrives
        minutes = policy.early_minutes if policy.early_mode == "minutes" else 0
        return max(one.arrives, one.slot_start - timedelta(minutes=minutes))

    def _expect(self, at: datetime, due: _Due) -> None:
        self.tick += 1
        heapq.heappush(self.coming, (at, self.tick, due))

    def _let_in(self, now: datetime) -> None:
        while self.coming and self.coming[0][0] <= now:
            at, _tick, due = heapq.heappop(self.coming)
            self._join(due, at)

    def _join(self, due: _Due, at: datetime) -> None:
        one, policy = due.patient, self.policy
        line = self.lines[one.half]
        line.joined += 1
        revisit = due.visit > 0
        late_after = timedelta(minutes=policy.late_after_min)
        late = one.slot_start is not None and not revisit and at > one.slot_start + late_after
        place = Waiting(
            key=one.key,
            number=one.number,
            checked_in_at=at,
            checkin_no=line.joined,
            slot_start=one.slot_start,
            class_code=one.class_code or ("revisit" if revisit else ""),
            source=one.source,
            late=late,
        )
        if due.missed:
            due_now = return_due(
                policy, line.state, place.class_code, now=at, slot_start=one.slot_start
            )
            place = replace(place, return_due=due_now)
        line.waiting[one.key] = place
        line.state = replace(line.state, joined=line.joined)
        self.in_line[one.key] = (due, at)

    def _next_line(self, now: datetime) -> _Line | None:
        """The line that is called from: what the morning left first, or merged by check-in."""
        able = [
            line
            for half, line in enumerate(self.lines)
            if line.waiting and self.day.opens[min(half, len(self.day.opens) - 1)] <= now
        ]
        if not able or self.policy.carry_over == "first":
            return able[0] if able else None
        return min(able, key=lambda line: self._head(line).checked_in_at)

    def _next_moment(self, now: datetime) -> datetime:
        moments = [at for at in self.day.opens if at > now]
        moments += [self.coming[0][0]] if self.coming else []
        return min(moments)

    def _head(self, line: _Line) -> Waiting:
        return next(forecast(self.policy, line.state, list(line.waiting.values()))).waiting

    def _call(self, line: _Line, now: datetime) -> datetime:
        """Call the next one; return when the room is free again."""
        head = self._head(line)
        del line.waiting[head.key]
        line.state = advance(self.policy, line.state, head)
        due, joined_at = self.in_line.pop(head.key)
        one = due.patient
        if one.misses is not None and due.visit == 0 and not due.missed:
            gone = now + timedelta(seconds=max(_MISSED_S, self.policy.no_show_min_delay_s))
            self._expect(max(gone, now + timedelta(minutes=one.misses)), replace(due, missed=True))
            return gone
        if due.missed:  # he waits since he first joined, also where he was not there
            joined_at = max(self._may_join(one), self.day.opens[0])
            joined_at = min(joined_at, now)
        code = head.class_code or self.policy.class_of(head).code
        self.calls.append(
            Call(one.key, one.number, code, joined_at, now, len(self.calls) + 1, due.visit > 0)
        )
        minutes = one.revisit_min if due.visit else one.service_min
        done = now + timedelta(minutes=minutes)
        if one.tests_min is not None and not due.visit:
            self._expect(done + timedelta(minutes=one.tests_min), _Due(one, visit=1))
        return done
