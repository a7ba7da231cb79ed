"""The scripts for a hospital's administrator run as they are, and grant what is needed only."""

import asyncio
import shutil

import psycopg
import pymysql
import pytest
import sqlalchemy as sa
from foreign import H2
from hospital_views import Inbox, polling, until

from his_connector.core import stage
from his_connector.core.presets import PRESETS
from his_connector.gateway.database.source import Source

SECRET = "<请由医院管理员填写>"


@pytest.fixture(scope="module")
def inbox(bed):
    with Inbox(bed.server) as found:
        yield found


@pytest.fixture(params=["mysql", "postgresql"])
def opened(request, inbox):
    """A hospital's database after its administrator ran the script; our account only."""
    kind = request.param
    server = request.getfixturevalue({"mysql": "mariadb", "postgresql": "postgres"}[kind])
    account = server.settings["user"]
    server.run("DROP TABLE IF EXISTS mid_register", "DROP TABLE IF EXISTS mid_queue_event")
    if kind == "mysql":
        server.run("REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'queue'@'%'")
    server.run(*stage.ddl(kind), *stage.grants(kind, account))
    inbox.empty()
    yield server
    server.run("DROP TABLE mid_register", "DROP TABLE mid_queue_event")


def as_us(server, query):
    """Run a query with our account."""
    settings = server.settings
    if settings["driver"] == "mysql":
        connect = pymysql.connect
        more = {"user": settings["user"], "password": settings["password"], "database": "his"}
    else:
        connect = psycopg.connect
        more = {"user": settings["user"], "password": settings["password"],
                "dbname": settings["database"]}  # fmt: skip
    with connect(host=settings["host"], port=int(settings["port"]), **more) as connection:
        with connection.cursor() as cursor:
            cursor.execute(query)


@pytest.mark.parametrize(
    "query",
    ["DELETE FROM mid_register", "INSERT INTO mid_register (patient_id) VALUES ('1')",
     "UPDATE mid_register SET patient_name = 'x'", "UPDATE mid_queue_event SET status = '1'",
     "DROP TABLE mid_register", "CREATE TABLE mine (a int)"],
)  # fmt: skip
def test_our_account_may_do_no_more_than_the_script_says(opened, query):
    with pytest.raises((pymysql.Error, psycopg.Error)):
        as_us(opened, query)


def test_the_preset_takes_what_the_hospital_writes_and_answers_by_status(opened, inbox):
    preset = PRESETS["staging_0129"]
    opened.run(
        "INSERT INTO mid_register (patient_id, patient_name, sex, visit_no, dept_code, half_day)"
        " VALUES ('P1', '欧阳珅', '1', 'V1', '0301', '上午')",
        "INSERT INTO mid_register (op_type, patient_id, visit_no) VALUES ('3', 'P1', 'V1')",
    )
    settings = {**opened.settings, **preset["settings"], "interval": 0.2}

    def status():
        return [row[0] for row in opened.run("SELECT status FROM mid_register ORDER BY id")]

    async def job():
        async with polling(inbox, settings, preset["mapping"]):
            await until(lambda: status() == ["9", "9"])
            inbox.sql("UPDATE his_inbox SET state = 'done'")
            await until(lambda: status() == ["1", "1"])

    asyncio.run(job())
    assert status() == ["1", "1"]
    assert inbox.sql("SELECT visit_ref, state FROM his_inbox ORDER BY id") == [
        ("V1", "done"), ("V1", "done"),
    ]  # fmt: skip


def test_the_script_leaves_the_password_to_the_hospital():
    for dialect in stage.DIALECTS:
        assert stage.script(dialect).count(SECRET) == 1


@pytest.fixture(scope="module")
def h2(tmp_path_factory):
    if not shutil.which("java"):
        pytest.skip("H2 needs java")
    with H2(tmp_path_factory.mktemp("h2")) as server:
        yield server


@pytest.mark.parametrize(
    ("mode", "dialect", "url"),
    [("Oracle", "oracle", "oracle+oracledb://"), ("MSSQLServer", "sqlserver", "mssql+pytds://")],
)
def test_tables_and_queries_of_the_dialects_without_a_server_pass_a_judge(h2, mode, dialect, url):
    with h2.connect(mode) as connection:
        for statement in stage.ddl(dialect):
            connection.execute(statement.encode())
        connection.execute(b"INSERT INTO mid_register (patient_id) VALUES ('P1')")
        source = Source.__new__(Source)
        source.settings = {}
        source._columns = {
            "mid_register": {name: (name, kind) for name, kind in
                             (("id", "number"), ("patient_id", "text"), ("ins_time", "date"),
                              ("status", "text"))}
        }  # fmt: skip
        spec = {"view": "mid_register", "columns": ["id", "patient_id"], "order": ["id"],
                "limit": 10, "changed": "ins_time", "since": "2020-01-01T00:00:00",
                "where": {"status": ["0", "9"]}}  # fmt: skip
        compiled = source._select(spec).compile(
            dialect=sa.create_engine(url).dialect, compile_kwargs={"literal_binds": True}
        )
        rows = connection.execute(str(compiled).encode()).fetchall()
    assert [row[1] for row in rows] == ["P1"]
