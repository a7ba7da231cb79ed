"""What tests run on: an own PostgreSQL (fast, not durable) and prepared databases.

JIAOHAO_TESTBED names another folder than build/test, for two runs at once.
"""

import os
import shutil
from pathlib import Path

from house import database, pages, postgres
from house.files import exclusive
from house.paths import BUILD

PG_PORT = 5479


def folder():
    return Path(os.environ.get("JIAOHAO_TESTBED") or BUILD / "test")


class Testbed:
    """Databases by state of our sources: made when missing, cloned for each use."""

    def __init__(self, tools, home=None):
        self.tools, self.folder = tools, home or folder()
        state = self.folder / f"postgres-{self.folder.name}"
        self.server = postgres.get(tools.venv, state, PG_PORT, careless=True)
        self.databases = database.Databases(tools, self.server, self.folder / "odoo-data")

    def start(self):
        self.server.start()

    def twin(self):
        """A second bed beside this one, with the same databases; both servers run afterwards.

        None with a PostgreSQL of somebody else: tests may not restart that anyway.
        """
        if not self.server.own:
            return None
        twin = Testbed(self.tools, self.folder.with_name(f"{self.folder.name}-twin"))
        twin.server.stop()
        twin.server.copy(self.server)
        data = self.folder / "odoo-data"
        shutil.rmtree(twin.folder / "odoo-data", ignore_errors=True)
        if data.exists():
            shutil.copytree(data, twin.folder / "odoo-data")
        twin.start()
        return twin

    def clone(self, kind, name):
        """A fresh database ``name``: ``kind`` plain has our add-ons, demo also their demo data."""
        with exclusive(self.folder / "lock", "preparation of test databases"):
            source = self.plain() if kind == "plain" else self.demo()
            self.databases.create(name, source)
        return name

    def plain(self):
        return self._made("plain", self._install)

    def demo(self):
        return self._made("demo", self._load_demo)

    def _made(self, kind, make):
        name = f"jiaohao_{kind}_{database.sources_key(self.tools)}"
        known = self.server.databases()
        if name not in known:
            for old in known:
                if old.startswith(f"jiaohao_{kind}_"):
                    self.databases.drop(old)
            make(name)
        return name

    def _install(self, name):
        self.databases.install(name, self.databases.template())

    def _load_demo(self, name):
        draft = "jiaohao_draft_of_demo"
        self.databases.create(draft, self.plain())
        pages.load_demo(self.databases, draft)
        self.databases.rename(draft, name)
