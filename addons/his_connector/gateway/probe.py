"""Tries an interface that does not run yet, for the page on which it is set up.

A program of its own: a driver that hangs or crashes takes no worker of Odoo with it. A question
``{"op", "transport", "settings", "zone", "port"}`` comes on standard input; the answer is one line
of JSON: ``{"steps": [{"step", "ok", "said"}]}``, ``{"rows": […]}``, ``{"text"}``, ``{"failed"}``.
"""

import asyncio
import contextlib
import json
import socket
import sys
import types
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

ADDON = Path(__file__).resolve().parents[1]
ROWS = 30
SECONDS = 5.0
Steps = Iterator[tuple[str, Callable[[], str]]]


def register_bare_package() -> None:
    """Make ``his_connector`` importable without running the add-on's ``__init__``."""
    package = types.ModuleType(ADDON.name)
    package.__path__ = [str(ADDON)]
    sys.modules.setdefault(ADDON.name, package)


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """What a question found out; never raises."""
    from his_connector.core.reach import networks
    from his_connector.gateway import reach

    try:
        reach.allow(networks(question.get("reachable") or ""))
        if question["settings"].get("driver") != "own":
            reach.ensure_now(question["settings"])
        if question["op"] == "fetch":
            return {"text": _fetch(question)}
        if question["op"] == "text":
            return {"text": _asked(question, "text")}
        if question["op"] == "rows":
            return {"rows": _rows(question)}
    except Exception as error:  # noqa: BLE001  # whatever it is, a person must read it
        return {"failed": said(error)}
    return {"steps": list(_tried(_steps(question)))}


def said(error: Exception) -> str:
    """An error in a few words, without a password."""
    kind = getattr(error, "kind", "")
    if type(error).__module__.startswith(("sqlalchemy", "psycopg", "pymysql", "pytds", "oracledb")):
        from his_connector.gateway.database.child import failure

        return failure(error)["text"]
    return f"{kind}: {error}"[:300] if kind else f"{type(error).__name__}: {error}"[:300]


def _tried(steps: Steps) -> Iterator[dict[str, Any]]:
    """Each step in turn, up to the first that fails."""
    for step, trial in steps:
        try:
            yield {"step": step, "ok": True, "said": trial()}
        except Exception as error:  # noqa: BLE001  # whatever it is, a person must read it
            yield {"step": step, "ok": False, "said": said(error)}
            return


def _steps(question: dict[str, Any]) -> Steps:
    settings, transport = question["settings"], question["transport"]
    if transport == "database" and settings.get("driver") != "own":
        yield from _database(settings)
    elif transport in ("rest", "soap", "fhir") and settings.get("mode") == "poll":
        yield "rows", lambda: str(len(_rows(question)))
    elif transport == "files":
        yield "files", lambda: str(_files(settings))
    elif settings.get("host"):
        yield "connect", lambda: _connected(str(settings["host"]), int(settings["port"]))
        if transport == "dicom":
            yield "echo", lambda: _echo(settings)
    elif transport != "dll" and settings.get("driver") != "own":
        port = int(settings.get("port") or question["port"])
        yield "port", lambda: _free(str(settings.get("listen") or "127.0.0.1"), port)
    out = settings.get("out") or {}
    if out.get("url") or out.get("host"):
        yield "out", lambda: _connected(*_place(out))


def _database(settings: dict[str, Any]) -> Steps:
    from his_connector.gateway.database.selftest import steps

    names = ("connect", "clock", "columns", "rows")
    for name, (_shown, trial) in zip(names, steps(settings, write=False), strict=False):
        yield name, trial


def _rows(question: dict[str, Any]) -> list[dict[str, str]]:
    if question["transport"] == "database":
        return _rows_of_view(question["settings"])
    return _asked(question, "records")[:ROWS]


def _asked(question: dict[str, Any], what: str) -> Any:
    """What one question to the HIS gives: records, or the text they stand in."""
    from his_connector.core import asking
    from his_connector.core.charset import Policy
    from his_connector.gateway.asked.sources import ask_once

    zone = ZoneInfo(question.get("zone") or "Asia/Shanghai")
    profile = SimpleNamespace(charset=Policy("detected", "strict", "utf-8"), zone=zone)
    one = SimpleNamespace(
        transport=question["transport"], settings=question["settings"], profile=profile
    )
    told = asking.values(datetime.now(zone).replace(tzinfo=None), {})
    return asyncio.run(ask_once(one, told, what))


def _rows_of_view(settings: dict[str, Any]) -> list[dict[str, str]]:
    from his_connector.gateway.database.source import Source

    source = Source(settings, ["select"])
    names = list(source.columns(settings["view"]))
    spec = {"view": settings["view"], "columns": names, "limit": ROWS}
    return [dict(zip(names, row, strict=True)) for part in source.rows(spec) for row in part]


def _fetch(question: dict[str, Any]) -> str:
    from his_connector.gateway.asked.sources import good
    from his_connector.gateway.named import resolved
    from his_connector.gateway.senders.http import Http
    from his_connector.gateway.senders.rest import prove

    settings = question["settings"]

    async def fetch() -> str:
        http, url = Http(settings, 8 << 20), str(settings["wsdl"])
        try:
            return good(
                await http("GET", url, b"", prove(resolved(settings), "GET", url, b""))
            ).text
        finally:
            await http.close()

    return asyncio.run(fetch())


def _files(settings: dict[str, Any]) -> int:
    from his_connector.gateway.files.places import open_place

    async def look() -> int:
        place = open_place(settings)
        try:
            return len(await place.entries())
        finally:
            await place.close()

    return asyncio.run(look())


def _echo(settings: dict[str, Any]) -> str:
    """A DICOM C-ECHO, as modalities greet each other."""
    from pynetdicom import AE

    entity = AE(ae_title=str(settings["ae_title"]))
    entity.add_requested_context("1.2.840.10008.1.1")
    entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = SECONDS
    title, port = str(settings["peer_ae_title"]), int(settings["port"])
    line = entity.associate(str(settings["host"]), port, ae_title=title)
    if not line.is_established:
        raise ConnectionError(f"{title} takes no association of {settings['ae_title']}")
    try:
        status = line.send_c_echo()
    finally:
        line.release()
    if not status or status.Status != 0:
        raise ConnectionError("no answer to C-ECHO")
    return title


def _connected(host: str, port: int) -> str:
    with socket.create_connection((host, port), SECONDS):
        return f"{host}:{port}"


def _free(address: str, port: int) -> str:
    """Whether the gateway can open a port that is not its own yet."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind((address, port))
    return f"{address}:{port}"


def _place(out: dict[str, Any]) -> tuple[str, int]:
    if out.get("host"):
        return str(out["host"]), int(out.get("port") or 2575)
    parts = urlsplit(str(out["url"]))
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def main() -> int:
    """Answer the question on standard input."""
    told = answer(json.loads(sys.stdin.read()))
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(told, ensure_ascii=True) + "\n")
    return 0


if __name__ == "__main__":
    sys.path.pop(0)  # this folder must shadow no package
    register_bare_package()
    sys.exit(main())
