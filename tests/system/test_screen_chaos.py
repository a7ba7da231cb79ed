"""Screens under cut cables, silent networks, power cuts, wrong clocks, restarts of everything.

Each call must be shown and spoken exactly once by each that should, within its time, in order. The
only excuse: the box heard nothing of the server for as long as the call stood.
CHAOS_SCREEN_CALLS says how many calls (make chaos: 10,000); CHAOS_SCREEN_REPORT where the figures
are written.
"""

import json
import os
import random
import sys
import time
from pathlib import Path

import pytest
from boxes import Boxes
from crowd import Crowd
from havoc import wait_for_database

DOCTORS, HALLS, DOORS, ROUND = 30, 6, 4, 600
LIFE_S = 90  # a call is announced for so long
GRACE_S = 4  # to find out after an outage that something was missed
EVERY_S = 0.4  # between two calls of the zone


@pytest.fixture(scope="module")
def busy(suite):
    suite.heal()
    yield suite
    suite.heal()


class Restarts:
    """Restarts Odoo or PostgreSQL every so often, as a bad day would."""

    def __init__(self, suite, seed, pause):
        self.suite, self.random, self.pause = suite, random.Random(seed), pause
        self.counts = {"odoo": 0, "postgres": 0}

    def __call__(self, stop):
        while not stop.wait(self.pause * self.random.uniform(0.7, 1.3)):
            if self.random.random() < 0.5:
                self.suite.odoo.kill()
                self.suite.odoo.start()
                self.counts["odoo"] += 1
            else:
                self.suite.postgres.restart()
                self.counts["postgres"] += 1


class Paced(Crowd):
    """Doctors who take their time, so that a hall can show and say what they call."""

    def _doctor(self, session, request_id):
        time.sleep(EVERY_S * DOCTORS * random.uniform(0.5, 1.5))
        super()._doctor(session, request_id)


def play(suite, calls, seed):
    """One round in a zone of its own; return its figures."""
    each = max(1, calls // DOCTORS)
    crowd = Paced(suite, DOCTORS, 1, DOCTORS * each + 10)
    crowd.open_rooms()
    boxes = Boxes(suite, crowd.zone, HALLS, DOORS)
    try:
        settle(boxes, suite, crowd.zone)
        boxes.ask("havoc", seed=seed + 1, pause_ms=700)
        restarts = Restarts(suite, seed, 25)
        begun = time.monotonic()
        outcome = crowd.work(each, 1, restarts)
        seconds = time.monotonic() - begun
        deeds = boxes.ask("calm")
        suite.heal()
        wait_for_database(suite)
        states = settle(boxes, suite, crowd.zone)
        assert outcome.errors == []
        figures = check(suite, crowd, boxes, states, DOCTORS * each)
    finally:
        boxes.close()
    return {**figures, **deeds, **restarts.counts, "seconds": round(seconds, 1)}


def settle(boxes, suite, zone, seconds=60):
    """Wait until every box is live, up to date, and has told all it had to tell."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = suite.sql("SELECT seq FROM queue_zone_counter WHERE zone_id = %s", zone)
        states = boxes.ask("report")
        if all(
            one["mode"] == "live" and not one["waiting"] and one["seq"] == found[0][0]
            for one in states
        ):
            return states
        time.sleep(0.3)
    raise AssertionError([(one["key"], one["mode"], one["waiting"], one["seq"]) for one in states])


def check(suite, crowd, boxes, states, made):
    """What the boxes painted and said, what the tables hold, and that the two agree."""
    calls = suite.sql(
        "SELECT id, point_id, extract(epoch FROM at)::float,"
        " extract(epoch FROM coalesce(withdrawn_at, now() at time zone 'utc'))::float"
        " FROM queue_call WHERE zone_id = %s ORDER BY at, id", crowd.zone
    )  # fmt: skip
    assert len(calls) == made
    waits, over = [], 0
    for facts, state in zip(boxes.screens, states, strict=True):
        assert state["errors"] == []
        own = [one for one in calls if facts["point"] in (False, one[1])]
        wanted = [one[0] for one in own if one[0] in state["shown"] or not cut_off(state, one)]
        over += len(own) - len(wanted)
        assert_once("shown", facts, state["shown"], wanted)
        if not state["cuts"]:  # after a power cut what was not painted yet is announced again
            assert state["announced"] == wanted, f"another order: {facts}"
        rows = suite.sql(
            "SELECT call_id, shown_ms, spoken_at FROM queue_call_ack WHERE device_id = %s",
            facts["id"],
        )
        assert sorted(call for call, *_ in rows) == sorted(wanted)
        waits += [ms for _call, ms, _spoken in rows]
        assert max((ms for _call, ms, _spoken in rows), default=0) <= LIFE_S * 1000
        if facts["speaks"]:
            assert state["spoken"] == state["announced"]
            assert_once("spoken", facts, state["spoken"], wanted)
            assert all(spoken for *_, spoken in rows)
    waits.sort()
    late = sum(ms > 3000 for ms in waits)
    lies = suite.sql(
        "SELECT count(*) FROM device_alarm WHERE kind IN ('claims', 'twin')"
        " AND device_id = ANY(%s)",
        [one["id"] for one in boxes.screens],
    )
    assert lies == [(0,)]
    return {
        "calls": made,
        "shown": len(waits),
        "over_before_the_box_was_back": over,
        "after_3_s": late,
        "p50_ms": waits[len(waits) // 2],
        "p99_ms": waits[int(len(waits) * 0.99)],
    }


def cut_off(state, call):
    """Did the box hear nothing while this call stood?"""
    _id, _point, at, until = call
    return not any(at + GRACE_S < ms / 1000 < until for ms in state["takes"])


def assert_once(what, facts, found, wanted):
    twice = sorted({call for call in found if found.count(call) > 1})
    assert not twice, f"{what} twice by {facts}: {twice}"
    missing = sorted(set(wanted) - set(found))
    assert not missing, f"never {what} by {facts}: {missing}"


def test_every_call_is_shown_and_spoken_once_in_time_and_in_order(busy):
    wanted, rounds = int(os.environ.get("CHAOS_SCREEN_CALLS") or 90), []
    while (done := sum(one["calls"] for one in rounds)) < wanted:
        rounds.append(play(busy, min(ROUND, wanted - done), seed=len(rounds)))
        tell(rounds, wanted)


def tell(rounds, wanted):
    keys = {key for one in rounds for key in one}
    total = {key: sum(one.get(key, 0) for one in rounds) for key in sorted(keys)}
    for key in ("p50_ms", "p99_ms"):
        total[key] = max(one[key] for one in rounds)
    sys.stderr.write(f"\n{total['calls']} of {wanted} calls on screens: {total}\n")
    if path := os.environ.get("CHAOS_SCREEN_REPORT"):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(json.dumps({"total": total, "rounds": rounds}, indent=1) + "\n")
