"""Which patient a session calls when it serves several lines: pure, no clock, no database."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from ..core.merge import Credits, Head, merge
from ..core.ordering import Place, forecast
from ..core.rooms import bench_first
from .rows import EntryRow, LineRow


class Turn(NamedTuple):
    """One of the next calls: who, his place in this session's order, the credits afterwards."""

    row: EntryRow
    place: Place
    credits: Credits


def session_order(lines, waiting, policy_of, weights=None, credits=None, *, staged=True):
    """Yield the turns in the order in which a session calls; who stops early pays for no more.

    ``lines``: {id: LineRow}; ``waiting``: {line id: [EntryRow]}; ``policy_of(queue id)``;
    ``weights`` and ``credits`` of its queues, see ``core.merge``. Each line keeps the order of its
    policy. Who stands on the bench comes before the hall (``core.rooms``), if ``staged``.
    """
    served = [key for key in sorted(lines) if waiting.get(key)]
    latest = max(((lines[key].service_date, lines[key].half_day) for key in served), default=None)
    lanes = [_lane(lines[key], waiting[key], policy_of, latest) for key in served]
    turns = merge(lanes, weights or {}, credits or {})
    if staged and any(row.state == "benched" for key in served for row in waiting[key]):
        turns = bench_first(
            (turn, turn[0][0].state == "benched", _is_absolute(turn[0][1])) for turn in turns
        )
    elif len(lanes) == 1:
        return (Turn(*what, after) for what, after in turns)
    return _numbered(turns)


def _numbered(turns):
    """The place of a patient among all that the session calls, not in his line alone."""
    for position, ((row, place), after) in enumerate(turns, 1):
        yield Turn(row, replace(place, position=position), after)


def _is_absolute(place):
    return place.reason.code == "absolute"


def _lane(line: LineRow, rows, policy_of, latest) -> Iterator[Head]:
    policy = policy_of(line.queue_id)
    by_key = {row.id: row for row in rows}
    carried = policy.carry_over == "first" and (line.service_date, line.half_day) != latest
    half = f"{line.service_date}{line.half_day}"
    for place in forecast(policy, line.state(), [row.waiting() for row in rows]):
        one = place.waiting
        rank = policy.class_of(one).rank if _is_absolute(place) else None
        yield Head(
            (by_key[one.key], place),
            line.queue_id,
            one.checked_in_at,
            one.key,
            rank,
            carried,
            half,
        )
