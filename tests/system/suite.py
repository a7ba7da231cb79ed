"""The private running instance of the end-to-end tests; conftest.py describes it."""

import socket
from dataclasses import dataclass

import psycopg
from web import Session

from house import pages, toolchain
from house.instance import DEFAULT_PORTS, Instance, choose_ports
from house.testbed import Testbed

START, END = b"\x0b", b"\x1c\r"


@dataclass(frozen=True)
class Device:
    """A paired device of the demo hospital."""

    id: int
    name: str
    kind: str
    token: str
    url: str


class Suite:
    """Own database, ports and processes; everything ends with the ``with`` block."""

    database = "jiaohao_system"

    def __enter__(self):
        self.bed = Testbed(toolchain.load())
        self.was_running = self.bed.server.alive
        self.bed.start()
        self.postgres = self.bed.server
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self):
        folder = self.bed.folder / "system"
        self.instance = None
        ports = choose_ports({name: port + 200 for name, port in DEFAULT_PORTS.items()})
        tools, data_dir = self.bed.tools, self.bed.databases.data_dir
        instance = Instance(tools, self.postgres, self.database, folder, data_dir, ports)
        instance.stop()  # what an aborted run left
        self.bed.clone("demo", self.database)
        self.facts = pages.read(self.bed.databases, self.database)
        self.instance = instance
        instance.configure()
        instance.start()
        self.url, self.mllp = instance.base_url, ("127.0.0.1", instance.ports["mllp"])
        self.odoo, self.gateway, self.apply = instance.odoo, instance.gateway, instance.apply
        self.voice = instance.voice

    def __exit__(self, *_exc):
        if self.instance:
            self.instance.stop()
        if not self.was_running:
            self.postgres.stop()

    def heal(self):
        """Start again whatever a test ended."""
        if not self.postgres.alive:
            self.postgres.start()
        for service in (self.odoo, self.gateway, self.apply, self.voice):
            if service:
                service.start()

    def login(self, login, password=pages.PASSWORD):
        return Session(self.url).login(login, password)

    def visitor(self, token=None):
        return Session(self.url, token)

    def devices(self, kind=None):
        return [
            Device(d["id"], d["name"], d["kind"], d["token"], self._device_url(d))
            for d in self.facts["devices"]
            if kind in (None, d["kind"])
        ]

    def device(self, name):
        return next(device for device in self.devices() if device.name == name)

    def _device_url(self, device):
        page = pages.DEVICE_PAGES.get(device["kind"], device["kind"])
        return f"{self.url}/queue/{page}/{device['token']}"

    def sql(self, query, *params):
        known = self.postgres.connection()
        with psycopg.connect(
            host=known.get("PGHOST"), port=known.get("PGPORT"), user=known.get("PGUSER"),
            password=known.get("PGPASSWORD"), dbname=self.database, autocommit=True,
        ) as connection:  # fmt: skip
            cursor = connection.execute(query, params or None)
            return cursor.fetchall() if cursor.description else []

    def shell(self, code):
        text = f"print('<<begin>>', end='')\n{code}\nenv.cr.commit()\nprint('<<end>>')\n"
        return self.bed.databases.script(self.database, text)

    def send_hl7(self, message, timeout=10):
        if isinstance(message, str):
            message = message.replace("\r\n", "\r").replace("\n", "\r").encode()
        with socket.create_connection(self.mllp, timeout=timeout) as connection:
            connection.sendall(START + message + END)
            answer = b""
            while not answer.endswith(END):
                part = connection.recv(65536)
                if not part:
                    break
                answer += part
        return answer.removeprefix(START).removesuffix(END).decode("utf-8", "replace")
