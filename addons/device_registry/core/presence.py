"""What the last sign of life says about a device.

Devices report every 30 to 60 s. Two missed reports make a device late, ten minutes of silence
make it lost: somebody has to go and look.
"""

from datetime import datetime, timedelta
from typing import Literal

Presence = Literal["never", "online", "late", "lost"]

ONLINE = timedelta(seconds=90)
LOST = timedelta(minutes=10)


def presence(last_seen: datetime | None, now: datetime) -> Presence:
    """The verdict at ``now``; both times aware UTC. A sign from the future counts as online."""
    if last_seen is None:
        return "never"
    silence = now - last_seen
    if silence <= ONLINE:
        return "online"
    return "late" if silence <= LOST else "lost"


def ago(last_seen: datetime, now: datetime) -> tuple[int, str]:
    """How long ago, as people say it: a whole number and one of second, minute, hour, day."""
    seconds = max(0, int((now - last_seen).total_seconds()))
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            return seconds // size, unit
    return seconds, "second"
