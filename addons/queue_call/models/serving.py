"""Which patient a session calls when it serves several lines: pure, no clock, no database."""

from collections.abc import Iterator

from ..core.ordering import Place, forecast
from .rows import EntryRow, LineRow


def session_order(lines, waiting, policy_of) -> Iterator[tuple[EntryRow, Place]]:
    """Yield (row, place) in the order in which a session calls; who stops early pays for no more.

    ``lines``: {id: LineRow}; ``waiting``: {line id: [EntryRow]}; ``policy_of(queue id)``.
    Each line keeps the order of its policy; of the lines' heads the one goes first that stands in
    the earlier half-day, then an absolute class, then who checked in first.
    """
    lanes = [_lane(lines[key], waiting.get(key, ()), policy_of) for key in sorted(lines)]
    heads = [(head, lane) for lane in lanes for head in [next(lane, None)] if head]
    while heads:
        first = min(heads, key=lambda one: one[0][0])
        (_rank, row, place), lane = first
        yield row, place
        heads.remove(first)
        head = next(lane, None)
        if head:
            heads.append((head, lane))


def _lane(line: LineRow, rows, policy_of) -> Iterator[tuple]:
    policy = policy_of(line.queue_id)
    by_key = {row.id: row for row in rows}
    for place in forecast(policy, line.state(), [row.waiting() for row in rows]):
        yield _rank(policy, line, place), by_key[place.waiting.key], place


def _rank(policy, line, place):
    one = place.waiting
    absolute = policy.rule(one.class_code).mode == "absolute"
    return line.service_date, line.half_day, not absolute, one.checked_in_at, one.key
