"""Files by folder, FTP and SFTP: in and out, whole or not at all, once each."""

import asyncio
import contextlib
import dataclasses
import json
import os
from datetime import datetime

import file_servers
import pytest
from hospital_views import Inbox, interface, until

from his_connector.core.outgoing import Event
from his_connector.gateway.senders.base import Sent, Unreachable
from his_connector.gateway.senders.files import FileSender
from his_connector.gateway.store import Store
from his_connector.gateway.transports import files

RULES = {
    "rules": [
        {"target": "mrn", "source": "pid"},
        {"target": "name", "source": "name"},
        {"target": "visit", "source": "id"},
        {"target": "department", "source": "dept"},
    ]
}
ADT = (
    "MSH|^~\\&|HIS|H|Q|H|20260302085500||ADT^A04|{control}|P|2.4\rEVN|A04|20260302085500\r"
    "PID|1||P1^^^H^MR||张三\rPV1|1|O|0301||||||||||||||||V1\r"
)


@pytest.fixture(scope="module")
def inbox(bed):
    with Inbox(bed.server) as found:
        yield found


@pytest.fixture(params=["folder", "ftp", "vsftpd", "sftp"])
def place(request, tmp_path):
    """(the folder as the hospital sees it, settings that reach it)."""
    if request.param == "folder":
        yield tmp_path, {"way": "folder", "folder": str(tmp_path)}
        return
    if request.param == "vsftpd" and os.getuid():
        pytest.skip("vsftpd starts as root only")
    with getattr(file_servers, request.param)(tmp_path) as found:
        yield found


@contextlib.asynccontextmanager
async def watching(inbox, settings):
    store = Store(inbox.conninfo, 1000)
    one = interface({"interval": 0.1, **settings}, RULES)
    one = dataclasses.replace(one, transport="files")
    tasks = [asyncio.create_task(store.run()), asyncio.create_task(files.poll(one, store))]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await store.close()


def put(folder, name, body):
    """Another user than ours may be the server's."""
    (folder / name).write_bytes(body)
    (folder / name).chmod(0o666)


def rows(inbox):
    return inbox.sql("SELECT control_id, state, coalesce(cause, '') FROM his_inbox ORDER BY id")


def test_files_are_taken_once_and_moved_away(place, inbox):
    folder, settings = place
    inbox.empty()
    table = "id,pid,name,dept\nV1,P1,欧阳珅,0301\nV2,P2,李弢,0301\n".encode()
    put(folder, "a.csv", table)
    put(folder, "b.csv", b"id,pid\n1\n")
    put(folder, "c.csv.tmp", table)

    async def job():
        async with watching(inbox, {**settings, "format": "csv", "pattern": "*.csv*"}):
            await until(lambda: len(rows(inbox)) == 3 and (folder / "error/b.csv").exists())
            put(folder, "a.csv", table)  # sent again under the same name
            await until(lambda: not (folder / "a.csv").exists())

    asyncio.run(job())
    assert rows(inbox) == [
        ("a.csv#1", "new", ""), ("a.csv#2", "new", ""), ("", "failed", "bad_value"),
    ]  # fmt: skip
    assert (folder / "done/a.csv").read_bytes() == table
    assert (folder / "c.csv.tmp").exists()


def test_messages_of_hl7_in_a_file_are_taken_one_by_one(place, inbox):
    folder, settings = place
    inbox.empty()
    text = "".join("\x0b" + ADT.format(control=f"M{n}") + "\x1c\r" for n in range(3))
    put(folder, "day.hl7", text.encode("gbk"))

    async def job():
        async with watching(inbox, {**settings, "format": "hl7"}):
            await until(lambda: len(rows(inbox)) == 3)
            await until(lambda: (folder / "done/day.hl7").exists())

    asyncio.run(job())
    assert rows(inbox) == [(f"M{n}", "new", "") for n in range(3)]


def test_a_file_with_a_marker_waits_for_it(place, inbox):
    folder, settings = place
    inbox.empty()
    put(folder, "a.json", json.dumps([{"id": "V1", "pid": "P1", "dept": "0301"}]).encode())

    async def job():
        async with watching(inbox, {**settings, "format": "json", "marker": ".ok"}):
            await asyncio.sleep(0.6)
            before = rows(inbox)
            put(folder, "a.json.ok", b"")
            await until(lambda: (folder / "done/a.json.ok").exists())
            return before

    assert asyncio.run(job()) == []
    assert [row[0] for row in rows(inbox)] == ["a.json#1"]


def test_an_event_is_a_whole_file_and_replaces_itself(place, inbox):
    folder, settings = place
    event = Event(7, "V1", "called", datetime(2026, 11, 22, 0, 30))

    async def job():
        sender = FileSender(interface({**settings, "out": {"events": {"called": "3"}}}, RULES))
        try:
            return [await sender.send(event), await sender.send(event)]
        finally:
            await sender.close()

    assert asyncio.run(job()) == [Sent("queue-7.json")] * 2
    assert sorted(os.listdir(folder)) == sorted({*os.listdir(folder), "queue-7.json"})
    assert not list(folder.glob("*.part"))
    assert json.loads((folder / "queue-7.json").read_text())["event"] == "3"


def test_a_server_with_another_key_gets_nothing(tmp_path, inbox):
    import asyncssh

    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    with file_servers.sftp(tmp_path) as (folder, settings):

        async def job():
            sender = FileSender(interface({**settings, "host_key": other, "out": {}}, RULES))
            return await sender.send(Event(7, "V1", "called", datetime(2026, 11, 22)))

        assert isinstance(asyncio.run(job()), Unreachable)
        assert os.listdir(folder) == []
