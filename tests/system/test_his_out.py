"""What happens at the desk reaches the HIS, in each visit's order, also when it was away.

The HIS is played by the MLLP server of python-hl7.
"""

import asyncio
import json
import threading

import hl7.mllp
import pytest
from foreign import free_port
from line import Line, adt, unique, wait_for


class Peer:
    """A server of python-hl7: keeps what it hears, says AA."""

    def __init__(self, port):
        self.port, self.heard = port, []
        self.loop = self.thread = self.server = None

    def start(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.server = self.run(hl7.mllp.start_hl7_server(self.serve, "127.0.0.1", self.port))

    def stop(self):
        async def leave():
            self.server.close()
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()

        self.run(leave())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)

    def run(self, job):
        return asyncio.run_coroutine_threadsafe(job, self.loop).result(10)

    async def serve(self, reader, writer):
        try:
            while not writer.is_closing():
                message = await reader.readmessage()
                self.heard.append(message)
                writer.writemessage(message.create_ack())
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            writer.close()

    def told(self):
        """[(visit, control id)] in the order in which they came."""
        return [(str(one["PV1"][0][19]), str(one["MSH"][0][10])) for one in self.heard]


@pytest.fixture
def peer(fresh):
    found = Peer(free_port())
    found.start()
    admin = fresh.login("admin")
    (interface,) = admin.call(
        "his.interface", "search_read", [("transport", "=", "mllp")], ["settings"], limit=1
    )
    out = {"host": "127.0.0.1", "port": found.port, "seconds": 3, "send": ["checked_in", "called"]}
    admin.call("his.interface", "write", [interface["id"]], {"settings": json.dumps({"out": out})})
    yield found
    admin.call("his.interface", "write", [interface["id"]], {"settings": interface["settings"]})


def registered(suite, number):
    """Visits whose patients stand in the queues."""
    names = [unique("O") for _one in range(number)]
    with Line(suite.mllp) as line:
        for name in names:
            assert line.tell(adt(name)).code == "AA"
    refs = [f"V{name}" for name in names]
    query = (
        "SELECT 1 FROM queue_visit v JOIN queue_entry e ON e.visit_id = v.id WHERE visit_ref = %s"
    )
    for ref in refs:
        wait_for(lambda ref=ref: suite.sql(query, ref))
    return refs


def check_in(suite, refs):
    suite.shell(
        f"for ref in {refs!r}:\n"
        "    env['queue.entry'].search([('visit_id.visit_ref', '=', ref)])._check_in()"
    )


def waiting(suite):
    return suite.sql("SELECT count(*) FROM his_delivery WHERE state IN ('new', 'retry')")[0][0]


def test_a_his_that_was_away_hears_everything_in_each_visit_s_order(fresh, peer):
    first = registered(fresh, 3)
    check_in(fresh, first)
    wait_for(lambda: {visit for visit, _id in peer.told()} >= set(first))
    peer.stop()
    second = registered(fresh, 4)
    check_in(fresh, second)
    wait_for(lambda: fresh.sql("SELECT 1 FROM his_way WHERE state <> 'closed'"))
    fresh.gateway.kill()
    fresh.gateway.start()
    assert waiting(fresh) >= 4
    peer.start()
    wait_for(lambda: waiting(fresh) == 0, 60)
    rows = fresh.sql(
        "SELECT o.visit_ref, 'queue-' || o.id FROM his_delivery d JOIN his_outbox o"
        " ON o.id = d.outbox_id WHERE o.visit_ref = ANY(%s) ORDER BY o.id", [*first, *second],
    )  # fmt: skip
    told = list(dict.fromkeys(peer.told()))  # a crash between sending and marking repeats an id
    for ref in [*first, *second]:
        assert [one for one in told if one[0] == ref] == [one for one in rows if one[0] == ref]
    assert fresh.sql("SELECT DISTINCT state FROM his_way") == [("closed",)]
