"""The round through the house: which devices are looked at, in which order, against last time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

SECTIONS = ("server", "interview", "terminal", "form", "training")
"""The five parts of tender item B9, in the order in which they are walked."""

Change = Literal["first", "same", "better", "worse", "changed"]


@dataclass(frozen=True)
class Stop:
    """One thing to look at. ``path``: the names of its places from the campus down.

    ``device``: 0 for none; what is looked at on one device is looked at together.
    """

    id: int
    section: str
    path: tuple[str, ...] = ()
    sequence: int = 0
    device: int = 0


def walking_order(stops: Iterable[Stop]) -> list[int]:
    """Return ids by part, then building by building and room by room, as one walks.

    >>> walking_order([Stop(1, "terminal", ("A", "10F")), Stop(2, "terminal", ("A", "2F"))])
    [2, 1]
    """
    return [
        stop.id
        for stop in sorted(
            stops,
            key=lambda one: (
                SECTIONS.index(one.section) if one.section in SECTIONS else len(SECTIONS),
                [natural(name) for name in one.path],
                one.device,
                one.sequence,
                one.id,
            ),
        )
    ]


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """Return a key by which 2F comes before 10F."""
    parts: list[tuple[int, str]] = []
    digits = text = ""
    for char in name:
        if char.isascii() and char.isdigit():
            if text:
                parts.append((-1, text))
                text = ""
            digits += char
        else:
            if digits:
                parts.append((int(digits), ""))
                digits = ""
            text += char
    if digits:
        parts.append((int(digits), ""))
    if text:
        parts.append((-1, text))
    return tuple(parts)


def sample(devices: Sequence[int], looked_at: Mapping[int, date], count: int) -> list[int]:
    """Return ``count`` devices, those longest not looked at first; 0 means all, in their order.

    So every device has its turn, however large the house is.
    """
    if not count or count >= len(devices):
        return list(devices)
    never = date.min
    chosen = sorted(devices, key=lambda one: (looked_at.get(one, never), devices.index(one)))
    kept = set(chosen[:count])
    return [one for one in devices if one in kept]


def compare(before: str, now: str) -> Change:
    """Say how an answer changed since the last inspection ("" before: it is the first)."""
    if not before:
        return "first"
    if before == now:
        return "same"
    if now == "ok":
        return "better"
    return "worse" if before == "ok" else "changed"


def repeated(key: tuple[int, int], earlier: Sequence[Iterable[tuple[int, int]]]) -> int:
    """Return how many inspections in a row, newest first, found the same before.

    ``key``: (what was looked at, on which device).
    """
    times = 0
    for found in earlier:
        if key not in set(found):
            break
        times += 1
    return times


def score(results: Iterable[str]) -> int | None:
    """Return the share of right answers among those judged, 0-100; None when none was."""
    known = list(results)
    judged = known.count("ok") + known.count("not_ok")
    return round(100 * known.count("ok") / judged) if judged else None
