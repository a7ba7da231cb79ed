"""A foreign database, read until the interface is changed or switched off."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import psycopg

from ...core.own_stage import SCHEMA
from ...core.stage import IN
from ...core.statements import NEEDS
from ..database.link import Database, Link, SourceError
from ..database.memory import Memory
from ..database.staging import Staging
from ..database.taking import Stopped
from ..database.view import View
from ..store import NotStored

_logger = logging.getLogger("his_gateway.database")

RETRY = 1.0
WORST_RETRY = 60.0
MODES = {"poll": View, "staging": Staging}
_links: dict[str, Link] = {}


def link(mode: str) -> Link:
    """The child of a driver mode, one for all interfaces that use it."""
    return _links.setdefault(mode, Link(mode))


async def close() -> None:
    """End the children."""
    while _links:
        await _links.popitem()[1].stop()


async def poll(interface: Any, store: Any) -> None:
    """Read the source for ever; every loss of either database is waited out."""
    interface = replace(interface, settings=_own(interface.settings, store.conninfo))
    settings, profile = interface.settings, interface.profile
    mode = str(settings.get("mode") or "poll")
    if mode not in MODES:
        return  # written to only
    memory = Memory(store.conninfo, profile.interface_id, profile.company_id)
    name, allowed = str(profile.interface_id), NEEDS[mode]
    database = Database(link(settings["driver"]), name, settings, allowed)
    reader = None
    interval, pause = float(settings.get("interval") or 5), RETRY
    try:
        while True:
            try:
                if not await memory.open():
                    await asyncio.sleep(RETRY)
                    continue
                reader = reader or MODES[mode](interface, store, memory, database)
                await reader.tick()
                pause = RETRY
                await asyncio.sleep(interval)
            except Stopped as stopped:
                await _tell_stop(memory, interface, stopped)
                await asyncio.sleep(interval)
            except (SourceError, NotStored, psycopg.Error, OSError) as error:
                if isinstance(error, psycopg.Error):
                    await memory.close()
                    reader = None
                await _tell_loss(memory, interface, error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, WORST_RETRY)
    finally:
        await memory.close()


def _own(settings: Mapping[str, Any], conninfo: Mapping[str, str]) -> dict[str, Any]:
    """``driver: own``: the schema ``his_stage`` of the queue's own database."""
    if settings.get("driver") != "own":
        return dict(settings)
    where = {
        "host": conninfo.get("host"), "port": conninfo.get("port"),
        "database": conninfo.get("dbname"), "user": conninfo.get("user"),
        "password": conninfo.get("password"),
    }  # fmt: skip
    stage = {"mode": "staging", "view": f"{SCHEMA}.{IN.name}", "key": ["id"], "status": "status",
             "error": "err_msg", "done_at": "upd_time", "interval": 0.5}  # fmt: skip
    return {**stage, **settings, **where, "driver": "postgresql", "own": True}


async def _tell_stop(memory: Memory, interface: Any, stopped: Stopped) -> None:
    """A person must look: said once in the log, kept on the interface's page."""
    more = {"difference": stopped.difference} if stopped.difference else {}
    before = await memory.read_state()
    await memory.state("stopped", stopped.code, stopped.detail, **more)
    if before.get("state") != "stopped":
        _logger.warning("interface %s stopped: %s", interface.name, stopped.code)


async def _tell_loss(memory: Memory, interface: Any, error: Exception) -> None:
    """The first loss is logged, those after it are not."""
    kind = error.kind if isinstance(error, SourceError) else "ours"
    try:
        before = await memory.read_state() if await memory.open() else {}
        if before.get("state") != "down":
            _logger.warning("interface %s: %s", interface.name, error)
        if before:
            await memory.state("down", "source_down", f"{kind}: {error}")
    except psycopg.Error:
        _logger.info("interface %s: the queue's database is away", interface.name)
