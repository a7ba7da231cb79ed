"""Polling a real view loses nothing and applies nothing bad; staging tables go both ways."""

import asyncio
import random
import threading
import time
from datetime import datetime, timedelta

import pytest
from hospital_views import RULES, SETTINGS, Inbox, polling, until

VIEW = "CREATE VIEW v_queue AS SELECT id, pid, name, dept, day, changed, state FROM queue"
TABLE = (
    "CREATE TABLE queue (id varchar(20) PRIMARY KEY, pid varchar(20), name varchar(40),"
    " dept varchar(10), day date, changed timestamp(3) NULL, state varchar(2), ord integer)"
)
INSERT = (
    "INSERT INTO queue (id, pid, name, dept, day, changed, state)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)"
)


@pytest.fixture(scope="module")
def inbox(bed):
    with Inbox(bed.server) as found:
        yield found


@pytest.fixture(params=["mariadb", "postgres"])
def source(request, inbox):
    found = request.getfixturevalue(request.param)
    found.run("DROP VIEW IF EXISTS v_queue", "DROP TABLE IF EXISTS queue", TABLE, VIEW)
    if request.param == "postgres":
        found.run(f"GRANT SELECT, UPDATE ON queue, v_queue TO {found.role}")
    else:
        found.run("GRANT SELECT, UPDATE ON his.* TO 'queue'@'%'")
    inbox.empty()
    return found


def clock(source):
    driver = source.settings["driver"]
    query = "SELECT now(3)" if driver == "mysql" else "SELECT localtimestamp(3)"
    zone = "" if driver == "mysql" else "SET timezone = 'Asia/Shanghai'"
    return source.run(*filter(None, [zone, query]))[0][0]


def fill(source, numbers):
    """Registrations of today, all at once."""
    now = clock(source)
    rows = [[str(n), f"P{n}", "欧阳珅", "0301", now.date(), now, "0"] for n in numbers]
    with source.connect() as connection, connection.cursor() as cursor:
        cursor.executemany(INSERT, rows)


def put(source, number, **more):
    """One registration of today."""
    now = clock(source)
    values = {"pid": f"P{number}", "name": "欧阳珅", "dept": "0301", "day": now.date(),
              "changed": now, "state": "0", **more}  # fmt: skip
    with source.connect() as connection, connection.cursor() as cursor:
        cursor.execute(INSERT, [str(number), *values.values()])


def run(job):
    return asyncio.run(job())


def settings(source, **more):
    return {**SETTINGS, **source.settings, **more}


def test_new_changed_and_deleted_rows_arrive_once_each(source, inbox):
    fill(source, range(8))

    async def job():
        async with polling(inbox, settings(source, sweep=0.2)):
            await until(lambda: len(inbox.taken()) == 8)
            source.run("UPDATE queue SET name = '李弢' WHERE id = '3'")  # its time does not move
            await until(lambda: len(inbox.taken()) == 9)
            source.run("DELETE FROM queue WHERE id = '5'")
            await until(lambda: len(inbox.taken()) == 10)
            put(source, 5)
            await until(lambda: len(inbox.taken()) == 11)
        async with polling(inbox, settings(source)):  # a new start takes nothing again
            await asyncio.sleep(0.7)

    run(job)
    taken = inbox.taken()
    assert sorted(taken[:8]) == [(str(n), False) for n in range(8)]
    assert taken[8:] == [("3", False), ("5", True), ("5", False)]
    assert inbox.source()[0] == "ok"


def test_late_commits_lose_nothing(source, inbox):
    """Transactions that keep their time of change and commit up to 1.5 s later."""
    rows = 60
    chance = random.Random(7)
    lags = [chance.choice((0, 0, 0.2, 0.7, 1.5)) for _ in range(rows)]

    def writer(numbers):
        for number in numbers:
            now = clock(source)
            with source.connect() as connection:
                begin(connection)
                with connection.cursor() as cursor:
                    cursor.execute(
                        INSERT, [str(number), f"P{number}", "张三", "0301", now.date(), now, "0"]
                    )
                    time.sleep(lags[number])
                    cursor.execute("COMMIT")

    def begin(connection):
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")

    async def job():
        threads = [
            threading.Thread(target=writer, args=(range(part, rows, 6),)) for part in range(6)
        ]
        async with polling(inbox, settings(source, overlap=2)):
            for thread in threads:
                thread.start()
            await asyncio.to_thread(lambda: [thread.join() for thread in threads])
            await until(lambda: len(inbox.taken()) >= rows, 10)

    run(job)
    assert sorted(visit for visit, _deleted in inbox.taken()) == sorted(map(str, range(rows)))
    assert inbox.sql("SELECT lag_ms > 0 FROM his_source") == [(True,)]


def test_a_restored_backup_stops_the_interface_with_the_exact_difference(source, inbox):
    fill(source, range(40))

    async def job():
        async with polling(inbox, settings(source, sweep=0.2)):
            await until(lambda: len(inbox.taken()) == 40)
            source.run("DELETE FROM queue WHERE length(id) = 2")
            await until(lambda: inbox.source()[0] == "stopped")
            await asyncio.sleep(0.5)
            stopped = inbox.source(), len(inbox.taken())
            difference = inbox.sql("SELECT difference FROM his_source")[0][0]
            inbox.sql("UPDATE his_source SET decision = 'keep'")
            await until(lambda: inbox.source()[0] == "ok")
            put(source, 77)
            await until(lambda: len(inbox.taken()) == 41)
            return stopped, difference

    stopped, difference = run(job)
    assert stopped[0][:2] == ("stopped", "source_went_back")
    assert stopped[1] == 40  # nothing was cancelled
    assert difference["missing_in_source"] == sorted(str(n) for n in range(10, 40))
    assert inbox.taken()[40:] == [("77", False)]


