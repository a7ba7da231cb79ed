"""Databases of a hospital for the tests: real servers, nothing of ours in them."""

import os
import shutil
import socket
import subprocess
import time

import psycopg
import pymysql

from house import peers


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MariaDb:
    """A MariaDB server whose database speaks GBK, as old hospital systems do."""

    def __init__(self, folder):
        self.root, self.folder, self.port = peers.get(), folder, free_port()
        self.environment = peers.environment(self.root)
        self.process = None

    def __enter__(self):
        data = self.folder / "data"
        user = "root" if os.getuid() == 0 else None
        common = [f"--datadir={data}", *([f"--user={user}"] if user else [])]
        install = self.root / "usr/bin/mariadb-install-db"
        subprocess.run(
            [install, "--no-defaults", f"--basedir={self.root / 'usr'}", *common,
             "--auth-root-authentication-method=normal", "--skip-test-db"],
            env=self.environment, check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        self.process = subprocess.Popen(
            [peers.program(self.root, "mariadbd"), "--no-defaults",
             f"--basedir={self.root / 'usr'}", *common, f"--port={self.port}",
             "--bind-address=127.0.0.1", f"--socket={self.folder / 'sock'}",
             f"--pid-file={self.folder / 'pid'}", "--innodb-flush-log-at-trx-commit=0",
             f"--plugin-dir={self.root / 'usr/lib/mysql/plugin'}"],
            env=self.environment, stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("wb"),
        )  # fmt: skip
        self._wait()
        self.run("CREATE DATABASE his CHARACTER SET gbk", database=None)
        self.run("CREATE USER 'queue'@'%' IDENTIFIED BY 'q''1'", database=None)
        return self

    def __exit__(self, *_exc):
        self.process.terminate()
        self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def connect(self, database="his"):
        return pymysql.connect(
            host="127.0.0.1", port=self.port, user="root", database=database, charset="utf8mb4",
            autocommit=True,
        )  # fmt: skip

    def run(self, *statements, database="his"):
        """The rows of the last statement."""
        with self.connect(database) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())

    @property
    def settings(self):
        return {"driver": "mysql", "host": "127.0.0.1", "port": self.port, "database": "his",
                "user": "queue", "password": "q'1", "charset": "gbk"}  # fmt: skip

    def _wait(self):
        for _attempt in range(200):
            try:
                self.connect(None).close()
            except pymysql.Error:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
            else:
                return
        raise RuntimeError((self.folder / "log").read_text(errors="replace")[-2000:])


class Postgres:
    """A database of its own in the tests' PostgreSQL, with an account that may only read."""

    name = "jiaohao_foreign"
    role = "jiaohao_foreign_reader"

    def __init__(self, server):
        self.server = server

    def __enter__(self):
        self.server.drop(self.name)
        self.server.create(self.name)
        self.run(
            f"DROP ROLE IF EXISTS {self.role}",
            f"CREATE ROLE {self.role} LOGIN PASSWORD 'q''1'",
        )
        return self

    def __exit__(self, *_exc):
        self.server.drop(self.name)
        with psycopg.connect(**self._address("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP ROLE IF EXISTS {self.role}")

    def connect(self):
        return psycopg.connect(**self._address(self.name), autocommit=True)

    def run(self, *statements):
        with self.connect() as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def _address(self, database):
        known = self.server.connection()
        return {"host": known["PGHOST"], "port": known["PGPORT"], "user": known["PGUSER"],
                "password": known.get("PGPASSWORD"), "dbname": database}  # fmt: skip

    @property
    def settings(self):
        where = self._address(self.name)
        return {"driver": "postgresql", "host": where["host"], "port": where["port"],
                "database": self.name, "user": self.role, "password": "q'1"}  # fmt: skip


class H2:
    """H2 in the mode of Oracle or SQL Server, by PostgreSQL's protocol: a judge of dialects.

    It is no Oracle and no SQL Server: it knows neither column grants nor PL/SQL.
    """

    def __init__(self, folder):
        self.jar = next(peers.get().glob("usr/share/java/h2.jar"))
        self.folder, self.port = folder, free_port()

    def __enter__(self):
        self.process = subprocess.Popen(
            ["java", "-Xmx128m", "-cp", self.jar, "org.h2.tools.Server", "-pg", "-pgPort",
             str(self.port), "-baseDir", self.folder, "-ifNotExists"],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        for _attempt in range(150):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", self.port)):
                    return self
            time.sleep(0.1)
        raise RuntimeError("H2 does not answer")

    def __exit__(self, *_exc):
        self.process.terminate()
        self.process.wait(20)

    def connect(self, mode):
        connection = psycopg.connect(
            host="127.0.0.1", port=self.port, user="sa", password="sa", autocommit=True,
            dbname=f"{mode.lower()};DATABASE_TO_LOWER=TRUE",
        )  # fmt: skip
        connection.execute(f"SET MODE {mode}".encode())
        return connection
