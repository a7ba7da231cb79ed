"""The instance that is measured: an own database with a hospital of its own, durable PostgreSQL.

Everything lies in ``build/bench``. The database is kept between runs and made anew when the
add-ons change.
"""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from house import command, database, postgres, toolchain  # noqa: E402
from house.instance import DEFAULT_PORTS, Instance, choose_ports  # noqa: E402
from house.paths import BUILD  # noqa: E402
from house.web import Session  # noqa: E402

FOLDER = BUILD / "bench"
NAME = "jiaohao_bench"
PG_PORT = 5489
PASSWORD = "bench"
PORTS = {name: port + 400 for name, port in DEFAULT_PORTS.items()}


class Stage:
    """Use as context; ``workers`` HTTP workers, or 0 for one process with threads.

    ``keep``: the database as it is, though the add-ons have changed.
    """

    def __init__(self, workers=2, keep=False):
        self.workers, self.keep = workers, keep
        self.staff = {}

    def __enter__(self):
        tools = toolchain.load()
        server = postgres.get(tools.venv, FOLDER / "postgres", PG_PORT)
        self.server, self.was_running = server, server.alive
        server.start()
        self.hand = None
        try:
            self._set(tools, server)
        except BaseException:
            self.__exit__()
            raise
        return self

    def _set(self, tools, server):
        databases = database.Databases(tools, server, FOLDER / "odoo-data")
        fresh = self._prepare(databases)
        os.environ.update(server.connection(), PGDATABASE=NAME)
        self.instance = Instance(
            tools, server, NAME, FOLDER / "run", databases.data_dir, choose_ports(PORTS)
        )
        self.instance.stop()  # what an aborted run left
        self.instance.configure(db_maxconn="64", db_maxconn_gevent="64", log_level="info")
        self.hand = Hand(self.instance)
        self.facts = self._facts(fresh)

    def __exit__(self, *_exc):
        if self.hand:
            self.hand.close()
            self.instance.stop()
        if not self.was_running:
            self.server.stop()

    def _prepare(self, databases):
        key, stamp = database.sources_key(databases.tools), FOLDER / "key"
        there = NAME in databases.server.databases()
        if there and stamp.exists() and (self.keep or stamp.read_text() == key):
            return False
        databases.install(NAME, databases.template())
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(key)
        return True

    def _facts(self, fresh):
        path = FOLDER / "facts.json"
        if fresh or not path.exists():
            path.write_text(json.dumps(self.hand.ask("seed", password=PASSWORD)))
        return json.loads(path.read_text())

    # -- the running instance -------------------------------------------------------------------
    @property
    def url(self):
        return self.instance.base_url

    @property
    def websocket_url(self):
        port = self.instance.ports["gevent" if self.workers else "http"]
        return f"ws://127.0.0.1:{port}/websocket"

    def start_odoo(self):
        if not self.instance.odoo.alive:
            self.instance.odoo.start(workers=self.workers or None)

    def screens(self, count):
        """Paired hall screens, ten a zone: [{token, zone}]."""
        self.start_odoo()
        return self.facts["screens"][:count]

    def bus_last(self):
        return self.hand.ask("bus_last")

    def patients(self, queue, count):
        """``count`` more patients who wait in a queue."""
        self.hand.ask("patients", queue=queue, count=count)

    def fresh_line(self, queue, count):
        """Exactly ``count`` patients wait, all of them new."""
        self.hand.ask("clear", queue=queue)
        self.patients(queue, count)

    def doctor(self, zone):
        """The doctor of a zone, logged in, with an open room and patients waiting."""
        if zone not in self.staff:
            facts = next(one for one in self.facts["zones"] if one["zone"] == zone)
            self.fresh_line(facts["queue"], 60)
            self.staff[zone] = Doctor(self.url, facts["doctors"][0], facts["queue"])
        return self.staff[zone]


class Doctor:
    """One member of staff over HTTP, as the caller page speaks."""

    def __init__(self, url, facts, queue):
        self.session = Session(url).login(facts["login"], PASSWORD)
        self.state = self.session.rpc(
            "/queue/caller/open", point_id=facts["point"], queue_ids=[queue]
        )

    def do(self, verb, request_id=None):
        request_id = request_id or str(uuid.uuid4())
        return self.session.rpc("/queue/caller/do", verb=verb, request_id=request_id)

    def next(self):
        """Call the next patient; the id of the call."""
        return self.do("next")["delivery"]["call"]


class Hand:
    """Odoo's registry in a process of its own: seeds, patients, calls without HTTP."""

    def __init__(self, instance):
        script = Path(__file__).with_name("hand.py")
        argv = [instance.tools.venv.python, script, str(instance.config), instance.database]
        log = (FOLDER / "hand.log").open("ab")
        self.process = subprocess.Popen(
            list(map(str, argv)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=command.environment(instance.env()),
        )
        log.close()

    def ask(self, what, **more):
        self.process.stdin.write(json.dumps({"do": what, **more}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the process at the database ended; see {FOLDER / 'hand.log'}")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["result"]

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()
