"""The line as a doctor sees it: for his own page and, without names, in the hint to all."""

from ..core import staff
from ..core.merge import explain_turns
from .clock import now_ms


def following(env, turns, weights):
    """Return the next patients of a session as its page shows them, names whole (or hidden)."""
    facts, lang = env["queue.queue"]._facts, env.lang or "en_US"
    note = explain_turns(weights, {queue: facts(queue).name for queue in weights}, lang)
    result = []
    for row, place, _credits in turns:
        queue = facts(row.queue_id)
        result.append(
            {
                "entry": row.id,
                "number": row.number,
                # The hospital may hide names before the call, against picking patients.
                "name": row.name if queue.policy.names_before_call else None,
                "class": queue.class_names.get(row.class_code, row.class_code),
                "why": queue.explain(place, lang) + note,
            }
        )
    return result


def longest(waiting):
    """Return who of {line: rows} has waited longest, or None."""
    rows = [row for rows in waiting.values() for row in rows if row.checked_in_at]
    if not rows:
        return None
    first = min(rows, key=lambda row: (row.checked_in_at, row.id))
    waited = (now_ms() - first.checked_in_at).total_seconds()
    return {"number": first.number, "minutes": max(0, int(waited // 60))}


def by_queue(lines, waiting):
    """Return {queue id: how many wait}."""
    counts = {}
    for key, rows in waiting.items():
        queue = lines[key].queue_id
        counts[queue] = counts.get(queue, 0) + len(rows)
    return counts


def parts(hall, keys):
    """Return what the doctors in these rooms take over of their lines, equal rooms together."""
    return [
        staff.line(
            points,
            by_queue(hall.lines, waiting),
            following(hall.env, turns[: staff.NEXT_TOLD], weights),
            longest(waiting),
        )
        for points, waiting, turns, weights in hall.turns_of(keys)
    ]
