"""Which message is applied first: live ones overtake a backlog, nobody overtakes his own past.

*live*: just written. *backlog*: written a while ago, an outage is being caught up. *bulk*: many at
once, a first reading of a table, a replay of a range. Messages of a patient keep their order:
whoever is live brings his earlier ones along, whatever lane they stand in.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

LANES = ("live", "backlog", "bulk")
LIVE_FOR = timedelta(minutes=5)
MANY = 100  # items handed over at once: nobody waits for one of them
RESERVE = 5  # one place in so many is not for live messages, so that a backlog never stands still
EARLIER = 20  # of one patient, in one batch


class Due(NamedTuple):
    """A message that may be applied now. Two of the same ``stream`` keep the order of ids."""

    id: int
    received_at: datetime
    company_id: int
    stream: str

    @property
    def line(self) -> tuple[int, str]:
        """Whose order it keeps."""
        return self.company_id, self.stream


def lane_of(source_at: datetime | None, received_at: datetime, together: int = 1) -> str:
    """The lane of a message; ``together``: how many items were handed over with it.

    A source whose clock is slow by more than LIVE_FOR is all backlog: harmless while nothing
    else is live.
    """
    if together > MANY:
        return "bulk"
    if source_at is not None and received_at - source_at > LIVE_FOR:
        return "backlog"
    return "live"


def choose(size: int, due: Mapping[str, Sequence[Any]]) -> list[Any]:
    """Up to ``size`` items of the lanes, live ones first but for the reserve.

    Places nobody of a lane wants go to the next; an item is chosen once.
    """
    waiting = [len(due.get(lane, ())) for lane in LANES]
    quotas, left = [], size
    for place, number in enumerate(waiting):
        reserve = min(sum(waiting[place + 1 :]), max(1, left // RESERVE))
        quotas.append(min(number, max(0, left - reserve)))
        left -= quotas[-1]
    for place, number in enumerate(waiting):
        more = min(left, number - quotas[place])
        quotas[place] += more
        left -= more
    return [one for lane, n in zip(LANES, quotas, strict=True) for one in due.get(lane, ())[:n]]


def with_earlier(chosen: Iterable[Due], earlier: Iterable[Due]) -> list[Due]:
    """The batch in the order of ids: what was chosen and the open ones before it.

    ``earlier``: per line the oldest, at most EARLIER. Of a line that has that many, those alone
    are taken: what comes after them waits for the next batch.
    """
    before: dict[tuple[int, str], list[Due]] = {}
    for one in earlier:
        before.setdefault(one.line, []).append(one)
    batch = {one for line in before.values() for one in line}
    for one in chosen:
        mine = before.get(one.line, [])
        if len(mine) < EARLIER or one.id <= max(item.id for item in mine):
            batch.add(one)
    return sorted(batch)
