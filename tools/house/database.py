"""Databases: a template with Odoo's own modules, and what is cloned from it."""

import os
import shutil

from house import command
from house.files import fingerprint, tree_fingerprint, write
from house.paths import ADDONS, addons
from house.report import Stop

SUFFIXES = {".py", ".xml", ".csv", ".po", ".js", ".css", ".scss", ".json"}
BASE = ["base", "web", "bus", "mail", "portal", "website", "maintenance"]


class Databases:
    """Databases of one server; ``data_dir`` holds their filestores."""

    def __init__(self, tools, server, data_dir):
        self.tools, self.server, self.data_dir = tools, server, data_dir

    def template(self):
        """Name of a database with Odoo's own modules and Chinese; made once (half a minute)."""
        modules = sorted({*BASE, *self._foreign()})
        name = "jiaohao_tpl_" + fingerprint(self.tools.odoo.name, *modules)
        if name not in self.server.databases():
            draft = f"{name}_draft"
            self.create(draft)
            self.odoo(draft, "-i", ",".join(modules), "--load-language=zh_CN")
            self.rename(draft, name)
        return name

    def create(self, name, template="template0"):
        """A new database, replacing one of that name; the filestore is cloned too."""
        self.drop(name)
        self.server.create(name, template)
        source = self.data_dir / "filestore" / template
        if source.is_dir():
            target = self.data_dir / "filestore" / name
            shutil.copytree(source, target, copy_function=os.link)
            self.server.sql(
                "UPDATE ir_config_parameter SET value = gen_random_uuid()"
                " WHERE key = 'database.uuid'",
                name,
            )

    def drop(self, name):
        self.server.drop(name)
        shutil.rmtree(self.data_dir / "filestore" / name, ignore_errors=True)

    def rename(self, old, new):
        """The last step of making one: only a finished database bears its name."""
        self.drop(new)
        self.server.sql(f'ALTER DATABASE "{old}" RENAME TO "{new}"')
        store = self.data_dir / "filestore"
        if (store / old).is_dir():
            (store / old).rename(store / new)

    def install(self, name, template):
        """``name`` with all our add-ons, without demo data."""
        draft = f"{name}_draft"
        self.create(draft, template)
        if addons():
            self.odoo(draft, "-i", ",".join(addons()))
        self.rename(draft, name)

    def update(self, name):
        self.odoo(name, "-u", ",".join(addons()))

    def odoo(self, name, *arguments):
        """Odoo until its modules are loaded; Stop when it fails or logs an error."""
        log = f"odoo-{name}"
        command.run(
            self.tools.odoo_argv(
                f"--addons-path={self.tools.odoo.addons_path}", f"--data-dir={self.data_dir}",
                "-d", name, "--no-http", "--stop-after-init", "--max-cron-threads=0", *arguments,
            ),
            env={**self.tools.env(), **self.server.connection()}, log=log, what="Odoo",
        )  # fmt: skip

    def script(self, name, code, **variables):
        """Run Python text in `odoo shell` (env is there); what it prints after the mark."""
        import subprocess

        argv = self.tools.odoo_argv(
            "shell", f"--addons-path={self.tools.odoo.addons_path}",
            f"--data-dir={self.data_dir}", "-d", name, "--no-http", "--log-level=warn",
            "--shell-interface=python",
        )  # fmt: skip
        done = subprocess.run(
            list(map(str, argv)), input=code, text=True, capture_output=True,
            env=command.environment({**self.tools.env(), **self.server.connection(), **variables}),
        )  # fmt: skip
        printed, found, _rest = done.stdout.rpartition("<<end>>")
        if done.returncode or not found:
            raise Stop(
                f"a script in database {name} failed:\n{(done.stderr or done.stdout)[-2500:]}"
            )
        return printed.partition("<<begin>>")[2]

    def _foreign(self):
        """Modules of Odoo that our manifests name."""
        import ast

        ours, named = addons(), set()
        for addon in ours:
            text = (ADDONS / addon / "__manifest__.py").read_text(encoding="utf-8")
            named.update(ast.literal_eval(text).get("depends", []))
        return named - set(ours)


def sources_key(tools):
    """Changes when a file of our add-ons changes that a database must be updated for."""
    return fingerprint(tools.odoo.name, tree_fingerprint(ADDONS, SUFFIXES))


def configuration(path, tools, server, data_dir, ports, **more):
    """Write an Odoo configuration file; readable by its owner only (it holds a password)."""
    connection = server.connection()
    options = {
        "addons_path": tools.odoo.addons_path,
        "data_dir": data_dir,
        "db_host": connection.get("PGHOST", ""),
        "db_port": connection.get("PGPORT", ""),
        "db_user": connection.get("PGUSER", ""),
        "db_password": connection.get("PGPASSWORD", "False"),
        "http_interface": "127.0.0.1",
        "http_port": ports["http"],
        "gevent_port": ports["gevent"],
        "list_db": "False",
        "max_cron_threads": "1",
        # One process with threads serves pages and websockets on one port: screens, staff and
        # kiosks of a demo need more connections than the stock limits allow.
        "db_maxconn": "96",
        "limit_memory_hard": "0",
        "limit_memory_soft": "0",
        "limit_time_real": "600",
        **more,
    }
    lines = "".join(f"{key} = {value}\n" for key, value in options.items())
    write(path, "[options]\n" + lines, mode=0o600)
