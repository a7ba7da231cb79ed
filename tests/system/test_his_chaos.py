"""Messages while gateway, apply process and database backends are killed and lines are cut.

Every answer may be lost: the sender then sends the same message again. At the end all is as the
oracle (his_plan.py) says: nothing lost, nothing doubled, nothing out of order within a visit.

HIS_MESSAGES says how many (make chaos: 100,000; long form 1,000,000); CHAOS_HIS_REPORT where the
figures are written.
"""

import json
import os
import random
import socket
import struct
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import his_plan
from havoc import backends, kill
from line import END, START, Line, unique, wait_for
from psycopg import OperationalError

SENDERS, ROUND, MOST = 8, 20_000, 8
PATIENCE = 600  # for the rest of a round to be applied


class Sender(threading.Thread):
    """Tells its steps one by one; tears its line and drops answers by chance."""

    def __init__(self, address, steps, seed):
        super().__init__(daemon=True)
        self.address, self.left = address, list(reversed(steps))
        self.chance = random.Random(seed)
        self.resets = self.swallowed = self.refused = self.lost = 0
        self.start()

    def run(self):
        while self.left:
            try:
                with Line(self.address, timeout=5) as line:
                    self.converse(line)
            except OSError:
                self.lost += 1
                time.sleep(0.05)

    def converse(self, line):
        while self.left:
            step, dice = self.left[-1], self.chance.random()
            body = step.text().encode()
            if dice < 0.01:  # the line tears in the middle of the message
                self.resets += 1
                line.send(START + body[: self.chance.randrange(len(body))])
                return tear(line)
            if dice < 0.03:  # it is stored perhaps, but the answer never arrives
                self.swallowed += 1
                line.send(START + body + END)
                return tear(line)
            reply = line.tell(body)
            if (reply.code, reply.control) == ("AA", step.control):
                self.left.pop()
            else:
                self.refused += 1
                time.sleep(0.05)
        return None


def tear(line):
    """Reset instead of an orderly end."""
    line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Villain(threading.Thread):
    """Kills one part after the other until told to stop; what it killed starts again."""

    def __init__(self, suite, seed, pause=1.5):
        super().__init__(daemon=True)
        self.suite, self.pause, self.chance = suite, pause, random.Random(seed)
        self.first = seed  # each round begins with another part
        self.killed = {"gateway": 0, "apply": 0, "backend": 0}
        self.enough = threading.Event()
        self.apply_since = his_plan.now().replace(tzinfo=None)
        self.start()

    def run(self):
        turns = ["gateway", "apply", "backend"]
        while not self.enough.wait(self.pause):
            part = turns[(self.first + sum(self.killed.values())) % 3]
            getattr(self, f"kill_{part}")()
            self.killed[part] += 1

    def kill_gateway(self):
        self.suite.gateway.kill()
        self.suite.gateway.start()

    def kill_apply(self):
        """In the middle of its work, not while it still starts."""
        wait_for(lambda: self.enough.is_set() or applies(self.suite, self.apply_since), 60)
        time.sleep(self.chance.random())
        self.suite.apply.kill()
        self.apply_since = his_plan.now().replace(tzinfo=None)
        self.suite.apply.start()

    def kill_backend(self):
        """Of any client: the gateway's and his_apply's are among them."""
        found = backends(self.suite)
        if found and self.suite.postgres.own:
            kill(self.chance.choice(found))
        elif found:
            self.suite.sql("SELECT pg_terminate_backend(%s)", self.chance.choice(found))


def play(suite, messages, seed):
    """One round; its figures, after everything was checked."""
    prefix, begin = unique("C"), time.monotonic()
    visits = his_plan.make(prefix, messages, seed, his_plan.now())
    parts = his_plan.share(visits, SENDERS, seed)
    villain = Villain(suite, seed)
    senders = [Sender(suite.mllp, steps, seed + n) for n, steps in enumerate(parts)]
    for sender in senders:
        sender.join(PATIENCE)
    told = time.monotonic() - begin
    wait_for(lambda: villain.killed["apply"] > 1 or nothing_open(suite, prefix), PATIENCE)
    villain.enough.set()
    villain.join(120)
    suite.heal()
    assert not any(sender.left for sender in senders)
    wait_for(lambda: nothing_open(suite, prefix), PATIENCE)
    check(suite, prefix, visits, messages)
    return {
        "messages": messages,
        "visits": len(visits),
        **{f"{part}_killed": number for part, number in villain.killed.items()},
        **{
            name: sum(getattr(sender, name) for sender in senders)
            for name in ("resets", "swallowed", "refused", "lost")
        },
        "told_s": round(told, 1),
        "seconds": round(time.monotonic() - begin, 1),
    }


