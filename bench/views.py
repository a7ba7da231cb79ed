"""(h) Polling a view of a million rows: by its time of change, and all of today, per database."""

import asyncio
import contextlib
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TODAY = 10_000  # rows of today among all
TABLE = (
    "CREATE TABLE queue (id integer PRIMARY KEY, pid varchar(20), name varchar(40),"
    " dept varchar(10), day date, changed timestamp(3) NULL, state varchar(2))"
)
FILLS = {
    "postgresql": "INSERT INTO queue SELECT n, 'P' || n, '欧阳珅', '0301',"
    " current_date - (n / {today}), localtimestamp - n * interval '3 second', '0'"
    " FROM generate_series(0, {rows} - 1) n",
    "mysql": "INSERT INTO queue SELECT seq, concat('P', seq), '欧阳珅', '0301',"
    " current_date - interval (seq div {today}) day, now(3) - interval seq * 3 second, '0'"
    " FROM seq_0_to_{last}",
}


def _modules():
    sys.path[:0] = [str(ROOT), str(ROOT / "tools"), str(ROOT / "tests/system")]
    from conftest import register_bare

    register_bare("his_connector", ROOT / "addons" / "his_connector")
    import foreign
    import hospital_views

    return foreign, hospital_views


def _prepare(server, rows):
    kind = server.settings["driver"]
    server.run("DROP VIEW IF EXISTS v_queue", "DROP TABLE IF EXISTS queue", TABLE)
    server.run(FILLS[kind].format(today=TODAY, rows=rows, last=rows - 1))
    server.run(
        "CREATE INDEX queue_changed ON queue (changed)", "CREATE INDEX queue_day ON queue (day)",
        "CREATE VIEW v_queue AS SELECT * FROM queue",
    )  # fmt: skip
    if kind == "postgresql":
        server.run(f"GRANT SELECT ON v_queue TO {server.role}", "ANALYZE queue")
    else:
        server.run("GRANT SELECT ON his.* TO 'queue'@'%'", "ANALYZE TABLE queue")


async def _polls(views, inbox, server, rounds):
    """Seconds of (the first reading, readings by time, readings of all of today)."""
    from his_connector.gateway.database.link import Database, Link
    from his_connector.gateway.database.memory import Memory
    from his_connector.gateway.database.view import View
    from his_connector.gateway.store import Store

    settings = {**views.SETTINGS, **server.settings, "sweep": 86400}
    interface = views.interface(settings)
    store, link = Store(inbox.conninfo, 1000), Link(server.settings["driver"])
    running = asyncio.create_task(store.run())
    memory = Memory(inbox.conninfo, 1, 1)
    view = View(interface, store, memory, Database(link, "1", settings, ["select"]))
    timed = {"first": [], "changed": [], "sweep": []}
    try:
        await memory.open()
        await memory.state("ok", reconciled_on="9999-12-31")
        for name, count in (("first", 1), ("changed", rounds), ("sweep", max(3, rounds // 10))):
            for _ in range(count):
                view.sweep = 0 if name == "sweep" else 86400
                begin = time.perf_counter()
                await view.tick()
                timed[name].append(time.perf_counter() - begin)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await memory.close()
        await store.close()
        await link.stop()
    return timed


def _whole(server):
    """Seconds of the select that reads all of the view, as a poll without a mark does."""
    begin = time.perf_counter()
    server.run("SELECT id, pid, name, dept, day, changed, state FROM v_queue")
    return time.perf_counter() - begin


def measure(stage, report, rows, rounds):
    foreign, views = _modules()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        inbox = stack.enter_context(views.Inbox(stage.server))
        (folder / "mariadb").mkdir()
        servers = {
            "PostgreSQL": stack.enter_context(foreign.Postgres(stage.server)),
            "MariaDB": stack.enter_context(foreign.MariaDb(folder / "mariadb")),
        }
        for name, server in servers.items():
            _prepare(server, rows)
            inbox.empty()
            timed = asyncio.run(_polls(views, inbox, server, rounds))
            note = f"{rows} rows, {TODAY} of today"
            whole = _whole(server)
            report.add("views", f"{name}: first reading of today", timed["first"][0], "s",
                       note=note)  # fmt: skip
            report.latency("views", f"{name}: poll by time of change", timed["changed"])
            report.latency("views", f"{name}: all of today, compared", timed["sweep"])
            report.add("views", f"{name}: select of the whole view", whole, "s", note=note)
