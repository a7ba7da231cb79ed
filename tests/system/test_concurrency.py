"""Many at once: nobody is called twice, no number is given twice or left out."""

import random

import pytest
from crowd import Crowd
from havoc import backends, check, kill, wait_for_database

DOCTORS, KIOSKS, CALLS, NUMBERS = 20, 8, 6, 10
PRESSES, TAKEN = DOCTORS * CALLS, KIOSKS * NUMBERS
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


def test_twenty_doctors_and_eight_kiosks_at_once_never_share_a_patient_or_a_number(busy, crowd):
    position = busy.odoo.log.stat().st_size
    outcome = crowd.work(CALLS, NUMBERS)
    check(busy, crowd, outcome, PRESSES, TAKEN)
    text = since(busy.odoo.log, position)
    assert "tries left" not in text, "a conflict was retried after a sleep"
    assert "could not serialize" not in text
    assert "deadlock" not in text
    assert outcome.tries == DOCTORS * CALLS + KIOSKS * NUMBERS, "something had to be sent twice"


def test_killed_workers_lose_nothing_and_double_nothing(busy, crowd):
    killed = []

    def havoc(stop):
        while not stop.wait(0.8) and len(killed) < 12:
            pids = busy.odoo.worker_pids()
            if pids:
                killed.append(random.choice(pids))
                kill(killed[-1])

    position = busy.odoo.log.stat().st_size
    outcome = crowd.work(CALLS, NUMBERS, havoc)
    assert len(killed) >= 2
    check(busy, crowd, outcome, PRESSES, TAKEN)
    assert "tries left" not in since(busy.odoo.log, position)


def test_killed_database_backends_lose_nothing_and_double_nothing(busy, crowd):
    if not busy.postgres.own:
        pytest.skip("the PostgreSQL of somebody else is not killed")
    killed = []

    def havoc(stop):
        while not stop.wait(2.5) and len(killed) < 3:
            found = backends(busy)
            if found:
                killed.append(random.choice(found))
                kill(killed[-1])

    outcome = crowd.work(CALLS, NUMBERS, havoc)
    assert killed
    wait_for_database(busy)
    check(busy, crowd, outcome, PRESSES, TAKEN)
