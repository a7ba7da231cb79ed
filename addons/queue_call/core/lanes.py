"""The waiting, sorted once into lanes of which only the heads are ever compared.

``ordering`` says what the lanes mean and in which sequence they are asked.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timezone
from typing import Any

from .head import Head
from .policy import (
    AT_END,
    LATE,
    ClassRule,
    Key,
    LineState,
    Policy,
    Reason,
    Waiting,
    basis_key,
)
from .subslot import due_at, due_moment, slot_end

Lane = deque[Waiting]
Found = tuple[Lane, int, str]
"""A lane, the index in it, and the code of the reason."""

_NEVER = datetime.max.replace(tzinfo=timezone.utc)


def lane_of(policy: Policy, one: Waiting) -> tuple[str, ClassRule]:
    """Return the lane a patient stands in, and the rule of class that goes with it.

    The lanes: ``emergency``, ``front``, ``absolute``, ``return``, ``slot_end``, ``late``,
    ``mixed``, ``normal``, ``end``. A place by hand comes before every rule but an emergency's
    precedence; only ``end`` by hand moves even an emergency, since a person decided it.
    """
    rule = policy.class_of(one)
    if one.hand == "end":
        return "end", rule
    if rule.emergency and rule.code == one.class_code:
        return "emergency", rule
    if one.hand == "front":
        return "front", rule
    if one.return_due is not None:
        return _return_lane(one.return_due), rule
    if one.late and rule.mode != "absolute" and policy.late_mode != "normal":
        return ("late" if policy.late_mode == "after_n" else policy.late_mode), rule
    return rule.mode, rule


def _return_lane(due: int) -> str:
    if due < 0:
        return "slot_end"
    return "end" if due >= AT_END else "return"


def mixed_rule(policy: Policy, lane: str, rule: ClassRule) -> ClassRule:
    """Return the rule by which a patient of a ``mixed`` or ``late`` lane is mixed in."""
    if lane == "late":
        return ClassRule(rule.code, "mixed", AT_END, policy.late_every)
    return rule


class Lanes:
    """Everybody in his lane; ``take`` removes them in the order of the calls."""

    def __init__(self, policy: Policy, line: LineState, waiting: Sequence[Waiting]) -> None:
        """Sort them once."""
        self.policy = policy
        self.lane: dict[int, tuple[str, ClassRule]] = {}
        self.lanes: dict[str, Lane] = {name: deque() for name in _PLAIN}
        self.mixed: dict[str, tuple[ClassRule, Lane]] = {}
        self.extras: list[Key] = []
        self.until: dict[int, datetime] = {}
        self._fill(waiting)
        self.head = Head(policy.head_lock, line, self._lockers(waiting))
        self.normals, self.slot_ends = self.lanes["normal"], self.lanes["slot_end"]
        self._earliest = _suffix_minima(self.normals) if self.slot_ends else []
        self.steps = self._asked()

    def _asked(self) -> list[Callable[[LineState], Found | None]]:
        """Return the rules in the order in which they are asked, without those of empty lanes."""
        steps = [
            (self._emergency, self.lanes["emergency"]),
            (self._front, self.lanes["front"]),
            (self._absolute, self.lanes["absolute"]),
            (self._return_due, self.lanes["return"]),
            (self._mixed_due, self.mixed),
            (self._slot_end, self.slot_ends),
            (self._own_turn, self.mixed),
            (self._normal, self.normals),
            (self._rest, self.lanes["absolute"] or self.lanes["return"] or self.mixed),
            (self._end, self.lanes["end"]),
        ]
        return [step for step, anybody in steps if anybody]

    def _fill(self, waiting: Sequence[Waiting]) -> None:
        groups: dict[tuple[str, str], list[tuple[tuple[object, ...], Waiting]]] = {}
        for one in waiting:
            name, rule = self.lane[one.key] = lane_of(self.policy, one)
            code = LATE if name == "late" else rule.code if name == "mixed" else ""
            groups.setdefault((name, code), []).append((self._sort_key(name, rule, one), one))
        for (name, code), group in groups.items():
            group.sort(key=_by_key)
            lane = deque(one for _key, one in group)
            if code:
                rule = self.lane[lane[0].key][1]
                self.mixed[code] = (mixed_rule(self.policy, name, rule), lane)
            else:
                self.lanes[name] = lane

    def _sort_key(self, name: str, rule: ClassRule, one: Waiting) -> tuple[object, ...]:
        if name in ("emergency", "absolute"):
            return rule.rank, *basis_key(self.policy, one)
        if name == "return":
            return one.return_due, one.checkin_no, one.key
        if name == "slot_end":
            self.until[one.key] = self._until(one)
            return self.until[one.key], one.checkin_no, one.key
        if name in ("late", "end"):
            return one.checkin_no, one.key
        return basis_key(self.policy, one)

    def _until(self, one: Waiting) -> datetime:
        if one.return_due is not None:
            return due_moment(one.return_due)
        return slot_end(self.policy, one.checked_in_at, one.slot_start)

    def _lockers(self, waiting: Sequence[Waiting]) -> list[Waiting]:
        if not self.policy.head_lock:
            return []
        return [one for one in waiting if self.lane[one.key][0] != "end"]

    def take(self, line: LineState) -> tuple[Waiting, Reason]:
        """Remove and return the next one, with the reason."""
        for step in self.steps:
            found = step(line)
            if found:
                lane, index, code = found
                chosen = lane[index]
                del lane[index]
                if self.policy.head_lock:
                    self.head.leave(chosen)
                return chosen, self._reason(code, chosen)
        raise IndexError("nobody is waiting")

    # -- the rules, in the order in which they are asked ----------------------------------------
    def _emergency(self, _line: LineState) -> Found | None:
        return self._first("emergency", "absolute")

    def _front(self, _line: LineState) -> Found | None:
        return self._first("front", "front")

    def _absolute(self, _line: LineState) -> Found | None:
        lane = self.lanes["absolute"]
        index = self.head.free(lane)
        return None if index is None else (lane, index, "absolute")

    def _return_due(self, line: LineState) -> Found | None:
        lane = self.lanes["return"]
        index = self.head.free(lane)
        if index is None or (lane[index].return_due or 0) > line.normals_called:
            return None
        return lane, index, "return_due"

    def _mixed_due(self, line: LineState) -> Found | None:
        due = []
        for code, (rule, lane) in self.mixed.items():
            if not lane or line.normals_called - line.last_mixed.get(code, 0) < rule.every:
                continue
            index = self.head.free(lane)
            if index is not None:
                reason = "late_due" if code == LATE else "mixed_due"
                due.append((rule.rank, self._key(lane[index]), (lane, index, reason)))
        return min(due, key=lambda item: item[:2])[2] if due else None

    def _slot_end(self, _line: LineState) -> Found | None:
        """The sub-slot is over for those who wait: nobody of it, nor from before, is left."""
        if not self.slot_ends:
            return None
        first = self._earliest[-len(self.normals)] if self.normals else _NEVER
        one = self.slot_ends[0]
        if first < self.until[one.key]:
            return None
        return self.slot_ends, 0, "slot_end" if one.return_due is None else "slot_end_return"

    def _own_turn(self, _line: LineState) -> Found | None:
        if not self.normals:
            return None
        lanes = [lane for rule, lane in self.mixed.values() if lane and rule.never_later]
        first = min(lanes, key=self._head_key, default=None)
        if first is None or self._head_key(first) > self._head_key(self.normals):
            return None
        return first, 0, "own_turn"

    def _normal(self, _line: LineState) -> Found | None:
        return self._first("normal", "normal")

    def _rest(self, _line: LineState) -> Found | None:
        lanes = [self.lanes["absolute"], self.lanes["return"]]
        lanes = [lane for lane in (*lanes, *(lane for _rule, lane in self.mixed.values())) if lane]
        if not lanes:
            return None
        lane = min(lanes, key=lambda lane: (lane[0].checkin_no, lane[0].key))
        return lane, 0, "absolute" if lane is self.lanes["absolute"] else "rest"

    def _end(self, _line: LineState) -> Found | None:
        return self._first("end", "end")

    def _first(self, name: str, code: str) -> Found | None:
        lane = self.lanes[name]
        return (lane, 0, code) if lane else None

    # -- why -------------------------------------------------------------------------------------
    def _key(self, one: Waiting) -> Key:
        return basis_key(self.policy, one)

    def _head_key(self, lane: Lane) -> Key:
        return self._key(lane[0])

    def _reason(self, code: str, chosen: Waiting) -> Reason:
        """Name what the sentence needs: the rule, whom it passes, or how many passed him."""
        key = self._key(chosen)
        params: dict[str, int | str] = {"basis": self.policy.basis}
        if code in ("normal", "own_turn"):
            params["passed_by"] = len(self.extras) - bisect_right(self.extras, key)
            return Reason(code, params)
        if self.normals and self._head_key(self.normals) < key:
            params["passes"] = self.normals[0].number
            insort(self.extras, key)
        self._more(code, chosen, params)
        return Reason(_END[self._why_end(chosen)] if code == "end" else code, params)

    def _more(self, code: str, chosen: Waiting, params: dict[str, int | str]) -> None:
        rule = self.lane[chosen.key][1]
        if code in ("absolute", "mixed_due"):
            params["class"] = rule.code
            params["every"] = rule.every
        elif code == "late_due":
            params["every"] = self.policy.late_every
        elif code == "return_due":
            params["after"] = self.policy.no_show_after
        elif code.startswith("slot_end"):
            params["until"] = -due_at(self.until[chosen.key])

    def _why_end(self, chosen: Waiting) -> int:
        return 0 if chosen.hand else 1 if chosen.return_due is not None else 2


_PLAIN = "emergency front absolute return slot_end normal end".split()
_END = ("end_hand", "end", "end_late")


def _by_key(item: tuple[tuple[object, ...], Waiting]) -> Any:
    return item[0]


def _suffix_minima(normals: Iterable[Waiting]) -> list[datetime]:
    """Return for each place the earliest slot (or check-in) from there to the end."""
    earliest = _NEVER
    minima = []
    for one in reversed(list(normals)):
        earliest = min(earliest, one.slot_start or one.checked_in_at)
        minima.append(earliest)
    return minima[::-1]
