"""Whom a session that serves several queues calls next: the heads of its lanes, by weight.

1. An **absolute** class first, whatever its queue: the smaller rank, then who checked in first.
2. What an **earlier half-day** left, where the queue's policy carries it over first.
3. The **weights**: queue A 2 : queue B 1 gives A B A, again and again (smooth weighted round
   robin). A queue in which nobody waits gives its turn away: it is owed nothing later.
   Without weights: who checked in first.

The weights work on *credits*, which the caller keeps with each call and hands back at the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")
Credits = Mapping[int, int]
_Key = tuple[datetime, int]


@dataclass(frozen=True)
class Head(Generic[T]):
    """The first of one lane: ``what`` the caller wants back, and what it is compared by.

    ``absolute``: the rank of an absolute class, or None; ``carried``: left over from an earlier
    half-day and to go first; ``half``: which half-day, comparable; ``since``, ``key``: check-in.
    """

    what: T
    queue: int
    since: datetime
    key: int
    absolute: int | None = None
    carried: bool = False
    half: str = ""


def merge(
    lanes: Iterable[Iterator[Head[T]]], weights: Mapping[int, int], credits: Credits
) -> Iterator[tuple[T, Credits]]:
    """Yield everybody in the order of the calls, with the credits after each call.

    ``weights``: {queue: turns}, a queue without one counts 1; empty for "who checked in first".
    Each lane keeps its own order. Who stops early pays for no more.

    >>> at = datetime(2026, 3, 2)
    >>> a, b = (iter([Head(f"{q}{n}", q, at, n) for n in range(4)]) for q in (1, 2))
    >>> [what for what, _credits in merge([a, b], {1: 2, 2: 1}, {})]
    ['10', '20', '11', '12', '21', '13', '22', '23']
    """
    heads = [(head, lane) for lane in lanes for head in [next(lane, None)] if head]
    while heads:
        index = _first([head for head, _lane in heads], weights, credits)
        head, lane = heads[index]
        present = {one.queue for one, _lane in heads}
        credits = charge(weights, credits, present, head.queue)
        yield head.what, credits
        following = next(lane, None)
        if following:
            heads[index] = (following, lane)
        else:
            del heads[index]


def charge(
    weights: Mapping[int, int], credits: Credits, present: Iterable[int], called: int
) -> Credits:
    """Return the credits after a call of ``called`` while the queues ``present`` had somebody.

    Every queue present earns its weight, the one called pays for all of them; a queue where
    nobody waits earns nothing, and what it had is kept within one round.

    >>> charge({1: 2, 2: 1}, {}, {1, 2}, 1)
    {1: -1, 2: 1}
    """
    if not weights:
        return credits
    there = sorted(set(present) | {called})
    total = sum(_weight(weights, queue) for queue in there)
    after = {queue: credits.get(queue, 0) + _weight(weights, queue) for queue in there}
    after[called] -= total
    return {queue: max(-total, min(total, value)) for queue, value in after.items()}


def explain_turns(weights: Mapping[int, int], names: Mapping[int, str], lang: str) -> str:
    """Return the sentence about several queues called in turn; empty without weights.

    >>> explain_turns({1: 2, 2: 1}, {1: "A", 2: "B"}, "zh_CN")
    '与其他队列交叉叫号（A 2 : B 1）。'
    """
    if len(weights) < 2:
        return ""
    shares = " : ".join(f"{names.get(queue, queue)} {weights[queue]}" for queue in sorted(weights))
    if lang.startswith("zh"):
        return f"与其他队列交叉叫号（{shares}）。"
    return f"Several queues are called in turn ({shares})."


def _first(heads: list[Head[T]], weights: Mapping[int, int], credits: Credits) -> int:
    everybody = range(len(heads))
    absolute = [index for index in everybody if heads[index].absolute is not None]
    if absolute:
        return min(absolute, key=lambda one: (heads[one].absolute or 0, _since(heads[one])))
    carried = [index for index in everybody if heads[index].carried]
    among = carried or list(everybody)
    earliest = min(heads[index].half for index in among) if carried else ""
    among = [index for index in among if not carried or heads[index].half == earliest]
    if weights:
        turn = _turn({heads[index].queue for index in among}, weights, credits)
        among = [index for index in among if heads[index].queue == turn]
    return min(among, key=lambda one: _since(heads[one]))


def _turn(queues: Iterable[int], weights: Mapping[int, int], credits: Credits) -> int:
    """The queue with the most credit once each has earned its weight; ties by its id."""
    return min(queues, key=lambda one: (-credits.get(one, 0) - _weight(weights, one), one))


def _weight(weights: Mapping[int, int], queue: int) -> int:
    return max(1, weights.get(queue, 1))


def _since(head: Head[T]) -> _Key:
    return head.since, head.key


def turns(weights: Mapping[int, int], queues: Iterable[int]) -> dict[int, int]:
    """Return the weights of these queues; nothing when only one is served or none has a weight."""
    mine = {queue: weights.get(queue, 0) for queue in queues}
    if len(mine) < 2 or not any(mine.values()):
        return {}
    return {queue: max(1, weight) for queue, weight in mine.items()}
