"""The life of the gateway: read the interfaces, listen, follow changes, beat, leave cleanly."""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import socket
from pathlib import Path
from typing import Any

import psycopg

from ..core import masking
from ..core.schema import CONFIG_CHANNEL
from . import config, reach
from .deliver import Ways
from .server import Server
from .settings import Settings, read_settings
from .store import Store, connect
from .tasks import Tasks

_logger = logging.getLogger("his_gateway")

BEAT_SECONDS = 5.0
RETRY_SECONDS = 1.0

_BEAT = """
INSERT INTO his_process (name, host, pid, started_at, beat_at, info)
VALUES ('his_gateway', %s, %s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC', %s)
ON CONFLICT (name, host) DO UPDATE SET
    started_at = CASE WHEN his_process.pid = excluded.pid
                 THEN his_process.started_at ELSE excluded.started_at END,
    pid = excluded.pid, beat_at = excluded.beat_at, info = excluded.info
"""


class Gateway:
    """All interfaces of one database."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is opened before ``run``."""
        self.settings = settings
        self.store = Store(settings.conninfo, settings.max_waiting)
        self.tasks = Tasks(self.store)
        self.ways = Ways(settings.conninfo)
        self.servers: dict[int, Server] = {}
        self._bound: dict[int, int] = {}

    async def run(self) -> None:
        """Serve until SIGTERM or SIGINT."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        tasks = [asyncio.create_task(self.store.run()), asyncio.create_task(self._follow())]
        try:
            await _first_of(stop, tasks)
        finally:
            await self._leave(tasks)

    async def _leave(self, tasks: "list[asyncio.Task[None]]") -> None:
        for server in self.servers.values():
            await server.stop()
        await self.ways.stop()
        await self.tasks.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.store.close()
        _logger.info("stored %d messages in %d commits", self.store.stored, self.store.commits)

    async def _follow(self) -> None:
        """Keep the interfaces as the database says, through every loss of it."""
        while True:
            try:
                await self._follow_once()
            except psycopg.errors.UndefinedTable:
                _logger.info("his_connector is not installed in this database yet")
            except (psycopg.Error, OSError) as error:
                _logger.warning("configuration not readable: %s", error)
            await asyncio.sleep(RETRY_SECONDS)

    async def _follow_once(self) -> None:
        connection = await connect(self.settings.conninfo)
        try:
            await connection.execute(f"LISTEN {CONFIG_CHANNEL}")
            while True:
                await self._limit(connection)
                await self._apply(await config.load(connection))
                await self._wait_for_change(connection)
        finally:
            await connection.close()

    async def _limit(self, connection: "psycopg.AsyncConnection[Any]") -> None:
        """What may be called from now on; as before while the list cannot be read."""
        try:
            reach.allow(await config.load_reach(connection))
        except ValueError as error:
            _logger.error("the list of addresses that may be called: %s", error)

    async def _wait_for_change(self, connection: "psycopg.AsyncConnection[Any]") -> None:
        """Return when the configuration changed; beat meanwhile."""
        while True:
            info = f"ports {sorted(self._bound.values())}, stored {self.store.stored}"
            await connection.execute(_BEAT, (socket.gethostname(), os.getpid(), info))
            async for _notice in connection.notifies(timeout=BEAT_SECONDS, stop_after=1):
                return

    async def _apply(self, interfaces: list[config.Interface]) -> None:
        """Open, change and close ports; a running connection sees new settings at once."""
        await self.tasks.follow(interfaces)
        await self.ways.follow(interfaces)
        wanted = {one.profile.interface_id: one for one in interfaces if one.transport == "mllp"}
        for number in [number for number in self.servers if number not in wanted]:
            await self._close(number)
        for place, (number, interface) in enumerate(wanted.items()):
            port = interface.port
            if place == 0 and self.settings.port is not None:
                port = self.settings.port
            await self._open(number, interface, port, first=place == 0)
        if not interfaces:
            _logger.info("no active interface yet")

    async def _open(self, number: int, interface: config.Interface, port: int, first: bool) -> None:
        server = self.servers.get(number)
        if server and port in (0, self._bound[number]) and server.same_line(interface):
            server.interface = interface
            return
        if server:
            await self._close(number)
        server = Server(interface, self.store, self.settings.max_connections)
        try:
            self._bound[number] = await server.start(self.settings.host, port)
        except OSError as error:
            _logger.error("interface %s: port %s: %s", interface.name, port, error)
            return
        self.servers[number] = server
        if first and self.settings.port_file:
            _write_port(Path(self.settings.port_file), self._bound[number])

    async def _close(self, number: int) -> None:
        await self.servers.pop(number).stop()
        del self._bound[number]


async def _first_of(stop: asyncio.Event, tasks: "list[asyncio.Task[None]]") -> None:
    """Return at the stop signal; raise what a task died of (it should never end)."""
    waiting = asyncio.create_task(stop.wait())
    done, _pending = await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    for task in done:
        if task is not waiting:
            task.result()


def _write_port(path: Path, port: int) -> None:
    """Whole or not at all: a reader polls for this file."""
    draft = path.with_suffix(path.suffix + ".part")
    draft.write_text(f"{port}\n")
    draft.replace(path)


def main(argv: list[str]) -> int:
    """Run the gateway; returns the exit status."""
    settings = read_settings(argv)
    logging.basicConfig(
        level=settings.log_level.upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    masking.guard(logging.getLogger().handlers)
    gc.freeze()
    gc.set_threshold(50_000)  # messages are short-lived and hold no cycles
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(Gateway(settings).run())
    return 0