def applies(suite, since):
    """Whether the apply process has applied something since it was started."""
    query = "SELECT EXISTS (SELECT FROM his_inbox WHERE received_at > %s AND done_at > %s)"
    try:
        return suite.sql(query, since - timedelta(hours=1), since)[0][0]
    except OperationalError:  # a backend was just killed
        return False


def nothing_open(suite, prefix):
    query = (
        "SELECT NOT EXISTS (SELECT FROM his_inbox WHERE control_id LIKE %s"
        " AND state IN ('new', 'retry'))"
    )
    try:
        return suite.sql(query, f"{prefix}%")[0][0]
    except OperationalError:
        return False


def check(suite, prefix, visits, messages):
    """Rows, their order, and the visits, against the oracle."""
    mine = f"{prefix}%"
    rows = "SELECT state, count(*), count(DISTINCT control_id) FROM his_inbox"
    assert suite.sql(f"{rows} WHERE control_id LIKE %s AND ack = 'AA' GROUP BY 1", mine) == [
        ("done", messages, messages)
    ]
    disorder = suite.sql(
        "SELECT count(*) FROM (SELECT done_at, source_at, lag(done_at) OVER line AS done_before,"
        " lag(source_at) OVER line AS source_before FROM his_inbox"
        " WHERE control_id LIKE %s AND ack = 'AA' WINDOW line AS (PARTITION BY stream ORDER BY id))"
        " AS t WHERE done_before > done_at OR source_before > source_at",
        mine,
    )
    assert disorder == [(0,)]
    found = suite.sql(
        "SELECT v.visit_ref, p.name, array_agg(e.state ORDER BY e.id) FROM queue_visit v"
        " JOIN queue_patient p ON p.id = v.patient_id JOIN queue_entry e ON e.visit_id = v.id"
        " WHERE v.visit_ref LIKE %s GROUP BY 1, 2",
        mine,
    )
    wanted = {steps[0].visit: his_plan.expected(steps) for steps in visits}
    assert {visit: (name, states) for visit, name, states in found} == wanted
    numbers = suite.sql(
        "SELECT count(*) FROM (SELECT FROM queue_entry e JOIN queue_visit v ON v.id = e.visit_id"
        " WHERE v.visit_ref LIKE %s GROUP BY e.line_id, e.number_seq HAVING count(*) > 1) AS t",
        mine,
    )
    assert numbers == [(0,)]


def test_messages_end_in_the_oracles_state_whatever_is_killed(fresh):
    wanted, rounds = int(os.environ.get("HIS_MESSAGES") or 1000), []
    while (done := sum(one["messages"] for one in rounds)) < wanted:
        rounds.append(play(fresh, min(ROUND, wanted - done), seed=len(rounds)))
        total = tell(rounds, wanted)
    while len(rounds) < MOST and not every_part_died(total):  # a quick machine is done too early
        rounds.append(play(fresh, min(ROUND, wanted), seed=len(rounds)))
        total = tell(rounds, wanted)
    assert every_part_died(total)
    assert total["resets"]
    assert total["swallowed"]


def every_part_died(total):
    return all(total[f"{part}_killed"] for part in ("gateway", "apply", "backend"))


def tell(rounds, wanted):
    total = {key: round(sum(one[key] for one in rounds), 1) for key in rounds[0]}
    sys.stderr.write(f"\n{total['messages']} of {wanted}: {total}\n")
    if path := os.environ.get("CHAOS_HIS_REPORT"):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(json.dumps({"total": total, "rounds": rounds}, indent=1) + "\n")
    return total
