"""Events of the queue reach a foreign database by row, by change and by procedure, once each."""

import asyncio
from datetime import datetime

import pytest
from hospital_views import interface

from his_connector.core import stage
from his_connector.core.outgoing import Event
from his_connector.gateway.database.link import Link
from his_connector.gateway.senders.base import Refused, Sent, Unreachable
from his_connector.gateway.senders.database import DatabaseSender

EVENT = Event(7, "V1", "called", datetime(2026, 11, 22, 0, 30), {"state": "called"})
PROCEDURES = {
    "mysql": "CREATE PROCEDURE p_event(IN v VARCHAR(40), IN e VARCHAR(9), OUT code INT)"
    " BEGIN UPDATE visit SET st = e WHERE no = v; SET code = ROW_COUNT(); END",
    "postgresql": "CREATE PROCEDURE p_event(v text, e text, INOUT code int) LANGUAGE plpgsql"
    " SECURITY DEFINER AS $$ BEGIN UPDATE visit SET st = e WHERE no = v;"
    " GET DIAGNOSTICS code = ROW_COUNT; END $$",
}


@pytest.fixture(params=["mariadb", "postgres"])
def server(request):
    found = request.getfixturevalue(request.param)
    kind = found.settings["driver"]
    found.run("DROP TABLE IF EXISTS mid_queue_event", "DROP TABLE IF EXISTS mid_register")
    found.run("DROP TABLE IF EXISTS visit", "CREATE TABLE visit (no varchar(9), st varchar(9))")
    found.run("INSERT INTO visit VALUES ('V1', '0')", "DROP PROCEDURE IF EXISTS p_event")
    found.run(*stage.ddl(kind), *stage.grants(kind, found.settings["user"]), PROCEDURES[kind])
    if kind == "mysql":
        found.run("GRANT SELECT, UPDATE, EXECUTE ON his.* TO 'queue'@'%'")
    else:
        found.run(f"GRANT SELECT, UPDATE ON visit TO {found.role}")
    return found


def send(server, out, *events, **more):
    async def job():
        link = Link(server.settings["driver"])
        try:
            sender = DatabaseSender(interface({**server.settings, **more, "out": out}), link)
            return [await sender.send(event) for event in events]
        finally:
            await link.stop()

    return asyncio.run(job())


def test_an_event_sent_twice_stands_there_once(server):
    out = {"way": "insert", "view": "mid_queue_event", "events": {"called": "3"}}
    assert send(server, out, EVENT, EVENT) == [Sent(), Sent("already there")]
    rows = server.run("SELECT event_id, visit_no, event, event_time, status FROM mid_queue_event")
    assert rows == [("queue-7", "V1", "3", datetime(2026, 11, 22, 8, 30), "0")]


def test_a_row_of_theirs_is_changed_or_missed(server):
    out = {"way": "update", "view": "visit", "key": {"no": "$visit"}, "set": {"st": "$event"}}
    unknown = Event(8, "V9", "called", EVENT.at)
    sent, refused = send(server, out, EVENT, unknown)
    assert sent == Sent()
    assert isinstance(refused, Refused)
    assert server.run("SELECT no, st FROM visit") == [("V1", "called")]


def test_a_procedure_s_result_code_decides(server):
    out = {
        "way": "procedure", "name": "p_event", "ok": {"code": ["1"]}, "events": {"called": "3"},
        "params": [{"name": "v", "value": "$visit"}, {"name": "e", "value": "$event"},
                   {"name": "code", "out": True}],
    }  # fmt: skip
    unknown = Event(8, "V9", "called", EVENT.at)
    assert send(server, out, EVENT, unknown) == [Sent("1"), Refused("code = 0")]
    assert server.run("SELECT st FROM visit") == [("3",)]


def test_a_server_that_is_away_is_tried_again(server):
    out = {"way": "insert", "view": "mid_queue_event"}
    (verdict,) = send(server, out, EVENT, port=1)
    assert isinstance(verdict, Unreachable)
