"""When a loudspeaker has died: what the device beside it may conclude, and for how long.

The standby hears the same calls. When one of them should long have begun it asks the server, which
knows whether the speaking device has shown any of them: a device that shows calls lives, and its
queue may be long; one that shows none of them, while another device does, is taken to be dead.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

PATIENCE_S = 4.0
"""A call is painted and acknowledged within a second; so long the standby waits for its turn."""
SILENT_S = 180
"""So long a device that fell silent is not asked to speak: by then its presence is known."""
OLDEST_S = 90
MOST = 20

Verdict = Literal["mine", "alive", "young", "dead"]


@dataclass(frozen=True)
class Asked:
    """A call that the standby has heard: when it was made, who has shown it, who has said it."""

    at: datetime
    shown_by: Collection[int]
    said_by: Collection[int] = ()


def verdict(
    device: int, speaking: int | None, calls: Mapping[int, Asked], now: datetime
) -> Verdict:
    """Return what is to be thought of the speaking device.

    ``mine``: the asking device speaks itself; ``young``: no call is old enough to judge by;
    ``dead``: it has shown none of those that are.
    """
    if device == speaking:
        return "mine"
    old = [one for one in calls.values() if _old(one, now)]
    if not old:
        return "young"
    if speaking is not None and any(speaking in one.shown_by for one in old):
        return "alive"
    return "dead"


def _old(one: Asked, now: datetime) -> bool:
    age = (now - one.at).total_seconds()
    return PATIENCE_S - 1 <= age <= OLDEST_S


def unsaid(calls: Mapping[int, Asked], now: datetime) -> list[int]:
    """Return the calls that nobody has said and that are still worth saying, in their order."""
    fresh = timedelta(seconds=OLDEST_S)
    return sorted(key for key, one in calls.items() if not one.said_by and now - one.at <= fresh)


def silent(since: datetime | None, now: datetime) -> bool:
    """Return whether a device that fell silent is still passed over."""
    return since is not None and now - since < timedelta(seconds=SILENT_S)


def places(devices: Collection[int], speaking: int | None) -> dict[int, int]:
    """Return {device: which of the standbys it is}, the first 1: they ask one after the other.

    >>> places([7, 8, 9], 8)
    {7: 1, 9: 2}
    """
    return {key: at for at, key in enumerate([one for one in devices if one != speaking], 1)}
