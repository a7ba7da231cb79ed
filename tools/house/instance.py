"""One running suite: Odoo, the HL7 gateway, the apply process, the simulated HIS."""

import json
import urllib.error
import urllib.request
from pathlib import Path

from house import database, network
from house.paths import ADDONS
from house.processes import Service, children

DEFAULT_PORTS = {"http": 8069, "gevent": 8072, "mllp": 2575}
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class OdooService(Service):
    """Odoo; ``start("--workers=2")`` or ``start(workers=2)`` for separate HTTP workers."""

    def start(self, *more, workers=None):
        more = (*more, f"--workers={workers}", "--max-cron-threads=0") if workers else more
        super().start(*more)

    def restart(self, *more, workers=None):
        self.stop()
        self.start(*more, workers=workers)

    def worker_pids(self):
        """HTTP workers; empty in threaded mode."""
        own = self.pid
        return [p for p in children(own) if b"gevent" not in _command(p)] if own else []


class Instance:
    """Processes on one database. ``folder`` holds pid files, logs and the configuration."""

    def __init__(self, tools, server, name, folder, data_dir, ports):
        self.tools, self.server, self.database = tools, server, name
        self.folder, self.data_dir, self.ports = Path(folder), Path(data_dir), dict(ports)
        self.config = self.folder / "odoo.conf"
        self.odoo = self._odoo()
        self.gateway = self._gateway() if has_command("his_gateway") else None
        self.apply = self._process("his_apply")
        self.voice = self._process("queue_voice")
        self.simulator = self._process("his_simulator", "--port", str(self.ports["mllp"]))

    @property
    def base_url(self):
        return f"http://127.0.0.1:{self.ports['http']}"

    @property
    def services(self):
        """In the order of starting."""
        found = (self.odoo, self.gateway, self.apply, self.voice, self.simulator)
        return [service for service in found if service]

    def configure(self, **more):
        self.folder.mkdir(parents=True, exist_ok=True)
        database.configuration(
            self.config, self.tools, self.server, self.data_dir, self.ports,
            db_name=self.database, **more,
        )  # fmt: skip

    def start(self):
        """Start what does not run, but the simulated HIS; together, then wait for each."""
        wanted = [s for s in self.services if s is not self.simulator]
        for service in wanted:
            if not service.alive:
                service.spawn()
        for service in wanted:
            service.wait()

    def simulate(self, devices):
        """Let the simulated HIS send patients, who check in at the kiosks among ``devices``."""
        if self.simulator:
            kiosks = [one["token"] for one in devices if one["kind"] == "kiosk"]
            options = [word for token in kiosks for word in ("--check-in", token)]
            self.simulator.start(*options, "--base-url", self.base_url)

    def stop(self):
        """Names of those that ran."""
        return [service.name for service in reversed(self.services) if service.stop()]

    def healthy(self):
        try:
            with NO_PROXY.open(self.base_url + "/web/health", timeout=5) as answer:
                return json.load(answer).get("status") == "pass"
        except (OSError, ValueError, urllib.error.URLError):
            return False

    def env(self):
        return {**self.tools.env(), **self.server.connection(), "PGDATABASE": self.database}

    def _odoo(self):
        argv = self.tools.odoo_argv("-c", self.config)
        return OdooService("odoo", self.folder, argv, self.env(), self.healthy)

    def _gateway(self):
        portfile = self.folder / "gateway.port"
        more = ("--port", str(self.ports["mllp"]), "--port-file", str(portfile))
        return self._process("his_gateway", *more, ready=self._mllp_answers)

    def _process(self, name, *arguments, ready=lambda: True):
        if not has_command(name):
            return None
        argv = self.tools.odoo_argv(
            f"--addons-path={self.tools.odoo.addons_path}", name, "-c", self.config,
            "-d", self.database, *arguments,
        )  # fmt: skip
        return Service(name, self.folder, argv, self.env(), ready)

    def _mllp_answers(self):
        return network.answers(self.ports["mllp"])


def has_command(name):
    """True when one of our add-ons brings `odoo NAME`."""
    return any(ADDONS.glob(f"*/cli/{name}.py"))


def choose_ports(wanted=DEFAULT_PORTS):
    ports = {}
    for name, port in wanted.items():
        ports[name] = network.choose(port, taken=set(ports.values()))
    return ports


def _command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
