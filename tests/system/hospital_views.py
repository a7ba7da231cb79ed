"""An interface on a foreign view, run as the gateway runs it, with an inbox of its own."""

import asyncio
import contextlib
import json
from datetime import timedelta, timezone

import psycopg

from his_connector.core import mapping
from his_connector.core.codes import CodeMap
from his_connector.core.profile import Profile
from his_connector.core.schema import TABLES
from his_connector.core.source_schema import TABLES as SOURCE_TABLES
from his_connector.core.storage import make_dedup
from his_connector.gateway.config import Interface
from his_connector.gateway.store import Store
from his_connector.gateway.transports import database

RULES = {
    "rules": [
        {"target": "mrn", "source": "pid"},
        {"target": "name", "source": "name"},
        {"target": "visit", "source": "id"},
        {"target": "department", "source": "dept"},
        {"target": "service_date", "source": "day"},
        {"target": "command", "source": "state", "convert": "map:state", "default": "0"},
    ],
    "maps": {"state": {"0": "register", "1": "cancel"}},
}
SETTINGS = {"mode": "poll", "interval": 0.2, "view": "v_queue", "key": ["id"],
            "changed": "changed", "day": "day", "sweep": 3600}  # fmt: skip


class Inbox:
    """The tables of the queue's side in a database of their own."""

    name = "jiaohao_foreign_inbox"

    def __init__(self, server):
        self.server = server

    def __enter__(self):
        self.server.drop(self.name)
        self.server.create(self.name)
        with self.connect() as connection:
            connection.execute(TABLES)
            connection.execute(make_dedup())
            connection.execute(SOURCE_TABLES)
        return self

    def __exit__(self, *_exc):
        self.server.drop(self.name)

    @property
    def conninfo(self):
        known = self.server.connection()
        found = {"host": known["PGHOST"], "port": known["PGPORT"], "user": known["PGUSER"],
                 "dbname": self.name}  # fmt: skip
        return {**found, "password": known["PGPASSWORD"]} if "PGPASSWORD" in known else found

    def connect(self):
        return psycopg.connect(**self.conninfo, autocommit=True)

    def sql(self, query, *parameters):
        with self.connect() as connection:
            cursor = connection.execute(query, parameters or None)
            return cursor.fetchall() if cursor.description else []

    def empty(self):
        self.sql("TRUNCATE his_inbox, his_dedup, his_row, his_source, his_statement, his_reconcile")

    def taken(self):
        """(visit, deleted) of every row of the inbox, in order."""
        rows = self.sql("SELECT convert_from(body, 'utf8') FROM his_inbox ORDER BY id")
        bodies = [json.loads(row[0]) for row in rows]
        return [(body["id"], mapping.DELETED in body) for body in bodies]

    def source(self):
        """(state, cause, detail) of the source."""
        found = self.sql("SELECT state, cause, detail FROM his_source")
        return found[0] if found else None


def interface(settings, rules=None):
    plan = mapping.load(rules or RULES)
    profile = Profile(1, 1, zone=timezone(timedelta(hours=8)), plan=plan, unmapped="hold")
    codes = CodeMap(departments={"0301": 1})
    return Interface("view", 0, profile, codes, "database", settings)


@contextlib.asynccontextmanager
async def polling(inbox, settings, rules=None):
    """The gateway's task for this interface, while the block lasts."""
    store = Store(inbox.conninfo, 1000)
    tasks = [
        asyncio.create_task(store.run()),
        asyncio.create_task(database.poll(interface(settings, rules), store)),
    ]
    try:
        yield tasks[1]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await store.close()
        await database.close()


async def until(condition, seconds=15.0):
    """Wait for a condition; its last value."""
    for _attempt in range(int(seconds / 0.1)):
        if found := await asyncio.to_thread(condition):
            return found
        await asyncio.sleep(0.1)
    return condition()
