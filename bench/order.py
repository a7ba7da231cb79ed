"""(e) Everybody's place in a line of 500, beside sorting the same 500 by one key."""

import sys
import time
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WAITING = 500


def _core():
    """The rules without Odoo: the add-on as a bare package, as the pure tests load it."""
    sys.path.insert(0, str(ROOT))
    from conftest import register_bare

    register_bare("queue_call", ROOT / "addons" / "queue_call")
    from queue_call.core import ordering, simulate

    return ordering, simulate


def _line(ordering, simulate):
    day = simulate.generate_day(1, simulate.Profile(patients=WAITING))
    return [
        ordering.Waiting(
            one.key,
            one.number,
            one.arrives,
            checkin_no,
            one.slot_start,
            one.class_code,
            source=one.source,
            late=checkin_no % 12 == 0,
            return_due=5 if checkin_no % 17 == 0 else None,
        )
        for checkin_no, one in enumerate(day.patients, 1)
    ]


def _policies(ordering):
    classes = (
        ordering.ClassRule("military", "mixed", 10, 2, True),
        ordering.ClassRule("elderly", "mixed", 20, 3, True),
        ordering.ClassRule("walk_in", "mixed", 90, 3),
    )
    yield "by number", ordering.Policy()
    yield "classes, late 1 in 2", ordering.Policy(classes=classes, late_mode="after_n")
    yield (
        "slots, 3 places locked",
        ordering.Policy("slot", classes, late_mode="slot_end", head_lock=3),
    )


def _best(work, rounds):
    """The quickest of some rounds: what the work itself costs, not what else the machine does."""
    seconds = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return min(seconds) * 1000


def measure(_stage, report, rounds):
    ordering, simulate = _core()
    line = _line(ordering, simulate)
    state = ordering.LineState(joined=WAITING)
    for name, policy in _policies(ordering):
        key = partial(ordering.basis_key, policy)
        floor = _best(partial(sorted, line, key=key), rounds)
        value = _best(partial(ordering.order, policy, state, line), rounds)
        report.add("order", f"{WAITING} waiting, {name}", value, "ms", floor, "<= 5 ms",
                   f"n={rounds}; floor: sorted() by one key")  # fmt: skip
