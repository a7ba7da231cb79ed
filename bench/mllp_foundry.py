"""MessageFoundry, the best engine in Python, as another server of the same messages.

It is under AGPL-3 and needs packages of its own, so it gets an environment of its own: the one
``FOUNDRY_VENV`` names, else ``build/bench/messagefoundry`` if somebody made it:

    python -m venv build/bench/messagefoundry
    build/bench/messagefoundry/bin/pip install messagefoundry==0.2.1 asyncpg

Without one its line is left out. It keeps the messages in a database beside ours, on the same
server, and routes them nowhere.
"""

import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from screens import free_port, listens

VERSION = "0.2.1"
FEED = """
from messagefoundry import MLLP, inbound, router

inbound("IB_BENCH_ADT", MLLP(port={port}), router="bench_router")


@router("bench_router")
def route(msg):
    return []
"""
SETTINGS = """
[store]
backend = "postgres"
server = "{PGHOST}"
port = {PGPORT}
database = "{database}"
username = "{PGUSER}"
auth = "sql"
encrypt = false
trust_server_certificate = true
[api]
host = "127.0.0.1"
port = {api}
[ai]
environment = "dev"
"""


def program(folder):
    """Its command, None where nobody installed it; ``folder``: of the bench."""
    named = os.environ.get("FOUNDRY_VENV") or folder / "messagefoundry"
    found = Path(named) / "bin" / "messagefoundry"
    return found if found.exists() else None


@contextmanager
def serving(command, folder):
    """The port on which it listens, while the block lasts."""
    database, port = "jiaohao_bench_foundry", free_port()
    _empty(database)
    (folder / "foundry" / "config").mkdir(parents=True, exist_ok=True)
    run = folder / "foundry"
    (run / "config" / "IB_BENCH_ADT.py").write_text(FEED.format(port=port))
    facts = {"PGHOST": "127.0.0.1", "PGPORT": "5432", **os.environ}
    settings = SETTINGS.format_map({**facts, "database": database, "api": free_port()})
    (run / "messagefoundry.toml").write_text(settings)
    secret = {"MEFOR_STORE_PASSWORD": os.environ.get("PGPASSWORD") or "none"}
    with (run / "log").open("w") as log:
        server = subprocess.Popen(
            [command, "serve", "--config", "config", "--env", "dev"],
            cwd=run, stdout=log, stderr=log,
            env={**os.environ, **secret, "MEFOR_ALLOW_INSECURE_TLS": "1"},
        )  # fmt: skip
        try:
            listens(port)
            yield port
        finally:
            server.kill()
            server.wait()


def _empty(database):
    connection = psycopg2.connect(dbname=os.environ["PGDATABASE"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {database}")
    connection.close()
