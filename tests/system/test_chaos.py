"""Twenty callers while workers and database backends are killed at random, all at once.

CHAOS_CALLS says how many calls (make chaos: 100,000); CHAOS_REPORT where the figures are written.
Each round has a zone of its own, as each half-day has lines of its own.
"""

import json
import os
import sys
import time
from pathlib import Path

import pytest
from crowd import Crowd
from havoc import Villain, check, wait_for_database

DOCTORS, KIOSKS, ROUND = 20, 8, 1000
WORKERS = 3


@pytest.fixture(scope="module")
def busy(suite):
    suite.heal()
    suite.odoo.restart(workers=WORKERS)
    yield suite
    suite.odoo.stop()
    suite.heal()


def play(suite, calls, seed):
    """One round; return its figures. Nothing may be repeated, lost, doubled or missing."""
    each = max(1, calls // DOCTORS)
    numbers = max(1, each // 2)
    crowd = Crowd(suite, DOCTORS, KIOSKS, DOCTORS * each + 30)
    crowd.open_rooms()
    villain, begin = Villain(suite, seed=seed), time.monotonic()
    outcome = crowd.work(each, numbers, villain)
    seconds = time.monotonic() - begin
    wait_for_database(suite)
    check(suite, crowd, outcome, DOCTORS * each, KIOSKS * numbers)
    return {
        "calls": len(outcome.called),
        "numbers": len(outcome.numbers),
        "repeated": len(outcome.called) - len(set(outcome.called)),
        "requests": outcome.tries,
        "workers_killed": villain.workers,
        "backends_killed": villain.backends,
        "seconds": round(seconds, 1),
        "slowest_s": round(outcome.slowest, 1),
    }


def test_no_call_is_lost_or_repeated_and_no_number_missing_or_double(busy):
    wanted, rounds = int(os.environ.get("CHAOS_CALLS") or 200), []
    while (done := sum(one["calls"] for one in rounds)) < wanted:
        rounds.append(play(busy, min(ROUND, wanted - done), seed=len(rounds)))
        tell(rounds, wanted)
    assert sum(one["workers_killed"] for one in rounds) > 0


def tell(rounds, wanted):
    total = {key: sum(one[key] for one in rounds) for key in rounds[0] if key != "slowest_s"}
    total["slowest_s"] = max(one["slowest_s"] for one in rounds)
    sys.stderr.write(f"\n{total['calls']} of {wanted}: {total}\n")
    if path := os.environ.get("CHAOS_REPORT"):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(json.dumps({"total": total, "rounds": rounds}, indent=1) + "\n")
