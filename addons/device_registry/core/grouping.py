"""Many silent devices with one cause: a switch that died, a floor without power.

Forty alarms of one dead switch hide the forty-first, which has another cause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SWITCH_LEAST, SWITCH_SHARE = 3, 0.6
FLOOR_LEAST, FLOOR_SHARE = 5, 0.8

Key = tuple[str, str]


@dataclass(frozen=True)
class Place:
    """Where a device hangs. ``port``: switch and port, ``SW-2F-01/12``; ``floor``: its id."""

    id: int
    port: str = ""
    floor: str = ""


def switch_of(port: str) -> str:
    """Return the switch of a port as people write it.

    >>> switch_of("SW-2F-01/12"), switch_of(" sw-2f-01 / 3 "), switch_of("12")
    ('SW-2F-01', 'SW-2F-01', '')
    """
    name, slash, _number = port.rpartition("/")
    return name.strip().upper() if slash else ""


def keys(place: Place) -> list[Key]:
    """Return what the device shares with others, the likelier cause first."""
    found: list[Key] = []
    if switch := switch_of(place.port):
        found.append(("switch", switch))
    if place.floor:
        found.append(("floor", place.floor))
    return found


def groups(silent: Sequence[Place], watched: Mapping[Key, int]) -> dict[int, Key]:
    """Return {device: what it shares with so many others that this is the cause}.

    ``silent``: all that are silent now; ``watched``: how many devices behind a key should report.
    A device belongs to one cause: its switch before its floor.
    """
    found: dict[int, Key] = {}
    for kind, least, share in (
        ("switch", SWITCH_LEAST, SWITCH_SHARE),
        ("floor", FLOOR_LEAST, FLOOR_SHARE),
    ):
        members: dict[Key, list[int]] = {}
        for place in silent:
            for key in keys(place):
                if key[0] == kind:
                    members.setdefault(key, []).append(place.id)
        for key, ids in members.items():
            if len(ids) >= least and len(ids) >= share * max(watched.get(key, 0), 1):
                found = dict.fromkeys(ids, key) | found
    return found
