"""A release reaches the devices of a hospital in waves; failures stop it before the next wave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal, TypeVar

State = Literal["waiting", "sent", "done", "failed", "back"]
Step = Literal["go", "wait", "window", "stop", "finished"]
T = TypeVar("T")
FIRST, SECOND = 1, 0.2


@dataclass(frozen=True)
class Device:
    """A device in its wave (1 …)."""

    wave: int
    state: State


def waves(devices: Sequence[T]) -> list[list[T]]:
    """Return one device, then a fifth of the others, then the rest; no wave is empty."""
    rest = list(devices)
    cut = FIRST + max(1, round((len(rest) - FIRST) * SECOND))
    return [one for one in (rest[:FIRST], rest[FIRST:cut], rest[cut:]) if one]


def in_window(local: time, opens: time, closes: time) -> bool:
    """Return whether it is time to work; a window may reach over midnight, equal ends: all day."""
    if opens == closes:
        return True
    if opens < closes:
        return opens <= local < closes
    return local >= opens or local < closes


def step(
    devices: Iterable[Device], stop_after: int, now: datetime, opens: time, closes: time
) -> tuple[Step, int]:
    """Return what comes next and the wave it is about (0: none). ``now``: the hospital's time.

    stop: so many devices failed that nothing more is sent; wait: devices of a wave have not
    answered; window: the next wave may not begin now.
    """
    all_ = list(devices)
    if sum(one.state in ("failed", "back") for one in all_) >= stop_after:
        return "stop", 0
    under_way = [one.wave for one in all_ if one.state == "sent"]
    if under_way:
        return "wait", min(under_way)
    left = [one.wave for one in all_ if one.state == "waiting"]
    if not left:
        return "finished", 0
    if not in_window(now.time(), opens, closes):
        return "window", min(left)
    return "go", min(left)
