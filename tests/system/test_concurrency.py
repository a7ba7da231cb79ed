"""Many at once: nobody is called twice, no number is given twice or left out."""

import os
import random
import signal
import time

import pytest
from crowd import Crowd

DOCTORS, KIOSKS, CALLS, NUMBERS = 20, 8, 6, 10
WORKERS = 3


@pytest.fixture(scope="module")
def busy(suite):
    """The suite with several HTTP workers; afterwards as it was."""
    suite.heal()
    suite.odoo.restart(workers=WORKERS)
    yield suite
    suite.odoo.stop()
    suite.heal()


@pytest.fixture
def crowd(busy):
    people = Crowd(busy, DOCTORS, KIOSKS, DOCTORS * CALLS + 30)
    people.open_rooms()
    return people


def since(log, position):
    with log.open("rb") as file:
        file.seek(position)
        return file.read().decode("utf-8", "replace")


def check(suite, crowd, outcome):
    """What clients were told, what the tables hold, and that the two agree."""
    assert outcome.errors == []
    presses, taken = DOCTORS * CALLS, KIOSKS * NUMBERS
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


def test_twenty_doctors_and_eight_kiosks_at_once_never_share_a_patient_or_a_number(busy, crowd):
    position = busy.odoo.log.stat().st_size
    outcome = crowd.work(CALLS, NUMBERS)
    check(busy, crowd, outcome)
    text = since(busy.odoo.log, position)
    assert "tries left" not in text, "a conflict was retried after a sleep"
    assert "could not serialize" not in text
    assert "deadlock" not in text
    assert outcome.tries == DOCTORS * CALLS + KIOSKS * NUMBERS, "something had to be sent twice"


def test_killed_workers_lose_nothing_and_double_nothing(busy, crowd):
    killed = []

    def kill(stop):
        while not stop.wait(0.8) and len(killed) < 12:
            pids = busy.odoo.worker_pids()
            if pids:
                killed.append(random.choice(pids))
                _kill(killed[-1])

    position = busy.odoo.log.stat().st_size
    outcome = crowd.work(CALLS, NUMBERS, kill)
    assert len(killed) >= 2
    check(busy, crowd, outcome)
    assert "tries left" not in since(busy.odoo.log, position)


def test_killed_database_backends_lose_nothing_and_double_nothing(busy, crowd):
    if not busy.postgres.own:
        pytest.skip("the PostgreSQL of somebody else is not killed")
    killed = []

    def kill(stop):
        while not stop.wait(2.5) and len(killed) < 3:
            found = _backends(busy)
            if found:
                killed.append(random.choice(found))
                _kill(killed[-1])

    outcome = crowd.work(CALLS, NUMBERS, kill)
    assert killed
    _wait_for_database(busy)
    check(busy, crowd, outcome)


def _kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # it had just ended


def _backends(suite):
    """Server processes that work for Odoo."""
    try:
        rows = suite.sql(
            "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid != pg_backend_pid()"
            " AND backend_type = 'client backend'", suite.database
        )  # fmt: skip
    except Exception:  # noqa: BLE001 - the server is just recovering
        return []
    return [pid for (pid,) in rows]


def _wait_for_database(suite):
    for _ in range(100):
        if _backends(suite):
            return
        time.sleep(0.1)
