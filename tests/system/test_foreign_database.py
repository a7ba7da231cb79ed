"""Statements on real foreign databases, through the child process that the gateway uses."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from foreign import Postgres

from his_connector.gateway.database.link import Database, Link, SourceError

SELFTEST = Path(__file__).parents[2] / "addons/his_connector/gateway/database/selftest.py"
NAMES = ["张三", "买买提·艾力", "欧阳珅", "李弢"]
TABLE = """
CREATE TABLE reg (id integer PRIMARY KEY, name varchar(40), dept varchar(10), day date,
                  changed timestamp(3) NULL, fee decimal(8,2), status varchar(2),
                  err varchar(200))
"""
PROCEDURES = {
    "mysql": "CREATE PROCEDURE p_next(IN a INT, OUT b INT, OUT c VARCHAR(20))"
    " BEGIN SET b = a + 1, c = '完成'; SELECT id FROM reg WHERE id = a; END",
    "postgresql": "CREATE PROCEDURE p_next(a int, INOUT b int, INOUT c text)"
    " LANGUAGE sql AS $$ SELECT a + 1, '完成'::text $$",
}
GRANTS = {
    "mysql": "GRANT SELECT, UPDATE, INSERT, EXECUTE ON his.* TO 'queue'@'%'",
    "postgresql": f"GRANT SELECT, INSERT, UPDATE ON reg, v_reg TO {Postgres.role}",
}
FILL = (
    "INSERT INTO reg (id, name, dept, day, changed, fee, status) VALUES"
    " ({n}, '{name}', '0301', '2026-11-22', '2026-11-22 08:00:0{n}', 12.50, '0')"
)


@pytest.fixture(params=["mariadb", "postgres"])
def server(request):
    found = request.getfixturevalue(request.param)
    kind = found.settings["driver"]
    found.run("DROP VIEW IF EXISTS v_reg", "DROP TABLE IF EXISTS reg", TABLE)
    found.run("CREATE VIEW v_reg AS SELECT * FROM reg", "DROP PROCEDURE IF EXISTS p_next")
    found.run(PROCEDURES[kind], GRANTS[kind])
    for number, name in enumerate(NAMES, start=1):
        found.run(FILL.format(n=number, name=name))
    return found


def work(server, allowed, job):
    """The answer of ``job(database)`` through a child of its own."""

    async def run():
        link = Link(server.settings["driver"])
        try:
            return await job(Database(link, "1", server.settings, allowed))
        finally:
            await link.stop()

    return asyncio.run(run())


def test_columns_rows_and_clock_of_a_view(server):
    async def job(database):
        columns = await database("columns", "v_reg")
        spec = {"view": "v_reg", "columns": ["id", "name", "fee", "day"], "order": ["id"]}
        rows = await database.rows(spec)
        later = {**spec, "changed": "changed", "since": "2026-11-22T08:00:02"}
        today = {"day": "day", "begin": "2026-11-22T00:00:00", "end": "2026-11-23T00:00:00"}
        tomorrow = {"day": "day", "begin": "2026-11-23T00:00:00", "end": "2026-11-24T00:00:00"}
        return (
            columns, rows, await database.rows(later), await database.rows({**spec, **today}),
            await database.rows({**spec, **tomorrow}), await database("clock"), database.counts,
        )  # fmt: skip

    columns, rows, later, today, tomorrow, clock, counts = work(server, ["select"], job)
    assert columns["changed"] == columns["day"] == "date"
    assert (columns["id"], columns["fee"], columns["name"]) == ("number", "number", "text")
    assert rows == [[str(n), name, "12.50", "2026-11-22"] for n, name in enumerate(NAMES, 1)]
    assert [row[0] for row in later] == ["3", "4"]
    assert (len(today), tomorrow) == (4, [])
    assert clock[:2] == "20"
    assert counts["select"] >= 6
    assert "refused" not in counts


def test_a_class_that_is_not_allowed_never_reaches_the_server(server):
    async def job(database):
        mark = {"view": "reg", "key": ["id"], "marks": [[["1"], {"status": "9"}]]}
        with pytest.raises(SourceError) as refused:
            await database("mark", mark)
        with pytest.raises(SourceError) as injected:
            await database("statement", {"sql": "SELECT 1; DELETE FROM reg"})
        with pytest.raises(SourceError) as called:
            await database("procedure", {"name": "p_next", "params": []})
        return [refused.value.kind, injected.value.kind, called.value.kind]

    assert work(server, ["select"], job) == ["forbidden"] * 3
    assert server.run("SELECT count(*) FROM reg WHERE status = '0'")[0][0] == len(NAMES)


def test_the_server_itself_is_asked_to_forbid_writing(server):
    """Behind the fence of classes: the session is read only."""

    async def job(database):
        with pytest.raises(SourceError) as refused:
            await database("statement", {"sql": "SELECT * FROM reg FOR UPDATE"})
        return str(refused.value)

    if server.settings["driver"] == "postgresql":
        assert "read-only" in work(server, ["select"], job)


def test_marks_are_written_back_and_only_where_the_row_still_waits(server):
    async def job(database):
        spec = {"view": "reg", "key": ["id"], "where": {"status": "0"}}
        marks = [[["1"], {"status": "1"}], [["2"], {"status": "2", "err": "科室代码未对照"}]]
        first = await database("mark", {**spec, "marks": marks})
        again = await database("mark", {**spec, "marks": marks})
        row = {"id": "9", "name": "王五", "day": "2026-11-22T00:00:00", "status": "0"}
        put = {"view": "reg", "row": row, "unless": {"id": "9"}}
        return first, again, await database("insert", put), await database("insert", put)

    assert work(server, ["select", "update", "insert"], job) == (2, 0, True, False)
    assert server.run("SELECT status, err FROM reg WHERE id = 2") == [("2", "科室代码未对照")]
    assert server.run("SELECT name FROM reg WHERE id = 9") == [("王五",)]


def test_a_stored_procedure_gives_back_its_values(server):
    params = [
        {"name": "a", "value": 2}, {"name": "b", "out": True}, {"name": "c", "out": True},
    ]  # fmt: skip

    async def job(database):
        return await database("procedure", {"name": "p_next", "params": params})

    answer = work(server, ["procedure"], job)
    assert answer["out"] == {"b": "3", "c": "完成"}


def test_an_error_is_told_by_its_kind_and_without_the_password(server):
    async def job(database):
        kinds = []
        for args in (("columns", "no_such_view"), ("rows", {"view": "reg", "columns": ["nope"]})):
            with pytest.raises(SourceError) as error:
                await database(*args)
            kinds.append(error.value.kind)
        wrong = Database(database._link, "2", {**server.settings, "password": "wrong"}, ["select"])
        with pytest.raises(SourceError) as error:
            await wrong("clock")
        assert "wrong" not in str(error.value)
        unset = {**server.settings, "password": "${ENV:NO_SUCH_SECRET_1}"}
        with pytest.raises(SourceError, match="NO_SUCH_SECRET_1"):
            await Database(database._link, "3", unset, ["select"])("clock")
        return [*kinds, error.value.kind]

    assert set(work(server, ["select"], job)) <= {"schema", "lost"}


def test_a_killed_child_is_replaced_at_the_next_question(server):
    async def job(database):
        await database("clock")
        os.kill(database._link._process.pid, signal.SIGKILL)
        await asyncio.sleep(0.1)
        return await database("clock"), database._link.starts

    clock, starts = work(server, ["select"], job)
    assert clock
    assert starts == 2


def selftest(server, folder, **more):
    """(exit status, output) of the command that a customer runs."""
    path = folder / "settings.json"
    path.write_text(json.dumps({**server.settings, **more}), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, SELFTEST, path], capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_the_customer_s_self_test_says_what_works_and_shows_no_patient(server, tmp_path):
    status, output = selftest(
        server, tmp_path, mode="poll", view="v_reg", key=["id"], changed="changed", day="day"
    )
    assert status == 0, output
    assert output.count("[ OK ]") == 6
    assert "changed:date" in output
    assert not any(name in output for name in NAMES)
    status, output = selftest(server, tmp_path, view="no_such_view", key=["id"])
    assert status == 1
    assert "[失败]" in output
    assert server.settings["password"] not in output