def test_the_operator_may_take_the_state_of_the_source(source, inbox):
    fill(source, range(40))

    async def job():
        async with polling(inbox, settings(source, sweep=0.2)):
            await until(lambda: len(inbox.taken()) == 40)
            source.run("DELETE FROM queue WHERE length(id) = 2")
            await until(lambda: inbox.source()[0] == "stopped")
            inbox.sql("UPDATE his_source SET decision = 'source'")
            await until(lambda: len(inbox.taken()) == 70)

    run(job)
    assert sorted(inbox.taken()[40:]) == [(str(n), True) for n in range(10, 40)]


def test_a_renamed_column_stops_before_anything_bad_is_taken(source, inbox):
    put(source, 1)

    async def job():
        async with polling(inbox, settings(source, sweep=0.2)):
            await until(lambda: len(inbox.taken()) == 1)
            renamed = VIEW.replace("dept,", "dept AS department_code,")
            source.run("DROP VIEW v_queue", renamed, *grants(source))
            put(source, 2)
            await until(lambda: inbox.source()[0] == "stopped")
            stopped = inbox.source(), inbox.taken()
            source.run("DROP VIEW v_queue", VIEW, *grants(source))
            await until(lambda: len(inbox.taken()) == 2)
            return stopped

    (state, cause, detail), taken = run(job)
    assert (state, cause) == ("stopped", "column_gone")
    assert detail == "dept → department_code?"
    assert taken == [("1", False)]
    assert inbox.taken()[1:] == [("2", False)]


def grants(source):
    if source.settings["driver"] == "postgresql":
        return [f"GRANT SELECT ON v_queue TO {source.role}"]
    return []


def test_a_new_code_stops_until_the_list_knows_it(source, inbox):
    put(source, 1)

    async def job():
        async with polling(inbox, settings(source, sweep=0.2)):
            await until(lambda: len(inbox.taken()) == 1)
            put(source, 2, state="7")
            await until(lambda: inbox.source()[0] == "stopped")
            stopped = inbox.source(), inbox.taken()
        known = {**RULES, "maps": {"state": {"0": "register", "1": "cancel", "7": "cancel"}}}
        async with polling(inbox, settings(source, sweep=0.2), known):
            await until(lambda: len(inbox.taken()) == 2)
            await until(lambda: inbox.source()[0] == "ok")
            return stopped

    (state, cause, detail), taken = run(job)
    assert (state, cause, detail) == ("stopped", "new_code", "state")
    assert len(taken) == 1


def test_the_days_before_are_reconciled_and_what_lacks_is_taken(source, inbox):
    put(source, 1)
    yesterday = clock(source).date() - timedelta(days=1)
    put(source, 2, day=yesterday)

    async def job():
        async with polling(inbox, settings(source)):
            await until(lambda: inbox.sql("SELECT count(*) FROM his_reconcile")[0][0] == 3)

    if clock(source).hour < 3:
        pytest.skip("the night's work has not begun in that database")
    run(job)
    assert sorted(inbox.taken()) == [("1", False), ("2", False)]
    found = inbox.sql("SELECT day, ours, theirs, missing FROM his_reconcile ORDER BY day")
    assert found[-1] == (yesterday, 0, 1, 1)


STAGE = (
    "CREATE TABLE mid_register (id integer PRIMARY KEY, pid varchar(20), name varchar(40),"
    " dept varchar(10), state varchar(2), status varchar(2), err_msg varchar(200),"
    " upd_time timestamp NULL)"
)


def test_a_staging_table_is_taken_and_its_fate_written_back(source, inbox):
    source.run("DROP TABLE IF EXISTS mid_register", STAGE)
    source.run(
        "INSERT INTO mid_register (id, pid, name, dept, state, status) VALUES"
        " (1, 'P1', '张三', '0301', '0', '0'), (2, 'P2', '李弢', '0301', '0', '0'),"
        " (3, '', '无号', '0301', '0', '0'), (4, 'P4', '旧', '0301', '0', '1')"
    )
    if source.settings["driver"] == "postgresql":
        source.run(f"GRANT SELECT, UPDATE ON mid_register TO {source.role}")
    rules = {**RULES, "rules": [one for one in RULES["rules"] if one["target"] != "service_date"]}
    stage = {
        **source.settings, "mode": "staging", "interval": 0.2, "view": "mid_register",
        "key": ["id"], "status": "status", "error": "err_msg", "done_at": "upd_time",
    }  # fmt: skip

    def status():
        return [row[0] for row in source.run("SELECT status FROM mid_register ORDER BY id")]

    async def job():
        async with polling(inbox, stage, rules):
            await until(lambda: status() == ["9", "9", "2", "1"])
            inbox.sql("UPDATE his_inbox SET state = 'done' WHERE visit_ref = '1'")
            inbox.sql(
                "UPDATE his_inbox SET state = 'failed', cause = 'department_unmapped',"
                " detail = '0301' WHERE visit_ref = '2'"
            )
            await until(lambda: status() == ["1", "2", "2", "1"])
        async with polling(inbox, stage, rules):
            await asyncio.sleep(1)

    run(job)
    rows = source.run("SELECT status, err_msg, upd_time FROM mid_register ORDER BY id")
    assert [row[0] for row in rows] == ["1", "2", "2", "1"]
    assert "0301" in rows[1][1]
    assert "pid" in rows[2][1]
    assert isinstance(rows[0][2], datetime)
    assert [visit for visit, _deleted in inbox.taken()] == ["1", "2", "3"]
    audit = dict(inbox.sql("SELECT kind, sum(n) FROM his_statement GROUP BY 1"))
    assert audit["select"] > 0
    assert audit["update"] > 0
