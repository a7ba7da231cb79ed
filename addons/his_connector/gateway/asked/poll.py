"""Asking for ever: what changed is taken, what left is cancelled, a source gone wrong stops."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import psycopg

from ...core import asking
from ..database.link import SourceError
from ..database.memory import Memory
from ..database.taking import Stopped
from ..database.view import View
from ..store import NotStored
from . import sources

_logger = logging.getLogger("his_gateway.asked")

RETRY, WORST_RETRY = 1.0, 60.0


class Asked:
    """The answers of a HIS in the shape of a foreign view."""

    def __init__(self, source: Any, interface: Any) -> None:
        """``source``: of ``sources.SOURCES``."""
        self._source, self._interface = source, interface
        self.counts: dict[str, int] = {}

    async def __call__(self, op: str, *_args: Any) -> Any:
        """``columns`` and ``clock``, as a database answers them."""
        if op == "columns":  # an answer may leave out what is empty: nothing to be missed
            settings = self._interface.settings
            given = [*settings["key"], settings.get("changed"), settings.get("day")]
            names = [*filter(None, given), *self._interface.profile.plan.columns]
            return {str(name).lower(): "text" for name in names}
        return self._now().isoformat()

    async def rows(self, spec: Mapping[str, Any]) -> list[list[str]]:
        """The rows of an answer. Raises SourceError."""
        found = await self._source.records(asking.values(self._now(), spec))
        self.counts["select"] = self.counts.get("select", 0) + 1
        keys = [name.lower() for name in self._interface.settings["key"]]
        rows = asking.wanted(found, spec)
        places = [spec["columns"].index(name) for name in keys if name in spec["columns"]]
        if any(not any(row[place] for place in places) for row in rows):
            raise SourceError("schema", f"rows without {', '.join(keys)}")
        return rows

    def _now(self) -> datetime:
        return datetime.now(self._interface.profile.zone).replace(tzinfo=None)


async def poll(interface: Any, store: Any) -> None:
    """Ask until cancelled; every loss is waited out."""
    settings = interface.settings
    usual = {"view": interface.transport, "interval": 10}
    key = settings.get("row_key") or [asking.RESOURCE]
    one = replace(interface, settings={**usual, **settings, "key": key})
    source = sources.SOURCES[interface.transport](interface)
    memory = Memory(store.conninfo, one.profile.interface_id, one.profile.company_id)
    view = View(one, store, memory, Asked(source, one))  # type: ignore[arg-type]
    try:
        await _for_ever(one, memory, view)
    finally:
        await memory.close()
        await source.close()


async def _for_ever(one: Any, memory: Memory, view: View) -> None:
    interval, pause = float(one.settings["interval"]), RETRY
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
                _logger.warning("interface %s: %s", one.name, error)
            await memory.state("down", "source_down", str(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, WORST_RETRY)
