"""Killing parts of a running suite, and what must be true afterwards all the same."""

import os
import random
import signal
import time


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # it had just ended


def backends(suite):
    """Server processes that work for Odoo."""
    try:
        rows = suite.sql(
            "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid != pg_backend_pid()"
            " AND backend_type = 'client backend'", suite.database
        )  # fmt: skip
    except Exception:  # noqa: BLE001 - the server is just recovering
        return []
    return [pid for (pid,) in rows]


def wait_for_database(suite):
    for _ in range(100):
        if backends(suite):
            return
        time.sleep(0.1)


class Villain:
    """Kills a worker every so many seconds, and every so many times a database backend."""

    def __init__(self, suite, pause=0.8, every=5, seed=0):
        self.suite, self.pause, self.every = suite, pause, every
        self.random = random.Random(seed)
        self.workers, self.backends = 0, 0

    def __call__(self, stop):
        turn = 0
        while not stop.wait(self.pause):
            turn += 1
            of_database = turn % self.every == 0 and self.suite.postgres.own
            pids = backends(self.suite) if of_database else self.suite.odoo.worker_pids()
            if pids:
                kill(self.random.choice(pids))
                self.backends += of_database
                self.workers += not of_database


def check(suite, crowd, outcome, presses, taken):
    """What clients were told, what the tables hold, and that the two agree."""
    assert outcome.errors == []
    assert len(outcome.called) == len(set(outcome.called)) == presses
    assert len(outcome.numbers) == len(set(outcome.numbers)) == taken
    calls = suite.sql(
        "SELECT count(*), count(DISTINCT entry_id) FROM queue_call WHERE zone_id = %s", crowd.zone
    )
    assert calls == [(presses, presses)]
    numbers = suite.sql(
        "SELECT number_seq FROM queue_entry WHERE queue_id = %s ORDER BY 1", crowd.facts["numbers"]
    )
    assert [number for (number,) in numbers] == list(range(1, taken + 1))
    events = suite.sql("SELECT seq FROM queue_event WHERE zone_id = %s ORDER BY 1", crowd.zone)
    assert [seq for (seq,) in events] == list(range(1, len(events) + 1))
    check_line(suite, crowd, presses)


def check_line(suite, crowd, presses):
    """The line counted each call once, and everybody is where the events say."""
    assert suite.sql(
        "SELECT sum(normals_called) FROM queue_line WHERE queue_id = %s", crowd.queue
    ) == [(presses,)]
    twice = suite.sql(
        "SELECT entry_id FROM queue_event WHERE zone_id = %s AND verb = 'call'"
        " GROUP BY 1 HAVING count(*) > 1", crowd.zone
    )  # fmt: skip
    assert twice == []
    astray = suite.sql(
        "SELECT e.id FROM queue_entry e JOIN LATERAL (SELECT target FROM queue_event v"
        " WHERE v.entry_id = e.id ORDER BY v.seq DESC LIMIT 1) last ON true"
        " WHERE e.zone_id = %s AND e.state != last.target", crowd.zone
    )  # fmt: skip
    assert astray == []
