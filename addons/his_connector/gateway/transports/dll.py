"""A library that gives rows, asked again and again like a view."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import psycopg

from ...core.dll.script import ScriptError
from ...core.mapping import as_text
from ...core.outgoing import fill
from ..database.link import SourceError
from ..database.memory import Memory
from ..database.taking import Stopped
from ..database.view import View
from ..dll.worker import DllError, DllWorker
from ..store import NotStored

_logger = logging.getLogger("his_gateway.dll")

RETRY, WORST_RETRY = 1.0, 60.0


class Answers:
    """A library's answer of today in the shape of a foreign view."""

    def __init__(self, worker: DllWorker, interface: Any) -> None:
        """``worker``: the library in its child."""
        self._worker, self._interface = worker, interface
        self.counts: dict[str, int] = {}

    async def __call__(self, op: str, *_args: Any) -> Any:
        """``columns`` and ``clock``, as a database answers them."""
        if op == "columns":
            return {name.lower(): "text" for name in self._interface.settings["columns"]}
        return self._now().isoformat()

    async def rows(self, spec: Mapping[str, Any]) -> list[list[str]]:
        """The rows of one request; of a library without rows its values. Raises SourceError."""
        settings, now = self._interface.settings, self._now()
        values = {"date": f"{now:%Y%m%d}", "day": f"{now:%Y-%m-%d}", "time": f"{now:%H%M%S}"}
        fields = fill(settings.get("fields") or {}, values)
        try:
            answer = await self._worker.call(fields, settings.get("wanted") or ())
        except DllError as error:
            raise SourceError("lost", str(error)) from error
        self.counts["procedure"] = self.counts.get("procedure", 0) + 1
        found = answer["rows"] or ([answer["values"]] if answer["values"] else [])
        lower = [{key.lower(): as_text(value) for key, value in row.items()} for row in found]
        return [[row.get(column, "") for column in spec["columns"]] for row in lower]

    def _now(self) -> datetime:
        return datetime.now(self._interface.profile.zone).replace(tzinfo=None)


async def poll(interface: Any, store: Any) -> None:
    """Ask the library for ever; a crash is waited out by its child."""
    one = replace(interface, settings={"view": "dll", **interface.settings})
    if not one.settings.get("key"):
        return  # called by events only
    try:
        worker = DllWorker(one.settings["script"])
    except ScriptError as error:
        _logger.error("interface %s: %s", interface.name, error)
        return
    memory = Memory(store.conninfo, one.profile.interface_id, one.profile.company_id)
    view = View(one, store, memory, Answers(worker, one))  # type: ignore[arg-type]
    interval, pause = float(one.settings.get("interval") or 5), RETRY
    try:
        while True:
            try:
                if await memory.open():
                    await view.tick()
                    pause = RETRY
                await asyncio.sleep(interval)
            except Stopped as stopped:
                more = {"difference": stopped.difference} if stopped.difference else {}
                await memory.state("stopped", stopped.code, stopped.detail, **more)
                await asyncio.sleep(interval)
            except psycopg.Error:
                await memory.close()
                await asyncio.sleep(RETRY)
            except (SourceError, NotStored) as error:
                if pause == RETRY:
                    _logger.warning("interface %s: %s", interface.name, error)
                await memory.state("down", "source_down", str(error))
                await asyncio.sleep(pause)
                pause = min(pause * 2, WORST_RETRY)
    finally:
        await memory.close()
        await worker.stop()
