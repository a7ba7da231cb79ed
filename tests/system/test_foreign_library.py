"""A vendor's library, compiled here: rows in like a view's, events out, and crashes between."""

import asyncio
import contextlib
import dataclasses
import shutil
import subprocess
from datetime import datetime

import pytest
from hospital_views import Inbox, interface, until

from his_connector.core.outgoing import Event
from his_connector.core.transports import check
from his_connector.gateway.senders.base import Refused, Sent, Unreachable
from his_connector.gateway.senders.dll import DllSender
from his_connector.gateway.store import Store
from his_connector.gateway.transports import dll

SOURCE = r"""
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static char path[500], event[40], id[40], name[80];
static FILE *file;
int init(const char *where) { snprintf(path, sizeof path, "%s", where); return 1; }
int put(const char *name, const char *value) {
    if (!strcmp(name, "event")) snprintf(event, sizeof event, "%s", value);
    return 1;
}
int run(void) {
    if (!strcmp(event, "crash")) abort();
    file = fopen(path, "r");
    return file ? 1 : -1;
}
int next(void) {
    int found = fscanf(file, "%39s %79s", id, name) == 2;
    if (!found) fclose(file);
    return found;
}
int getbyname(const char *what, char *value) {
    strcpy(value, strcmp(what, "id") ? name : id);
    return 1;
}
int result(void) { return strcmp(event, "refused") ? 0 : 7; }
"""
RULES = {
    "rules": [
        {"target": "mrn", "source": "id"},
        {"target": "visit", "source": "id"},
        {"target": "name", "source": "name"},
        {"target": "department", "default": "0301"},
    ]
}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    if not shutil.which("gcc"):
        pytest.skip("no C compiler")
    folder = tmp_path_factory.mktemp("library")
    (folder / "vendor.c").write_text(SOURCE)
    target = folder / "vendor.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", target, folder / "vendor.c"], check=True)
    return target


@pytest.fixture(scope="module")
def inbox(bed):
    with Inbox(bed.server) as found:
        yield found


def script(library, path, **more):
    return {
        "library": str(library), "charset": "gb18030", "timeout_ms": 2000, **more,
        "setup": [{"function": "init", "args": [{"text": str(path)}], "expect": "> 0"}],
        "call": [
            {"function": "put", "for_each": "fields", "expect": "> 0",
             "args": [{"text": "${item}"}, {"text": "${value}"}]},
            {"function": "run", "expect": "> 0"},
            {"while": {"function": "next", "expect": "> 0"},
             "do": [{"function": "getbyname", "args": [{"text": "id"}, {"out": 40, "as": "id"}]},
                    {"function": "getbyname",
                     "args": [{"text": "name"}, {"out": 80, "as": "name"}]}]},
            {"function": "result", "keep": "code"},
        ],
    }  # fmt: skip


@contextlib.asynccontextmanager
async def asking(inbox, settings):
    store = Store(inbox.conninfo, 1000)
    one = dataclasses.replace(interface({"interval": 0.2, **settings}, RULES), transport="dll")
    tasks = [asyncio.create_task(store.run()), asyncio.create_task(dll.poll(one, store))]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await store.close()


def send(library, path, *events, **more):
    out = {"fields": {"event": "$event"}, "ok": {"code": ["0"]}}

    async def job():
        sender = DllSender(interface({"script": script(library, path, **more), "out": out}, RULES))
        try:
            return [
                await sender.send(Event(n, "V1", event, datetime(2026, 11, 22)))
                for n, event in enumerate(events)
            ]
        finally:
            await sender.close()

    return asyncio.run(job())


def test_rows_of_a_library_are_taken_once_and_their_loss_is_a_cancellation(
    library, inbox, tmp_path
):
    path = tmp_path / "rows"
    path.write_bytes("V1 欧阳珅\nV2 李弢\n".encode("gbk"))
    settings = {"script": script(library, path), "key": ["id"], "columns": ["id", "name"]}

    def count():
        return len(inbox.sql("SELECT 1 FROM his_inbox"))

    async def job():
        async with asking(inbox, settings):
            await until(lambda: count() == 2)
            path.write_bytes("V1 欧阳珅\n".encode("gbk"))
            await until(lambda: count() == 3)

    asyncio.run(job())
    found = inbox.taken()
    assert sorted(found[:2]) == [("V1", False), ("V2", False)]
    assert found[2:] == [("V2", True)]
    bodies = inbox.sql("SELECT convert_from(body, 'utf8') FROM his_inbox WHERE visit_ref = 'V1'")
    assert '"name": "欧阳珅"' in bodies[0][0]


def test_an_event_is_told_refused_or_lost_in_a_crash(library, tmp_path):
    path = tmp_path / "rows"
    path.write_text("")
    verdicts = send(library, path, "called", "refused", "crash", "finished")
    assert verdicts[0] == verdicts[3] == Sent()
    assert verdicts[1] == Refused("code = 7")
    assert isinstance(verdicts[2], Refused)  # nobody knows whether it acted
    (verdict,) = send(library, path, "crash", repeatable=True)
    assert isinstance(verdict, Unreachable)


def test_settings_of_a_script_that_cannot_run_say_where(library, tmp_path):
    good = {"script": script(library, tmp_path), "key": ["id"], "columns": ["id", "name"]}
    assert check("dll", good) == []
    bad = {**good, "script": {**good["script"], "call": [{"args": []}]}}
    assert any("call[0]" in one.field for one in check("dll", bad))
