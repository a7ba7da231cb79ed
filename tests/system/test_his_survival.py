"""Processes killed in the middle: what was answered AA is kept, and has its effect once."""

import asyncio
import re
import threading
import time

import pytest
from line import END, START, Line, adt, unique, wait_for


class Sender(threading.Thread):
    """Sends one message after the other, also over the death of the gateway."""

    def __init__(self, address, prefix, number):
        super().__init__()
        self.address = address
        controls = [f"{prefix}x{place}" for place in range(number)]
        self.left = [(control, adt(control)) for control in controls]  # a repeat is the same
        self.accepted = []
        self.refused = []
        self.broken = 0
        self.start()

    def run(self):
        while self.left:
            try:
                with Line(self.address, timeout=5) as line:
                    self.converse(line)
            except OSError:
                self.broken += 1
                time.sleep(0.02)

    def converse(self, line):
        while self.left:
            control, text = self.left[0]
            reply = line.tell(text)
            if reply.code == "AA" and reply.control == control:
                self.accepted.append(control)
                self.left.pop(0)
            else:
                self.refused.append(reply)
                time.sleep(0.02)


def senders(suite, prefix, number, each):
    return [Sender(suite.mllp, f"{prefix}n{place}", each) for place in range(number)]


def count(suite, table, column, pattern):
    query = f"SELECT count(*), count(DISTINCT {column}) FROM {table} WHERE {column} LIKE %s"
    return suite.sql(query, pattern)[0]


def applied_once(suite, prefix, number):
    """Wait until every message is done; then each has one row and one entry."""

    def rest():
        query = "SELECT count(*) FROM his_inbox WHERE control_id LIKE %s AND state <> 'done'"
        return suite.sql(query, f"{prefix}%")[0][0] == 0

    wait_for(rest, 180)
    assert count(suite, "his_inbox", "control_id", f"{prefix}%") == (number, number)
    entries = suite.sql(
        "SELECT count(*), count(DISTINCT v.visit_ref), count(DISTINCT (e.line_id, e.number_seq))"
        " FROM queue_entry e JOIN queue_visit v ON v.id = e.visit_id WHERE v.visit_ref LIKE %s",
        f"V{prefix}%",
    )
    assert entries == [(number, number, number)]


def test_everything_accepted_by_a_gateway_that_was_killed_is_in_the_inbox(fresh):
    prefix = unique("K")
    running = senders(fresh, prefix, 8, 60)
    for _ in range(4):
        time.sleep(0.4)
        fresh.gateway.kill()
        accepted = [control for sender in running for control in list(sender.accepted)]
        kept = fresh.sql("SELECT control_id FROM his_inbox WHERE control_id LIKE %s", f"{prefix}%")
        assert set(accepted) <= {row[0] for row in kept}
        fresh.gateway.start()
    for sender in running:
        sender.join(120)
    assert sum(sender.broken for sender in running) > 0
    applied_once(fresh, prefix, 480)


def test_an_apply_process_killed_in_the_middle_has_no_double_effect(fresh):
    prefix = unique("A")
    fresh.apply.kill()
    for sender in senders(fresh, prefix, 4, 100):
        sender.join(120)
    for pause in (6.0, 6.2, 6.4):
        fresh.apply.start()
        time.sleep(pause)
        fresh.apply.kill()
    fresh.apply.start()
    applied_once(fresh, prefix, 400)


def test_a_lost_database_is_told_and_found_again(fresh):
    prefix = unique("D")
    with Line(fresh.mllp) as line:
        assert line.tell(adt(prefix + "0")).code == "AA"
        fresh.postgres.stop()
        reply = line.tell(adt(prefix + "1"))
        assert (reply.code, reply.control) == ("AR", prefix + "1")
        assert reply.seconds < 2.0
        fresh.postgres.start()
        wait_for(lambda: line.tell(adt(prefix + "2")).code == "AA", 10)
        assert line.tell(adt(prefix + "1")).code == "AA"
    applied_once(fresh, prefix, 3)


def test_a_database_restarted_under_load_loses_and_doubles_nothing(fresh):
    prefix = unique("R")
    running = senders(fresh, prefix, 4, 60)
    for _ in range(2):
        time.sleep(0.5)
        fresh.postgres.restart()
    for sender in running:
        sender.join(90)
    assert not any(sender.left for sender in running)
    applied_once(fresh, prefix, 240)


def test_many_messages_at_once_are_committed_in_groups(fresh):
    fresh.gateway.restart()
    prefix = unique("G")

    async def one(place):
        reader, writer = await asyncio.open_connection(*fresh.mllp)
        for step in range(20):
            writer.write(START + adt(f"{prefix}n{place}x{step}").encode() + END)
            assert b"MSA|AA" in await reader.readuntil(END)
        writer.close()

    async def everyone():
        await asyncio.gather(*(one(place) for place in range(32)))

    asyncio.run(everyone())
    fresh.gateway.stop()
    stored, commits = map(
        int,
        re.findall(r"stored (\d+) messages in (\d+) commits", fresh.gateway.log.read_text())[-1],
    )
    assert stored >= 640
    assert commits < stored / 4


def test_a_sender_that_leaves_in_the_middle_of_a_message_harms_nobody(fresh):
    half = unique()
    with Line(fresh.mllp) as line:
        line.send(START + adt(half).encode()[:80])
    with Line(fresh.mllp) as line:
        assert line.tell(adt(unique())).code == "AA"
    query = "SELECT state, ack, cause FROM his_inbox WHERE control_id = %s"
    assert wait_for(lambda: fresh.sql(query, half)) == [("failed", "AE", "cut")]


@pytest.mark.parametrize("size", [17 * 1024 * 1024])
def test_a_message_above_the_limit_is_refused_and_the_next_one_is_taken(fresh, size):
    control = unique()
    with Line(fresh.mllp, timeout=30) as line:
        reply = line.tell(adt(control, more=[f"OBX|1|ED|||{'A' * size}"]))
        assert (reply.code, reply.control) == ("AR", control)
        assert "16777216" in reply.text
        assert line.tell(adt(unique())).code == "AA"
