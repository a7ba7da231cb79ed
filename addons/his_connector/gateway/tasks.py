"""One task per interface that is no port: begun, replaced when its settings change, ended."""

import asyncio
import logging
from collections.abc import Iterable
from typing import Any

from .transports import POLLS
from .transports.database import close

_logger = logging.getLogger("his_gateway.tasks")

PAUSE = 5.0


class Tasks:
    """The polling interfaces of a gateway."""

    def __init__(self, store: Any) -> None:
        """Nothing runs yet."""
        self._store = store
        self._running: dict[int, tuple[Any, asyncio.Task[None]]] = {}

    async def follow(self, interfaces: Iterable[Any]) -> None:
        """Run exactly these; one whose settings or codes changed begins anew."""
        wanted = {one.profile.interface_id: one for one in interfaces if one.transport in POLLS}
        for number, (interface, task) in list(self._running.items()):
            if wanted.get(number) != interface:
                await self._end(number, task)
        for number, interface in wanted.items():
            if number not in self._running:
                task = asyncio.create_task(self._run(interface))
                self._running[number] = interface, task

    async def stop(self) -> None:
        """End all, and the children they used."""
        for number, (_interface, task) in list(self._running.items()):
            await self._end(number, task)
        await close()

    async def _end(self, number: int, task: "asyncio.Task[None]") -> None:
        del self._running[number]
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def _run(self, interface: Any) -> None:
        while True:
            try:
                await POLLS[interface.transport](interface, self._store)
                return
            except Exception:
                _logger.exception("interface %s: trying again", interface.name)
                await asyncio.sleep(PAUSE)
