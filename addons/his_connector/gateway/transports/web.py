"""What comes over HTTP: one port per interface; proven first, kept, then answered.

aiohttp is looked for when an interface needs it. Nothing of a body is logged.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from ...core.proof import allowed, proven
from ..database.drivers import NotConfigured
from ..named import resolved
from ..tls import server_tls

_logger = logging.getLogger("his_gateway.web")

RETRY_AFTER = "2"
Handler = Callable[[Any, bytes], Awaitable[Any]]


def library() -> Any:
    """aiohttp.web. Raises NotConfigured."""
    try:
        from aiohttp import web
    except ImportError as error:
        raise NotConfigured("the package aiohttp is not installed") from error
    return web


async def serve(interface: Any, handler: Handler) -> None:
    """Answer requests on the interface's port until cancelled."""
    web, settings = library(), resolved(interface.settings)

    async def answer(request: Any) -> Any:
        if not allowed(request.remote or "", settings.get("allow") or ()):
            return web.Response(status=403)
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return web.Response(status=413, text=f"at most {interface.profile.limit} bytes\n")
        headers = {name.lower(): text for name, text in request.headers.items()}
        line = (request.method, request.path_qs, body)
        if not proven(settings, headers, line, time.time()):
            return web.Response(status=401, headers=_challenge(settings))
        return await handler(request, body)

    app = web.Application(client_max_size=interface.profile.limit)
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    try:
        address = str(settings.get("listen") or "127.0.0.1")
        tls = server_tls(settings)
        await web.TCPSite(runner, address, interface.port, ssl_context=tls).start()
        _logger.info("interface %s answers on %s:%s", interface.name, address, interface.port)
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def path_of(settings: Mapping[str, Any]) -> str:
    """Where an interface answers, without a slash at the end."""
    return "/" + str(settings.get("path") or "").strip("/")


def _challenge(settings: Mapping[str, Any]) -> dict[str, str]:
    return {"WWW-Authenticate": 'Basic realm="his"'} if settings.get("auth") == "basic" else {}
